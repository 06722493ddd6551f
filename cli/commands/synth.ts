import { Option } from 'commander';
import { locked, lockedOrDecided, type Preparation } from '../../project/prepare';
import { synthesise } from '../../project/synth';
import { folders } from '../../project/workspace';
import { ExitCode } from '../../schema/problem';
import { isPrepared, printJson, report } from '../context';
import { line } from '../io';
import { failedJson, preparedJson } from '../json';
import { overview } from '../overview';
import { allowDestroyOption, detailedExitCode, flag, frozenOption, isFrozen, words, type CommandSpec } from './spec';

export const synth: CommandSpec = {
  usage: 'synth',
  summary: `Emit HCL JSON and a summary for each environment into ${folders.output}/stacks/<env>/.`,
  details: 'Takes the lock where it holds, else decides and writes it. Outputs are written whole, all of them or none.',
  options: [
    frozenOption,
    new Option('--check', 'write nothing; exit with 1 where a committed file is out of date'),
    allowDestroyOption('let a protected address vanish: <type>.<name>'),
    detailedExitCode,
  ],
  async run(context, options) {
    const workspace = context.open();
    const check = flag(options, 'check');
    const frozen = isFrozen(context, options) || check;
    const preparations: Preparation[] = [];
    for (const environment of workspace.environments) {
      context.progress(`preparing ${environment.name} ...`);
      preparations.push(frozen ? locked(workspace, environment) : await lockedOrDecided(workspace, environment));
    }
    const failed = report(context, preparations);
    if (failed !== ExitCode.done) {
      if (context.options.json) printJson(context.io, { environments: [], failed: failedJson(preparations) });
      return failed;
    }
    const prepared = preparations.filter(isPrepared);
    const changed = await synthesise(workspace, prepared, {
      mode: check ? 'check' : 'write',
      output: folders.output,
      locks: !frozen || check,
      allowDestroy: words(options, 'allowDestroy'),
    });
    if (context.options.json) printJson(context.io, { environments: prepared.map(preparedJson), changed });
    else line(context.io.out, overview(prepared));
    for (const { environment, decision } of prepared)
      for (const notice of decision.notices) line(context.io.err, `${environment.name}: ${notice}`);
    for (const file of changed) line(context.io.err, `${check ? 'out of date: ' : 'wrote '}${file}`);
    if (changed.length === 0) return ExitCode.done;
    if (check) {
      line(context.io.err, 'Run `npm run synth` and commit what it writes.');
      return ExitCode.error;
    }
    return flag(options, 'detailedExitcode') ? ExitCode.changes : ExitCode.done;
  },
};
