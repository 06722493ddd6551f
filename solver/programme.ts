/**
 * The integer programme that presolve hands on: no names, no requirements, absent sides of rows as infinities.
 * Variables and rows stand in an order that depends on names and contents alone, so that a model whose parts were
 * listed in another order gives engines the very same input.
 */
import { exactSum } from './check-point';
import type { Point } from './model';

/** No variable twice, no zero coefficient. */
export interface LinearRow {
  readonly variables: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

export interface Programme {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Minimised. One number for each variable. */
  readonly cost: readonly number[];
  readonly rows: readonly LinearRow[];
}

export function programmeCost(cost: readonly number[], point: Point): number {
  let sum = 0;
  for (let j = 0; j < cost.length; j++) sum += (cost[j] ?? 0) * (point[j] ?? 0);
  return sum;
}

/** Exact: no tolerance. */
export function satisfies(programme: Programme, point: Point): boolean {
  for (let j = 0; j < programme.lower.length; j++) {
    const value = point[j];
    if (value === undefined || !Number.isSafeInteger(value)) return false;
    if (value < at(programme.lower, j) || value > at(programme.upper, j)) return false;
  }
  return programme.rows.every(({ variables, coefficients, lower, upper }) => {
    const sum = exactSum(
      coefficients,
      variables.map((j) => at(point, j)),
    );
    return sum >= lower && sum <= upper;
  });
}

/** The programme with one row more: `sum cost x <= upper`. */
export function withCostAtMost(programme: Programme, cost: readonly number[], upper: number): Programme {
  const variables = cost.flatMap((value, j) => (value === 0 ? [] : [j]));
  const row = { variables, coefficients: variables.map((j) => at(cost, j)), lower: -Infinity, upper };
  return { ...programme, rows: [...programme.rows, row] };
}

/** Indexing that states what the reader knows: the index is there. */
export function at<T>(list: { readonly [index: number]: T }, index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no element ${index}`);
  return value;
}

export function greatestCommonDivisor(values: readonly number[]): number {
  let divisor = 0;
  for (const value of values) {
    let a = Math.abs(value);
    while (a !== 0) [divisor, a] = [a, divisor % a];
    if (divisor === 1) return 1;
  }
  return divisor;
}
