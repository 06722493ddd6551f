import { lockState, staleLock } from '../../project/prepare';
import { ExitCode, formatProblem } from '../../schema/problem';
import { printJson } from '../context';
import { line } from '../io';
import { table } from '../table';
import type { CommandSpec } from './spec';

export const validate: CommandSpec = {
  usage: 'validate',
  summary: 'Check every file: schemas, references, addresses, locks; all problems at once.',
  details: `Exits with 1 where a lock is stale: the files have changed since it was written, and what it decided is not what they
ask for. An environment without a lock is valid: nothing is decided yet. Nothing is written.`,
  options: [],
  run(context) {
    const workspace = context.open();
    const states = workspace.environments.map((environment) => ({
      environment: environment.name,
      ...lockState(workspace, environment),
    }));
    if (context.options.json) printJson(context.io, { environments: states });
    else {
      const rows = states.map(({ environment, lock, reasons }) => [environment, lock, summary(reasons)]);
      line(context.io.out, table(['environment', 'lock', 'why'], rows));
    }
    const stale = states.filter(({ lock }) => lock === 'stale');
    if (stale.length === 0) return ExitCode.done;
    const problems = stale.map(({ environment, reasons }) => staleLock(environment, reasons));
    line(context.io.err, problems.map(formatProblem).join('\n\n'));
    return ExitCode.error;
  },
};

/** The first reason, and how many more there are. */
function summary([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first}, and ${others.length} more`;
}
