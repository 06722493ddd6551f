/** Files of the output folder: compared, then moved into place whole. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** What a stack's folder holds of ours and of Terraform, a state in it aside. */
const stackFiles = ['cdk.tf.json', 'versions.tf.json', 'SUMMARY.md', '.terraform.lock.hcl', '.terraform'];

/** What is handed on for an infrastructure that no stack provisions, in a folder of its name. */
export const handOffFile = 'placement.yaml';

/** Paths, relative to `folder`, whose file is missing or holds other bytes. In the order of `files`. */
export function outdated(folder: string, files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].filter(([file, text]) => !holds(path.join(folder, file), text)).map(([file]) => file);
}

/**
 * Writes the files whose bytes differ. Every file is written beside its place first and only then are they renamed
 * into it, so that a full disk or a missing permission leaves the old files as they are.
 *
 * @returns the paths that were written
 */
export function replace(folder: string, files: ReadonlyMap<string, string>): readonly string[] {
  const changed = outdated(folder, files);
  const moves: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const inside of new Set(changed.map((file) => path.dirname(file)))) {
      mkdirSync(path.join(folder, inside), { recursive: true });
    }
    for (const file of changed) {
      const to = path.join(folder, file);
      const from = `${to}.${process.pid}.partial`;
      moves.push({ from, to });
      writeFileSync(from, files.get(file) ?? '');
    }
    for (const { from, to } of moves) renameSync(from, to);
  } finally {
    for (const { from } of moves) rmSync(from, { force: true });
  }
  return changed;
}

/** Those of the environments that have a stack in the folder; sorted. */
export function standingStacks(folder: string, environments: readonly string[]): readonly string[] {
  return [...new Set(environments)]
    .sort()
    .filter((name) => existsSync(path.join(stackFolder(folder, name), 'cdk.tf.json')));
}

/** Removes a stack's files. A folder that holds something else, such as a local state, stays with that. */
export function removeStack(folder: string, environment: string): void {
  const stack = stackFolder(folder, environment);
  for (const file of stackFiles) rmSync(path.join(stack, file), { recursive: true, force: true });
  for (const { parentPath, name } of readdirSync(stack, { withFileTypes: true, recursive: true })) {
    if (name !== handOffFile || path.dirname(parentPath) !== stack) continue;
    rmSync(path.join(parentPath, name));
    if (readdirSync(parentPath).length === 0) rmdirSync(parentPath);
  }
  if (readdirSync(stack).length === 0) rmdirSync(stack);
}

function stackFolder(folder: string, environment: string): string {
  if (path.basename(environment) !== environment || /^\.*$/.test(environment)) {
    throw new Error(`${JSON.stringify(environment)} is no name of an environment`);
  }
  return path.join(folder, 'stacks', environment);
}

function holds(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}
