/** Prepared environments to files: stacks, summaries and locks, all of them or none. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { facts } from '../data';
import { UserError, type Problem } from '../schema/problem';
import { allocationsOf } from '../solver/network-lock';
import { addressesOf, parseEmitted } from '../stacks/emitted';
import { outdated, replace } from '../stacks/files';
import type { StackInput } from '../stacks/frame';
import { render } from '../stacks/render';
import { summarise } from '../stacks/summary';
import { vanished } from './guard';
import type { Prepared } from './prepare';
import { standingStack } from './standing';
import { environmentPath, lockFile, lockTexts, type Workspace } from './workspace';

export interface SynthOptions {
  /** `check` writes nothing and tells what differs. */
  readonly mode: 'write' | 'check';
  /** Output folder of cdktf, relative to the root. */
  readonly output: string;
  /** Locks and summaries are written as well; under cdktf only stacks are. */
  readonly locks: boolean;
  /** Protected addresses that may go, by hand. */
  readonly allowDestroy: readonly string[];
}

function stackInput(workspace: Workspace, { environment, decision, lock }: Prepared): StackInput {
  const { budget, name } = environment;
  return {
    frame: { environment: name, ...lock.frame },
    placed: decision.placed,
    serves: decision.serves,
    addresses: allocationsOf(workspace.networkLock, name),
    summary: summarise({
      decision,
      ...(budget === undefined ? {} : { budget }),
      availability: lock.frame.availability,
      registry: workspace.registry,
      facts,
    }),
  };
}

/** Protected addresses that stand in the files on disk and no longer in those to be written. */
function guard(
  { root }: Workspace,
  prepared: readonly Prepared[],
  files: ReadonlyMap<string, string>,
  { output, allowDestroy }: SynthOptions,
): Problem[] {
  return prepared.flatMap(({ environment: { name } }) => {
    const file = `stacks/${name}/cdk.tf.json`;
    const before = standingStack(root, output, name);
    const after = files.get(file);
    if (before === undefined || after === undefined || before.text === after) return [];
    return vanished(`${output}/${file}`, before.emitted, parseEmitted(after), allowDestroy);
  });
}

/** Stacks on disk for which neither a file nor a lock stands: nobody would ever empty them. */
function abandoned(workspace: Workspace, { output }: SynthOptions): Problem[] {
  const { root, locks } = workspace;
  const stacks = path.join(root, output, 'stacks');
  const names = existsSync(stacks) ? readdirSync(stacks).sort() : [];
  return names.flatMap((name) => {
    if (locks.has(name) || existsSync(environmentPath(workspace, name))) return [];
    const stack = standingStack(root, output, name);
    const standing = stack === undefined ? 0 : addressesOf(stack.emitted).length;
    if (standing === 0) return [];
    const message =
      `${output}/stacks/${name} was emitted with ${standing} resources, and ${name} has neither a file nor a lock any more, so nothing ` +
      `would ever remove them. Restore ${lockFile(name)} from version control, and retire what it holds.`;
    return [{ code: 'abandoned-stack', message }];
  });
}

/** Paths relative to the root that were written, or would be. @throws UserError (5) where a protected address would go. */
export async function synthesise(
  workspace: Workspace,
  prepared: readonly Prepared[],
  options: SynthOptions,
): Promise<readonly string[]> {
  const { files, manifest } = await render(
    prepared.map((one) => stackInput(workspace, one)),
    workspace.registry,
    facts,
    [`${workspace.root}${path.sep}`],
  );
  const problems = [...abandoned(workspace, options), ...guard(workspace, prepared, files, options)];
  if (problems.length > 0) throw new UserError(problems, 5);
  const texts = new Map([...files].map(([file, text]) => [path.join(options.output, file), text]));
  if (options.locks)
    for (const [file, text] of lockTexts(
      workspace,
      prepared.map(({ environment }) => environment.name),
    ))
      texts.set(file, text);
  if (options.mode === 'check') return outdated(workspace.root, texts);
  const changed = replace(workspace.root, texts);
  replace(path.resolve(workspace.root, options.output), new Map([['manifest.json', manifest]]));
  return changed;
}
