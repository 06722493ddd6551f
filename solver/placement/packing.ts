/**
 * Vector bin packing: replicas are items, nodes are bins, and every dimension must fit in every bin.
 *
 * `cheapestNodes` looks for the cheapest set of nodes that holds all items; `fitsInto` asks whether given nodes do. Both
 * start with best-fit decreasing in a few orders and then search depth first, exactly, within a limit of effort.
 */
import type { NodeKind } from './instance';
import { cornersOf, dearest } from './rates';

/** Replicas of one service that need a node each or together. */
export interface Item {
  readonly service: number;
  readonly count: number;
  readonly size: readonly number[];
}

export interface Node {
  readonly kind: NodeKind;
  readonly holds: ReadonlyMap<number, number>;
}

interface OpenNode {
  readonly kind: NodeKind;
  readonly free: number[];
  readonly holds: Map<number, number>;
}

function opened(kind: NodeKind): OpenNode {
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

function put(node: OpenNode, item: Item, count: number): void {
  for (let d = 0; d < item.size.length; d++) node.free[d] = (node.free[d] ?? 0) - count * (item.size[d] ?? 0);
  const now = (node.holds.get(item.service) ?? 0) + count;
  if (now === 0) node.holds.delete(item.service);
  else node.holds.set(item.service, now);
}

/** Size against a yardstick: the largest share, or the sum of shares. */
function measures(yardstick: readonly number[]): readonly ((size: readonly number[]) => number)[] {
  const shares = (size: readonly number[]): number[] =>
    size.map((amount, d) => {
      const whole = yardstick[d] ?? 0;
      return whole > 0 && whole < Infinity ? amount / whole : 0;
    });
  return [
    (size) => Math.max(...shares(size)),
    (size) => shares(size).reduce((sum, share) => sum + share, 0),
    ...yardstick.map((_, d) => (size: readonly number[]) => shares(size)[d] ?? 0),
  ];
}

function decreasing(items: readonly Item[], measure: (size: readonly number[]) => number): Item[] {
  return items
    .map((item) => ({ item, key: measure(item.size) }))
    .sort((a, b) => b.key - a.key || a.item.service - b.item.service)
    .map(({ item }) => item);
}

/** How full a node is: its smallest free share. */
function slack({ free, kind }: OpenNode): number {
  let sum = 0;
  for (let d = 0; d < free.length; d++) {
    const whole = kind.holds[d] ?? 0;
    if (whole > 0 && whole < Infinity) sum += (free[d] ?? 0) / whole;
  }
  return sum;
}

/** Puts as much of an item as there is room for into the fullest nodes; returns what is left of it. */
function putInto(nodes: readonly OpenNode[], item: Item): number {
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

/** Best fit into the open nodes; where none is left, `another` opens one. False: an item fits nowhere. */
function bestFit(nodes: OpenNode[], items: readonly Item[], another: (item: Item) => OpenNode | undefined): boolean {
  for (const item of items) {
    let left = putInto(nodes, item);
    while (left > 0) {
      const node = another(item);
      if (node === undefined) return false;
      const count = Math.min(left, room(node.free, item.size));
      if (count <= 0) return false;
      put(node, item, count);
      nodes.push(node);
      left -= count;
    }
  }
  return true;
}

export type Fit =
  | { readonly status: 'fits'; readonly nodes: readonly Node[] }
  /** `impossible` is proved. */
  | { readonly status: 'impossible' | 'unknown' };

/** Whether the items fit into these nodes, given as kinds and how many of each. */
export function fitsInto(
  items: readonly Item[],
  given: readonly { readonly kind: NodeKind; readonly count: number }[],
  effort: number,
): Fit {
  const total = totalOf(items);
  const capacity = total.map((_, d) => given.reduce((sum, { kind, count }) => sum + product(count, kind.holds[d]), 0));
  if (total.some((amount, d) => amount > (capacity[d] ?? 0))) return { status: 'impossible' };
  const replicas = items.reduce((sum, { count }) => sum + count, 0);
  const bins = (): OpenNode[] =>
    given.flatMap(({ kind, count }) => Array.from({ length: Math.min(count, replicas) }, () => opened(kind)));
  const average = total.map((_, d) => (capacity[d] ?? 0) / Math.max(1, bins().length));
  for (const measure of measures(average)) {
    const nodes = bins();
    if (bestFit(nodes, decreasing(items, measure), () => undefined)) return { status: 'fits', nodes: inUse(nodes) };
  }
  const filled = fillInTurn(bins(), items);
  if (filled !== undefined) return { status: 'fits', nodes: inUse(filled) };
  const search = new Search(bins(), decreasing(items, measures(average)[0] ?? (() => 0)), [], Infinity, effort);
  const found = search.run(Infinity);
  if (found !== undefined) return { status: 'fits', nodes: found.nodes };
  return { status: search.exhausted ? 'impossible' : 'unknown' };
}

export interface Bought {
  readonly microUsd: number;
  readonly nodes: readonly Node[];
}

export interface Cheapest {
  /** Proved: no set of nodes is cheaper; Infinity where none is allowed. */
  readonly lower: number;
  readonly found?: Bought;
}

/** The cheapest nodes of these kinds that hold the items, at most so many. */
export function cheapestNodes(
  items: readonly Item[],
  kinds: readonly NodeKind[],
  maxNodes: number,
  effort: number,
  /** A further bound, asked where that of totals proves nothing. */
  better: (kinds: readonly NodeKind[]) => number = () => 0,
): Cheapest {
  const useful = undominated(kinds);
  const totals = priceBound(totalOf(items), useful);
  const start = goodNodes(items, useful, maxNodes);
  if (start !== undefined && start.microUsd <= totals) return { lower: start.microUsd, found: start };
  const bound = Math.max(totals, better(useful));
  if (start !== undefined && start.microUsd <= bound) return { lower: start.microUsd, found: start };
  if (effort === 0) return { lower: bound, ...(start !== undefined && { found: start }) };
  const yardstick = (useful[useful.length - 1] ?? { holds: [] }).holds;
  const ordered = decreasing(items, measures(yardstick)[0] ?? (() => 0));
  const search = new Search([], ordered, useful, maxNodes, effort);
  const found = search.run(start?.microUsd ?? Infinity) ?? start;
  const lower = search.exhausted ? (found?.microUsd ?? Infinity) : bound;
  return { lower, ...(found !== undefined && { found }) };
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

/** Items above which few kinds are tried. */
const MANY_ITEMS = 40;
const FEW_KINDS = 8;

/** Kinds of which fractions of nodes would hold the total for least. */
function promising(items: readonly Item[], kinds: readonly NodeKind[]): readonly NodeKind[] {
  const total = totalOf(items);
  const priceOf = ({ holds, microUsd }: NodeKind): number =>
    microUsd *
    Math.max(...total.map((amount, d) => (amount === 0 || (holds[d] ?? 0) === 0 ? 0 : amount / (holds[d] ?? 1))));
  const priced = kinds.map((kind, index) => ({ kind, index, price: priceOf(kind) }));
  return priced.sort((a, b) => a.price - b.price || a.index - b.index).slice(0, FEW_KINDS).map(({ kind }) => kind); // prettier-ignore
}

/** Nodes of one kind each, and mixes by value for money; every node then shrinks to the cheapest kind that holds it. */
export function goodNodes(items: readonly Item[], kinds: readonly NodeKind[], maxNodes: number): Bought | undefined {
  let best: Bought | undefined;
  const consider = (nodes: readonly OpenNode[]): void => {
    if (nodes.length > maxNodes) return;
    const shrunk = nodes.map((node) => shrink(node, kinds));
    const microUsd = shrunk.reduce((sum, { kind }) => sum + kind.microUsd, 0);
    if (best === undefined || microUsd < best.microUsd) best = { microUsd, nodes: shrunk };
  };
  for (const kind of items.length > MANY_ITEMS ? promising(items, kinds) : kinds) {
    for (const measure of measures(kind.holds).slice(0, 2)) {
      const nodes: OpenNode[] = [];
      const another = (item: Item): OpenNode | undefined => {
        const first = room(kind.holds, item.size) > 0 ? kind : kinds.find(({ holds }) => room(holds, item.size) > 0);
        return first === undefined ? undefined : opened(first);
      };
      if (bestFit(nodes, decreasing(items, measure), another)) consider(nodes);
    }
  }
  const mixed = byValue(items, kinds);
  if (mixed !== undefined) consider(mixed);
  return best;
}

/**
 * Nodes for a load from those of a similar one: what is gone leaves room, what is new goes where it fits best, and into
 * further nodes by rules of thumb.
 */
export function patched(
  before: readonly Node[],
  items: readonly Item[],
  sizeOf: (service: number) => readonly number[],
  kinds: readonly NodeKind[],
): readonly Node[] | undefined {
  const wanted = new Map(items.map(({ service, count }) => [service, count]));
  const nodes = before.map(({ kind, holds }): OpenNode => {
    const node = opened(kind);
    for (const [service, held] of holds) {
      const left = wanted.get(service) ?? 0;
      const count = Math.min(held, left);
      if (count === 0) continue;
      put(node, { service, count, size: sizeOf(service) }, count);
      wanted.set(service, left - count);
    }
    return node;
  });
  const entering = items.flatMap((item) => {
    const count = wanted.get(item.service) ?? 0;
    return count > 0 ? [{ ...item, count }] : [];
  });
  const yardstick = (kinds[kinds.length - 1] ?? { holds: [] }).holds;
  const kept = nodes.filter(({ holds }) => holds.size > 0);
  const rest = decreasing(entering, measures(yardstick)[0] ?? (() => 0)).flatMap((item) => {
    const count = putInto(kept, item);
    return count > 0 ? [{ ...item, count }] : [];
  });
  const further = rest.length === 0 ? [] : goodNodes(rest, kinds, Infinity)?.nodes;
  if (further === undefined) return undefined;
  return [...kept.map((node) => shrink(node, kinds)), ...further];
}

/** Node after node, each of the kind that holds most value for its price, filled by what its free room is shaped for. */
function byValue(items: readonly Item[], kinds: readonly NodeKind[]): OpenNode[] | undefined {
  const total = totalOf(items);
  const rates = dearest(cornersOf(kinds, total.length), total).rates;
  const plain = total.map((_, d) => {
    let rate = Infinity;
    for (const { holds, microUsd } of kinds) if ((holds[d] ?? 0) > 0) rate = Math.min(rate, microUsd / (holds[d] ?? 1));
    return Number.isFinite(rate) ? rate : 0;
  });
  // A little of every dimension, so that nothing is worth nothing.
  const worth = (size: readonly number[]): number =>
    size.reduce((sum, amount, d) => sum + amount * ((rates[d] ?? 0) + 0.01 * (plain[d] ?? 0)), 0);
  let left = [...items];
  const nodes: OpenNode[] = [];
  while (left.length > 0) {
    let best: { readonly node: OpenNode; readonly value: number } | undefined;
    for (const kind of kinds) {
      const node = opened(kind);
      const value = fill(node, left, worth);
      const rate = value / Math.max(1, kind.microUsd);
      if (node.holds.size > 0 && (best === undefined || rate > best.value)) best = { node, value: rate };
    }
    if (best === undefined) return undefined;
    // As many more of the same as there are replicas for.
    const { node } = best;
    let copies = Infinity;
    for (const item of left) {
      const held = node.holds.get(item.service) ?? 0;
      if (held > 0) copies = Math.min(copies, Math.floor(item.count / held));
    }
    for (let copy = 0; copy < copies; copy++)
      nodes.push({ kind: node.kind, free: [...node.free], holds: new Map(node.holds) });
    left = left.flatMap((item) => {
      const count = item.count - copies * (node.holds.get(item.service) ?? 0);
      return count > 0 ? [{ ...item, count }] : [];
    });
  }
  return nodes;
}

/** Node after node, each filled by what its free room is shaped for; undefined where something is left. */
function fillInTurn(nodes: OpenNode[], items: readonly Item[]): OpenNode[] | undefined {
  let left = [...items];
  for (const node of nodes) {
    fill(node, left, () => 0);
    left = left.flatMap((item) => {
      const count = item.count - (node.holds.get(item.service) ?? 0);
      return count > 0 ? [{ ...item, count }] : [];
    });
    if (left.length === 0) return nodes;
  }
  return left.length === 0 ? nodes : undefined;
}

/** Puts in one after another what the free room is shaped for; returns its worth. */
function fill(node: OpenNode, items: readonly Item[], worth: (size: readonly number[]) => number): number {
  const { kind, free } = node;
  let value = 0;
  for (;;) {
    let best: Item | undefined;
    let bestMatch = 0;
    for (const item of items) {
      if (item.count <= (node.holds.get(item.service) ?? 0) || room(free, item.size) < 1) continue;
      let match = 0;
      for (let d = 0; d < free.length; d++) {
        const whole = kind.holds[d] ?? 0;
        if (whole > 0 && whole < Infinity) match += ((item.size[d] ?? 0) / whole) * ((free[d] ?? 0) / whole);
      }
      if (match > bestMatch) [best, bestMatch] = [item, match];
    }
    if (best === undefined) return value;
    put(node, best, 1);
    value += worth(best.size);
  }
}

function shrink(node: OpenNode, kinds: readonly NodeKind[]): Node {
  const used = node.free.map((free, d) => (node.kind.holds[d] === Infinity ? 0 : (node.kind.holds[d] ?? 0) - free));
  let best = node.kind;
  for (const kind of kinds) {
    if (kind.microUsd < best.microUsd && used.every((amount, d) => amount <= (kind.holds[d] ?? 0))) best = kind;
  }
  return { kind: best, holds: node.holds };
}

function inUse(nodes: readonly OpenNode[]): Node[] {
  return nodes.filter(({ holds }) => holds.size > 0).map(({ kind, holds }) => ({ kind, holds: new Map(holds) }));
}

function product(count: number, amount: number | undefined): number {
  return count === 0 ? 0 : count * (amount ?? 0);
}

/** Depth first over replicas, largest first; equal replicas take nodes in order, equal nodes are tried once. */
class Search {
  exhausted = true;
  private best: Bought | undefined;
  private bestPrice = Infinity;
  private work = 0;
  private readonly sizes: readonly Item[];
  /** What is left to pack from each replica on, by dimension. */
  private readonly rest: readonly (readonly number[])[];

  constructor(
    private readonly nodes: OpenNode[],
    items: readonly Item[],
    private readonly kinds: readonly NodeKind[],
    private readonly maxNodes: number,
    private readonly effort: number,
  ) {
    this.sizes = items.flatMap((item) => Array.from({ length: item.count }, () => ({ ...item, count: 1 })));
    const rest: number[][] = [];
    let sum = (items[0]?.size ?? []).map(() => 0);
    for (const { size } of this.sizes.toReversed()) {
      sum = sum.map((amount, d) => amount + (size[d] ?? 0));
      rest.unshift(sum);
    }
    this.rest = rest;
  }

  /** The cheapest packing below `cutoff`, if any was found. */
  run(cutoff: number): Bought | undefined {
    this.bestPrice = cutoff;
    this.step(0, 0, 0);
    return this.best;
  }

  private step(index: number, from: number, price: number): void {
    const item = this.sizes[index];
    if (item === undefined) {
      this.best = { microUsd: price, nodes: inUse(this.nodes) };
      this.bestPrice = price;
      return;
    }
    if (this.bound(index, price) >= this.bestPrice) return;
    if (++this.work > this.effort) {
      this.exhausted = false;
      return;
    }
    const next = this.sizes[index + 1];
    const start = (at: number): number => (next?.service === item.service ? at : 0);
    const tried = new Set<string>();
    for (let at = from; at < this.nodes.length; at++) {
      const node = this.nodes[at];
      if (node === undefined || room(node.free, item.size) < 1) continue;
      const likeness = `${node.kind.type} ${node.free.join()}`;
      if (tried.has(likeness)) continue;
      tried.add(likeness);
      put(node, item, 1);
      this.step(index + 1, start(at), price);
      put(node, item, -1);
      if (this.stopped()) return;
    }
    if (this.nodes.length >= this.maxNodes) return;
    for (const kind of this.kinds) {
      if (room(kind.holds, item.size) < 1 || price + kind.microUsd >= this.bestPrice) continue;
      const node = opened(kind);
      put(node, item, 1);
      this.nodes.push(node);
      this.step(index + 1, start(this.nodes.length - 1), price + kind.microUsd);
      this.nodes.pop();
      if (this.stopped()) return;
    }
  }

  /** Where nodes are given and cost nothing, the first packing is enough. */
  private stopped(): boolean {
    return !this.exhausted || (this.best !== undefined && this.kinds.length === 0);
  }

  private bound(index: number, price: number): number {
    const rest = this.rest[index] ?? [];
    const missing = rest.map((amount, d) => {
      let free = 0;
      for (const node of this.nodes) free += node.free[d] ?? 0;
      return Math.max(0, amount - free);
    });
    if (this.kinds.length === 0) return missing.some((amount) => amount > 0) ? Infinity : price;
    return price + priceBound(missing, this.kinds);
  }
}
