/** The Markdown page beside an emitted stack: what was decided, what it costs and why. */
import type { Availability, AwsFacts, Registry } from '../modules/module';
import type { Environment } from '../schema/types';
import { instanceKey, type Decision, type NetworkAllocations } from '../solver/decision';
import { formatUsd, wholeMicroUsd } from '../solver/money';
import { addressTables } from './addresses';
import { costTable, subtotalTables, sumOf } from './costs';
import { code, escapeMarkdown, markdownTable } from './markdown';
import { costSplit } from './diagrams/cost-split';
import { fenced } from './diagrams/mermaid';
import { networkDiagram } from './diagrams/network';
import { securityGroupDiagram } from './diagrams/security-groups';
import { serving } from './diagrams/serving';
import type { Emitted } from './emitted';
import { placementSection } from './placement-section';
import { zoneSection } from './zones';
import { nameOf, optionOf, pathOf, runnerUpOf, statusSentence, titleOf } from './words';

export interface SummaryInput {
  readonly decision: Decision;
  /** What pictures of the network are drawn from. */
  readonly emitted: Pick<Emitted, 'resource'>;
  readonly budget?: Environment['budget'];
  readonly availability: Availability;
  /** For titles and for options in words. */
  readonly registry: Registry;
  readonly facts: AwsFacts;
  readonly addresses: NetworkAllocations;
}

/** Depends on its argument alone: no clock, no positions in files. */
export function summarise(input: SummaryInput): string {
  const { decision } = input;
  const { environment, bill, reasons, notices } = decision;
  const names = new Map(decision.placed.map((placed) => [instanceKey(placed), `${nameOf(placed)}@${placed.region}`]));
  const labels = new Map(
    decision.placed.map((placed) => [
      instanceKey(placed),
      [nameOf(placed), optionOf(placed, input.registry, input.facts, input.availability)],
    ]),
  );
  const sections = [
    `# ${escapeMarkdown(environment)}`,
    'Written with the stack beside it from the environment and its lock. Edit those, not this page.',
    statusSentence(decision),
    ...budgetSection(input),
    ...section('Notices', notices.map((notice) => `- ${escapeMarkdown(notice)}`).join('\n')),
    ...section('Regions', regionTable(decision)),
    ...section('Modules', moduleTable(input)),
    ...section('Placement', placementSection(decision.placement)),
    ...section('What serves what', decision.placed.length === 0 ? '' : fenced(serving(decision, labels))),
    ...section('Network', fenced(networkDiagram(input.emitted, environment))),
    ...section('Security groups', fenced(securityGroupDiagram(input.emitted, environment))),
    ...section('Addresses', addressTables(input.addresses)),
    ...section('When a zone fails', zoneSection(input)),
    ...section('Costs', bill.components.length === 0 ? '' : costs(decision, names)),
    ...section('Subtotals', subtotalTables(bill)),
    ...section('Reasons', reasons.length === 0 ? '' : reasonTable(decision)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [`## ${title}`, body];
}

function budgetSection({ decision, budget }: SummaryInput): string[] {
  const { low, expected, high } = decision.bill.microUsd;
  const limit = budget === undefined ? undefined : wholeMicroUsd(budget.monthlyUsd);
  const share = (part: number): string =>
    limit === undefined || limit === 0 ? '' : `${((part / limit) * 100).toFixed(1)} %`;
  const rows = [
    ['low', formatUsd(low), share(low)],
    ['**expected**', `**${formatUsd(expected)}**`, share(expected)],
    ['high', formatUsd(high), share(high)],
    ...(limit === undefined ? [] : [['budget', formatUsd(limit), '']]),
  ];
  const kind =
    budget === undefined
      ? 'No budget is set.'
      : `The budget is a ${budget.hardLimit ? 'hard limit' : 'soft one'}, tested with the expected cost; the alert is set at ${budget.alertThresholdPercent} %.`;
  const excess = decision.excessMicroUsd;
  return [
    markdownTable(
      [
        { title: 'Cost', align: 'left' },
        { title: 'USD a month', align: 'right' },
        { title: 'Of the budget', align: 'right' },
      ],
      rows,
    ),
    excess > 0 ? `${kind} **The expected cost is ${formatUsd(excess)} USD a month above it.**` : kind,
  ];
}

function costs(decision: Decision, names: ReadonlyMap<string, string>): string {
  const parts = [fenced(costSplit(decision)), costTable(decision.bill, names)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function regionTable({ regions, bill }: Decision): string {
  if (regions.length === 0) return '';
  return markdownTable(
    [
      { title: 'Region', align: 'left' },
      { title: 'Role', align: 'left' },
      { title: 'Location', align: 'left' },
      { title: 'USD a month', align: 'right' },
    ],
    regions.map(({ region, role, location }) => [
      code(region),
      role,
      code(location),
      formatUsd(sumOf(bill.components.filter((component) => component.location === location))),
    ]),
  );
}

function moduleTable({ decision, registry, facts, availability }: SummaryInput): string {
  if (decision.placed.length === 0) return '';
  const rows = decision.placed.map((placed) => {
    const key = instanceKey(placed);
    const cost = sumOf(decision.bill.components.filter(({ owner }) => owner === key));
    return [
      `${escapeMarkdown(titleOf(registry, placed.module))} (${code(nameOf(placed))})`,
      code(placed.region),
      escapeMarkdown(optionOf(placed, registry, facts, availability)),
      placed.phase === 'retiring' ? '**retiring**' : placed.phase,
      formatUsd(cost),
    ];
  });
  return markdownTable(
    [
      { title: 'Module', align: 'left' },
      { title: 'Region', align: 'left' },
      { title: 'Option', align: 'left' },
      { title: 'Phase', align: 'left' },
      { title: 'USD a month', align: 'right' },
    ],
    rows,
  );
}

/** A catalog grows: modules that nobody asks for share one line. */
function reasonTable({ reasons: all, bill }: Decision): string {
  const unasked = all
    .filter((reason) => reason.unasked === true)
    .map(({ subject }) => code(subject.slice(subject.indexOf('/') + 1)));
  const reasons = all.filter((reason) => reason.unasked !== true);
  const rest = unasked.length === 0 ? '' : `\n\nOff because nothing asks for what they give: ${unasked.join(', ')}.`;
  return `${markdownTable(
    [
      { title: 'Subject', align: 'left' },
      { title: 'Why', align: 'left' },
      { title: 'Rests on', align: 'left' },
      { title: 'Next best', align: 'left' },
    ],
    reasons.map((reason) => [
      code(reason.subject),
      escapeMarkdown(reason.sentence),
      pathOf(reason) === '' ? '' : code(pathOf(reason)),
      escapeMarkdown(runnerUpOf(reason, bill.microUsd.expected)),
    ]),
  )}${rest}`;
}
