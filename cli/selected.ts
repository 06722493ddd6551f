/** Commands that read environments, named as plain words or with --env, and write nothing. */
import { registry } from '../modules';
import { lockedOrDecided, type Preparation, type Prepared } from '../project/prepare';
import { openWorkspace } from '../project/workspace';
import type { ExitCode } from '../schema/problem';
import { isPrepared, report, type CommandContext } from './context';
import { line, type Io } from './io';
import { failedJson } from './json';

export function selected(context: CommandContext, words: readonly string[]): CommandContext {
  const only = [...context.options.env, ...words];
  return { ...context, open: () => openWorkspace({ root: context.root, registry, only }) };
}

export interface Selected {
  readonly prepared: readonly Prepared[];
  /** The others, in JSON; on stderr they were told already. */
  readonly failed: ReturnType<typeof failedJson>;
  readonly code: ExitCode;
}

export async function prepareSelected(context: CommandContext, words: readonly string[]): Promise<Selected> {
  const workspace = selected(context, words).open();
  const preparations: Preparation[] = [];
  for (const environment of workspace.environments) preparations.push(await lockedOrDecided(workspace, environment));
  const code = report(context, preparations);
  return { prepared: preparations.filter(isPrepared), failed: failedJson(preparations), code };
}

/** Prints one after the other, with an empty line between them. */
export function printEach(io: Io, prepared: readonly Prepared[], print: (one: Prepared) => void): void {
  for (const [index, one] of prepared.entries()) {
    if (index > 0) line(io.out, '');
    print(one);
  }
}
