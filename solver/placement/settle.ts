/**
 * What a placement of services comes to: every rule that looks at the whole, the cheapest nodes and clusters for it, and
 * its cost. Searches decide which service stands where; this decides the rest.
 */
import type { Cloud, Instance, Link, Service, Site } from './instance';
import type { Choice, Load, Pools } from './pools';

/** Place -> replicas, for each service. */
export type Counts = readonly ReadonlyMap<number, number>[];

export interface SettledPool {
  readonly place: number;
  readonly overflowOf?: number;
  readonly load: Load;
  /** Absent at static places. */
  readonly choice?: Choice;
}

export interface Settled {
  /** Proved lower bound on the objective of these counts; Infinity where they are not allowed. */
  readonly lower: number;
  /** Absent where they are not allowed, or no packing was found. */
  readonly found?: { readonly objective: number; readonly cost: number; readonly pools: readonly SettledPool[] };
}

const BROKEN: Settled = { lower: Infinity };

export function settle(pools: Pools, counts: Counts): Settled {
  const { instance } = pools;
  const loads = loadsOf(instance, counts);
  let unsure = false;
  for (const place of instance.places) {
    if (place.kind !== 'static') continue;
    if (!sharesHold(instance, place, loads)) return BROKEN;
    const fit = pools.into(place, loads.get(place.index) ?? new Map());
    if (fit.status === 'impossible') return BROKEN;
    if (fit.status === 'unknown') unsure = true;
  }
  const clouds = cloudPools(pools, counts, loads);
  if (clouds === undefined) return BROKEN;
  const traffic = trafficOf(instance, counts);
  const other = instance.places.map((place) => {
    const inUse = (loads.get(place.index)?.size ?? 0) > 0;
    return (traffic[place.index] ?? 0) + (inUse ? place.fixedMicroUsd : 0);
  });
  const bought = buy(instance, pools, clouds, other);
  const rest = sum(other) + preferenceOf(instance, counts);
  const lower = bought.lower + rest;
  if (bought.pools === undefined || unsure) return { lower };
  const statics = instance.places.flatMap((place): SettledPool[] => {
    const load = loads.get(place.index);
    return place.kind === 'static' && load !== undefined ? [{ place: place.index, load }] : [];
  });
  const cost = bought.microUsd + sum(other);
  const objective = bought.microUsd + rest;
  return { lower, found: { objective, cost, pools: [...statics, ...bought.pools] } };
}

export function loadsOf(instance: Instance, counts: Counts): Map<number, Map<number, number>> {
  const loads = new Map<number, Map<number, number>>();
  instance.services.forEach(({ index }) => {
    for (const [place, count] of counts[index] ?? []) {
      const load = loads.get(place) ?? new Map<number, number>();
      loads.set(place, load.set(index, count));
    }
  });
  return loads;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function sharesHold(instance: Instance, site: Site, loads: ReadonlyMap<number, Load>): boolean {
  const load = loads.get(site.index);
  if (load === undefined) return true;
  return site.shares.every(({ services, limit }) =>
    limit.every((most, d) => {
      let taken = 0;
      for (const [service, count] of load) {
        if (services.has(service)) taken += count * (instance.services[service]?.request[d] ?? 0);
      }
      return taken <= most;
    }),
  );
}

/** The site that a service at a cloud place overflows from, the first by id where there are several. */
export function overflowSites(service: Service, place: Cloud, at: ReadonlyMap<number, number>): number[] {
  return place.overflowOf.filter((site) => service.overflowing.includes(site) && !at.has(site));
}

/** Whether with the service some dimension would be past the trigger, or the site could not hold it. */
export function mayOverflow(pools: Pools, service: Service, site: Site, load: Load): boolean {
  const { instance } = pools;
  const together = new Map([...load, [service.index, service.replicas] as const].sort(([a], [b]) => a - b));
  const taken = (d: number, counts: (other: number) => boolean): number => {
    let sum = 0;
    for (const [other, count] of together)
      if (counts(other)) sum += count * (instance.services[other]?.request[d] ?? 0);
    return sum;
  };
  if (site.trigger.some((most, d) => most < Infinity && taken(d, () => true) > most)) return true;
  const crowded = site.shares.some(
    ({ services, limit }) =>
      services.has(service.index) &&
      limit.some((most, d) => most < Infinity && taken(d, (other) => services.has(other)) > most),
  );
  return crowded || pools.into(site, together).status !== 'fits';
}

function cloudPools(
  pools: Pools,
  counts: Counts,
  loads: ReadonlyMap<number, Load>,
): { place: Cloud; overflowOf?: number; load: Map<number, number> }[] | undefined {
  const { instance } = pools;
  const found = new Map<string, { place: Cloud; overflowOf?: number; load: Map<number, number> }>();
  for (const service of instance.services) {
    const at = counts[service.index] ?? new Map<number, number>();
    const checked = new Set<number>();
    for (const [index, count] of at) {
      const place = instance.places[index];
      if (place?.kind !== 'cloud') continue;
      const sites = overflowSites(service, place, at);
      for (const each of sites) {
        const site = instance.places[each];
        if (site?.kind !== 'static' || checked.has(each)) continue;
        if (!mayOverflow(pools, service, site, loads.get(each) ?? new Map())) return undefined;
        checked.add(each);
      }
      const [overflowOf] = sites;
      const key = `${index} ${overflowOf ?? ''}`;
      const pool = found.get(key) ?? { place, load: new Map(), ...(overflowOf !== undefined && { overflowOf }) };
      pool.load.set(service.index, count);
      found.set(key, pool);
    }
  }
  return [...found.values()].sort(
    (a, b) => a.place.index - b.place.index || (a.overflowOf ?? -1) - (b.overflowOf ?? -1),
  );
}

/** Parts of an edge that leave a place. */
export function partsLeaving(link: Link, place: number, counts: Counts, single: boolean): number {
  const here = counts[link.from]?.get(place) ?? 0;
  if (here === 0) return 0;
  const source = single ? 1 : here;
  const beside = counts[link.to]?.get(place) ?? 0;
  if (link.shared) return Math.max(0, link.targetUnits * source - link.sourceUnits * beside);
  return beside > 0 ? 0 : source;
}

/** By place that it leaves. */
function trafficOf(instance: Instance, counts: Counts): number[] {
  const costs = instance.places.map(() => 0);
  for (const link of instance.links) {
    const single = instance.services[link.from]?.single ?? true;
    for (const place of counts[link.from]?.keys() ?? []) {
      const parts = partsLeaving(link, place, counts, single);
      costs[place] = (costs[place] ?? 0) + parts * (link.unitMicroUsd[place] ?? 0);
    }
  }
  return costs;
}

/** What the objective adds to the cost. */
export function preferenceOf(instance: Instance, counts: Counts): number {
  let total = 0;
  for (const { index, held, moveMicroUsd, rank } of instance.services) {
    const at = counts[index] ?? new Map<number, number>();
    if (held.some((place) => !at.has(place))) total += moveMicroUsd;
    for (const [place, count] of at) if (instance.places[place]?.kind === 'cloud') total += rank * count;
  }
  return total;
}

interface Purchase {
  readonly lower: number;
  readonly microUsd: number;
  readonly pools?: readonly SettledPool[];
}

/** The cheapest choice for every pool within the limits of places, overflows and budgets. */
function buy(
  instance: Instance,
  pools: Pools,
  clouds: readonly { readonly place: Cloud; readonly overflowOf?: number; readonly load: Load }[],
  other: readonly number[],
): Purchase {
  const options = clouds.map(({ place, load }) => pools.at(place, load));
  if (options.some((choices) => choices.length === 0)) return { lower: Infinity, microUsd: Infinity };
  const allowedAt = (priceOf: (choice: Choice) => number) => (chosen: readonly number[]) => {
    const clusters = new Map<number, number>();
    const overflow = new Map<number, { clusters: number; microUsd: number }>();
    const spent = [...other];
    for (const [index, pick] of chosen.entries()) {
      const pool = clouds[index];
      const choice = options[index]?.[pick];
      if (pool === undefined || choice === undefined) continue;
      const place = pool.place.index;
      const costs = priceOf(choice);
      clusters.set(place, (clusters.get(place) ?? 0) + choice.clusters);
      spent[place] = (spent[place] ?? 0) + costs;
      if (pool.overflowOf === undefined) continue;
      const sofar = overflow.get(pool.overflowOf) ?? { clusters: 0, microUsd: 0 };
      overflow.set(pool.overflowOf, {
        clusters: sofar.clusters + choice.clusters,
        microUsd: sofar.microUsd + costs,
      });
    }
    for (const [index, count] of clusters) {
      const place = instance.places[index];
      if (place?.kind === 'cloud' && count > place.maxClusters) return false;
    }
    for (const [index, count] of overflow) {
      const site = instance.places[index];
      const limits = site?.kind === 'static' ? site.overflow : undefined;
      if (count.clusters > (limits?.maxClusters ?? Infinity)) return false;
      if (count.microUsd > (limits?.maxMonthlyMicroUsd ?? Infinity)) return false;
    }
    return instance.budgets.every(
      ({ left, places }) => places.reduce((total, place) => total + (spent[place] ?? 0), 0) <= left,
    );
  };
  const paid = (choice: Choice): number => choice.microUsd;
  const atLeast = (choice: Choice): number => choice.lower;
  const { microUsd, chosen } = cheapestAllowed(options, paid, allowedAt(paid));
  // Where even the proved bounds break a limit, no packing can keep it.
  const lower = cheapestAllowed(options, atLeast, allowedAt(atLeast)).microUsd;
  const picked = (chosen ?? []).map((pick, index): SettledPool => {
    const pool = clouds[index];
    const choice = options[index]?.[pick];
    if (pool === undefined || choice === undefined) throw new RangeError(`no pool ${index}`);
    const from = pool.overflowOf === undefined ? {} : { overflowOf: pool.overflowOf };
    return { place: pool.place.index, load: pool.load, choice, ...from };
  });
  const exact = options.every((choices) => choices.every((each) => each.lower === each.microUsd));
  return { lower: exact ? microUsd : lower, microUsd, ...(chosen !== undefined && { pools: picked }) };
}

/** One choice for each pool, by index; depth first, cheapest first. */
function cheapestAllowed(
  options: readonly (readonly Choice[])[],
  price: (choice: Choice) => number,
  allowed: (chosen: readonly number[]) => boolean,
): { microUsd: number; chosen?: readonly number[] } {
  const priceOf = (index: number, pick: number): number => {
    const choice = options[index]?.[pick];
    return choice === undefined ? Infinity : price(choice);
  };
  const orders = options.map((choices, index) =>
    [...choices.keys()].sort((a, b) => priceOf(index, a) - priceOf(index, b) || a - b),
  );
  const rest = orders.map((order, index) => priceOf(index, order[0] ?? 0));
  for (let index = rest.length - 2; index >= 0; index--) rest[index] = (rest[index] ?? 0) + (rest[index + 1] ?? 0);
  let found: { microUsd: number; chosen?: readonly number[] } = { microUsd: Infinity };
  const chosen: number[] = [];
  const walk = (index: number, sofar: number): void => {
    if (sofar + (rest[index] ?? 0) >= found.microUsd) return;
    if (index === options.length) {
      if (allowed(chosen)) found = { microUsd: sofar, chosen: [...chosen] };
      return;
    }
    for (const pick of orders[index] ?? []) {
      chosen.push(pick);
      walk(index + 1, sofar + priceOf(index, pick));
      chosen.pop();
    }
  };
  walk(0, 0);
  return found;
}
