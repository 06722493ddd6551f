/** Where stacks come from: the output folder, another folder, or a commit. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../schema/problem';
import { isStackFile, stackFile, type StackFiles } from './stack-files';

/** Names of files below a folder, and their texts; paths have forward slashes. */
export interface StackSource {
  /** Folders that hold a stack. */
  readonly stacks: readonly string[];
  read(stack: string): StackFiles | undefined;
}

/** Stacks of an environment: its own, then its clusters' addons. */
export function stacksOf(source: StackSource, environment: string): readonly StackFiles[] {
  const names = source.stacks.filter((name) => name === environment || name.startsWith(`${environment}-addons-`));
  return names.sort().flatMap((name) => source.read(name) ?? []);
}

/** @param folder holds a folder for each stack */
export function folderSource(folder: string): StackSource {
  const stacks = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(path.join(folder, name, stackFile)))
    : [];
  return {
    stacks: stacks.sort(),
    read(stack) {
      if (!stacks.includes(stack)) return undefined;
      const names = readdirSync(path.join(folder, stack)).filter(isStackFile).sort();
      const texts = names.map((name): [string, string] => [name, readFileSync(path.join(folder, stack, name), 'utf8')]);
      return { name: stack, files: new Map(texts) };
    },
  };
}

/**
 * A folder of stacks (or one that holds `stacks/`), else a commit of the project's repository.
 *
 * @param output the project's folder of stacks, relative to its root: `cdktf.out/stacks`
 * @throws UserError `unknown-source` where it is neither
 */
export function sourceFrom(given: string, cwd: string, root: string, output: string): StackSource {
  const folder = path.resolve(cwd, given);
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    const inside = path.join(folder, path.basename(output));
    return folderSource(existsSync(inside) ? inside : folder);
  }
  const commit = git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${given}^{commit}`])?.trim();
  if (commit !== undefined && commit !== '') return commitSource(root, commit, output);
  throw new UserError([
    {
      code: 'unknown-source',
      message: `${JSON.stringify(given)} is neither a folder nor a commit of the repository: --from takes a git ref or a folder of stacks.`,
    },
  ]);
}

function commitSource(root: string, commit: string, output: string): StackSource {
  const listed = git(root, ['ls-tree', '-r', '-z', '--name-only', commit, '--', `${output}/`]) ?? '';
  const files = listed.split('\0').filter((file) => file.startsWith(`${output}/`));
  const stacks = files
    .filter((file) => path.posix.basename(file) === stackFile)
    .map((file) => path.posix.basename(path.posix.dirname(file)));
  return {
    stacks: stacks.sort(),
    read(stack) {
      if (!stacks.includes(stack)) return undefined;
      const own = files.filter(
        (file) => path.posix.dirname(file) === `${output}/${stack}` && isStackFile(path.posix.basename(file)),
      );
      const texts = own.map((file): [string, string] => [
        path.posix.basename(file),
        git(root, ['show', `${commit}:./${file}`]) ?? '',
      ]);
      return { name: stack, files: new Map(texts) };
    },
  };
}

/** Output of a git command, or nothing where it fails: no repository, no such commit. */
function git(cwd: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
  } catch {
    return undefined;
  }
}
