/** A folder of its own for one rehearsal: copies of the stack's files, and a state that is ours. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emitted } from '../stacks/emitted';
import { emittedOf, type StackFiles } from './stack-files';

// Terraform reads override files after all others, in the order of their names.
const backendFile = 'zz_override.tf.json';
const unprotectFile = 'zzz_override.tf.json';
const backend = { terraform: { backend: { local: { path: 'terraform.tfstate' } } } };

export class WorkFolder {
  private constructor(
    readonly folder: string,
    readonly home: string,
  ) {}

  static create(): WorkFolder {
    const root = mkdtempSync(path.join(tmpdir(), 'trellis-rehearsal-'));
    const [folder, home] = [path.join(root, 'stack'), path.join(root, 'home')];
    mkdirSync(folder);
    mkdirSync(home);
    return new WorkFolder(folder, home);
  }

  /** Puts a stack in place of the one before; the state stays. Backends are redirected, whatever the stack says. */
  put(stack: StackFiles, before?: StackFiles): void {
    for (const name of before?.files.keys() ?? []) rmSync(path.join(this.folder, name), { force: true });
    for (const [name, text] of stack.files) writeFileSync(path.join(this.folder, name), text);
    writeFileSync(path.join(this.folder, backendFile), JSON.stringify(backend));
  }

  /** `prevent_destroy` of the stack, lifted in this copy alone: overrides merge `lifecycle` argument by argument. */
  unprotect(stack: StackFiles): void {
    const file = path.join(this.folder, unprotectFile);
    const resource = protectedOf(emittedOf(stack)).map(([type, names]): [string, object] => [
      type,
      Object.fromEntries(names.map((name) => [name, { lifecycle: { prevent_destroy: false } }])),
    ]);
    // Terraform refuses an empty `resource`.
    if (resource.length === 0) rmSync(file, { force: true });
    else writeFileSync(file, JSON.stringify({ resource: Object.fromEntries(resource) }));
  }

  remove(): void {
    rmSync(path.dirname(this.folder), { recursive: true, force: true });
  }
}

/** Type -> names of the resources with `prevent_destroy`. */
function protectedOf({ resource }: Emitted): readonly [string, readonly string[]][] {
  return Object.entries(resource).flatMap(([type, byName]): [string, string[]][] => {
    const names = Object.keys(byName).filter((name) => isProtected(byName[name] ?? {}));
    return names.length === 0 ? [] : [[type, names]];
  });
}

export function isProtected({ lifecycle }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof lifecycle === 'object' &&
    lifecycle !== null &&
    'prevent_destroy' in lifecycle &&
    lifecycle.prevent_destroy === true
  );
}
