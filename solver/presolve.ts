/**
 * Makes a model smaller before an engine sees it, by implications of feasibility alone: a bound, a fixed variable or a
 * dropped row follows from the rows and from integrality, never from cost. Every feasible point of the model survives,
 * so every optimal one does, and later steps that choose among ties miss none.
 *
 * Names decide the order of what is left: variables by name, rows by content.
 */
import { canonicalForm } from './canonical';
import { Domain } from './domain';
import type { Model, Point } from './model';
import { at, greatestCommonDivisor, type LinearRow, type Programme } from './programme';

/** Propagation on wide domains can creep; each pass may look at so many terms for each term there is. */
const PASSES_PER_TERM = 100;
const MAX_ROUNDS = 10;

export interface Reduced {
  readonly status: 'reduced';
  readonly programme: Programme;
  /** Model variable of each variable of the programme. */
  readonly modelVariables: readonly number[];
  /** A full point of the model; `values` are those of the programme's variables. */
  restore(values: Point): Point;
}

export type Presolved = Reduced | { readonly status: 'infeasible' };

export function presolve(model: Model): Presolved {
  const canonical = canonicalForm(model);
  let programme = canonical.programme;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = programme;
    const bounded = propagated(programme);
    if (bounded === undefined) return { status: 'infeasible' };
    const rows = simplifiedRows(bounded);
    if (rows === undefined) return { status: 'infeasible' };
    programme = { ...bounded, rows };
    if (sameSize(before, programme)) break;
  }
  return withoutFixed(programme, canonical.order);
}

/** A term vector as a key, to find rows that differ in their bounds alone. */
function contentOf(row: LinearRow): string {
  return `${row.variables.join()}:${row.coefficients.join()}`;
}

function propagated(programme: Programme): Programme | undefined {
  if (programme.lower.some((lower, j) => lower > at(programme.upper, j))) return undefined;
  const domain = new Domain(programme);
  const terms = programme.rows.reduce((sum, row) => sum + 1 + row.variables.length, 0);
  domain.enqueueAll();
  if (!domain.propagate(PASSES_PER_TERM * terms)) return undefined;
  return { ...programme, lower: [...domain.lower], upper: [...domain.upper] };
}

/** Fixed variables go into the bounds; redundant sides and rows go; equal term vectors become one row, in sorted order. */
function simplifiedRows(programme: Programme): readonly LinearRow[] | undefined {
  const merged = new Map<string, LinearRow>();
  for (const row of programme.rows) {
    const simple = tightened(programme, substituted(programme, row));
    if (simple === 'infeasible') return undefined;
    if (simple === 'redundant') continue;
    const key = contentOf(simple);
    const twin = merged.get(key);
    const lower = Math.max(simple.lower, twin?.lower ?? -Infinity);
    const upper = Math.min(simple.upper, twin?.upper ?? Infinity);
    if (lower > upper) return undefined;
    merged.set(key, { ...simple, lower, upper });
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Left as it is where the constant might leave the safe integers. */
function substituted(programme: Programme, row: LinearRow): LinearRow {
  const { lower, upper } = programme;
  let constant = 0;
  let size = Math.max(...[row.lower, row.upper].filter(Number.isFinite).map(Math.abs), 0);
  const free: number[] = [];
  row.variables.forEach((j, k) => {
    if (at(lower, j) !== at(upper, j)) free.push(k);
    else {
      constant += at(row.coefficients, k) * at(lower, j);
      size += Math.abs(at(row.coefficients, k) * at(lower, j));
    }
  });
  if (free.length === row.variables.length || size > Number.MAX_SAFE_INTEGER) return row;
  return {
    variables: free.map((k) => at(row.variables, k)),
    coefficients: free.map((k) => at(row.coefficients, k)),
    lower: row.lower - constant,
    upper: row.upper - constant,
  };
}

function tightened(programme: Programme, row: LinearRow): LinearRow | 'redundant' | 'infeasible' {
  if (row.variables.length === 0) return row.lower <= 0 && row.upper >= 0 ? 'redundant' : 'infeasible';
  const divisor = greatestCommonDivisor(row.coefficients);
  const coefficients = row.coefficients.map((a) => a / divisor);
  let lower = Math.ceil(row.lower / divisor);
  let upper = Math.floor(row.upper / divisor);
  let minimum = 0;
  let maximum = 0;
  let size = 0;
  row.variables.forEach((j, k) => {
    const a = at(coefficients, k);
    const ends = [a * at(programme.lower, j), a * at(programme.upper, j)];
    minimum += Math.min(...ends);
    maximum += Math.max(...ends);
    size += Math.max(...ends.map(Math.abs));
  });
  if (size <= Number.MAX_SAFE_INTEGER) {
    if (minimum > upper || maximum < lower) return 'infeasible';
    if (minimum >= lower) lower = -Infinity;
    if (maximum <= upper) upper = Infinity;
  }
  if (lower > upper) return 'infeasible';
  if (lower === -Infinity && upper === Infinity) return 'redundant';
  const same = { variables: row.variables, coefficients, lower, upper };
  return size <= Number.MAX_SAFE_INTEGER / 2 ? withSmallerM(programme, same, minimum, maximum) : same;
}

/**
 * Where one value of a binary makes a one-sided row redundant with room to spare, its coefficient can shrink by that
 * room without touching an integer point. `x <= 1000 y` with x <= 3 becomes `x <= 3 y`: big-M rows are what engines
 * get wrong.
 */
function withSmallerM(programme: Programme, row: LinearRow, minimum: number, maximum: number): LinearRow {
  const sign = row.lower === -Infinity ? 1 : -1;
  if (sign === -1 && row.upper !== Infinity) return row;
  let most = sign === 1 ? row.upper : -row.lower;
  let highest = sign === 1 ? maximum : -minimum;
  const coefficients = row.coefficients.map((a, k) => {
    const j = at(row.variables, k);
    const value = sign * a;
    if (at(programme.lower, j) !== 0 || at(programme.upper, j) !== 1 || highest <= most) return a;
    const room = value > 0 ? most - (highest - value) : most - (highest + value);
    if (room <= 0) return a;
    if (value > 0) {
      most -= room;
      highest -= room;
      return sign * (value - room);
    }
    return sign * (value + room);
  });
  return {
    variables: row.variables,
    coefficients,
    lower: sign === 1 ? row.lower : -most,
    upper: sign === 1 ? most : row.upper,
  };
}

function sameSize(before: Programme, after: Programme): boolean {
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const terms = (of: Programme): number => of.rows.reduce((sum, row) => sum + row.variables.length, 0);
  return (
    before.rows.length === after.rows.length &&
    terms(before) === terms(after) &&
    total(before.lower) === total(after.lower) &&
    total(before.upper) === total(after.upper)
  );
}

function withoutFixed(programme: Programme, order: readonly number[]): Reduced {
  const { lower, upper, cost, rows } = programme;
  const named = new Set(rows.flatMap((row) => row.variables));
  // A fixed variable that a row still names stays, as a constant that could not be moved exactly.
  const free = [...lower.keys()].filter((j) => at(lower, j) !== at(upper, j) || named.has(j));
  const place = new Map(free.map((j, index) => [j, index]));
  const base: number[] = order.map(() => 0);
  order.forEach((variable, j) => (base[variable] = at(lower, j)));
  const modelVariables = free.map((j) => at(order, j));
  return {
    status: 'reduced',
    modelVariables,
    programme: {
      lower: free.map((j) => at(lower, j)),
      upper: free.map((j) => at(upper, j)),
      cost: free.map((j) => at(cost, j)),
      rows: rows.map((row) => ({ ...row, variables: row.variables.map((j) => place.get(j) ?? 0) })),
    },
    restore(values) {
      const point = [...base];
      modelVariables.forEach((variable, index) => (point[variable] = at(values, index)));
      return point;
    },
  };
}
