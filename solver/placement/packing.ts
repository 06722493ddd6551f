/**
 * Vector bin packing: replicas are items, nodes are bins, and every dimension must fit in every bin.
 *
 * `cheapestNodes` looks for the cheapest set of nodes that holds all items; `fitsInto` asks whether given nodes do. Both
 * start with best-fit decreasing in a few orders and then search depth first, exactly, within a limit of effort. Nodes
 * that are bought stand in the zones that items want; nodes that are given are in no zone.
 */
import type { NodeKind } from './instance';
import {
  type Bought,
  inUse,
  type Item,
  type Node,
  opened,
  type OpenNode,
  priceBound,
  priceOf,
  put,
  putInto,
  room,
  shrink,
  totalOf,
  undominated,
} from './nodes';
import { Search } from './packing-search';
import { cornersOf, dearest } from './rates';
import { apart, byZone, reopened, withZones } from './zones';

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
  const bound = Math.max(totals, apart(items, useful), better(useful));
  if (start !== undefined && start.microUsd <= bound) return { lower: start.microUsd, found: start };
  if (effort === 0) return { lower: bound, ...(start !== undefined && { found: start }) };
  const yardstick = (useful[useful.length - 1] ?? { holds: [] }).holds;
  const ordered = decreasing(items, measures(yardstick)[0] ?? (() => 0));
  const search = new Search([], ordered, useful, maxNodes, effort);
  const found = search.run(start?.microUsd ?? Infinity) ?? start;
  const lower = search.exhausted ? (found?.microUsd ?? Infinity) : bound;
  return { lower, ...(found !== undefined && { found }) };
}

/** Items above which few kinds are tried. */
const MANY_ITEMS = 40;
const FEW_KINDS = 8;

/** Kinds of which fractions of nodes would hold the total for least. */
function promising(items: readonly Item[], kinds: readonly NodeKind[]): readonly NodeKind[] {
  const total = totalOf(items);
  const fractions = ({ holds, microUsd }: NodeKind): number =>
    microUsd *
    Math.max(...total.map((amount, d) => (amount === 0 || (holds[d] ?? 0) === 0 ? 0 : amount / (holds[d] ?? 1))));
  const priced = kinds.map((kind, index) => ({ kind, index, price: fractions(kind) }));
  return priced.sort((a, b) => a.price - b.price || a.index - b.index).slice(0, FEW_KINDS).map(({ kind }) => kind); // prettier-ignore
}

/** Nodes of one kind each, and mixes by value for money; every node then shrinks to the cheapest kind that holds it. */
export function goodNodes(items: readonly Item[], kinds: readonly NodeKind[], maxNodes: number): Bought | undefined {
  const found: { readonly nodes: readonly OpenNode[]; readonly microUsd: number }[] = [];
  const consider = (nodes: readonly OpenNode[]): void => {
    if (nodes.length <= maxNodes) found.push({ nodes, microUsd: priceOf(nodes.map((node) => shrink(node, kinds))) });
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
  found.sort((a, b) => a.microUsd - b.microUsd);
  let best = zoneByZone(items, kinds, maxNodes);
  for (const { nodes, microUsd } of found) {
    if (best !== undefined && microUsd >= best.microUsd) break;
    const zoned = withZones(nodes, items, kinds);
    if (zoned !== undefined && zoned.length <= maxNodes && priceOf(zoned) < (best?.microUsd ?? Infinity))
      best = { microUsd: priceOf(zoned), nodes: zoned };
  }
  return best;
}

/** Each zone packed by itself; undefined where no item wants any. Nodes with none of those that do may stand in any. */
function zoneByZone(items: readonly Item[], kinds: readonly NodeKind[], maxNodes: number): Bought | undefined {
  const zoned = new Set(items.flatMap(({ service, zones }) => (zones === undefined ? [] : [service])));
  if (zoned.size === 0) return undefined;
  const isBound = ({ holds }: Node): boolean => [...holds.keys()].some((service) => zoned.has(service));
  const nodes: Node[] = [];
  for (const [index, part] of byZone(items).entries()) {
    const bought = goodNodes(part, kinds, maxNodes);
    if (bought === undefined) return undefined;
    nodes.push(...bought.nodes.map((node) => (isBound(node) ? { ...node, zone: index + 1 } : node)));
  }
  return nodes.length <= maxNodes ? { microUsd: priceOf(nodes), nodes } : undefined;
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
  const further = rest.length === 0 ? [] : goodNodes(rest.map(anywhere), kinds, Infinity)?.nodes;
  if (further === undefined) return undefined;
  const all = [...kept.map((node) => shrink(node, kinds)), ...further];
  return withZones(reopened(all, sizeOf), items, kinds);
}

/** Of a part of its replicas, zones say nothing. */
export function anywhere({ service, count, size }: Item): Item {
  return { service, count, size };
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

function product(count: number, amount: number | undefined): number {
  return count === 0 ? 0 : count * (amount ?? 0);
}
