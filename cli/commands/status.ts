import { InvalidArgumentError, Option } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cloudsInUse, statusOf } from '../../project/status';
import { costsCommand, readCosts } from '../../project/status/costs';
import type { Costs } from '../../project/status/types';
import { ExitCode, UserError } from '../../schema/problem';
import type { CloudInfrastructure } from '../../schema/types';
import { orList } from '../../schema/wording';
import { printJson, type CommandContext } from '../context';
import { selected } from '../selected';
import { printStatus } from '../status-text';
import { words, type CommandSpec } from './spec';

/** The guide's own example of a threshold. */
const defaultCapacityThreshold = 80;

function wrongUse(message: string): UserError {
  return new UserError([{ code: 'usage', message }], ExitCode.usage);
}

/** The AWS infrastructure that a bill is of: the named one, or the only one in use. */
function billed(clouds: readonly CloudInfrastructure[], named: string | undefined): string {
  const inUse = clouds.filter(({ provider }) => provider === 'aws').map(({ name }) => name);
  const [only, ...more] = inUse;
  if (only === undefined) throw wrongUse('--costs is for a CloudInfrastructure of provider aws, and none is in use.');
  if (named !== undefined && inUse.includes(named)) return named;
  if (named !== undefined)
    throw wrongUse(`--costs takes the bill of ${orList(inUse)}, of provider aws and in use, not of ${named}.`);
  if (more.length === 0) return only;
  throw wrongUse(`--costs needs to know whose bill it is: <infrastructure>=<file> for ${orList(inUse)}.`);
}

function costsOf(
  context: CommandContext,
  clouds: readonly CloudInfrastructure[],
  given: readonly string[],
): Map<string, Costs> {
  const costs = new Map<string, Costs>();
  for (const one of given) {
    const [, named, file = ''] = /^(?:([a-z0-9-]+)=)?(.*)$/s.exec(one) ?? [];
    const whole = path.resolve(context.io.cwd, file);
    if (!existsSync(whole)) throw wrongUse(`--costs names ${file}, which is not there.`);
    const infrastructure = billed(clouds, named);
    if (costs.has(infrastructure)) throw wrongUse(`--costs gives two bills of ${infrastructure}.`);
    costs.set(infrastructure, readCosts(readFileSync(whole, 'utf8'), file));
  }
  return costs;
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('It takes a percentage, 0 to 100.');
  return value;
}

export const status: CommandSpec = {
  usage: 'status [environment...]',
  summary:
    'Say of every infrastructure in use what it has spent or used, which conditions hold, and what is near a limit.',
  details: `Nothing is called. Spend and use are those of the documents' status sections; --costs replaces the spend of an AWS
infrastructure by a bill, the output of

  ${costsCommand}

of which the last month counts, with all that the file holds: filter the bill where an account holds more than this.
Exits with 5 where a hard limit is reached.`,
  options: [
    new Option(
      '--costs <file>',
      'bill by region as JSON of AWS Cost Explorer; <infrastructure>=<file>, repeated, where several are in use',
    )
      .argParser<readonly string[]>((file, before) => [...before, file])
      .default([], 'status.currentSpend'),
    new Option('--capacity-threshold <percent>', 'warn where more of a fixed capacity is in use')
      .argParser(percent)
      .default(defaultCapacityThreshold),
  ],
  run(context, options, names) {
    const workspace = selected(context, names).open();
    const { capacityThreshold } = options;
    const { environments, infrastructures: clouds, sites } = workspace;
    const inUse = cloudsInUse({ environments, clouds, sites });
    const reports = statusOf({
      environments,
      clouds,
      sites,
      costs: costsOf(context, inUse, words(options, 'costs')),
      capacityThreshold: typeof capacityThreshold === 'number' ? capacityThreshold : defaultCapacityThreshold,
    });
    const hard = reports.some(({ alerts }) => alerts.some(({ level }) => level === 'hard'));
    if (context.options.json) printJson(context.io, { infrastructures: reports, hardLimitReached: hard });
    else printStatus(context, reports);
    return hard ? ExitCode.gate : ExitCode.done;
  },
};
