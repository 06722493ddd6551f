/**
 * Prices of resources at a cloud place. A vector of prices by dimension is sound where no node type's contents are worth
 * more than the type costs; the requests at those prices then never cost more than nodes that hold them. The corners of
 * the set of sound vectors give the cheapest cover by fractions of nodes: it is the dearest of them.
 */
import type { NodeKind } from './instance';

export type Rates = readonly number[];

/** Types whose contents for the money another one never beats in every dimension. */
function efficient(kinds: readonly NodeKind[]): readonly NodeKind[] {
  const beats = (a: NodeKind, b: NodeKind): boolean =>
    a.holds.every((amount, d) => amount * b.microUsd >= (b.holds[d] ?? 0) * a.microUsd);
  return kinds.filter(
    (kind, index) =>
      !kinds.some((other, place) => place !== index && beats(other, kind) && (!beats(kind, other) || place < index)),
  );
}

const known = new WeakMap<readonly NodeKind[], readonly Rates[]>();

export function cornersOf(kinds: readonly NodeKind[], dimensions: number): readonly Rates[] {
  const found = known.get(kinds) ?? computeCorners(kinds, dimensions);
  known.set(kinds, found);
  return found;
}

/** Corners of the sound vectors. Dimensions that some type does not state have the price 0. */
function computeCorners(kinds: readonly NodeKind[], dimensions: number): readonly Rates[] {
  const useful = efficient(kinds);
  const zero = Array.from({ length: dimensions }, () => 0);
  if (useful.length === 0 || kinds.some(({ microUsd }) => microUsd <= 0)) return [zero];
  const priced = [...zero.keys()].filter((d) => kinds.every(({ holds }) => (holds[d] ?? 0) < Infinity));
  const some = priced.filter((d) => kinds.some(({ holds }) => (holds[d] ?? 0) > 0));
  // A limit is `sum of coefficient[d] * rate[d] <= 1`, in units of the largest contents.
  const scale = some.map((d) => Math.max(...useful.map(({ holds, microUsd }) => (holds[d] ?? 0) / microUsd)));
  const limits = useful.map(({ holds, microUsd }) => some.map((d, k) => (holds[d] ?? 0) / microUsd / (scale[k] ?? 1)));
  const corners = new Map<string, Rates>();
  const size = some.length;
  const axes = some.map((_, k) => some.map((__, j) => (j === k ? 1 : 0)));
  const planes = [...limits.map((row) => ({ row, right: 1 })), ...axes.map((row) => ({ row, right: 0 }))];
  const chosen: number[] = [];
  const walk = (from: number): void => {
    if (chosen.length === size) {
      const point = intersection(chosen.map((index) => planes[index] ?? { row: [], right: 0 }));
      if (point === undefined || point.some((value) => value < -1e-9)) return;
      const worth = limits.map((row) => row.reduce((sum, a, k) => sum + a * (point[k] ?? 0), 0));
      if (worth.some((value) => value > 1 + 1e-9)) return;
      const shrink = Math.max(1, ...worth);
      const rates = [...zero];
      some.forEach((d, k) => (rates[d] = Math.max(0, point[k] ?? 0) / shrink / (scale[k] ?? 1)));
      corners.set(rates.map((rate) => rate.toPrecision(9)).join(), rates);
      return;
    }
    for (let index = from; index < planes.length; index++) {
      chosen.push(index);
      walk(index + 1);
      chosen.pop();
    }
  };
  if (size > 0) walk(0);
  const all = [...corners.values()];
  return all.length === 0
    ? [zero]
    : all.filter((rates) => !all.some((other) => other !== rates && covers(other, rates)));
}

function covers(a: Rates, b: Rates): boolean {
  return a.every((rate, d) => rate >= (b[d] ?? 0));
}

/** Gaussian elimination; undefined where the planes have no single point. */
function intersection(
  planes: readonly { readonly row: readonly number[]; readonly right: number }[],
): number[] | undefined {
  const size = planes.length;
  const table = planes.map(({ row, right }) => [...row, right]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(table[i]?.[column] ?? 0) > Math.abs(table[pivot]?.[column] ?? 0)) pivot = i;
    }
    const row = table[pivot];
    const head = row?.[column] ?? 0;
    if (row === undefined || Math.abs(head) < 1e-12) return undefined;
    table[pivot] = table[column] ?? [];
    table[column] = row.map((value) => value / head);
    for (let i = 0; i < size; i++) {
      const factor = table[i]?.[column] ?? 0;
      if (i !== column && factor !== 0)
        table[i] = (table[i] ?? []).map((value, j) => value - factor * (table[column]?.[j] ?? 0));
    }
  }
  return table.map((row) => row[size] ?? 0);
}

/** The dearest corner for a load: its value is a lower bound on the price of nodes that hold it. */
export function dearest(
  corners: readonly Rates[],
  load: readonly number[],
): { readonly rates: Rates; readonly value: number } {
  let best: Rates = corners[0] ?? [];
  let value = -1;
  for (const rates of corners) {
    let sum = 0;
    for (let d = 0; d < load.length; d++) sum += (rates[d] ?? 0) * (load[d] ?? 0);
    if (sum > value) [best, value] = [rates, sum];
  }
  return { rates: best, value: Math.max(0, value) };
}
