/**
 * Better nodes for a load that is too large for an exact search: many ways to fill one node are listed, led by what
 * replicas are worth in the linear relaxation, and HiGHS picks the cheapest set of them that holds everything.
 */
import type { LinearRow } from '../programme';
import { relax, solveMixed, type MixedProgramme } from './highs';
import type { NodeKind } from './instance';
import { type Bought, goodNodes, type Item, type Node, room, undominated } from './packing';

interface Pattern {
  readonly kind: NodeKind;
  readonly holds: ReadonlyMap<number, number>;
}

const ROUNDS = 12;
/** Branch-and-bound nodes for the choice among patterns. */
const NODES = 300;

/** At most as dear as `start`; undefined where nothing better was found. */
export async function betterNodes(
  items: readonly Item[],
  kinds: readonly NodeKind[],
  start: Bought,
  maxNodes: number,
  seconds: number,
): Promise<Bought | undefined> {
  const useful = undominated(kinds);
  const patterns = new Map<string, Pattern>();
  const offer = (pattern: Pattern): boolean => {
    const key = `${pattern.kind.type} ${[...pattern.holds].sort(([a], [b]) => a - b).join(' ')}`;
    if (pattern.holds.size === 0 || patterns.has(key)) return false;
    patterns.set(key, pattern);
    return true;
  };
  start.nodes.forEach(offer);
  for (const kind of useful) goodNodes(items, [kind], Infinity)?.nodes.forEach(offer);
  for (let round = 0; round < ROUNDS; round++) {
    const relaxed = await relax(programmeOf(items, [...patterns.values()], maxNodes), seconds, {});
    if (relaxed.status !== 'optimal') break;
    const worth = new Map(items.map(({ service }, index) => [service, Math.max(0, relaxed.rowDuals[index] ?? 0)]));
    let added = 0;
    for (const kind of useful) {
      for (const holds of fillings(kind, items, worth)) {
        const value = [...holds].reduce((sum, [service, count]) => sum + count * (worth.get(service) ?? 0), 0);
        if (value > kind.microUsd * (1 + 1e-6) && offer({ kind, holds })) added++;
      }
    }
    if (added === 0) break;
  }
  const list = [...patterns.values()];
  const answer = await solveMixed(programmeOf(items, list, maxNodes), { nodes: NODES, seconds, gap: 1e-4 });
  if (answer.status === 'infeasible' || answer.status === 'ended' || answer.values === undefined) return undefined;
  return boughtFrom(items, list, answer.values, useful, start, maxNodes);
}

function programmeOf(items: readonly Item[], patterns: readonly Pattern[], maxNodes: number): MixedProgramme {
  const all = patterns.map((_, index) => index);
  const rows = items.map(({ service, count }): LinearRow => {
    const variables = all.filter((index) => patterns[index]?.holds.has(service));
    const coefficients = variables.map((index) => patterns[index]?.holds.get(service) ?? 0);
    return { variables, coefficients, lower: count, upper: Infinity };
  });
  if (maxNodes < Infinity)
    rows.push({ variables: all, coefficients: all.map(() => 1), lower: -Infinity, upper: maxNodes });
  return {
    lower: all.map(() => 0),
    upper: all.map(() => items.reduce((sum, { count }) => sum + count, 0)),
    cost: patterns.map(({ kind }) => kind.microUsd),
    whole: all.map(() => true),
    rows,
  };
}

/** Greedy fillings by worth, by worth for size, and by worth for the scarcest dimension. */
function fillings(kind: NodeKind, items: readonly Item[], worth: ReadonlyMap<number, number>): Map<number, number>[] {
  const share = (amount: number, d: number): number => {
    const whole = kind.holds[d] ?? 0;
    return whole > 0 && whole < Infinity ? amount / whole : 0;
  };
  const valueOf = ({ service }: Item): number => worth.get(service) ?? 0;
  const orders = [
    (item: Item) => valueOf(item) / Math.max(...item.size.map(share)),
    (item: Item) => valueOf(item) / item.size.reduce((sum, amount, d) => sum + share(amount, d), 0),
    ...kind.holds.map((_, d) => (item: Item) => valueOf(item) / (share(item.size[d] ?? 0, d) + 1e-3)),
  ];
  const greedy = orders.map((order) => {
    const free = [...kind.holds];
    const holds = new Map<number, number>();
    for (const item of [...items].sort((a, b) => order(b) - order(a) || a.service - b.service)) {
      const count = Math.min(item.count, room(free, item.size));
      if (count <= 0 || valueOf(item) <= 0) continue;
      item.size.forEach((amount, d) => (free[d] = (free[d] ?? 0) - count * amount));
      holds.set(item.service, count);
    }
    return holds;
  });
  return [...greedy, tuned(kind, items, worth, share)];
}

/** One after another, what is worth most for the room that it takes of what is left. */
function tuned(
  kind: NodeKind,
  items: readonly Item[],
  worth: ReadonlyMap<number, number>,
  share: (amount: number, d: number) => number,
): Map<number, number> {
  const free = [...kind.holds];
  const holds = new Map<number, number>();
  for (;;) {
    let best: Item | undefined;
    let bestRate = 0;
    for (const item of items) {
      if (item.count <= (holds.get(item.service) ?? 0) || room(free, item.size) < 1) continue;
      let taken = 0;
      item.size.forEach((amount, d) => {
        const left = share(free[d] ?? 0, d);
        taken += left > 0 ? share(amount, d) / left : 0;
      });
      const rate = (worth.get(item.service) ?? 0) / (taken + 1e-9);
      if (rate > bestRate) [best, bestRate] = [item, rate];
    }
    if (best === undefined) return holds;
    for (const [d, amount] of best.size.entries()) free[d] = (free[d] ?? 0) - amount;
    holds.set(best.service, (holds.get(best.service) ?? 0) + 1);
  }
}

/** Replicas that patterns hold more than once stand in the first; every node then shrinks to what it holds. */
function boughtFrom(
  items: readonly Item[],
  patterns: readonly Pattern[],
  values: readonly number[],
  kinds: readonly NodeKind[],
  start: Bought,
  maxNodes: number,
): Bought | undefined {
  const left = new Map(items.map(({ service, count }) => [service, count]));
  const sizes = new Map(items.map(({ service, size }) => [service, size]));
  const nodes: Node[] = [];
  patterns.forEach(({ kind, holds }, index) => {
    for (let copy = Math.round(values[index] ?? 0); copy > 0; copy--) {
      const own = new Map<number, number>();
      const load = kind.holds.map(() => 0);
      for (const [service, count] of holds) {
        const here = Math.min(count, left.get(service) ?? 0);
        if (here === 0) continue;
        own.set(service, here);
        left.set(service, (left.get(service) ?? 0) - here);
        sizes.get(service)?.forEach((amount, d) => (load[d] = (load[d] ?? 0) + here * amount));
      }
      if (own.size === 0) continue;
      const fitting = kinds.filter(({ holds: whole }) => load.every((amount, d) => amount <= (whole[d] ?? 0)));
      const cheapest = fitting.reduce((a, b) => (b.microUsd < a.microUsd ? b : a), kind);
      nodes.push({ kind: cheapest, holds: own });
    }
  });
  if ([...left.values()].some((count) => count > 0) || nodes.length > maxNodes) return undefined;
  const microUsd = nodes.reduce((sum, { kind }) => sum + kind.microUsd, 0);
  return microUsd < start.microUsd ? { microUsd, nodes } : undefined;
}
