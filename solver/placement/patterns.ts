/**
 * Better nodes for a load that is too large for an exact search: of the fillings that its configuration programme
 * (configurations.ts) has found, HiGHS picks the cheapest whole nodes that hold everything.
 */
import { type Configurations, configurationsOf, demandsOf, type Pattern, programmeOf } from './configurations';
import { solveMixed } from './highs';
import type { NodeKind } from './instance';
import { type Bought, type Item, type Node, priceOf, undominated } from './nodes';
import { anywhere, goodNodes } from './packing';
import { atMost, type Left } from './time';
import { reopened, withZones } from './zones';

/** Branch-and-bound nodes for the choice among patterns. */
const NODES = 2_000;
const CLOSE = 1e-4;

export interface BetterNodes {
  /** Cheaper than `start`; absent where nothing better was found. */
  readonly bought?: Bought;
  /** Proved: no nodes that hold the items cost less. */
  readonly lower: number;
}

/** `dimensions` are those that count of their own; the others follow from them. */
export async function betterNodes(
  items: readonly Item[],
  kinds: readonly NodeKind[],
  dimensions: readonly number[],
  start: Bought,
  maxNodes: number,
  left: Left,
): Promise<BetterNodes> {
  const useful = undominated(kinds);
  const { demands, shapeOf } = demandsOf(items);
  const patternOf = (node: Node): Pattern => ({ kind: node.kind, holds: shapesOn(node, (each) => shapeOf.get(each)) });
  const begin = [start, ...useful.flatMap((kind) => goodNodes(items.map(anywhere), [kind], Infinity) ?? [])];
  const patterns = begin.flatMap(({ nodes }) => nodes.map(patternOf));
  const found = await configurationsOf(demands, useful, dimensions, atMost(left, left() / 2), patterns);
  if (found === undefined) return { lower: 0 };
  const lower = Math.max(0, Math.ceil(found.lower - 1));
  if (start.microUsd <= lower * (1 + CLOSE)) return { lower };
  const candidates = [rounded(items, shapeOf, found, useful)];
  const programme = programmeOf(demands, found.patterns, maxNodes);
  const answer = await solveMixed(programme, { nodes: NODES, seconds: left(), gap: CLOSE });
  if ('values' in answer && answer.values !== undefined) {
    const { nodes, waiting } = nodesFrom(items, shapeOf, found.patterns, answer.values.map(Math.round), useful);
    if (waiting.length === 0) candidates.push(nodes);
  }
  let bought = start;
  for (const candidate of candidates) {
    const nodes = candidate && inZones(candidate, items, useful);
    const microUsd = nodes === undefined ? Infinity : priceOf(nodes);
    if (nodes !== undefined && nodes.length <= maxNodes && microUsd < bought.microUsd) bought = { microUsd, nodes };
  }
  return bought === start ? { lower } : { bought, lower };
}

/** Shape -> replicas on a node. */
export function shapesOn(
  { holds }: Node,
  shapeOf: (service: number) => number | undefined,
): ReadonlyMap<number, number> {
  const shapes = new Map<number, number>();
  for (const [service, count] of holds) {
    const shape = shapeOf(service) ?? -1;
    shapes.set(shape, (shapes.get(shape) ?? 0) + count);
  }
  return shapes;
}

/** So many nodes of each pattern, as the zones of items want them; undefined where something stands on none. */
export function nodesFor(
  items: readonly Item[],
  shapeOf: ReadonlyMap<number, number>,
  patterns: readonly Pattern[],
  copies: readonly number[],
  kinds: readonly NodeKind[],
): readonly Node[] | undefined {
  const { nodes, waiting } = nodesFrom(items, shapeOf, patterns, copies, kinds);
  return waiting.length === 0 ? inZones(nodes, items, kinds) : undefined;
}

function inZones(
  nodes: readonly Node[],
  items: readonly Item[],
  kinds: readonly NodeKind[],
): readonly Node[] | undefined {
  const sizes = new Map(items.map(({ service, size }) => [service, size]));
  return withZones(reopened(nodes, (service) => sizes.get(service) ?? []), items, kinds); // prettier-ignore
}

/** The whole nodes of the relaxation, and for what they do not hold nodes by rules of thumb. */
function rounded(
  items: readonly Item[],
  shapeOf: ReadonlyMap<number, number>,
  { patterns, values }: Configurations,
  kinds: readonly NodeKind[],
): readonly Node[] | undefined {
  const whole = patterns.map((_, index) => Math.floor((values[index] ?? 0) + 1e-6));
  const { nodes, waiting } = nodesFrom(items, shapeOf, patterns, whole, kinds);
  if (waiting.length === 0) return nodes;
  const rest = goodNodes(waiting.map(anywhere), kinds, Infinity);
  return rest === undefined ? undefined : [...nodes, ...rest.nodes];
}

/**
 * So many nodes of each pattern, and what they do not hold. Replicas that patterns hold more than once stand in the first;
 * every node then shrinks to what it holds.
 */
function nodesFrom(
  items: readonly Item[],
  shapeOf: ReadonlyMap<number, number>,
  patterns: readonly Pattern[],
  copies: readonly number[],
  kinds: readonly NodeKind[],
): { readonly nodes: readonly Node[]; readonly waiting: readonly Item[] } {
  const waiting: { item: Item; left: number }[][] = [];
  for (const item of items) (waiting[shapeOf.get(item.service) ?? 0] ??= []).push({ item, left: item.count });
  const nodes: Node[] = [];
  patterns.forEach(({ kind, holds }, index) => {
    for (let copy = copies[index] ?? 0; copy > 0; copy--) {
      const own = new Map<number, number>();
      const load = kind.holds.map(() => 0);
      for (const [shape, count] of holds) {
        let room = count;
        for (const entry of waiting[shape] ?? []) {
          const here = Math.min(room, entry.left);
          if (here === 0) continue;
          own.set(entry.item.service, here);
          entry.left -= here;
          room -= here;
          entry.item.size.forEach((amount, d) => (load[d] = (load[d] ?? 0) + here * amount));
        }
      }
      if (own.size === 0) continue;
      const fitting = kinds.filter(({ holds: whole }) => load.every((amount, d) => amount <= (whole[d] ?? 0)));
      const cheapest = fitting.reduce((a, b) => (b.microUsd < a.microUsd ? b : a), kind);
      nodes.push({ kind: cheapest, holds: own });
    }
  });
  const rest = waiting.flat().flatMap(({ item, left }) => (left > 0 ? [{ ...item, count: left }] : []));
  return { nodes, waiting: rest };
}
