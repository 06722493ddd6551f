import { lockState } from '../../project/prepare';
import { ExitCode } from '../../schema/problem';
import { printJson } from '../context';
import { line } from '../io';
import { table } from '../table';
import type { CommandSpec } from './spec';

export const validate: CommandSpec = {
  usage: 'validate',
  summary: 'Check every file: schemas, references, addresses, locks; all problems at once.',
  options: [],
  run(context) {
    const workspace = context.open();
    const states = workspace.environments.map((environment) => ({
      environment: environment.name,
      ...lockState(workspace, environment),
    }));
    if (context.options.json) printJson(context.io, { environments: states });
    else {
      const rows = states.map(({ environment, lock, reasons }) => [environment, lock, reasons.join('; ')]);
      line(context.io.out, table(['environment', 'lock', 'why'], rows));
    }
    return ExitCode.done;
  },
};
