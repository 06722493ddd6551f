/** JSON forms of what commands print. */
import type { Prepared } from '../project/prepare';
import { statusOf } from './overview';

export function preparedJson(one: Prepared): Readonly<Record<string, unknown>> {
  const { environment, decision } = one;
  return {
    environment: environment.name,
    status: decision.status,
    statusText: statusOf(one),
    origin: one.origin,
    regions: decision.regions,
    modules: decision.placed.map(({ inputs: _, ...placed }) => placed),
    monthlyMicroUsd: decision.bill.microUsd,
    budgetUsd: environment.budget?.monthlyUsd,
    excessMicroUsd: decision.excessMicroUsd,
    notices: decision.notices,
  };
}
