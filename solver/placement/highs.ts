/** Asks HiGHS about a programme of placement, in the thread where it can be ended. What it says is checked elsewhere. */
import type { HighsBasis, HighsInput, HighsOutput } from '../engines/messages';
import { ask } from '../engines/thread';
import type { Limit } from '../model';
import type { LinearRow } from '../programme';

export type { HighsBasis } from '../engines/messages';

/** Status of a row that a basis does not know yet. */
const BASIC = 1;

/** A basis for further columns and rows at the end. */
export function widened({ colStatus, rowStatus }: HighsBasis, columns: number, rows: number): HighsBasis {
  const wide = { colStatus: new Int32Array(columns), rowStatus: new Int32Array(rows).fill(BASIC) };
  wide.colStatus.set(colStatus);
  wide.rowStatus.set(rowStatus);
  return wide;
}

export interface MixedProgramme {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly cost: readonly number[];
  readonly whole: readonly boolean[];
  readonly rows: readonly LinearRow[];
}

export interface HighsLimits {
  /** Branch-and-bound nodes. */
  readonly nodes: number;
  /** The clock: what it stops is not the same on every machine. */
  readonly seconds: number;
  /** Ends once cost and bound are this close, as a part of the cost. */
  readonly gap: number;
}

export type HighsAnswer =
  | {
      readonly status: 'optimal' | 'limit';
      /** Absent where none was found. */
      readonly values?: readonly number[];
      readonly bound: number;
    }
  | { readonly status: 'infeasible' }
  | { readonly status: 'ended'; readonly limit: Limit };

const MODEL_STATUS = { optimal: 7, infeasible: 8, timeLimit: 13 } as const;
/** Seconds that HiGHS may overrun its own limit before its thread is ended. */
const GRACE_SECONDS = 20;
const LARGEST = 1000;

export async function solveMixed(
  programme: MixedProgramme,
  limits: HighsLimits,
  options: HighsInput['options'] = {},
  start?: readonly number[],
): Promise<HighsAnswer> {
  const output = await run(programme, {
    integrality: Int32Array.from(programme.whole, (whole) => (whole ? 1 : 0)),
    seconds: limits.seconds,
    options: { mip_rel_gap: limits.gap, mip_abs_gap: 0, mip_max_nodes: limits.nodes, ...options },
    ...(start !== undefined && { start: Float64Array.from(start) }),
  });
  if ('limit' in output) return { status: 'ended', limit: output.limit };
  const { modelStatus, hasPoint, values, dualBound } = output;
  if (modelStatus === MODEL_STATUS.infeasible) return { status: 'infeasible' };
  const bound = Number.isFinite(dualBound) ? dualBound / costScale(programme) : -Infinity;
  return {
    status: modelStatus === MODEL_STATUS.optimal ? 'optimal' : 'limit',
    bound,
    ...(hasPoint && { values }),
  };
}

export type Relaxed =
  | {
      readonly status: 'optimal';
      readonly values: readonly number[];
      readonly rowDuals: readonly number[];
      readonly basis?: HighsBasis;
    }
  | { readonly status: 'infeasible' | 'none' };

/** The linear relaxation, from a basis of as many columns and rows. Duals are in cost for a unit of the row as given. */
export async function relax(programme: MixedProgramme, seconds: number, basis?: HighsBasis): Promise<Relaxed> {
  const integrality = new Int32Array(programme.whole.length);
  const output = await run(programme, {
    integrality,
    seconds,
    options: {},
    duals: true,
    ...(basis !== undefined && { basis }),
  });
  if ('limit' in output) return { status: 'none' };
  if (output.modelStatus === MODEL_STATUS.infeasible) return { status: 'infeasible' };
  if (output.modelStatus !== MODEL_STATUS.optimal || output.rowDuals === undefined) return { status: 'none' };
  const scale = costScale(programme);
  const rowDuals = output.rowDuals.map((dual, index) => (dual * rowScale(programme.rows[index])) / scale);
  return {
    status: 'optimal',
    values: output.values,
    rowDuals,
    ...(output.basis !== undefined && { basis: output.basis }),
  };
}

interface Run {
  readonly integrality: Int32Array;
  readonly seconds: number;
  readonly options: HighsInput['options'];
  readonly start?: Float64Array;
  readonly duals?: boolean;
  readonly basis?: HighsBasis;
}

async function run(programme: MixedProgramme, how: Run): Promise<HighsOutput | { readonly limit: Limit }> {
  const { seconds, integrality, options, start, duals, basis } = how;
  const input: HighsInput = {
    data: dataOf(programme, integrality),
    options: {
      output_flag: false,
      random_seed: 0,
      ...(Number.isFinite(seconds) && { time_limit: Math.max(0.01, seconds) }),
      ...options,
    },
    ...(start !== undefined && { start }),
    ...(duals !== undefined && { duals }),
    ...(basis !== undefined && { basis }),
  };
  const answer = await ask({ engine: 'highs', input }, seconds + GRACE_SECONDS);
  if (answer.status === 'ended') return { limit: answer.limit };
  if (!isOutput(answer.output)) throw new TypeError('HiGHS answered something else');
  return answer.output;
}

function isOutput(output: unknown): output is HighsOutput {
  return typeof output === 'object' && output !== null && 'modelStatus' in output;
}

function dataOf(programme: MixedProgramme, integrality: Int32Array): HighsInput['data'] {
  const { lower, upper, cost, rows } = programme;
  const scale = costScale(programme);
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, index) => (starts[index + 1] = (starts[index] ?? 0) + row.variables.length));
  const terms = starts[rows.length] ?? 0;
  const indices = new Int32Array(terms);
  const values = new Float64Array(terms);
  const rowLower = new Float64Array(rows.length);
  const rowUpper = new Float64Array(rows.length);
  rows.forEach((row, index) => {
    const factor = rowScale(row);
    const start = starts[index] ?? 0;
    row.variables.forEach((variable, k) => {
      indices[start + k] = variable;
      values[start + k] = (row.coefficients[k] ?? 0) * factor;
    });
    rowLower[index] = row.lower * factor;
    rowUpper[index] = row.upper * factor;
  });
  return {
    numCols: lower.length,
    numRows: rows.length,
    colCost: Float64Array.from(cost, (value) => value * scale),
    colLower: Float64Array.from(lower),
    colUpper: Float64Array.from(upper),
    rowLower,
    rowUpper,
    integrality,
    matrix: { format: 'csr', numRows: rows.length, numCols: lower.length, starts, indices, values },
  };
}

function rowScale(row: LinearRow | undefined): number {
  let largest = 0;
  for (const coefficient of row?.coefficients ?? []) largest = Math.max(largest, Math.abs(coefficient));
  return largest > LARGEST ? LARGEST / largest : 1;
}

function costScale({ cost }: MixedProgramme): number {
  let largest = 0;
  for (const value of cost) largest = Math.max(largest, Math.abs(value));
  return largest === 0 ? 1 : LARGEST / largest;
}
