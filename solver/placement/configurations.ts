/**
 * The cheapest fractions of nodes that hold a load, where a node is one of all its possible fillings (the configuration
 * programme of Gilmore and Gomory), by column generation: HiGHS prices the shapes that replicas have, an exact knapsack
 * (fillings.ts) finds what those prices make worth a node, until nothing is left to find.
 *
 *   minimise   sum of price of kind(f) * x(f)
 *   such that  sum of count of s in f * x(f) >= demand(s)   for each shape s
 *
 * Prices of shapes by which no filling of a node is worth more than the node costs are sound: whatever holds a load costs
 * at least what the load is worth by them (Farley's bound), whole nodes and all dimensions at once.
 */
import { Fillings, type Shape } from './fillings';
import { type HighsBasis, type MixedProgramme, relax, widened } from './highs';
import type { NodeKind } from './instance';
import type { Item } from './nodes';
import type { LinearRow } from '../programme';
import { cornersOf, dearest } from './rates';
import type { Left } from './time';

/** Replicas of one size. */
export interface Demand extends Shape {
  readonly count: number;
}

/** A filling of one node: shape, by index, -> count. */
export interface Pattern {
  readonly kind: NodeKind;
  readonly holds: ReadonlyMap<number, number>;
}

export interface Configurations {
  readonly patterns: readonly Pattern[];
  /** Fractions of nodes, by pattern: of the first ones, the others are not used. */
  readonly values: readonly number[];
  /** Sound price of each shape. */
  readonly worth: readonly number[];
  /** What the demand is worth: no nodes that hold it cost less. */
  readonly lower: number;
}

const ROUNDS = 60;
/** Ends once bound and value are this close, as a part. */
const CLOSE = 2e-4;

/**
 * `kinds` are without those that another one beats. Undefined where no kind holds some shape, or one is free.
 */
export async function configurationsOf(
  demands: readonly Demand[],
  kinds: readonly NodeKind[],
  dimensions: readonly number[],
  left: Left,
  start: readonly Pattern[] = [],
): Promise<Configurations | undefined> {
  // What costs nothing leaves no price but 0.
  if (kinds.some(({ microUsd }) => microUsd <= 0)) return undefined;
  const patterns = new Map<string, Pattern>();
  const offer = ({ kind, holds }: Pattern): boolean => {
    const key = `${kind.type} ${[...holds].sort(([a], [b]) => a - b).join(' ')}`;
    if (holds.size === 0 || patterns.has(key)) return false;
    patterns.set(key, { kind, holds });
    return true;
  };
  start.forEach(offer);
  for (const [shape, { size }] of demands.entries()) {
    const fitting = kinds.filter(({ holds }) => size.every((amount, d) => amount <= (holds[d] ?? 0)));
    if (fitting.length === 0) return undefined;
    for (const kind of fitting) offer({ kind, holds: new Map([[shape, 1]]) });
  }
  const fillings = new Fillings(demands, kinds, dimensions);
  let worth: readonly number[] = demands.map(() => 0);
  let basis: HighsBasis | undefined;
  let lower = 0;
  let values: readonly number[] = [];
  for (let round = 0; round < ROUNDS && left() > 0; round++) {
    const programme = programmeOf(demands, [...patterns.values()]);
    const relaxed = await relax(programme, left(), basis && widened(basis, patterns.size, demands.length));
    if (relaxed.status !== 'optimal') break;
    ({ basis, values } = relaxed);
    const duals = relaxed.rowDuals.map((dual) => Math.max(0, dual));
    const sound = fillings.sound(duals);
    const value = valueOf(demands, duals);
    if (valueOf(demands, sound) > lower) [worth, lower] = [sound, valueOf(demands, sound)];
    if (value - lower <= CLOSE * value) break;
    let added = 0;
    for (const kind of kinds)
      if (fillings.most(kind) > kind.microUsd * (1 + 1e-6) && offer(within(kind, fillings.filling(kind), demands)))
        added++;
    if (added === 0) break;
  }
  return { patterns: [...patterns.values()], values, worth, lower };
}

/** Services of the same size are one shape. */
export function demandsOf(items: readonly Item[]): { demands: Demand[]; shapeOf: Map<number, number> } {
  const byKey = new Map<string, { index: number; size: readonly number[]; count: number }>();
  const shapeOf = new Map<number, number>();
  for (const { service, size, count } of items) {
    const key = size.join(' ');
    const shape = byKey.get(key) ?? { index: byKey.size, size, count: 0 };
    shape.count += count;
    byKey.set(key, shape);
    shapeOf.set(service, shape.index);
  }
  return { demands: [...byKey.values()], shapeOf };
}

/**
 * The best of the bounds that some plain prices give once they are raised as far as they are sound: those of resources
 * together, those of each resource alone, and one for every replica. Quicker than what `configurationsOf` finds, and
 * where all replicas are of one shape the same.
 */
export function quickBound(
  demands: readonly Demand[],
  kinds: readonly NodeKind[],
  dimensions: readonly number[],
): number {
  const [{ size: first = [] } = {}] = demands;
  if (kinds.length === 0) return 0;
  const fillings = new Fillings(demands, kinds, dimensions);
  const total = first.map((_, d) => demands.reduce((sum, { size, count }) => sum + count * (size[d] ?? 0), 0));
  const { rates } = dearest(cornersOf(kinds, total.length), total);
  const offers = [
    demands.map(({ size }) => size.reduce((sum, amount, d) => sum + amount * (rates[d] ?? 0), 0)),
    ...dimensions.map((d) => demands.map(({ size }) => size[d] ?? 0)),
    demands.map(() => 1),
  ];
  let best = 0;
  for (const offer of offers) best = Math.max(best, valueOf(demands, fillings.sound(offer)));
  return Math.ceil(best - 1);
}

/** What a demand is worth at prices of its shapes. */
function valueOf(demands: readonly Demand[], worth: readonly number[]): number {
  return demands.reduce((sum, { count }, shape) => sum + count * (worth[shape] ?? 0), 0);
}

/** No more than the node holds, where the knapsack has rounded or left something out. */
export function within(kind: NodeKind, filling: ReadonlyMap<number, number>, shapes: readonly Shape[]): Pattern {
  const free = [...kind.holds];
  const holds = new Map<number, number>();
  for (const [shape, wanted] of filling) {
    const { size = [] } = shapes[shape] ?? {};
    let most = wanted;
    size.forEach((amount, d) => (most = amount > 0 ? Math.min(most, Math.floor((free[d] ?? 0) / amount)) : most));
    if (most <= 0) continue;
    size.forEach((amount, d) => (free[d] = (free[d] ?? 0) - most * amount));
    holds.set(shape, most);
  }
  return { kind, holds };
}

/** The choice among patterns; `whole` nodes or fractions of them. */
export function programmeOf(
  demands: readonly Demand[],
  patterns: readonly Pattern[],
  maxNodes = Infinity,
): MixedProgramme {
  const all = patterns.map((_, index) => index);
  const rows: LinearRow[] = demands.map(({ count }) => ({
    variables: [],
    coefficients: [],
    lower: count,
    upper: Infinity,
  }));
  const terms = rows.map(() => ({ variables: [] as number[], coefficients: [] as number[] }));
  patterns.forEach(({ holds }, index) => {
    for (const [shape, count] of holds) {
      terms[shape]?.variables.push(index);
      terms[shape]?.coefficients.push(count);
    }
  });
  const limit = { variables: all, coefficients: all.map(() => 1), lower: -Infinity, upper: maxNodes };
  const total = demands.reduce((sum, { count }) => sum + count, 0);
  return {
    lower: all.map(() => 0),
    upper: all.map(() => total),
    cost: patterns.map(({ kind }) => kind.microUsd),
    whole: all.map(() => true),
    rows: [...rows.map((row, shape) => ({ ...row, ...terms[shape] })), ...(maxNodes < Infinity ? [limit] : [])],
  };
}
