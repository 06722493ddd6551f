import type { Prepared } from '../../project/prepare';
import { formatPosition } from '../../schema/problem';
import { instanceKey, type Bill, type CostComponent, type Decision } from '../../solver/decision';
import { formatUsd } from '../../solver/money';
import { dimensionName } from '../../solver/placed/dimension-names';
import { runnerUpSentence } from '../../solver/reasons';
import { lineName, subtotals } from '../../solver/subtotals';
import { prepareSelected, printEach } from '../selected';
import { printJson, type CommandContext } from '../context';
import { line } from '../io';
import { preparedJson } from '../json';
import { statusOf } from '../overview';
import { table } from '../table';
import type { CommandSpec } from './spec';

interface Told {
  readonly subject: string;
  /** What of it was chosen where, with its monthly cost. */
  readonly chosen: readonly string[];
  readonly sentence: string;
  readonly where?: string;
  readonly next?: string;
}

/** Where a placed service stands, and why nowhere else. */
function standing({ placement: placed }: Decision, service: string): string[] {
  if (placed === undefined) return [];
  const places = Object.entries(placed.placement.services[service] ?? {});
  return [
    ...places.map(([place, replicas]) => `${place}: ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`),
    ...placed.excluded
      .filter((exclusion) => exclusion.service === service)
      .map(({ location, reason }) => `not ${location}: ${reason}`),
  ];
}

function chosen(decision: Decision, subject: string): string[] {
  const { placed, bill } = decision;
  if (subject.startsWith('service/')) return standing(decision, subject.slice('service/'.length));
  return placed
    .filter(({ module }) => subject === `module/${module}`)
    .map((one) => {
      const own = bill.components.filter(({ owner }) => owner === instanceKey(one));
      const cost = own.reduce((sum, { microUsd }) => sum + microUsd.expected, 0);
      const size = one.units === 1 ? one.option : `${one.option} x ${one.units}`;
      return `${one.region}: ${one.instance === 'main' ? '' : `${one.instance}, `}${size}, ${formatUsd(cost)} USD a month`;
    });
}

/** Off, because nobody asks for what they give: there is nothing more to say of them. */
function unasked({ decision }: Prepared): string[] {
  return decision.reasons
    .filter((reason) => reason.unasked === true)
    .map(({ subject }) => subject.slice(subject.indexOf('/') + 1));
}

function told({ environment, decision }: Prepared, all = false): Told[] {
  return decision.reasons
    .filter((reason) => all || reason.unasked !== true)
    .map((reason) => {
      const next = runnerUpSentence(reason, decision.bill.microUsd.expected);
      return {
        subject: reason.subject.slice(reason.subject.indexOf('/') + 1),
        chosen: chosen(decision, reason.subject),
        sentence: reason.sentence,
        ...(reason.path === undefined ? {} : { where: formatPosition(environment.where(reason.path)) }),
        ...(next === undefined ? {} : { next }),
      };
    });
}

/** The arithmetic of each group of costs: what is usually counted, what is left out, and what is spared beside it. */
function subtotalLines(bill: Bill): string[] {
  return subtotals(bill).flatMap((subtotal) => {
    const { group, usual, usualMicroUsd, overlooked, microUsd, spared } = subtotal;
    const rows = (components: readonly CostComponent[]): string[][] =>
      components.map((component) => [
        lineName(component, subtotal),
        formatUsd(component.microUsd.expected),
        `${component.quantity.expected} ${component.unit} x ${component.usd}`,
      ]);
    const more =
      overlooked.length === 0
        ? []
        : [...rows(overlooked), ['with what estimates often leave out', formatUsd(microUsd), '']];
    const text = table(
      [`${group}, USD a month`, '', ''],
      [
        ...rows(usual),
        ['together', formatUsd(usualMicroUsd), ''],
        ...more,
        ...rows(spared).map(([name = '', ...rest]) => [`spared: ${name}`, ...rest]),
      ],
      [1],
    );
    return ['', ...text.split('\n').map((row) => `  ${row}`)];
  });
}

/** What multi-az would cost, and what still fails with a zone then. */
function upgradeLines({ upgrade }: Decision): string[] {
  if (upgrade === undefined) return [];
  const difference = (microUsd: number): string => `${microUsd < 0 ? '-' : '+'}${formatUsd(Math.abs(microUsd))}`;
  const rows = upgrade.changes.map(({ owner, name, microUsd }) => [`${owner}, ${name}`, difference(microUsd)]);
  const text = table(
    [`with availability ${upgrade.availability}, USD a month`, difference(upgrade.microUsd)],
    rows,
    [1],
  );
  return ['', ...text.split('\n').map((row) => `  ${row}`)];
}

function print(context: CommandContext, one: Prepared): void {
  const { io, colours } = context;
  const { environment, decision } = one;
  const { low, expected, high } = decision.bill.microUsd;
  line(
    io.out,
    colours.bold(
      `${environment.name}: ${statusOf(one)}, ${formatUsd(expected)} USD a month expected (${formatUsd(low)} to ${formatUsd(high)})`,
    ),
  );
  for (const { subject, sentence, where, next, chosen: choices } of told(one)) {
    line(io.out, `\n  ${colours.bold(subject)}${where === undefined ? '' : colours.dim(`  ${where}`)}`);
    line(io.out, `    ${sentence}`);
    for (const choice of choices) line(io.out, `      ${choice}`);
    if (next !== undefined) line(io.out, `    ${next}`);
  }
  const idle = unasked(one);
  if (idle.length > 0) line(io.out, `\n  Off because nothing asks for what they give: ${idle.join(', ')}`);
  for (const { location, dimension } of decision.placement?.unchecked ?? [])
    line(io.out, `\n  ${colours.yellow('not checked')}  ${location} does not state its ${dimensionName(dimension)}`);
  for (const text of [...subtotalLines(decision.bill), ...upgradeLines(decision)]) line(io.out, text);
  for (const notice of decision.notices) line(io.out, `\n  ${colours.yellow('notice')}  ${notice}`);
}

export const explain: CommandSpec = {
  usage: 'explain [environment...]',
  summary:
    'Say of every module and region why it is on or off, with the line that it rests on and the next best answer.',
  options: [],
  async run(context, _options, words) {
    const { prepared, failed, code } = await prepareSelected(context, words);
    if (context.options.json)
      printJson(context.io, {
        environments: prepared.map((one) => ({
          ...preparedJson(one),
          reasons: told(one, true),
          subtotals: subtotals(one.decision.bill),
        })),
        failed,
      });
    else printEach(context.io, prepared, (one) => print(context, one));
    return code;
  },
};
