/** Options of a module as a price quote: real list prices, lines and totals of low, expected and high usage. */
import { prices } from '../../data';
import type { CostLine, Option } from '../../modules/module';

const known = prices([]);

function quantities({ fixed = 0, perUnit = 0 }: CostLine, units: number): readonly number[] {
  const { low, expected, high } = typeof fixed === 'number' ? { low: fixed, expected: fixed, high: fixed } : fixed;
  return [low, expected, high].map((quantity) => quantity + perUnit * units);
}

function row(cells: readonly string[]): string {
  const [label = '', ...numbers] = cells;
  return [label.padEnd(54), ...numbers.map((cell) => cell.padStart(10))].join('').trimEnd();
}

/** USD a month in a region: a line for each cost, its unit price and mark, then the sum. */
export function quote(options: readonly Option[], region: string): string {
  return options
    .map(({ key, cost, units, unavailable }) => {
      const lines = cost.map((line) => {
        const price = known.find(line.price, region);
        if (price === undefined) throw new Error(`no price ${line.price}`);
        const amounts = quantities(line, units.min).map((quantity) => quantity * Number(price.usd));
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
