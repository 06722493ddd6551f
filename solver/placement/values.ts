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
): MixedProgramme {
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

/**
 * For each service so many places, those that cost least beyond what they are worth, and where the relaxation puts it, and
 * where it stands now.
 */
export function withoutDear(
  instance: Instance,
  { stands }: Formulation,
  programme: MixedProgramme,
  reduced: readonly number[],
  values: readonly number[],
  now: Counts | undefined,
  each: number,
): MixedProgramme {
  const upper = [...programme.upper];
  for (const { index, pinned, leastLocations, leastZones } of instance.services) {
    if (pinned) continue;
    const dear = ({ n, x }: Stand): number => (reduced[n] ?? 0) + (n === x ? 0 : (reduced[x] ?? 0));
    const order = [...(stands[index] ?? [])].sort((a, b) => dear(a) - dear(b) || a.x - b.x);
    for (const { x, n, place } of order.slice(each + leastLocations + leastZones)) {
      if ((values[x] ?? 0) > 1e-6 || (values[n] ?? 0) > 1e-6 || now?.[index]?.has(place) === true) continue;
      upper[x] = 0;
      upper[n] = 0;
    }
  }
  return withoutFixed({ ...programme, upper });
}

function isOnlyPool(stands: readonly Stand[], { place }: Stand): boolean {
  return stands.filter((stand) => stand.place === place).length === 1;
}

/** Fixed columns stay as columns, since their numbers are names; rows that hold nothing else go. */
function withoutFixed(programme: MixedProgramme): MixedProgramme {
  const { lower, upper } = programme;
  const rows = programme.rows.filter(({ variables }) => variables.some((j) => lower[j] !== upper[j]));
  return { ...programme, rows };
}
