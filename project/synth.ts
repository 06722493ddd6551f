/** Prepared environments to files: stacks, summaries and locks, all of them or none. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { facts } from '../data';
import { UserError, type Problem } from '../schema/problem';
import { allocationsOf } from '../solver/network-lock';
import { isAddonsStackOf } from '../stacks/addons-names';
import { addressesOf, parseEmitted, type Emitted } from '../stacks/emitted';
import { outdated, replace } from '../stacks/files';
import type { StackInput } from '../stacks/frame';
import { render } from '../stacks/render';
import { summarise } from '../stacks/summary';
import { vanished } from './guard';
import { handOffFiles } from './hand-off';
import type { Prepared } from './prepare';
import { stackFolders, standingAddons, standingStack } from './standing';
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

function isEnvironment(workspace: Workspace): (name: string) => boolean {
  return (name) => workspace.locks.has(name) || existsSync(environmentPath(workspace, name));
}

function stackInput(workspace: Workspace, { environment, decision, lock }: Prepared, output: string): StackInput {
  const { budget, name } = environment;
  return {
    frame: { environment: name, ...lock.frame },
    placed: decision.placed,
    serves: decision.serves,
    addresses: allocationsOf(workspace.networkLock, name),
    retired: lock.retired,
    formerAddons: standingAddons(workspace.root, output, name, isEnvironment(workspace)),
    summary: (emitted) =>
      summarise({
        decision,
        emitted,
        ...(budget === undefined ? {} : { budget }),
        availability: lock.frame.availability,
        registry: workspace.registry,
        facts,
        addresses: allocationsOf(workspace.networkLock, name),
      }),
  };
}

/** Protected addresses that stand in the files on disk and no longer in those to be written. */
function guard(
  { root }: Workspace,
  files: ReadonlyMap<string, string>,
  { output, allowDestroy }: SynthOptions,
): Problem[] {
  return stackFolders(root, output).flatMap((name) => {
    const file = `stacks/${name}/cdk.tf.json`;
    const before = standingStack(root, output, name);
    const after = files.get(file);
    if (before === undefined || after === undefined || before.text === after) return [];
    return vanished(`${output}/${file}`, before.emitted, parseEmitted(after), allowDestroy);
  });
}

/** Clusters that would go while their addons were last emitted with something in them: nobody could remove that any more. */
function strandedAddons(
  { root }: Workspace,
  inputs: readonly StackInput[],
  files: ReadonlyMap<string, string>,
  { output }: SynthOptions,
): Problem[] {
  return inputs.flatMap(({ formerAddons = [], frame: { environment } }) =>
    formerAddons.flatMap((name) => {
      const before = standingStack(root, output, name);
      const after = files.get(`stacks/${name}/cdk.tf.json`);
      if (before === undefined || after === undefined || isLoggedIn(parseEmitted(after))) return [];
      const standing = addressesOf(before.emitted).length;
      if (standing === 0) return [];
      const message =
        `${output}/stacks/${name} was last emitted with ${standing} resources, and its cluster would go with them inside. ` +
        `Take the cluster away in two steps: \`trellis synth --env ${environment}\` while it is retiring, apply ${name}, and decide again then.`;
      return [{ code: 'addons-not-empty', message }];
    }),
  );
}

/** Whether a stack can reach its cluster. */
function isLoggedIn({ provider }: Emitted): boolean {
  return provider['kubernetes'] !== undefined;
}

/** Stacks on disk for which neither a file nor a lock stands: nobody would ever empty them. */
function abandoned(workspace: Workspace, { output }: SynthOptions): Problem[] {
  const { root } = workspace;
  const isKnown = isEnvironment(workspace);
  const names = stackFolders(root, output);
  return names.flatMap((name) => {
    if (isKnown(name) || [...workspace.locks.keys()].some((environment) => isAddonsStackOf(environment, name)))
      return [];
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
  const inputs = prepared.map((one) => stackInput(workspace, one, options.output));
  const { files, manifest } = await render(inputs, workspace.registry, facts, [`${workspace.root}${path.sep}`]);
  const problems = [
    ...abandoned(workspace, options),
    ...strandedAddons(workspace, inputs, files, options),
    ...guard(workspace, files, options),
  ];
  if (problems.length > 0) throw new UserError(problems, 5);
  const handed = options.locks ? prepared.map((one) => handOffFiles(workspace, one, options.output)) : [];
  const texts = new Map(
    [files, ...handed].flatMap((some) =>
      [...some].map(([file, text]): [string, string] => [path.join(options.output, file), text]),
    ),
  );
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
