/**
 * What one node can hold at most, by worth: an unbounded knapsack over shapes of replicas in whole steps of each
 * dimension, for every size of node at once. Shapes that fill a node exactly to its steps make the answer exact; where
 * there would be too many steps, requests are rounded down to coarser ones, and the answer is an upper bound.
 */
import type { NodeKind } from './instance';

/** What a replica requests, by dimension. */
export interface Shape {
  readonly size: readonly number[];
}

/** Steps of all dimensions together. */
const MOST_CELLS = 800_000;

/** Well above the error of a sum of floating-point numbers. */
const MARGIN = 1e-9;

interface Axis {
  readonly dimension: number;
  readonly step: number;
  readonly cells: number;
  readonly stride: number;
}

export class Fillings {
  private readonly axes: readonly Axis[];
  private readonly table: Float64Array;
  private worth: readonly number[] = [];
  /** By shape: steps that it takes along each axis. */
  private readonly steps: readonly (readonly number[])[];
  private readonly offsets: readonly number[];

  constructor(
    private readonly shapes: readonly Shape[],
    private readonly kinds: readonly NodeKind[],
    dimensions: readonly number[],
  ) {
    const used = dimensions.filter(
      (d) =>
        kinds.length > 0 &&
        shapes.some(({ size }) => (size[d] ?? 0) > 0) &&
        kinds.every(({ holds }) => (holds[d] ?? 0) < Infinity),
    );
    const most = used.map((d) => Math.max(...kinds.map(({ holds }) => holds[d] ?? 0)));
    const steps = used.map((d) => shapes.reduce((divisor, { size }) => gcd(divisor, size[d] ?? 0), 0));
    const cellsOf = (k: number): number => Math.floor((most[k] ?? 0) / (steps[k] ?? 1));
    const total = (): number => used.reduce((product, _, k) => product * (cellsOf(k) + 1), 1);
    while (total() > MOST_CELLS) {
      let widest = 0;
      used.forEach((_, k) => (widest = cellsOf(k) > cellsOf(widest) ? k : widest));
      steps[widest] = (steps[widest] ?? 1) * 2;
    }
    let stride = 1;
    // The longest is the innermost one.
    const order = [...used.keys()].sort((a, b) => cellsOf(b) - cellsOf(a) || a - b);
    this.axes = order.map((k) => {
      const axis = { dimension: used[k] ?? 0, step: steps[k] ?? 1, cells: cellsOf(k), stride };
      stride *= axis.cells + 1;
      return axis;
    });
    this.table = new Float64Array(stride);
    this.steps = shapes.map(({ size }) =>
      this.axes.map(({ dimension, step }) => Math.floor((size[dimension] ?? 0) / step)),
    );
    this.offsets = this.steps.map((each) =>
      each.reduce((sum, count, k) => sum + count * (this.axes[k]?.stride ?? 0), 0),
    );
  }

  /** Shapes that take no step anywhere are worth nothing here. */
  isFree(shape: number): boolean {
    return this.offsets[shape] === 0;
  }

  /**
   * Works out the table for these worths; `most` and `filling` then answer from it. Shapes that take nothing along an
   * axis come before those that do, so that they are tried once and not again for every cell of it.
   */
  price(worth: readonly number[]): void {
    const { axes, table } = this;
    this.worth = worth;
    table.fill(0);
    axes.forEach(({ stride, cells }, k) => {
      if (k > 0) for (let count = 1; count <= cells; count++) table.copyWithin(count * stride, 0, stride);
      for (const shape of this.shapes.keys())
        if ((worth[shape] ?? 0) > 0 && this.lastAxis(shape) === k) this.add(shape, worth[shape] ?? 0, k);
    });
  }

  /** The last axis that a shape takes steps along; -1 for none. */
  private lastAxis(shape: number): number {
    return (this.steps[shape] ?? []).findLastIndex((count) => count > 0);
  }

  private add(shape: number, value: number, last: number): void {
    const { axes, table } = this;
    const offset = this.offsets[shape] ?? 0;
    const steps = this.steps[shape] ?? [];
    const [inner] = axes;
    if (inner === undefined || steps.some((count, k) => count > (axes[k]?.cells ?? 0))) return;
    const first = steps[0] ?? 0;
    const walk = (k: number, base: number): void => {
      if (k === 0) {
        const end = base + inner.cells;
        for (let cell = base + first; cell <= end; cell++) {
          const next = (table[cell - offset] ?? 0) + value;
          const now = table[cell] ?? 0;
          table[cell] = next > now ? next : now;
        }
        return;
      }
      const axis = axes[k];
      if (axis === undefined) return;
      for (let count = steps[k] ?? 0; count <= axis.cells; count++) walk(k - 1, base + count * axis.stride);
    };
    walk(last, 0);
  }

  private cellOf({ holds }: NodeKind): number {
    return this.axes.reduce(
      (cell, { dimension, step, cells, stride }) =>
        cell + Math.min(cells, Math.floor((holds[dimension] ?? 0) / step)) * stride,
      0,
    );
  }

  /** No filling of a node of this kind is worth more. */
  most(kind: NodeKind): number {
    return this.table[this.cellOf(kind)] ?? 0;
  }

  /** Shape -> count of the filling that is worth most; with rounded requests it may be more than a node holds. */
  filling(kind: NodeKind): Map<number, number> {
    const found = new Map<number, number>();
    const left = this.axes.map(({ dimension, step, cells }) =>
      Math.min(cells, Math.floor((kind.holds[dimension] ?? 0) / step)),
    );
    for (let cell = this.cellOf(kind), value = this.table[cell] ?? 0; value > 0; value = this.table[cell] ?? 0) {
      let best = -1;
      let most = 0;
      this.steps.forEach((steps, shape) => {
        const worth = this.worth[shape] ?? 0;
        if (worth <= 0 || this.isFree(shape) || steps.some((count, k) => count > (left[k] ?? 0))) return;
        const total = worth + (this.table[cell - (this.offsets[shape] ?? 0)] ?? 0);
        if (total > most) [best, most] = [shape, total];
      });
      if (best < 0) return found;
      found.set(best, (found.get(best) ?? 0) + 1);
      this.steps[best]?.forEach((count, k) => (left[k] = (left[k] ?? 0) - count));
      cell -= this.offsets[best] ?? 0;
    }
    return found;
  }

  /** These worths, times as much as leaves no filling of a node worth more than the node costs. */
  sound(worth: readonly number[]): readonly number[] {
    this.price(worth);
    let most = 0;
    for (const kind of this.kinds) {
      const value = this.most(kind);
      if (value > 0) most = Math.max(most, value / kind.microUsd);
    }
    // What a free node holds has no price but 0.
    const factor = most === 0 ? 0 : (1 - MARGIN) / most;
    return worth.map((each, shape) => (this.isFree(shape) || factor === 0 ? 0 : each * factor));
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
