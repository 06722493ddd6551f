/** Writes the stacks of a run, or says what writing them would change. */
import path from 'node:path';
import type { AwsFacts, Registry } from '../modules/module';
import { outdated, removeStack, replace, standingStacks } from './files';
import type { StackInput } from './frame';
import { render } from './render';

export interface EmitOptions {
  /** `check` writes nothing. */
  readonly mode: 'write' | 'check';
  /**
   * Environments whose stacks go: those that were confirmed to manage nothing any more. Every other folder stays,
   * whether or not it is emitted.
   */
  readonly remove: readonly string[];
}

export interface EmitResult {
  /** Files that were written, or would be: relative to the output folder, sorted. */
  readonly changed: readonly string[];
  /** Environments whose stack was removed, or would be. Sorted. */
  readonly removed: readonly string[];
}

/**
 * Emits one stack for each input under `<outdir>/stacks/<environment>/`, and cdktf-cli's manifest into `outdir`. The
 * bytes do not depend on `outdir`, nor on what stands there. A run that fails leaves the old files untouched.
 *
 * @throws UserError where a user's text can't be written; Error for a bug of a module or of this folder.
 */
export async function emit(
  inputs: readonly StackInput[],
  registry: Registry,
  facts: AwsFacts,
  outdir: string,
  { mode, remove }: EmitOptions,
): Promise<EmitResult> {
  const both = inputs.map(({ frame }) => frame.environment).filter((environment) => remove.includes(environment));
  if (both.length > 0) throw new Error(`asked to emit and to remove ${both.join(', ')}`);
  const { files, manifest } = await render(inputs, registry, facts, projectFolder(outdir));
  const removed = standingStacks(outdir, remove);
  if (mode === 'check') return { changed: outdated(outdir, files), removed };
  const changed = replace(outdir, files);
  replace(outdir, new Map([['manifest.json', manifest]]));
  for (const environment of removed) removeStack(outdir, environment);
  return { changed, removed };
}

/** The folder that holds the output folder; a top-level one (`/app`) is too common a text to look for. */
function projectFolder(outdir: string): readonly string[] {
  const folder = path.dirname(path.resolve(outdir));
  return folder === path.dirname(folder) || path.dirname(folder) === path.parse(folder).root
    ? []
    : [`${folder}${path.sep}`];
}
