/** Nodes while they are filled: what is free, who stands there. Every dimension must fit in every node. */
import type { NodeKind } from './instance';

/** Replicas of one service that need a node each or together. */
export interface Item {
  readonly service: number;
  readonly count: number;
  readonly size: readonly number[];
  /** Absent: its nodes may be anywhere. */
  readonly zones?: Zones;
}

/** Zones of a place that nodes with some replica of a service stand in. */
export interface Zones {
  /** At least so many. */
  readonly least: number;
  /** That there are. */
  readonly of: number;
}

export interface Node {
  readonly kind: NodeKind;
  readonly holds: ReadonlyMap<number, number>;
  /** From 1; absent: any will do. */
  readonly zone?: number;
}

export interface Bought {
  readonly microUsd: number;
  readonly nodes: readonly Node[];
}

export interface OpenNode {
  readonly kind: NodeKind;
  readonly free: number[];
  readonly holds: Map<number, number>;
}

export function opened(kind: NodeKind): OpenNode {
  return { kind, free: [...kind.holds], holds: new Map() };
}

export function room(free: readonly number[], size: readonly number[]): number {
  let most = Infinity;
  for (let d = 0; d < size.length; d++) {
    const wanted = size[d] ?? 0;
    if (wanted > 0) most = Math.min(most, Math.floor((free[d] ?? 0) / wanted));
  }
  return most;
}

export function put(node: OpenNode, item: Item, count: number): void {
  for (let d = 0; d < item.size.length; d++) node.free[d] = (node.free[d] ?? 0) - count * (item.size[d] ?? 0);
  const now = (node.holds.get(item.service) ?? 0) + count;
  if (now === 0) node.holds.delete(item.service);
  else node.holds.set(item.service, now);
}

/** How full a node is: its smallest free share. */
export function slack({ free, kind }: OpenNode): number {
  let sum = 0;
  for (let d = 0; d < free.length; d++) {
    const whole = kind.holds[d] ?? 0;
    if (whole > 0 && whole < Infinity) sum += (free[d] ?? 0) / whole;
  }
  return sum;
}

/** Puts as much of an item as there is room for into the fullest nodes; returns what is left of it. */
export function putInto(nodes: readonly OpenNode[], item: Item): number {
  let left = item.count;
  const candidates = nodes
    .map((node, index) => ({ node, index, slack: slack(node) }))
    .sort((a, b) => a.slack - b.slack || a.index - b.index);
  for (const { node } of candidates) {
    const count = Math.min(left, room(node.free, item.size));
    if (count > 0) put(node, item, count);
    left -= count;
    if (left === 0) break;
  }
  return left;
}

export function shrink(node: OpenNode, kinds: readonly NodeKind[]): Node {
  const used = node.free.map((free, d) => (node.kind.holds[d] === Infinity ? 0 : (node.kind.holds[d] ?? 0) - free));
  let best = node.kind;
  for (const kind of kinds) {
    if (kind.microUsd < best.microUsd && used.every((amount, d) => amount <= (kind.holds[d] ?? 0))) best = kind;
  }
  return { kind: best, holds: node.holds };
}

export function inUse(nodes: readonly OpenNode[]): Node[] {
  return nodes.filter(({ holds }) => holds.size > 0).map(({ kind, holds }) => ({ kind, holds: new Map(holds) }));
}

export function priceOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { kind }) => sum + kind.microUsd, 0);
}

export function totalOf(items: readonly Item[]): number[] {
  const total: number[] = [];
  for (const { size, count } of items) size.forEach((amount, d) => (total[d] = (total[d] ?? 0) + amount * count));
  return total;
}

/** A lower bound on the price of nodes that hold so much in total. */
export function priceBound(total: readonly number[], kinds: readonly NodeKind[]): number {
  let bound = 0;
  total.forEach((amount, d) => {
    if (amount <= 0) return;
    let rate = Infinity;
    for (const { holds, microUsd } of kinds) {
      const whole = holds[d] ?? 0;
      if (whole > 0) rate = Math.min(rate, microUsd / whole);
    }
    // Prices are whole; the margin is well above the error of the quotient.
    bound = Math.max(bound, Math.ceil(amount * rate - 1e-3));
  });
  return bound;
}

/** No other kind holds as much in every dimension for at most the price. */
export function undominated(kinds: readonly NodeKind[]): NodeKind[] {
  const covers = (a: NodeKind, b: NodeKind): boolean =>
    a.microUsd <= b.microUsd && a.holds.every((amount, d) => amount >= (b.holds[d] ?? 0));
  return kinds.filter(
    (kind, index) =>
      !kinds.some((other, place) => place !== index && covers(other, kind) && (!covers(kind, other) || place < index)),
  );
}
