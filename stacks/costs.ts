/** The bill of a decision as Markdown. */
import { Big } from 'big.js';
import type { Range } from '../modules/module';
import { formatUsd } from '../solver/money';
import type { Bill, CostComponent } from '../solver/decision';
import { lineName, subtotals } from '../solver/subtotals';
import { code, escapeMarkdown, markdownTable } from './markdown';

const microUsdPerCent = 10_000;

const markMeanings: readonly { readonly mark: NonNullable<CostComponent['mark']>; readonly meaning: string }[] = [
  {
    mark: 'assumed',
    meaning: 'no price is known in that region; it is charged at the highest list price known elsewhere.',
  },
  { mark: 'secondary', meaning: "the price does not come from AWS's own price data." },
  { mark: 'override', meaning: 'the environment sets the price itself, in `spec.prices`.' },
];

/**
 * One row a component, their sum, and what the marks mean.
 *
 * @param names owner of a component -> what a reader calls it
 * @throws Error where the bill's total is not the sum of its components
 */
export function costTable(bill: Bill, names: ReadonlyMap<string, string>): string {
  const { components, microUsd: total } = bill;
  const sum = sumOf(components);
  if (sum !== total.expected)
    throw new Error(`the components sum to ${sum} micro-USD, the bill says ${total.expected}`);
  const rows = components.map((component) => [
    code(names.get(component.owner) ?? component.owner),
    escapeMarkdown(component.name),
    quantity(component),
    escapeMarkdown(`${component.usd} USD / ${component.unit}`),
    formatUsd(component.microUsd.expected),
    `${escapeMarkdown(component.source)}${component.mark === undefined ? '' : `, **${component.mark}**`}`,
  ]);
  const table = markdownTable(
    [
      { title: 'For', align: 'left' },
      { title: 'Component', align: 'left' },
      { title: 'Quantity a month', align: 'left' },
      { title: 'Unit price', align: 'right' },
      { title: 'USD a month', align: 'right' },
      { title: 'Price from', align: 'left' },
    ],
    [...rows, ['**Total**', '', '', '', `**${formatUsd(total.expected)}**`, '']],
  );
  return [table, ...remarks(bill)].join('\n\n');
}

/** The arithmetic of each group of costs; empty where no cost belongs to one. */
export function subtotalTables(bill: Bill): string {
  return subtotals(bill)
    .map((subtotal) => {
      const { group, usual, usualMicroUsd, overlooked, microUsd, spared } = subtotal;
      const rows = (components: readonly CostComponent[], prefix = ''): string[][] =>
        components.map((component) => [
          `${prefix}${escapeMarkdown(lineName(component, subtotal))}`,
          `${amount(component.quantity.expected)} ${component.unit} x ${component.usd}`,
          formatUsd(component.microUsd.expected),
        ]);
      const sum = (title: string, sumMicroUsd: number): string[] => [
        `**${title}**`,
        '',
        `**${formatUsd(sumMicroUsd)}**`,
      ];
      return markdownTable(
        [
          { title: `${group.charAt(0).toUpperCase()}${group.slice(1)}`, align: 'left' },
          { title: 'A month', align: 'left' },
          { title: 'USD a month', align: 'right' },
        ],
        [
          ...rows(usual),
          sum('Together', usualMicroUsd),
          ...rows(overlooked),
          ...(overlooked.length === 0 ? [] : [sum('With what estimates often leave out', microUsd)]),
          ...rows(spared, 'Spared: '),
        ],
      );
    })
    .join('\n\n');
}

export function sumOf(components: readonly CostComponent[]): number {
  return components.reduce((sum, { microUsd }) => sum + microUsd.expected, 0);
}

function quantity({ quantity: range, unit, basis }: CostComponent): string {
  const plain = `${amount(range.expected)}${range.low === range.high ? '' : ` (${spread(range)})`} ${unit}`;
  return escapeMarkdown(basis === undefined ? plain : `${plain}: ${basis}`);
}

function spread({ low, high }: Range): string {
  return `${amount(low)} to ${amount(high)}`;
}

/** Two decimals, or three significant digits below one; in full, as `1e-7` reads badly in a bill. */
function amount(value: number): string {
  const exact = new Big(value);
  const rounded = exact.abs().gte(1) || exact.eq(0) ? exact.round(2) : exact.prec(3);
  const [whole = '', decimals] = rounded.toFixed().split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...(decimals === undefined ? [] : [decimals])].join('.');
}

function remarks({ components, microUsd }: Bill): string[] {
  const cents = components.reduce((sum, component) => sum + printedCents(component.microUsd.expected), 0);
  const rounding =
    cents === printedCents(microUsd.expected)
      ? []
      : ['Every row is rounded to the cent by itself; the total is the exact sum, rounded once.'];
  const marks = markMeanings
    .filter(({ mark }) => components.some((component) => component.mark === mark))
    .map(({ mark, meaning }) => `- **${mark}**: ${meaning}`);
  const notes = components.flatMap(({ mark, note, priceKey, location }) =>
    note === undefined
      ? []
      : [`- ${code(priceKey)} at ${code(location)}${mark === undefined ? '' : ` (${mark})`}: ${escapeMarkdown(note)}`],
  );
  const list = [...marks, ...new Set(notes)];
  return [...rounding, ...(list.length === 0 ? [] : [list.join('\n')])];
}

/** As `formatUsd` rounds: half away from zero. */
function printedCents(microUsd: number): number {
  return Math.sign(microUsd) * Math.round(Math.abs(microUsd) / microUsdPerCent);
}
