/** A conflict of placement, as conflicts are told. */
import type { Environment, KeyPath } from '../../schema/types';
import type { Conflict } from '../conflict';
import type { PlacementClause, PlacementConflict } from '../placement/problem';
import type { Clause } from '../requirements';

export function conflictOf(environment: Environment, found: PlacementConflict): Conflict {
  const { clauses, minimal, relaxations, requiredProperties } = found;
  return {
    clauses: clauses.map((clause) => clauseOf(environment, clause)),
    minimal,
    relaxations: relaxations.map(({ clause, costMicroUsd }) => ({
      change: clause.relax,
      clause: clauseOf(environment, clause),
      microUsd: costMicroUsd,
    })),
    ...(requiredProperties === undefined ? {} : { requiredProperties }),
  };
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
