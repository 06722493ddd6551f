/**
 * A linear programme in which nodes hold replicas, by column generation: a column is a filling of a node of some kind,
 * and the fillings that are missing are found by an exact knapsack at the prices of the last point (fillings.ts).
 *
 *   bins     nodes of some kinds together: of a pool, of pools with the same prices, or of a site
 *   load     for each shape h in bins b:  sum of count(f, h) y[f] >= sum of replicas of shape h that stand in b
 *
 * What stands where, and all other rows, come from the caller (outline.ts, relaxation.ts). Fillings that one programme has
 * found are a beginning for the next.
 */
import type { Fillings } from './fillings';
import { type HighsBasis, type HighsLimits, type MixedProgramme, relax, solveMixed, widened } from './highs';
import type { NodeKind } from './instance';
import type { Term } from './rows';

/** Shape -> count on one node. */
export type Holds = ReadonlyMap<number, number>;

export interface Filling {
  readonly kind: NodeKind;
  readonly holds: Holds;
}

export interface BinsGiven {
  /** Kinds of node and what one costs. */
  readonly kinds: readonly NodeKind[];
  readonly fillings: Fillings;
  /** Rows in which a node of a kind has a term. */
  readonly terms?: (kind: NodeKind) => readonly Term[];
  /** Row that limits the number of nodes, with a term of 1 for each. */
  readonly limit?: number;
}

interface Bins extends BinsGiven {
  /** By shape. */
  readonly loadRows: number[];
  readonly known: Set<string>;
}

export interface Point {
  readonly values: readonly number[];
  readonly duals: readonly number[];
  readonly value: number;
}

export interface Priced {
  /** Of a replica, by shape: by which no filling is worth more than its node; raw where nodes are limited. */
  readonly worth: readonly number[];
  /** What the fullest node is worth beyond its price, where nodes are limited. */
  readonly earned: number;
  /** Fillings that were missing. */
  readonly added: number;
  /** Times its price that the best filling is worth: 1 where nothing is missing. */
  readonly excess: number;
}

/** What a price is exceeded by is no error of floating-point numbers. */
const CLEAR = { part: 1e-6, microUsd: 1 };
/** Below all that is sound, by more than the error of floating-point numbers. */
const MARGIN = 1 - 1e-9;
/** Fillings that come in from the library at once. */
const SCREENED = 12;
/** Replicas of a shape that needs nothing that is measured. */
const MANY = 1000;

/** Fillings by the size of node that they fit. */
export class FillingLibrary {
  private readonly bySize = new Map<string, Map<string, Holds>>();

  add(kind: NodeKind, holds: Holds): void {
    const size = sizeOf(kind);
    const known = this.bySize.get(size) ?? new Map<string, Holds>();
    this.bySize.set(size, known.set([...holds].join(' '), holds));
  }

  of(kind: NodeKind): Iterable<Holds> {
    return this.bySize.get(sizeOf(kind))?.values() ?? [];
  }
}

function sizeOf({ holds }: NodeKind): string {
  return holds.join();
}

/** What a filling is worth at prices of shapes. */
export function valueOf(holds: Holds, worth: readonly number[]): number {
  let value = 0;
  for (const [shape, count] of holds) value += count * (worth[shape] ?? 0);
  return value;
}

export class NodesProgramme {
  private readonly cost: number[] = [];
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  private readonly rows: { variables: number[]; coefficients: number[]; lower: number; upper: number }[] = [];
  private readonly bins: Bins[] = [];
  private basis: HighsBasis | undefined;

  constructor(
    private readonly shapes: readonly (readonly number[])[],
    /** Fillings that were found for any bins, here or elsewhere. */
    private readonly library: FillingLibrary,
  ) {}

  row(lower: number, upper: number): number {
    return this.rows.push({ variables: [], coefficients: [], lower, upper }) - 1;
  }

  column(cost: number, upper = Infinity): number {
    this.lower.push(0);
    this.upper.push(upper);
    return this.cost.push(cost) - 1;
  }

  term(row: number, column: number, coefficient: number): void {
    const at = this.rows[row];
    if (at === undefined || coefficient === 0) return;
    at.variables.push(column);
    at.coefficients.push(coefficient);
  }

  /** Narrows a column. */
  bound(column: number, lower: number, upper: number): void {
    this.lower[column] = lower;
    this.upper[column] = upper;
  }

  /** Upper bound of a column. */
  most(column: number): number {
    return this.upper[column] ?? 0;
  }

  /** Drops a row. */
  free(row: number): void {
    const at = this.rows[row];
    if (at !== undefined) [at.lower, at.upper] = [-Infinity, Infinity];
  }

  addBins(given: BinsGiven): number {
    return this.bins.push({ ...given, loadRows: [], known: new Set() }) - 1;
  }

  /** A unit of the column stands for so many replicas in the bins. A shape that fits no node there keeps the column at 0. */
  stand(bin: number, column: number, shape: number, replicas: number): void {
    const bins = this.binsAt(bin);
    const known = bins.loadRows[shape];
    const row = known ?? this.row(0, Infinity);
    this.term(row, column, -replicas);
    if (known !== undefined) return;
    bins.loadRows[shape] = row;
    this.addUniform(bins, shape);
  }

  /** Nodes full of one shape, the cheapest for each replica, so that there is a point. */
  private addUniform(bins: Bins, shape: number): void {
    const size = this.shapes[shape] ?? [];
    const most = ({ holds }: NodeKind): number =>
      Math.min(MANY, ...size.map((amount, d) => (amount > 0 ? Math.floor((holds[d] ?? 0) / amount) : MANY)));
    const fitting = bins.kinds.filter((kind) => most(kind) > 0);
    const [first] = fitting;
    if (first === undefined) return;
    const kind = fitting.reduce((a, b) => (b.microUsd / most(b) < a.microUsd / most(a) ? b : a), first);
    this.add(bins, { kind, holds: new Map([[shape, most(kind)]]) });
  }

  /** Adds fillings of the library that are worth more than they cost, the best ones. */
  screen(bin: number, duals: readonly number[]): void {
    const bins = this.binsAt(bin);
    const worth = this.rawWorth(bin, duals);
    const limit = bins.limit === undefined ? 0 : Math.max(0, -(duals[bins.limit] ?? 0));
    const better: { readonly filling: Filling; readonly ratio: number }[] = [];
    for (const [index, { microUsd }] of this.kindsAt(bin, duals).entries()) {
      const kind = bins.kinds[index];
      const price = microUsd + limit;
      if (kind === undefined) continue;
      for (const holds of this.library.of(kind)) {
        const value = valueOf(holds, worth);
        if (value > price * (1 + CLEAR.part) + CLEAR.microUsd)
          better.push({ filling: { kind, holds }, ratio: value / price });
      }
    }
    better.sort((a, b) => b.ratio - a.ratio);
    for (const { filling } of better.slice(0, SCREENED)) this.add(bins, filling);
  }

  private add(bins: Bins, { kind, holds: all }: Filling): boolean {
    const holds = [...all].filter(([shape]) => bins.loadRows[shape] !== undefined).sort(([a], [b]) => a - b);
    const key = `${kind.type} ${holds.join(' ')}`;
    if (holds.length === 0 || bins.known.has(key)) return false;
    bins.known.add(key);
    const column = this.column(kind.microUsd);
    for (const [shape, count] of holds) this.term(bins.loadRows[shape] ?? -1, column, count);
    for (const [row, coefficient] of bins.terms?.(kind) ?? []) this.term(row, column, coefficient);
    if (bins.limit !== undefined) this.term(bins.limit, column, 1);
    this.library.add(kind, new Map(holds));
    return true;
  }

  /** The optimum over the fillings that are known, from where the last one was; undefined where there is none in time. */
  async solve(seconds: number): Promise<Point | 'infeasible' | undefined> {
    const start = this.basis && widened(this.basis, this.cost.length, this.rows.length);
    const relaxed = await relax(this.mixed(), seconds, start);
    if (relaxed.status !== 'optimal') return relaxed.status === 'infeasible' ? 'infeasible' : undefined;
    this.basis = relaxed.basis;
    const { values, rowDuals: duals } = relaxed;
    return { values, duals, value: values.reduce((sum, value, column) => sum + value * (this.cost[column] ?? 0), 0) };
  }

  /** A point that is whole where it should be, within the limits, over the fillings that are known. */
  async solveWhole(isWhole: (column: number) => boolean, limits: HighsLimits): Promise<readonly number[] | undefined> {
    const programme = { ...this.mixed(), whole: this.cost.map((_, column) => isWhole(column)) };
    const answer = await solveMixed(programme, limits);
    return 'values' in answer ? answer.values : undefined;
  }

  private mixed(): MixedProgramme {
    const { cost, lower, upper, rows } = this;
    return {
      lower,
      upper,
      cost,
      whole: cost.map(() => false),
      rows,
    };
  }

  /** Prices of shapes by the rows of load; 0 for what needs nothing that is measured. */
  private rawWorth(bin: number, duals: readonly number[]): number[] {
    const { loadRows, fillings } = this.binsAt(bin);
    return this.shapes.map((_, shape) => (fillings.isFree(shape) ? 0 : Math.max(0, duals[loadRows[shape] ?? -1] ?? 0)));
  }

  /** Kinds with what a node costs beside its part in other rows. */
  kindsAt(bin: number, duals: readonly number[]): NodeKind[] {
    const { kinds, terms } = this.binsAt(bin);
    if (terms === undefined) return [...kinds];
    return kinds.map((kind) => {
      const tied = terms(kind).reduce((sum, [row, coefficient]) => sum + coefficient * (duals[row] ?? 0), 0);
      return { ...kind, microUsd: kind.microUsd - tied };
    });
  }

  /** Adds the fillings that are worth more than they cost, one for each kind, and makes the prices sound. */
  price(bin: number, duals: readonly number[]): Priced {
    const bins = this.binsAt(bin);
    const raw = this.rawWorth(bin, duals);
    bins.fillings.price(raw);
    const limit = bins.limit === undefined ? 0 : Math.max(0, -(duals[bins.limit] ?? 0));
    let earned = 0;
    let dearest = 0;
    let excess = 1;
    let added = 0;
    for (const [index, now] of this.kindsAt(bin, duals).entries()) {
      const { microUsd } = now;
      const kind = bins.kinds[index];
      const value = bins.fillings.most(now);
      const price = microUsd + limit;
      earned = Math.max(earned, value - microUsd);
      if (value > 0) dearest = Math.max(dearest, microUsd > 0 ? value / microUsd : Infinity);
      if (price > CLEAR.microUsd) excess = Math.max(excess, value / price);
      const isMissing = value > price * (1 + CLEAR.part) + CLEAR.microUsd;
      if (kind !== undefined && isMissing && this.add(bins, { kind, holds: bins.fillings.filling(kind) })) added++;
    }
    if (bins.limit !== undefined) return { worth: raw, earned, added, excess };
    const worth = dearest === 0 ? raw : raw.map((each) => (each * MARGIN) / dearest);
    return { worth, earned: 0, added, excess };
  }

  private binsAt(bin: number): Bins {
    const bins = this.bins[bin];
    if (bins === undefined) throw new RangeError(`no bins ${bin}`);
    return bins;
  }
}
