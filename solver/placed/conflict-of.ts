/** A conflict of placement, as conflicts are told. */
import type { Environment, KeyPath } from '../../schema/types';
import type { Conflict } from '../conflict';
import type { PlacementClause, PlacementConflict, PlacementProblem } from '../placement/problem';
import type { Clause } from '../requirements';
import { amountOf, dimensionName } from './dimension-names';
import { withoutMakers } from './resources';

export function conflictOf(environment: Environment, problem: PlacementProblem, found: PlacementConflict): Conflict {
  const { minimal, requiredProperties } = found;
  const worded = wordedCapacity(problem);
  const clauses = found.clauses.map((clause) => worded(clause));
  const relaxations = found.relaxations.map((one) => ({ ...one, clause: worded(one.clause) }));
  return {
    clauses: clauses.map((clause) => clauseOf(environment, clause)),
    minimal,
    others: found.others.map((one) => one.map((clause) => clauseOf(environment, worded(clause)))),
    relaxations: relaxations.map(({ clause, costMicroUsd }) => ({
      change: clause.relax,
      clause: clauseOf(environment, clause),
      microUsd: costMicroUsd,
    })),
    ...(requiredProperties === undefined
      ? {}
      : { requiredProperties: { ...requiredProperties, capacity: withoutMakers(requiredProperties.capacity) } }),
  };
}

/** Capacity in the names and amounts of documents. */
function wordedCapacity({ locations }: PlacementProblem): (clause: PlacementClause) => PlacementClause {
  const worded = new Map<string, Pick<PlacementClause, 'sentence' | 'relax'>>();
  for (const place of locations) {
    if (place.kind !== 'static') continue;
    const { id, capacity, used } = place;
    for (const [dimension, amount] of Object.entries(capacity)) {
      const name = dimensionName(dimension);
      worded.set(`capacity/${id}/${dimension}`, {
        sentence: `${id} has ${name} ${amountOf(dimension, amount)}, ${amountOf(dimension, used[dimension] ?? 0)} of it in use`,
        relax: `add ${name} at ${id}`,
      });
    }
  }
  return (clause) => ({ ...clause, ...worded.get(clause.name) });
}

function clauseOf(environment: Environment, { name, sentence, relax }: PlacementClause): Clause {
  const path = pathOf(environment, name);
  return { name, kind: 'wish', sentence, relax, ...(path === undefined ? {} : { path }) };
}

/** The service that the clause is about: `compliance/api/HIPAA`. */
function pathOf({ services }: Environment, name: string): KeyPath | undefined {
  const parts = name.split('/');
  return services.find((service) => parts.slice(1).includes(service.name))?.path;
}
