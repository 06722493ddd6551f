import { Option } from 'commander';
import { projectRoot } from '../../data/root';
import { registry } from '../../modules';
import { ExitCode, UserError } from '../../schema/problem';
import { defaultsJsonSchema, environmentJsonSchema, infrastructureJsonSchema } from '../../schema/json-schema';
import { outdated, replace } from '../../stacks/files';
import { line } from '../io';
import { flag, type CommandSpec } from './spec';

function documents(): Map<string, string> {
  const text = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;
  return new Map([
    ['schema/environment.schema.json', text(environmentJsonSchema(registry))],
    ['schema/defaults.schema.json', text(defaultsJsonSchema(registry))],
    ['schema/infrastructure.schema.json', text(infrastructureJsonSchema(registry))],
  ]);
}

export const schema: CommandSpec = {
  usage: 'schema [document]',
  summary: 'Print the JSON Schema (draft-07) of `environment`, `defaults` or `infrastructure` documents, for editors.',
  options: [
    new Option('--write', 'write schema/*.schema.json instead'),
    new Option('--check', 'exit with 1 where schema/*.schema.json are out of date'),
  ],
  run(context, options, [document = 'environment']) {
    const { io } = context;
    if (flag(options, 'check') || flag(options, 'write')) {
      const check = flag(options, 'check');
      const changed = check ? outdated(projectRoot(), documents()) : replace(projectRoot(), documents());
      for (const file of changed) line(io.err, `${check ? 'out of date: ' : 'wrote '}${file}`);
      return check && changed.length > 0 ? ExitCode.error : ExitCode.done;
    }
    const text = documents().get(`schema/${document}.schema.json`);
    if (text === undefined)
      throw new UserError(
        [
          {
            code: 'usage',
            message: `There is no schema of ${document}: environment, defaults and infrastructure have one.`,
          },
        ],
        ExitCode.usage,
      );
    io.out(text);
    return ExitCode.done;
  },
};
