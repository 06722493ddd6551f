/** What goes to the engines' thread and comes back: plain data. Types alone, nothing at run time. */
import type { Limit } from '../model';

/** The engine's own input format; names are generated. */
export interface JslpInput {
  readonly optimize: string;
  readonly opType: 'min';
  readonly constraints: Readonly<
    Record<string, { readonly min?: number; readonly max?: number; readonly equal?: number }>
  >;
  readonly variables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly ints: Readonly<Record<string, 1>>;
  readonly options: { readonly presolve: false; readonly tolerance: 0 };
}

/** `feasible`, `bounded` and the values of variables that are not zero. `result` is never read. */
export type JslpOutput = Readonly<Record<string, unknown>>;

export interface HighsInput {
  readonly data: {
    readonly numCols: number;
    readonly numRows: number;
    readonly colCost: Float64Array;
    readonly colLower: Float64Array;
    readonly colUpper: Float64Array;
    readonly rowLower: Float64Array;
    readonly rowUpper: Float64Array;
    readonly integrality: Int32Array;
    readonly matrix: {
      readonly format: 'csr';
      readonly numRows: number;
      readonly numCols: number;
      readonly starts: Int32Array;
      readonly indices: Int32Array;
      readonly values: Float64Array;
    };
  };
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** A point to start from. */
  readonly start?: Float64Array;
  /** Of a linear relaxation: whether the answer holds the duals of the rows, and the basis. */
  readonly duals?: boolean;
  /** Of a linear relaxation: where simplex starts. */
  readonly basis?: HighsBasis;
}

/** Statuses as HiGHS has them, by column and by row. */
export interface HighsBasis {
  readonly colStatus: Int32Array;
  readonly rowStatus: Int32Array;
}

export interface HighsOutput {
  readonly modelStatus: number;
  readonly values: readonly number[];
  readonly hasPoint: boolean;
  readonly dualBound: number;
  readonly rowDuals?: readonly number[];
  readonly basis?: HighsBasis;
}

export type Engine = 'jslp' | 'highs';

export type Request =
  | { readonly engine: 'jslp'; readonly input: JslpInput }
  | { readonly engine: 'highs'; readonly input: HighsInput }
  | { readonly engine: 'load'; readonly input: Engine };

export type Reply =
  | { readonly output: unknown }
  /** The engine ran out of memory or stack, or aborted: a fault of it, not of the question. */
  | { readonly breakdown: string }
  | { readonly failure: string };

/** What an adapter makes of an answer. Claims are the engine's word; values are neither rounded nor checked. */
export interface Candidate {
  readonly claim: 'optimal' | 'infeasible' | 'limit' | 'none';
  readonly values?: readonly number[];
  /** The engine's lower bound on the cost, in the programme's unit; -Infinity where it has none. */
  readonly bound: number;
}

/** The engine did not come back in time or broke down, and was ended. */
export interface Ended {
  readonly claim: 'ended';
  readonly limit: Limit;
}
