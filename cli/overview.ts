/** The short table that `synth` and `solve` print. */
import type { Prepared } from '../project/prepare';
import { formatUsd } from '../solver/money';
import { table } from './table';

export function statusOf({ decision, origin }: Prepared): string {
  const proof =
    decision.status === 'optimal'
      ? 'optimal'
      : `feasible, gap ${gapPercent(decision.bill.microUsd.expected, decision.boundMicroUsd ?? 0)} %`;
  return origin === 'locked' ? `locked (${proof})` : proof;
}

function gapPercent(cost: number, bound: number): string {
  return cost === 0 ? '0.00' : (((cost - bound) / cost) * 100).toFixed(2);
}

function budgetOf({ environment, decision }: Prepared): string {
  const { budget } = environment;
  if (budget === undefined) return 'none';
  const share =
    budget.monthlyUsd === 0 ? '' : ` (${Math.round(decision.bill.microUsd.expected / budget.monthlyUsd / 10_000)} %)`;
  return `${formatUsd(budget.monthlyUsd * 1_000_000)}${share}`;
}

export function overview(prepared: readonly Prepared[]): string {
  const rows = prepared.map((one) => {
    const { environment, decision } = one;
    const modules = [
      ...new Set(decision.placed.map(({ module, phase }) => (phase === 'retiring' ? `${module} (retiring)` : module))),
    ];
    return [
      environment.name,
      decision.regions.map(({ region }) => region).join(', ') || 'none',
      modules.join(', ') || 'none',
      formatUsd(decision.bill.microUsd.expected),
      budgetOf(one),
      statusOf(one),
    ];
  });
  return table(['environment', 'regions', 'modules on', 'USD a month', 'budget', 'status'], rows, [3, 4]);
}
