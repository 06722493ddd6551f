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
  private readonly choice: Int16Array;
  /** By shape: steps that it takes along each axis. */
  private readonly steps: readonly (readonly number[])[];
  private readonly offsets: readonly number[];

  constructor(
    private readonly shapes: readonly Shape[],
    private readonly kinds: readonly NodeKind[],
    dimensions: readonly number[],
  ) {
    const used = dimensions.filter(
      (d) => shapes.some(({ size }) => (size[d] ?? 0) > 0) && kinds.every(({ holds }) => (holds[d] ?? 0) < Infinity),
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
    this.axes = used.map((dimension, k) => {
      const axis = { dimension, step: steps[k] ?? 1, cells: cellsOf(k), stride };
      stride *= axis.cells + 1;
      return axis;
    });
    this.table = new Float64Array(stride);
    this.choice = new Int16Array(stride);
    this.steps = shapes.map(({ size }) =>
      this.axes.map(({ dimension, step }) => Math.floor((size[dimension] ?? 0) / step)),
    );
    this.offsets = this.steps.map((each) =>
      each.reduce((sum, count, k) => sum + count * (this.axes[k]?.stride ?? 0), 0),
    );
  }

  /** Shapes that take no step anywhere are worth nothing here. */
  private isFree(shape: number): boolean {
    return this.offsets[shape] === 0;
  }

  /** Works out the table for these worths; `most` and `filling` then answer from it. */
  price(worth: readonly number[]): void {
    this.table.fill(0);
    this.choice.fill(-1);
    for (const shape of this.shapes.keys()) {
      const value = worth[shape] ?? 0;
      if (value > 0 && !this.isFree(shape)) this.add(shape, value);
    }
  }

  private add(shape: number, value: number): void {
    const { axes, table, choice } = this;
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
          if (next > (table[cell] ?? 0)) {
            table[cell] = next;
            choice[cell] = shape;
          }
        }
        return;
      }
      const axis = axes[k];
      if (axis === undefined) return;
      for (let count = steps[k] ?? 0; count <= axis.cells; count++) walk(k - 1, base + count * axis.stride);
    };
    walk(axes.length - 1, 0);
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
    let cell = this.cellOf(kind);
    for (;;) {
      const shape = this.choice[cell] ?? -1;
      if (shape < 0) return found;
      found.set(shape, (found.get(shape) ?? 0) + 1);
      cell -= this.offsets[shape] ?? 0;
    }
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
