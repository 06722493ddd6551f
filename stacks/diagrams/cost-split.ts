/** A picture of where the money goes: a slice for each module. */
import { instanceKey, type Decision } from '../../solver/decision';
import { formatUsd } from '../../solver/money';
import { label } from './mermaid';

const mostSlices = 8;
const leastSliceMicroUsd = 10_000;
/** Below that the words of slices lie over each other. */
const leastShare = 0.03;

/** Empty where nothing costs anything. */
export function costSplit({ placed, bill }: Decision): string {
  const modules = new Map(placed.map((instance) => [instanceKey(instance), instance.module]));
  const sums = new Map<string, number>();
  for (const { owner, microUsd } of bill.components) {
    const name = modules.get(owner) ?? owner;
    sums.set(name, (sums.get(name) ?? 0) + microUsd.expected);
  }
  const total = [...sums.values()].reduce((sum, part) => sum + part, 0);
  if (total <= 0) return '';
  const slices = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const large = slices.filter(([, part], at) => at < mostSlices && part / total >= leastShare);
  const small = slices.slice(large.length);
  const rest = small.reduce((sum, [, part]) => sum + part, 0);
  const others = small.length > 1 ? [['others', rest] as const] : small;
  // Mermaid refuses a slice of less than nothing, and draws none of nothing.
  const lines = [...large, ...others]
    .filter(([, part]) => part >= leastSliceMicroUsd)
    .map(([name, part]) => `  ${label(name)} : ${formatUsd(part).replaceAll(',', '')}`);
  return ['pie showData', '  title USD a month', ...lines].join('\n');
}
