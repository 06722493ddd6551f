/**
 * javascript-lp-solver: quick on up to about 40 integer variables, and never trusted.
 *
 * Known faults that this adapter steers around: a row named as the objective is dropped and reserved variable names
 * overwrite the result (generated names); with a zero objective it can cycle for ever (every cost is positive or
 * negative, never zero); its presolve loses the cost of fixed variables (off); tiny quotients are skipped (rows, wide
 * columns and costs are scaled); zero variables are left out of the answer; a timeout is not checked inside the simplex
 * and turns into wrong claims (none is set: the thread is ended instead). `result` and "infeasible" are not believed.
 */
import { at, greatestCommonDivisor, type LinearRow, type Programme } from '../programme';
import type { Candidate, Ended, JslpInput, JslpOutput } from './messages';
import { ask } from './thread';

const OBJECTIVE = 'objective';
/** A variable with a wider domain is handed over as a fraction of it, and not as an integer: it is rounded later. */
const WIDE = 1024;
/** Smallest cost that the simplex tells from zero with certainty (its precision is 1e-8). */
const SMALLEST_COST = 1e-6;

/** Proposes a point. What it claims beyond that is not to be relied on. */
export async function proposeWithJslp(programme: Programme, timeoutSeconds: number): Promise<Candidate | Ended> {
  const answer = await ask({ engine: 'jslp', input: jslpInput(programme) }, timeoutSeconds);
  if (answer.status === 'ended') return { claim: 'ended', limit: answer.limit };
  return { ...jslpCandidate(programme, answer.output), bound: -Infinity };
}

export function jslpInput(programme: Programme): JslpInput {
  const { lower, upper, rows } = programme;
  const columns: Record<string, number>[] = [];
  const constraints: Record<string, { min?: number; max?: number; equal?: number }> = {};
  const ints: Record<string, 1> = {};
  const costs = distinctCosts(programme);
  const scales = lower.map((_, j) => scaleOf(programme, j));
  lower.forEach((low, j) => {
    const scale = at(scales, j);
    columns.push({ [OBJECTIVE]: at(costs, j) * scale, [`u${j}`]: 1 });
    constraints[`u${j}`] = { max: (at(upper, j) - low) / scale };
    if (scale === 1) ints[`v${j}`] = 1;
  });
  rows.forEach((row, i) => {
    const shift = shiftOf(programme, row);
    const values = row.variables.map((j, k) => at(row.coefficients, k) * at(scales, j));
    const largest = Math.max(...values.map(Math.abs));
    values.forEach((value, k) => (at(columns, at(row.variables, k))[`c${i}`] = value / largest));
    const min = (row.lower - shift) / largest;
    const max = (row.upper - shift) / largest;
    if (min === max) constraints[`c${i}`] = { equal: min };
    else constraints[`c${i}`] = { ...(min > -Infinity && { min }), ...(max < Infinity && { max }) };
  });
  const variables = Object.fromEntries(columns.map((column, j) => [`v${j}`, column]));
  const options = { presolve: false, tolerance: 0 } as const;
  return { optimize: OBJECTIVE, opType: 'min', constraints, variables, ints, options };
}

function jslpCandidate(programme: Programme, output: unknown): Omit<Candidate, 'bound'> {
  if (!isOutput(output)) return { claim: 'none' };
  if (output['feasible'] !== true) return { claim: 'infeasible' };
  if (output['bounded'] !== true) return { claim: 'none' };
  const values = programme.lower.map((low, j) => {
    const value = output[`v${j}`] ?? 0;
    return typeof value === 'number' ? low + value * scaleOf(programme, j) : NaN;
  });
  return { claim: 'optimal', values };
}

function isOutput(output: unknown): output is JslpOutput {
  return typeof output === 'object' && output !== null;
}

function scaleOf({ lower, upper }: Programme, j: number): number {
  const span = at(upper, j) - at(lower, j);
  return span > WIDE ? span : 1;
}

/** Columns start at their lower bound. */
function shiftOf({ lower }: Programme, row: LinearRow): number {
  return row.variables.reduce((sum, j, k) => sum + at(row.coefficients, k) * at(lower, j), 0);
}

/**
 * Costs scaled to at most 1000. Where the true cost is zero, a small positive one, each another, that together stay
 * below half of the smallest difference in cost if that can be told from zero; if not, the point may be a little dear,
 * which whoever proves optimality finds out.
 */
function distinctCosts({ cost, lower, upper }: Programme): number[] {
  const largest = Math.max(...cost.map(Math.abs), 0);
  const scale = largest === 0 ? 1 : 1000 / largest;
  const step = largest === 0 ? 1 : greatestCommonDivisor(cost) * scale;
  const widest = Math.max(...cost.map((_, j) => at(upper, j) - at(lower, j)), 1);
  const standIn = Math.max(step / (4 * cost.length * widest), SMALLEST_COST);
  return cost.map((value, j) => (value === 0 ? standIn * (1 + (j + 1) / (cost.length + 1)) : value * scale));
}
