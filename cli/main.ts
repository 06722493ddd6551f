/** `cli(arguments, io)`: parse, call, print, exit code. Tests call it as the shell does. */
import { Command, CommanderError, Option } from 'commander';
import { ExitCode, formatProblem, UserError } from '../schema/problem';
import { commands, type CommandSpec } from './commands';
import { contextOf, printJson, type GlobalOptions } from './context';
import { line, type Io } from './io';

/** Known before and after the command's name. */
function globals(program: Command): Command {
  return program
    .addOption(
      new Option('-e, --env <name>', 'only this environment; several by commas or by repeating it')
        .argParser<readonly string[]>((names, before) => [...before, ...names.split(',').filter((name) => name !== '')])
        .default([], 'all of the project'),
    )
    .option('--json', 'print JSON on stdout', false)
    .option('--no-color', 'no colours (NO_COLOR is respected as well)')
    .option('--chdir <folder>', 'project folder (default: the current one)')
    .configureHelp({ showGlobalOptions: true });
}

function add(program: Command, spec: CommandSpec, io: Io, done: (code: ExitCode) => void): void {
  const command = program.command(spec.usage).description(spec.summary);
  for (const option of spec.options) command.addOption(option);
  if (spec.details !== undefined) command.addHelpText('after', `\n${spec.details}`);
  command.action(async (...given: unknown[]) => {
    const all = command.optsWithGlobals<GlobalOptions & Record<string, unknown>>();
    const words = given
      .slice(0, -2)
      .flat()
      .filter((word): word is string => typeof word === 'string');
    done(await spec.run(contextOf(io, all), all, words));
  });
}

const epilogue = `
Exit codes: 0 done, 1 error, 2 changes (only with --detailed-exitcode), 3 infeasible, 4 not proved (only with
--require-proof), 5 policy, budget or destroy gate, 64 usage. stdout is data, stderr is messages.`;

function tell(error: UserError, io: Io, json: boolean): void {
  if (json) printJson(io, { problems: error.problems, exitCode: error.exitCode });
  line(io.err, error.problems.map(formatProblem).join('\n\n'));
}

/** Runs one command line and resolves to its exit code. Bugs reject, with their stack. */
export async function cli(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.done;
  const program = globals(new Command('trellis'))
    .description('Short, reviewed environment files in; decided, costed and explained Terraform for AWS out.')
    .addHelpText('after', epilogue)
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(see `trellis --help`)')
    .exitOverride();
  for (const spec of commands) {
    add(program, spec, io, (result) => {
      code = result;
    });
  }
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof UserError) {
      tell(error, io, args.includes('--json'));
      return error.exitCode;
    }
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
}
