/** Programmes as engines see them, without presolve, and the means to put them to engines alone. */
import { ENGINES, type Means } from '../../../solver/optimise';
import { type Programme, programmeCost, satisfies } from '../../../solver/programme';
import { roundPoint } from '../../../solver/check-point';
import type { Candidate, Ended } from '../../../solver/engines/messages';
import type { Model } from '../../../solver/model';
import { randomNumbers } from '../../../solver/random-numbers';

export const ENGINES_ALONE: Means = { nodeLimit: 20_000, deadline: Infinity, exactEffort: 0, engines: ENGINES };
export const DEFAULT_MEANS: Means = { ...ENGINES_ALONE, exactEffort: 2_000_000 };

/** In the order given; terms of one variable are added up, and nothing else is touched. */
export function programmeOf(model: Model): Programme {
  const cost = model.variables.map(() => 0);
  for (const { variable, coefficient } of model.objective) cost[variable] = (cost[variable] ?? 0) + coefficient;
  return {
    lower: model.variables.map(({ lower }) => lower),
    upper: model.variables.map(({ upper }) => upper),
    cost,
    rows: model.rows.map(({ terms, lower = -Infinity, upper = Infinity }) => {
      const sums = new Map<number, number>();
      for (const { variable, coefficient } of terms) sums.set(variable, (sums.get(variable) ?? 0) + coefficient);
      const merged = [...sums].filter(([, coefficient]) => coefficient !== 0);
      return { variables: merged.map(([j]) => j), coefficients: merged.map(([, a]) => a), lower, upper };
    }),
  };
}

/** The inverse, for questions that start from a model. */
export function modelOf({ lower, upper, cost, rows }: Programme): Model {
  return {
    variables: lower.map((low, j) => ({ name: `x${String(j).padStart(3, '0')}`, lower: low, upper: upper[j] ?? 0 })),
    rows: rows.map((row) => ({
      terms: row.variables.map((variable, k) => ({ variable, coefficient: row.coefficients[k] ?? 0 })),
      ...(row.lower > -Infinity && { lower: row.lower }),
      ...(row.upper < Infinity && { upper: row.upper }),
      requirement: 0,
    })),
    objective: cost.map((coefficient, variable) => ({ variable, coefficient })),
    requirements: [{ name: 'all' }],
  };
}

/** The cost of an engine's point after rounding and checking; undefined where it has none that holds. */
export function checkedCost(programme: Programme, answer: Candidate | Ended): number | undefined {
  if (answer.claim === 'ended' || answer.values === undefined) return undefined;
  const point = roundPoint(answer.values);
  return point !== undefined && satisfies(programme, point) ? programmeCost(programme.cost, point) : undefined;
}

/**
 * Metered use with big-M rows: source j costs `fixed[j]` when switched on (y) and `unit[j]` for each of its up to M units
 * (z <= M y); together they must cover a demand, with at most so many sources. Columns y0, z0, y1, z1, ...
 */
export function meteredSources(seed: number, sources: number): Metered {
  const random = randomNumbers(seed);
  const most = [1_000, 100_000, 1_000_000][random(3)] ?? 1_000;
  const fixed = Array.from({ length: sources }, () => 1 + random(5_000) * 10);
  const unit = Array.from({ length: sources }, () => 1 + random(50));
  const limit = 3 + random(sources - 3);
  const demand = Math.floor(most / 2) + random(most * (limit - 2));
  const columns = [...fixed.keys()];
  return {
    fixed,
    unit,
    limit,
    most,
    demand,
    programme: {
      lower: columns.flatMap(() => [0, 0]),
      upper: columns.flatMap(() => [1, most]),
      cost: columns.flatMap((j) => [fixed[j] ?? 0, unit[j] ?? 0]),
      rows: [
        ...columns.map((j) => ({
          variables: [2 * j, 2 * j + 1],
          coefficients: [-most, 1],
          lower: -Infinity,
          upper: 0,
        })),
        {
          variables: columns.map((j) => 2 * j + 1),
          coefficients: columns.map(() => 1),
          lower: demand,
          upper: Infinity,
        },
        { variables: columns.map((j) => 2 * j), coefficients: columns.map(() => 1), lower: -Infinity, upper: limit },
      ],
    },
  };
}

export interface Metered {
  readonly programme: Programme;
  readonly fixed: readonly number[];
  readonly unit: readonly number[];
  readonly limit: number;
  readonly most: number;
  readonly demand: number;
}

/** By trying every set of sources, each filled cheapest first. */
export function cheapestMetered({ fixed, unit, limit, most, demand }: Metered): number {
  const byUnit = [...unit.keys()].sort((a, b) => (unit[a] ?? 0) - (unit[b] ?? 0));
  let best = Infinity;
  const sets = 1 << unit.length;
  for (let set = 0; set < sets; set++) {
    let open = 0;
    let left = demand;
    let cost = 0;
    for (const j of byUnit) {
      if ((set & (1 << j)) === 0) continue;
      const taken = left < most ? left : most;
      open++;
      left -= taken;
      cost += (fixed[j] ?? 0) + (unit[j] ?? 0) * taken;
    }
    if (left === 0 && open <= limit && cost < best) best = cost;
  }
  return best;
}

/** Things of different use to pack under several limits: many nodes, however good the cuts. */
export function knapsacks(seed: number, columns: number, rows: number): Programme {
  const random = randomNumbers(seed);
  const variables = Array.from({ length: columns }, (_, j) => j);
  return {
    lower: variables.map(() => 0),
    upper: variables.map(() => 1),
    cost: variables.map(() => -1_000 - random(9_000)),
    rows: Array.from({ length: rows }, () => {
      const coefficients = variables.map(() => 1 + random(1_000));
      const upper = Math.floor(coefficients.reduce((sum, a) => sum + a, 0) / 2);
      return { variables, coefficients, lower: -Infinity, upper };
    }),
  };
}
