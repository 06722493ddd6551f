import { Option } from 'commander';
import { decided, locked, type Preparation } from '../../project/prepare';
import { folders, lockTexts } from '../../project/workspace';
import { ExitCode, UserError } from '../../schema/problem';
import { formatUsd } from '../../solver/money';
import { replace } from '../../stacks/files';
import { isPrepared, printJson, report } from '../context';
import { line } from '../io';
import { overview } from '../overview';
import { failedJson, preparedJson } from '../json';
import { printWithout } from '../without';
import { allowDestroyOption, detailedExitCode, flag, frozenOption, isFrozen, words, type CommandSpec } from './spec';

const details = `What the lock holds binds: stateful instances and the primary region always, stateless ones unless moving them
saves at least spec.solver.minSavingUsd a month. A stateful instance leaves in two steps, each with
--allow-destroy <module>[/<instance>]@<location>: first its protection goes off, then, applied, the instance goes.`;

export const solve: CommandSpec = {
  usage: 'solve',
  summary: `Decide modules, options, sizes and regions, and write ${folders.environments}/<env>.lock.json.`,
  details,
  options: [
    frozenOption,
    new Option('--reoptimise', 'let go of every stateless choice of the lock'),
    new Option('--move-primary', 'let go of the locked primary region'),
    allowDestroyOption('let a stateful instance take its next step of leaving: <module>[/<instance>]@<location>'),
    new Option('--require-proof', 'exit with 4 where the answer is not proved to be cheapest'),
    new Option('--stop-after <seconds>', 'guard: stop a search after so long (600; placement 60)').argParser(seconds),
    new Option('--accept-unproved', 'write a lock although the guard stopped the search'),
    new Option(
      '--without <location...>',
      'ask what moves and what it costs if a location such as aws/us-east-1 were lost; writes nothing',
    ).default([], 'none'),
    detailedExitCode,
  ],
  async run(context, options) {
    const workspace = context.open();
    const lost = words(options, 'without');
    if (lost.length > 0) return printWithout(context, workspace, lost);
    const frozen = isFrozen(context, options);
    const preparations: Preparation[] = [];
    for (const environment of workspace.environments) {
      context.progress(`deciding ${environment.name} ...`);
      const stop = options['stopAfter'];
      preparations.push(
        frozen
          ? locked(workspace, environment)
          : await decided(workspace, environment, {
              allowDestroy: words(options, 'allowDestroy'),
              reoptimise: flag(options, 'reoptimise'),
              movePrimary: flag(options, 'movePrimary'),
              ...(typeof stop === 'number' ? { stopAfterSeconds: stop } : {}),
            }),
      );
    }
    const failed = report(context, preparations);
    if (failed !== ExitCode.done) {
      if (context.options.json) printJson(context.io, { environments: [], failed: failedJson(preparations) });
      return failed;
    }
    const prepared = preparations.filter(isPrepared);
    const cut = prepared.filter(({ limit }) => limit === 'time');
    if (cut.length > 0 && !flag(options, 'acceptUnproved')) {
      const names = cut.map(({ environment }) => environment.name).join(', ');
      const message = `${names}: the search was stopped before its end, and an answer cut short by time is not written. Give it more time, or pass --accept-unproved.`;
      throw new UserError([{ code: 'stopped', message }], ExitCode.notProved);
    }
    const texts = lockTexts(
      workspace,
      prepared.map(({ environment }) => environment.name),
    );
    const changed = frozen ? [] : replace(workspace.root, texts);
    if (context.options.json) printJson(context.io, { environments: prepared.map(preparedJson), changed });
    else line(context.io.out, overview(prepared));
    for (const { environment, decision, cheaperByMicroUsd } of prepared) {
      for (const notice of decision.notices) line(context.io.err, `${environment.name}: ${notice}`);
      if (cheaperByMicroUsd !== undefined)
        line(
          context.io.err,
          `${environment.name}: another answer saves ${formatUsd(cheaperByMicroUsd)} USD a month; \`trellis solve --env ${environment.name} --reoptimise\` takes it.`,
        );
    }
    for (const file of changed) line(context.io.err, `wrote ${file}`);
    if (flag(options, 'requireProof') && prepared.some(({ decision }) => decision.status !== 'optimal'))
      return ExitCode.notProved;
    return changed.length > 0 && flag(options, 'detailedExitcode') ? ExitCode.changes : ExitCode.done;
  },
};

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0)
    throw new UserError(
      [{ code: 'usage', message: `--stop-after takes a positive number of seconds, not ${text}.` }],
      ExitCode.usage,
    );
  return value;
}
