/**
 * A mixed-integer linear programme as plain readonly data, and the answer to one.
 *
 *   minimise    sum over j of cost[j] * x[j]
 *   subject to  lower[i] <= sum over j of a[i][j] * x[j] <= upper[i]     for every row i
 *               lower[j] <= x[j] <= upper[j], x[j] integer               for every variable j
 *
 * Every coefficient, bound and cost is a safe integer (money in micro-USD, memory in thousandths of a GiB), so that a
 * point can be checked without rounding. What the rows mean is the business of `formulate.ts`.
 */

export interface Variable {
  /** Unique; sorts ties. Engines never see it: they get generated names. */
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
}

export interface Term {
  readonly variable: number;
  readonly coefficient: number;
}

export interface Row {
  readonly terms: readonly Term[];
  readonly lower?: number;
  readonly upper?: number;
  /** Index into `Model.requirements`: which demand of the user or fact of the world this row states. */
  readonly requirement: number;
}

/** Something that a conflict can name: a wish with its place in a file, or a fact. */
export interface Requirement {
  /** Unique and stable: `budget`, `need/environment/key-value-cache`. */
  readonly name: string;
}

export interface Model {
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** Cost by variable index; variables that are not named cost nothing. */
  readonly objective: readonly Term[];
  readonly requirements: readonly Requirement[];
}

/** Values by variable index, integers. */
export type Point = readonly number[];

/** Why a search ended without a proof. */
export type Limit = 'time' | 'nodes' | 'disagreement';

/**
 * `optimal` and `infeasible` are said only when proved; `bound` is a proved lower bound on the cost.
 * `undecided`: neither a point nor a proof that there is none.
 */
export type Solution =
  | { readonly status: 'optimal'; readonly point: Point; readonly cost: number }
  | {
      readonly status: 'feasible';
      readonly point: Point;
      readonly cost: number;
      readonly bound: number;
      readonly limit: Limit;
    }
  | { readonly status: 'infeasible' }
  | { readonly status: 'undecided'; readonly limit: Limit };

export function costOf(model: Model, point: Point): number {
  return valueOf(model.objective, point);
}

export function valueOf(terms: readonly Term[], point: Point): number {
  let sum = 0;
  for (const { variable, coefficient } of terms) sum += coefficient * (point[variable] ?? 0);
  return sum;
}
