/** Prepared environments to files: stacks, summaries and locks, all of them or none. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { facts } from '../data';
import { UserError, type Problem } from '../schema/problem';
import { allocationsOf } from '../solver/network-lock';
import { parseEmitted } from '../stacks/emitted';
import { outdated, replace } from '../stacks/files';
import type { StackInput } from '../stacks/frame';
import { render } from '../stacks/render';
import { summarise } from '../stacks/summary';
import { vanished } from './guard';
import type { Prepared } from './prepare';
import { lockTexts, type Workspace } from './workspace';

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
  workspace: Workspace,
  files: ReadonlyMap<string, string>,
  { output, allowDestroy }: SynthOptions,
): Problem[] {
  return [...files].flatMap(([file, text]) => {
    const before = path.join(workspace.root, output, file);
    if (!file.endsWith('cdk.tf.json') || !existsSync(before)) return [];
    return vanished(`${output}/${file}`, parseEmitted(readFileSync(before, 'utf8')), parseEmitted(text), allowDestroy);
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
  const problems = guard(workspace, files, options);
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
