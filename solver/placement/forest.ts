/**
 * Services that talk to each other as a forest, in which the cheapest places for given prices are found exactly.
 *
 * Of the rules between services a spanning forest is kept, the firmest first: together, apart, limits of latency, then
 * edges by their traffic. What is left out makes the answer a lower bound, since traffic never earns money. Services
 * that are spread count alone, without their neighbours.
 */
import type { Instance, Link } from './instance';

export interface Branch {
  readonly parent: number;
  readonly child: number;
  readonly rule: 'together' | 'apart' | 'traffic';
  /** From the parent to the child, and back. */
  readonly down: readonly Link[];
  readonly up: readonly Link[];
}

export interface Tree {
  /** Parents before children. */
  readonly order: readonly number[];
  readonly branches: ReadonlyMap<number, readonly Branch[]>;
}

interface Joint {
  readonly a: number;
  readonly b: number;
  readonly rule: Branch['rule'];
  readonly links: Link[];
}

export function forestOf(instance: Instance): readonly Tree[] {
  const { services } = instance;
  const joints = [...jointsOf(instance).values()].sort(
    (x, y) => firmness(y) - firmness(x) || weight(y) - weight(x) || x.a - y.a || x.b - y.b,
  );
  const root = services.map(({ index }) => index);
  const find = (index: number): number => {
    let at = index;
    while (root[at] !== at) at = root[at] ?? at;
    return at;
  };
  const kept: Joint[][] = services.map(() => []);
  for (const joint of joints) {
    const [x, y] = [find(joint.a), find(joint.b)];
    if (x === y) continue;
    root[x] = y;
    kept[joint.a]?.push(joint);
    kept[joint.b]?.push(joint);
  }
  const seen = new Set<number>();
  return services.flatMap(({ index }) => {
    if (seen.has(index)) return [];
    seen.add(index);
    const order = [index];
    const branches = new Map<number, Branch[]>();
    for (let head = 0; head < order.length; head++) {
      const parent = order[head] ?? 0;
      for (const { a, b, rule, links } of kept[parent] ?? []) {
        const child = a === parent ? b : a;
        if (seen.has(child)) continue;
        seen.add(child);
        order.push(child);
        const down = links.filter(({ from }) => from === parent);
        const up = links.filter(({ from }) => from === child);
        branches.set(parent, [...(branches.get(parent) ?? []), { parent, child, rule, down, up }]);
      }
    }
    return [{ order, branches }];
  });
}

function jointsOf({ services, links, together, apart }: Instance): Map<string, Joint> {
  const joints = new Map<string, Joint>();
  const single = (index: number): boolean => services[index]?.single ?? false;
  const joint = (a: number, b: number, rule: Branch['rule']): Joint | undefined => {
    if (!single(a) || !single(b)) return undefined;
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    const found = joints.get(key) ?? { a: Math.min(a, b), b: Math.max(a, b), rule, links: [] };
    joints.set(key, found);
    return found;
  };
  for (const [a, b] of together) joint(a, b, 'together');
  for (const [a, b] of apart) joint(a, b, 'apart');
  for (const link of links) joint(link.from, link.to, 'traffic')?.links.push(link);
  return joints;
}

function firmness({ rule, links }: Joint): number {
  if (rule !== 'traffic') return 2;
  return links.some(({ maxLatencyMs }) => maxLatencyMs !== undefined) ? 1 : 0;
}

function weight({ links }: Joint): number {
  return links.reduce((sum, { unitMicroUsd }) => sum + Math.max(...unitMicroUsd), 0);
}

/** What a branch costs between two places; Infinity where it is not allowed. */
export function branchCost(instance: Instance, branch: Branch, parentAt: number, childAt: number): number {
  const same = parentAt === childAt;
  if (branch.rule === 'together' && !same) return Infinity;
  if (branch.rule === 'apart' && same) return Infinity;
  if (same) return 0;
  let cost = 0;
  for (const { unitMicroUsd, maxLatencyMs } of branch.down) {
    if (maxLatencyMs !== undefined && instance.tooFar(parentAt, childAt, maxLatencyMs)) return Infinity;
    cost += unitMicroUsd[parentAt] ?? 0;
  }
  for (const { unitMicroUsd, maxLatencyMs } of branch.up) {
    if (maxLatencyMs !== undefined && instance.tooFar(childAt, parentAt, maxLatencyMs)) return Infinity;
    cost += unitMicroUsd[childAt] ?? 0;
  }
  return cost;
}

/** Whether every pair of places is allowed and the cost of a pair is a cost of each end: then minima are quick. */
function isLoose({ rule, down, up }: Branch): boolean {
  return rule === 'traffic' && [...down, ...up].every(({ maxLatencyMs }) => maxLatencyMs === undefined);
}

export interface Cheapest {
  readonly cost: number;
  /** Service -> place. */
  readonly at: ReadonlyMap<number, number>;
}

/** The cheapest places of a tree's services where standing somewhere costs what `price` says. */
export function cheapestPlaces(
  instance: Instance,
  tree: Tree,
  price: (service: number, place: number) => number,
): Cheapest {
  const values = new Map<number, Map<number, number>>();
  const choices = new Map<number, Map<number, number>>();
  for (const index of tree.order.toReversed()) {
    const own = new Map<number, number>();
    const service = instance.services[index];
    for (const place of service?.places ?? []) own.set(place, price(index, place));
    for (const branch of tree.branches.get(index) ?? []) {
      const below = values.get(branch.child) ?? new Map<number, number>();
      const choice = new Map<number, number>();
      const loose = isLoose(branch) ? departures(branch, below) : undefined;
      for (const [place, cost] of own) {
        const best = loose === undefined ? firm(instance, branch, place, below) : leastOf(branch, place, below, loose);
        own.set(place, cost + best.cost);
        choice.set(place, best.place);
      }
      choices.set(branch.child, choice);
    }
    values.set(index, own);
  }
  const [head] = tree.order;
  const at = new Map<number, number>();
  if (head === undefined) return { cost: 0, at };
  let best = { cost: Infinity, place: -1 };
  for (const [place, cost] of values.get(head) ?? []) if (cost < best.cost) best = { cost, place };
  at.set(head, best.place);
  for (const index of tree.order) {
    for (const { child } of tree.branches.get(index) ?? [])
      at.set(child, choices.get(child)?.get(at.get(index) ?? -1) ?? -1);
  }
  return { cost: best.cost, at };
}

interface Least {
  readonly cost: number;
  readonly place: number;
}

/** The child's cheapest place where it is not beside its parent, its own traffic included. */
function departures({ up }: Branch, below: ReadonlyMap<number, number>): Least {
  let best: Least = { cost: Infinity, place: -1 };
  for (const [place, value] of below) {
    let cost = value;
    for (const { unitMicroUsd } of up) cost += unitMicroUsd[place] ?? 0;
    if (cost < best.cost) best = { cost, place };
  }
  return best;
}

function leastOf({ down }: Branch, place: number, below: ReadonlyMap<number, number>, away: Least): Least {
  const beside = below.get(place) ?? Infinity;
  let cost = away.cost;
  for (const { unitMicroUsd } of down) cost += unitMicroUsd[place] ?? 0;
  return beside <= cost ? { cost: beside, place } : { cost, place: away.place };
}

function firm(instance: Instance, branch: Branch, place: number, below: ReadonlyMap<number, number>): Least {
  let best: Least = { cost: Infinity, place: -1 };
  for (const [other, value] of below) {
    const cost = value + branchCost(instance, branch, place, other);
    if (cost < best.cost) best = { cost, place: other };
  }
  return best;
}
