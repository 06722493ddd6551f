/** JSON forms of what commands print. */
import type { Clause } from '../solver/requirements';
import { quantitiesOf } from '../project/hand-off/quantities';
import type { Preparation, Prepared } from '../project/prepare';
import { isPrepared, whereOf } from './context';
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
    ...(decision.placement === undefined ? {} : { services: decision.placement.placement.services }),
    notices: decision.notices,
  };
}

/** Environments for which nothing was decided, and why. */
export function failedJson(preparations: readonly Preparation[]): readonly Readonly<Record<string, unknown>>[] {
  return preparations.flatMap((one): Readonly<Record<string, unknown>>[] => {
    if (isPrepared(one)) return [];
    const { environment, status } = one;
    if (status === 'undecided') return [{ environment: environment.name, status, limit: one.limit }];
    const { clauses, minimal, relaxations, others, requiredProperties } = one.conflict;
    const told = (list: readonly Clause[]): object[] =>
      list.map((clause) => ({ sentence: clause.sentence, where: whereOf(clause, environment) }));
    return [
      {
        environment: environment.name,
        status,
        conflict: told(clauses),
        minimal,
        relaxations: relaxations.map(({ change, microUsd }) => ({ change, monthlyMicroUsd: microUsd })),
        otherConflicts: others.map(told),
        ...(requiredProperties === undefined
          ? {}
          : { requiredProperties: { ...requiredProperties, capacity: quantitiesOf(requiredProperties.capacity) } }),
      },
    ];
  });
}
