/** Between placements and points of the programme, and parts of the programme in which most columns stand still. */
import type { LinearRow } from '../programme';
import type { Formulation, Stand } from './formulate';
import type { MixedProgramme } from './highs';
import type { Instance } from './instance';
import type { Rows } from './rows';
import type { Counts } from './settle';

export function programmeOf({ rows }: { readonly rows: Rows }): MixedProgramme {
  return {
    lower: rows.upper.map(() => 0),
    upper: rows.upper,
    cost: rows.cost,
    whole: rows.whole,
    rows: rows.list.map(({ columns, coefficients, lower, upper }): LinearRow => ({
      variables: columns,
      coefficients,
      lower,
      upper,
    })),
  };
}

/** Where services stand at a point. */
export function countsOf(instance: Instance, { stands }: Formulation, values: readonly number[]): Counts {
  return instance.services.map(({ index }) => {
    const at = new Map<number, number>();
    for (const { place, n, x, replicasPerUnit } of stands[index] ?? []) {
      if (Math.round(values[x] ?? 0) === 0) continue;
      const count = Math.round(values[n] ?? 0) * replicasPerUnit;
      if (count > 0) at.set(place, (at.get(place) ?? 0) + count);
    }
    return new Map([...at].sort(([a], [b]) => a - b));
  });
}

/** Columns of services fixed where they stand, as bounds; services in `free` may move. */
export function heldAt(
  instance: Instance,
  formulation: Formulation,
  programme: MixedProgramme,
  counts: Counts,
  free: ReadonlySet<number>,
): Reduced {
  const lower = [...programme.lower];
  const upper = [...programme.upper];
  const fix = (column: number, value: number): void => {
    lower[column] = value;
    upper[column] = value;
  };
  for (const { index, single } of instance.services) {
    if (free.has(index)) continue;
    for (const stand of formulation.stands[index] ?? []) {
      const count = counts[index]?.get(stand.place) ?? 0;
      // Which pool of a place a spread service is in follows from where else it stands.
      if (single || isOnlyPool(formulation.stands[index] ?? [], stand)) {
        fix(stand.x, count > 0 ? 1 : 0);
        fix(stand.n, single ? (count > 0 ? 1 : 0) : count);
      } else if (count === 0) {
        fix(stand.x, 0);
        fix(stand.n, 0);
      }
    }
  }
  return withoutFixed({ ...programme, lower, upper });
}

function isOnlyPool(stands: readonly Stand[], { place }: Stand): boolean {
  return stands.filter((stand) => stand.place === place).length === 1;
}

/** A programme without the columns that can't move, and how its points become points of the whole one. */
export interface Reduced {
  readonly programme: MixedProgramme;
  pointOf(values: readonly number[]): readonly number[];
  /** The other way round. */
  reduced(point: readonly number[]): readonly number[];
}

function withoutFixed({ lower, upper, cost, whole, rows }: MixedProgramme): Reduced {
  const free = [...lower.keys()].filter((j) => lower[j] !== upper[j]);
  const numberOf = new Map(free.map((j, index) => [j, index]));
  const pick = <T>(list: readonly T[]): T[] => list.filter((_, j) => numberOf.has(j));
  const kept = rows.flatMap((row): LinearRow[] => {
    const variables: number[] = [];
    const coefficients: number[] = [];
    let fixed = 0;
    row.variables.forEach((j, k) => {
      const coefficient = row.coefficients[k] ?? 0;
      const at = numberOf.get(j);
      if (at === undefined) return void (fixed += coefficient * (lower[j] ?? 0));
      variables.push(at);
      coefficients.push(coefficient);
    });
    return variables.length === 0
      ? []
      : [{ variables, coefficients, lower: row.lower - fixed, upper: row.upper - fixed }];
  });
  return {
    programme: { lower: pick(lower), upper: pick(upper), cost: pick(cost), whole: pick(whole), rows: kept },
    pointOf(values) {
      const point = [...lower];
      free.forEach((j, index) => (point[j] = values[index] ?? 0));
      return point;
    },
    reduced: pick,
  };
}
