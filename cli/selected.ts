/** Commands that read environments, named as plain words or with --env, and write nothing. */
import { registry } from '../modules';
import { lockedOrDecided, type Preparation, type Prepared } from '../project/prepare';
import { openWorkspace } from '../project/workspace';
import type { ExitCode } from '../schema/problem';
import { isPrepared, report, type CommandContext } from './context';
import { line, type Io } from './io';

export interface Selected {
  readonly prepared: readonly Prepared[];
  /** Of the environments that could not be prepared, which were told; `done` where there are none. */
  readonly code: ExitCode;
}

export async function prepareSelected(context: CommandContext, words: readonly string[]): Promise<Selected> {
  const workspace = openWorkspace({ root: context.root, registry, only: [...context.options.env, ...words] });
  const preparations: Preparation[] = [];
  for (const environment of workspace.environments) preparations.push(await lockedOrDecided(workspace, environment));
  return { prepared: preparations.filter(isPrepared), code: report(context, preparations) };
}

/** Prints one after the other, with an empty line between them. */
export function printEach(io: Io, prepared: readonly Prepared[], print: (one: Prepared) => void): void {
  for (const [index, one] of prepared.entries()) {
    if (index > 0) line(io.out, '');
    print(one);
  }
}
