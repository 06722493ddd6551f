/** Rehearsals of a project: the emitted stacks of the environments that were asked for. */
import path from 'node:path';
import { facts } from '../data';
import { folders, type Workspace } from '../project/workspace';
import { ExitCode, UserError } from '../schema/problem';
import { allocationsOf } from '../solver/network-lock';
import { inPairs } from './parallel';
import { rehearse, type Rehearsal, type Rig } from './rehearsal';
import { afterRetirement } from './retirement';
import { folderSource, sourceFrom, stacksOf } from './source';
import type { StackFiles } from './stack-files';
import { emptyStack, rehearseTransition, type Transition } from './transition';

const output = `${folders.output}/stacks`;

/** A transition, and which one: to what is emitted, or on to what is left after a retirement's second step. */
export interface Comparison extends Transition {
  readonly step: 'emitted' | 'retired';
}

export type Outcome =
  | { readonly kind: 'rehearsed'; readonly rehearsals: readonly Rehearsal[]; readonly exitCode: ExitCode }
  | { readonly kind: 'compared'; readonly comparisons: readonly Comparison[]; readonly exitCode: ExitCode };

/** @throws UserError `no-stack` where an environment was not emitted */
function emitted({ environments, root }: Workspace): readonly StackFiles[] {
  const source = folderSource(path.join(root, output));
  return environments.flatMap(({ name }) => {
    const stacks = stacksOf(source, name);
    if (stacks.length > 0) return stacks;
    const message = `${name} has no stack in ${output}. Run \`trellis synth --env ${name}\` first.`;
    throw new UserError([{ code: 'no-stack', message }]);
  });
}

/** Each stack from nothing to nothing. */
export async function rehearseProject(workspace: Workspace, rig: Rig): Promise<Outcome> {
  const rehearsals = await inPairs(emitted(workspace), (stack) => rehearse(stack, rig));
  const passed = rehearsals.every(({ status }) => status === 'passed');
  return { kind: 'rehearsed', rehearsals, exitCode: passed ? ExitCode.done : ExitCode.error };
}

interface Pair {
  readonly step: Comparison['step'];
  readonly before: StackFiles;
  readonly after: StackFiles;
}

/**
 * What the emitted stacks change, from those of a commit or a folder; then what each retirement's second step will.
 *
 * @param given relative to `cwd` where it is a folder
 * @throws UserError `unknown-source`, `no-stack`
 */
export async function compareProject(workspace: Workspace, given: string, cwd: string, rig: Rig): Promise<Outcome> {
  const source = sourceFrom(given, cwd, workspace.root, output);
  const now = emitted(workspace);
  const old = workspace.environments.flatMap(({ name }) => stacksOf(source, name));
  const named = (stacks: readonly StackFiles[], name: string) => stacks.find((stack) => stack.name === name);
  const pairs: Pair[] = now.map((after) => ({
    step: 'emitted',
    before: named(old, after.name) ?? emptyStack(after),
    after,
  }));
  // A stack that is there no more, such as that of a cluster's addons: all of it goes.
  for (const before of old) {
    if (named(now, before.name) === undefined) pairs.push({ step: 'emitted', before, after: emptyStack(before) });
  }
  for (const { name } of workspace.environments) {
    const [lock, before] = [workspace.locks.get(name), named(now, name)];
    if (lock === undefined || before === undefined) continue;
    const after = await afterRetirement(lock, allocationsOf(workspace.networkLock, name), workspace.registry, facts);
    if (after !== undefined) pairs.push({ step: 'retired', before, after });
  }
  const comparisons = await inPairs(pairs, async ({ step, before, after }): Promise<Comparison> => {
    return { step, ...(await rehearseTransition(before, after, rig)) };
  });
  return { kind: 'compared', comparisons, exitCode: exitCodeOf(comparisons) };
}

/** `changes` only says that the emitted stacks change something; a step to come is none of its business. */
function exitCodeOf(comparisons: readonly Comparison[]): ExitCode {
  if (comparisons.some(({ status }) => status === 'failed')) return ExitCode.error;
  if (comparisons.some(({ unprotected }) => unprotected.length > 0)) return ExitCode.gate;
  const changed = comparisons.some(({ step, changes }) => step === 'emitted' && changes.length > 0);
  return changed ? ExitCode.changes : ExitCode.done;
}
