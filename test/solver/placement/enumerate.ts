/**
 * The cheapest placement by trying every assignment and every set of nodes: arithmetic on integers and nothing else.
 * Which rules hold is asked of no engine; whoever compares runs the checker on the answer as well.
 */
import type { CloudPlace, PlacedService, PlacementProblem, Resources } from '../../../solver/placement/problem';
import { Rules, type At } from './rules';

export type Enumerated = { readonly objective: number } | 'none' | 'too large';

/** Replicas over places: every composition, or one place. */
function ways(rules: Rules, service: PlacedService): At[] {
  const places = rules.problem.locations.filter((place) => rules.mayStand(service, place)).map(({ id }) => id);
  const found: At[] = [];
  if (service.spread === undefined) for (const id of places) found.push({ [id]: service.replicas });
  else {
    const walk = (index: number, left: number, at: At): void => {
      const id = places[index];
      if (id === undefined) {
        if (left === 0) found.push(at);
        return;
      }
      for (let count = 0; count <= left; count++)
        walk(index + 1, left - count, count > 0 ? { ...at, [id]: count } : at);
    };
    walk(0, service.replicas, {});
  }
  return found.filter((at) => rules.serviceHolds(service, at));
}

/** Least cost of each number of nodes that holds a set of the replicas: index is the count, then the set's bits. */
function nodePrices(place: CloudPlace, replicas: readonly Resources[]): readonly (readonly number[])[] {
  const all = (1 << replicas.length) - 1;
  const alone = Array.from({ length: all + 1 }, (_, mask) => {
    if (mask === 0) return 0;
    const load: Record<string, number> = {};
    replicas.forEach((amounts, index) => {
      if ((mask >> index) % 2 === 0) return;
      for (const [d, amount] of Object.entries(amounts)) load[d] = (load[d] ?? 0) + amount;
    });
    return Math.min(
      ...place.nodeTypes
        .filter(({ allocatable }) =>
          Object.entries(load).every(
            ([d, amount]) => amount <= (allocatable[d] ?? (d.startsWith('accelerator/') ? 0 : Infinity)),
          ),
        )
        .map(({ microUsd }) => microUsd),
      Infinity,
    );
  });
  const best: number[][] = [alone.map((_, mask) => (mask === 0 ? 0 : Infinity))];
  for (let nodes = 1; nodes <= replicas.length; nodes++) {
    const before = best[nodes - 1] ?? [];
    best.push(
      alone.map((_, mask) => {
        if (mask === 0) return Infinity;
        const low = mask & -mask;
        let least = Infinity;
        for (let part = mask; part > 0; part = (part - 1) & mask) {
          if ((part & low) === 0) continue;
          least = Math.min(least, (alone[part] ?? Infinity) + (before[mask ^ part] ?? Infinity));
        }
        return least;
      }),
    );
  }
  return best;
}

/**
 * Least cost of each number of nodes that holds all replicas, with each service in its zones: every way to deal the
 * replicas out to zones is tried.
 */
function zonedPrices(rules: Rules, place: CloudPlace, holds: Readonly<Record<string, number>>): readonly number[] {
  const prices = nodePrices(place, rules.replicasOf(holds));
  const all = (prices[0]?.length ?? 1) - 1;
  let first = 0;
  const wanted = Object.entries(holds).map(([name, count]) => {
    const set = ((1 << count) - 1) << first;
    first += count;
    return { set, least: rules.zonesAt(name, place, count) };
  });
  if (wanted.every(({ least }) => least < 2)) return prices.map((row) => row[all] ?? Infinity);
  const found = prices.map(() => Infinity);
  const deal = (zone: number, left: number, chosen: readonly number[]): void => {
    if (zone === place.zones - 1) {
      const zones = [...chosen, left];
      if (wanted.some(({ set, least }) => zones.filter((part) => (part & set) !== 0).length < least)) return;
      let costs = new Map([[0, 0]]);
      for (const part of zones) {
        const next = new Map<number, number>();
        for (const [nodes, cost] of costs) {
          prices.forEach((row, more) => {
            const sum = cost + (row[part] ?? Infinity);
            if (sum < (next.get(nodes + more) ?? Infinity)) next.set(nodes + more, sum);
          });
        }
        costs = next;
      }
      for (const [nodes, cost] of costs) found[nodes] = Math.min(found[nodes] ?? Infinity, cost);
      return;
    }
    for (let part = left; ; part = (part - 1) & left) {
      deal(zone + 1, left ^ part, [...chosen, part]);
      if (part === 0) return;
    }
  };
  deal(0, all, []);
  return found;
}

const MOST_REPLICAS = 10;

export function enumerate(problem: PlacementProblem, most: number): Enumerated {
  const rules = new Rules(problem);
  const choices = problem.services.map((service) => ways(rules, service));
  if (choices.reduce((product, each) => product * each.length, 1) > most) return 'too large';
  if (problem.services.reduce((sum, { replicas }) => sum + replicas, 0) > MOST_REPLICAS) return 'too large';
  const prices = new Map<string, readonly number[]>();
  let best = Infinity;
  const placed: Record<string, At> = {};
  const walk = (index: number): void => {
    const service = problem.services[index];
    if (service === undefined) {
      if (rules.hold(placed)) best = Math.min(best, objectiveOf(rules, placed, prices));
      return;
    }
    for (const at of choices[index] ?? []) {
      placed[service.name] = at;
      walk(index + 1);
    }
  };
  walk(0);
  return best === Infinity ? 'none' : { objective: best };
}

/** Infinity where no number of nodes in each pool keeps the limits. */
function objectiveOf(
  rules: Rules,
  placed: Readonly<Record<string, At>>,
  known: Map<string, readonly number[]>,
): number {
  const pools = rules.pools(placed);
  const options = pools.map(({ place, holds }) => {
    const key = `${place.id} ${JSON.stringify(holds)}`;
    const prices = known.get(key) ?? zonedPrices(rules, place, holds);
    known.set(key, prices);
    const clusters = new Map<number, number>();
    prices.forEach((price, nodes) => {
      const count = Math.ceil(nodes / (place.maxNodesPerCluster ?? Infinity)) || 1;
      const cost = price + count * place.clusterMicroUsd;
      if (price < Infinity) clusters.set(count, Math.min(cost, clusters.get(count) ?? Infinity));
    });
    return [...clusters];
  });
  const rest = rules.restOf(placed);
  let best = Infinity;
  const walk = (index: number, chosen: readonly (readonly [number, number])[]): void => {
    if (index === pools.length) {
      if (rules.limitsHold(pools, chosen, rest.byPlace))
        best = Math.min(best, rest.total + chosen.reduce((sum, [, cost]) => sum + cost, 0));
      return;
    }
    for (const option of options[index] ?? []) walk(index + 1, [...chosen, option]);
  };
  walk(0, []);
  return best;
}
