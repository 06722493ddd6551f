/** Options of a module as a price quote: real list prices, lines and totals of low, expected and high usage. */
import { prices } from '../../data';
import type { CostLine, Option, Range } from '../../modules/module';

const known = prices([]);

/** What needs ask of the provider, by unit. */
export type Asked = Readonly<Record<string, number | Range>>;

function threeOf(given: number | Range): readonly number[] {
  return typeof given === 'number' ? [given, given, given] : [given.low, given.expected, given.high];
}

function quantities({ fixed = 0, perUnit = 0, perDemand = {} }: CostLine, units: number, asked: Asked): number[] {
  const served = Object.entries(perDemand).map(([unit, rate]) =>
    threeOf(asked[unit] ?? 0).map((amount) => rate * amount),
  );
  return threeOf(fixed).map((quantity, index) =>
    served.reduce((sum, amounts) => sum + (amounts[index] ?? 0), quantity + perUnit * units),
  );
}

function row(cells: readonly string[]): string {
  const [label = '', ...numbers] = cells;
  return [label.padEnd(54), ...numbers.map((cell) => cell.padStart(10))].join('').trimEnd();
}

/** USD a month in a region: a line for each cost, its unit price and mark, then the sum. */
export function quote(options: readonly Option[], region: string, asked: Asked = {}): string {
  return options
    .map(({ key, cost, units, unavailable }) => {
      const lines = cost.map((line) => {
        const price = known.find(line.price, region);
        if (price === undefined) throw new Error(`no price ${line.price}`);
        const amounts = quantities(line, units.min, asked).map((quantity) => quantity * Number(price.usd));
        return { label: `${line.name}, ${price.usd} a ${price.unit}`, mark: price.mark ?? '', amounts };
      });
      const sums = [0, 1, 2].map((index) => lines.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0));
      return [
        unavailable === undefined ? `${key} in ${region}` : `${key} in ${region}: unavailable, ${unavailable}`,
        ...lines.map(({ label, mark, amounts }) => row([`  ${label}`, ...amounts.map((usd) => usd.toFixed(2)), mark])),
        row(['  a month', ...sums.map((usd) => usd.toFixed(2))]),
      ].join('\n');
    })
    .join('\n');
}

/** The lines of a quote that another one does not have. */
export function changed(quoted: string, before: string): string {
  const known = new Set(before.split('\n'));
  return quoted
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n');
}
