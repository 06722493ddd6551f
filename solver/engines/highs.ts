/**
 * HiGHS through WebAssembly: strong, and not an oracle. It has reported wrong optima and wrong infeasibility, mostly in
 * its presolve, so `presolve` and `restarts` can be switched off for a second, different look at the same question.
 * Gaps are zero and limits are in nodes: nothing here depends on how fast the machine is. Its `getIis` is not used:
 * what it returns by default is empty, and otherwise unproved.
 */
import { at, type LinearRow, type Programme } from '../programme';
import type { Candidate, Ended, HighsInput, HighsOutput } from './messages';
import { ask } from './thread';

export interface HighsSettings {
  readonly nodeLimit: number;
  readonly timeoutSeconds: number;
  /** `second-look`: presolve and restarts off, so that a fault there does not confirm itself. */
  readonly method: 'default' | 'second-look';
}

/** Model statuses of the HiGHS C API. */
const STATUS = { optimal: 7, infeasible: 8, iterationLimit: 14, solutionLimit: 16 } as const;
/**
 * Integers of a wider range are left continuous. Before a large coefficient HiGHS has tightened the bounds of such a
 * variable one unit at a time and looked at no limit while it did. What it proves of the wider problem holds for ours,
 * and its points are rounded and checked.
 */
const WIDEST_INTEGER = 1e6;
/** Costs and rows are scaled so that the largest coefficient is this. */
const LARGEST = 1000;

export async function solveWithHighs(programme: Programme, settings: HighsSettings): Promise<Candidate | Ended> {
  const answer = await ask({ engine: 'highs', input: highsInput(programme, settings) }, settings.timeoutSeconds);
  if (answer.status === 'ended') return { claim: 'ended', limit: answer.limit };
  return highsCandidate(programme, answer.output);
}

function highsInput(programme: Programme, settings: HighsSettings): HighsInput {
  const { lower, upper, cost, rows } = programme;
  const scales = rows.map(rowScale);
  const costScale = scaleOfCost(programme);
  const starts = [0];
  for (const row of rows) starts.push(at(starts, starts.length - 1) + row.variables.length);
  const numCols = lower.length;
  const numRows = rows.length;
  return {
    data: {
      numCols,
      numRows,
      colCost: Float64Array.from(cost, (value) => value * costScale),
      colLower: Float64Array.from(lower),
      colUpper: Float64Array.from(upper),
      rowLower: Float64Array.from(rows, (row, i) => row.lower * at(scales, i)),
      rowUpper: Float64Array.from(rows, (row, i) => row.upper * at(scales, i)),
      integrality: Int32Array.from(lower, (low, j) => (at(upper, j) - low > WIDEST_INTEGER ? 0 : 1)),
      matrix: {
        format: 'csr',
        numRows,
        numCols,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(rows.flatMap((row) => row.variables)),
        values: Float64Array.from(rows.flatMap((row, i) => row.coefficients.map((a) => a * at(scales, i)))),
      },
    },
    options: {
      output_flag: false,
      mip_rel_gap: 0,
      mip_abs_gap: 0,
      mip_max_nodes: settings.nodeLimit,
      random_seed: 0,
      // At the default of 1e-6 a binary of 0.999999 before a large coefficient hides a broken row.
      mip_feasibility_tolerance: 1e-9,
      primal_feasibility_tolerance: 1e-9,
      ...(settings.method === 'second-look' && { presolve: 'off', mip_allow_restart: false }),
    },
  };
}

function highsCandidate(programme: Programme, output: unknown): Candidate {
  if (!isOutput(output)) return { claim: 'none', bound: -Infinity };
  const { modelStatus, values, hasPoint } = output;
  const bound = Number.isFinite(output.dualBound) ? output.dualBound / scaleOfCost(programme) : -Infinity;
  const claim = claimOf(modelStatus);
  return hasPoint ? { claim, values, bound } : { claim: claim === 'optimal' ? 'none' : claim, bound };
}

function claimOf(modelStatus: number): Candidate['claim'] {
  switch (modelStatus) {
    case STATUS.optimal:
      return 'optimal';
    case STATUS.infeasible:
      return 'infeasible';
    // A node limit is reported as a solution limit.
    case STATUS.solutionLimit:
    case STATUS.iterationLimit:
      return 'limit';
    default:
      return 'none';
  }
}

function isOutput(output: unknown): output is HighsOutput {
  return typeof output === 'object' && output !== null && 'modelStatus' in output;
}

function rowScale(row: LinearRow): number {
  const largest = Math.max(...row.coefficients.map(Math.abs));
  return largest > LARGEST ? LARGEST / largest : 1;
}

function scaleOfCost({ cost }: Programme): number {
  const largest = Math.max(...cost.map(Math.abs), 0);
  return largest === 0 ? 1 : LARGEST / largest;
}
