/**
 * A placement that is being improved: where each service stands, and an estimate of what that costs. Nodes are estimated
 * by rates (rates.ts) and a part of a node for what does not divide; broken rules cost more than anything else, so that
 * a search can start anywhere.
 */
import { latencyHolds } from './exact';
import type { Cloud, Instance, Link, NodeKind, Service, Site } from './instance';
import { cornersOf, dearest, type Rates } from './rates';
import { overflowSites, partsLeaving } from './settle';

/** Dearer than anything that money buys, by broken rule. */
const BROKEN = 1e13;
/** Of the cheapest node that a pool could end with: what is lost on average where requests do not divide. */
const LOST = 0.5;

export type At = ReadonlyMap<number, number>;

interface PoolLoad {
  readonly place: Cloud;
  readonly load: number[];
  /** Of the load, by each vector of prices of the place. */
  readonly worth: number[];
  replicas: number;
  cost: number;
  clusters: number;
}

export class State {
  readonly counts: At[];
  objective = 0;
  private readonly corners: readonly (readonly Rates[])[];
  private readonly smallest: readonly number[];
  /** Of the largest node at a place, by dimension. */
  private readonly largest: readonly (readonly number[])[];
  private readonly pools = new Map<string, PoolLoad>();
  private readonly siteLoads: readonly number[][][];
  private readonly siteCost: number[];
  private readonly users: number[];
  private readonly spent: number[];
  private readonly budgetCost: number[];
  private readonly clusters: number[];
  readonly linksOf: readonly (readonly Link[])[];
  private readonly togetherWith: readonly (readonly number[])[];
  private readonly apartFrom: readonly (readonly number[])[];

  constructor(
    readonly instance: Instance,
    /** Makes estimates dearer where packing has turned out to need more. */
    private readonly waste: number,
    /** Place -> sound prices by shape, beside those of resources. */
    private readonly worths: readonly (readonly (readonly number[])[])[] = [],
  ) {
    const { services, places, dimensions, links, together, apart, budgets } = instance;
    this.counts = services.map(() => new Map());
    this.corners = places.map((place) => (place.kind === 'cloud' ? cornersOf(place.nodeTypes, dimensions.length) : []));
    this.smallest = places.map((place) => (place.kind === 'cloud' ? typicalNode(place.nodeTypes) : 0));
    this.largest = places.map((place) =>
      place.kind === 'cloud' ? dimensions.map((_, d) => largestOf(place.nodeTypes, d)) : [],
    );
    this.siteLoads = places.map((place) =>
      place.kind === 'static' ? place.shares.map(() => dimensions.map(() => 0)) : [],
    );
    this.siteCost = places.map(() => 0);
    this.users = places.map(() => 0);
    this.spent = places.map(() => 0);
    this.budgetCost = budgets.map(() => 0);
    this.clusters = places.map(() => 0);
    this.linksOf = services.map(({ index }) => links.filter(({ from, to }) => from === index || to === index));
    const near = (pairs: readonly (readonly [number, number])[]): number[][] =>
      services.map(({ index }) => pairs.flatMap(([a, b]) => (a === index ? [b] : b === index ? [a] : [])));
    this.togetherWith = near(together);
    this.apartFrom = near(apart);
  }

  isPlaced(service: number): boolean {
    return (this.counts[service]?.size ?? 0) > 0;
  }

  /** Puts a service somewhere else, or nowhere, and returns what that changes of the objective. */
  move(index: number, to: At): number {
    const service = this.instance.services[index];
    if (service === undefined) return 0;
    const before = this.objective;
    this.add(-this.relations(service));
    this.place(service, this.counts[index] ?? new Map(), -1);
    this.counts[index] = to;
    this.place(service, to, 1);
    this.add(this.relations(service));
    this.settleBudgets();
    return this.objective - before;
  }

  /** Whether a site could take a service beside what stands there, by totals. */
  hasRoom(service: Service, site: Site): boolean {
    const loads = this.siteLoads[site.index] ?? [];
    return site.shares.every(
      ({ services, limit }, share) =>
        !services.has(service.index) ||
        service.request.every((amount, d) => {
          const most = Math.min(limit[d] ?? Infinity, share === 0 ? this.nodesHold(site, d) : Infinity);
          return (loads[share]?.[d] ?? 0) + service.replicas * amount <= most;
        }),
    );
  }

  /** What it costs to use a place that is not used yet. */
  opening(place: Cloud): number {
    return (this.users[place.index] ?? 0) > 0 ? 0 : place.fixedMicroUsd + place.clusterMicroUsd;
  }

  /** Traffic to services that are placed already, were the service at a place, and rules that it would break there. */
  pull(service: Service, place: number): number {
    let cost = 0;
    for (const other of this.apartFrom[service.index] ?? []) if (this.counts[other]?.has(place)) cost += BROKEN;
    for (const other of this.togetherWith[service.index] ?? [])
      if (this.isPlaced(other) && !this.counts[other]?.has(place)) cost += BROKEN;
    for (const link of this.linksOf[service.index] ?? []) {
      const other = link.from === service.index ? link.to : link.from;
      const there = this.counts[other];
      if (there === undefined || there.size === 0) continue;
      if (!this.reaches(link, service, place)) cost += BROKEN;
      if (there.has(place)) continue;
      if (link.from === service.index) cost += (link.unitMicroUsd[place] ?? 0) * link.targetUnits;
      else for (const from of there.keys()) cost += link.unitMicroUsd[from] ?? 0;
    }
    return cost;
  }

  /** Whether an edge of the service keeps its latency, were the service at a place alone. */
  private reaches(link: Link, service: Service, place: number): boolean {
    if (link.maxLatencyMs === undefined) return true;
    const counts = [...this.counts];
    counts[service.index] = new Map([[place, service.replicas]]);
    return latencyHolds(this.instance, link, counts);
  }

  private nodesHold(site: Site, d: number): number {
    const node = site.node?.holds[d] ?? Infinity;
    return node < Infinity && site.freeNodes < Infinity ? node * site.freeNodes * (2 - this.waste) : Infinity;
  }

  /** Services that overflow although the site could take them, and where to: best moved there. */
  overflowing(): { readonly service: Service; readonly site: Site }[] {
    const { services, places } = this.instance;
    return services.flatMap((service) => {
      const at = this.counts[service.index] ?? new Map<number, number>();
      const sites = new Set<number>();
      for (const index of at.keys()) {
        const place = places[index];
        if (place?.kind === 'cloud') for (const site of overflowSites(service, place, at)) sites.add(site);
      }
      return [...sites].flatMap((index) => {
        const site = places[index];
        if (site?.kind !== 'static' || !this.hasRoom(service, site)) return [];
        const load = this.siteLoads[index]?.[0] ?? [];
        const past = site.trigger.some(
          (most, d) => (load[d] ?? 0) + service.replicas * (service.request[d] ?? 0) > most,
        );
        return past ? [] : [{ service, site }];
      });
    });
  }

  private add(amount: number): void {
    this.objective += amount;
  }

  /** Traffic and rules between a service and those that are placed, and its preferences. */
  private relations(service: Service): number {
    const at = this.counts[service.index] ?? new Map<number, number>();
    if (at.size === 0) return 0;
    let cost = 0;
    for (const link of this.linksOf[service.index] ?? []) {
      if (!this.isPlaced(link.from) || !this.isPlaced(link.to)) continue;
      const single = this.instance.services[link.from]?.single ?? true;
      for (const place of this.counts[link.from]?.keys() ?? [])
        cost += partsLeaving(link, place, this.counts, single) * (link.unitMicroUsd[place] ?? 0);
      if (!latencyHolds(this.instance, link, this.counts)) cost += BROKEN;
    }
    for (const other of this.togetherWith[service.index] ?? []) {
      const there = this.counts[other] ?? new Map<number, number>();
      if (there.size > 0 && (there.size !== at.size || [...at.keys()].some((place) => !there.has(place))))
        cost += BROKEN;
    }
    for (const other of this.apartFrom[service.index] ?? []) {
      const there = this.counts[other] ?? new Map<number, number>();
      if ([...at.keys()].some((place) => there.has(place))) cost += BROKEN;
    }
    if (service.held.some((place) => !at.has(place))) cost += service.moveMicroUsd;
    for (const [place, count] of at) if (this.instance.places[place]?.kind === 'cloud') cost += service.rank * count;
    return cost;
  }

  private place(service: Service, at: At, sign: 1 | -1): void {
    for (const [index, count] of at) {
      const place = this.instance.places[index];
      if (place === undefined) continue;
      if ((this.users[index] ?? 0) > 0) this.add(-place.fixedMicroUsd);
      this.users[index] = (this.users[index] ?? 0) + sign;
      if ((this.users[index] ?? 0) > 0) this.add(place.fixedMicroUsd);
      if (place.kind === 'static') this.fillSite(service, place, sign * count);
      else this.fillPool(service, place, at, sign * count);
    }
  }

  private fillSite(service: Service, site: Site, count: number): void {
    const loads = this.siteLoads[site.index] ?? [];
    let cost = 0;
    site.shares.forEach(({ services, limit }, share) => {
      const load = loads[share] ?? [];
      if (services.has(service.index))
        service.request.forEach((amount, d) => (load[d] = (load[d] ?? 0) + count * amount));
      load.forEach((amount, d) => {
        const node = share === 0 && site.node !== undefined ? (site.node.holds[d] ?? Infinity) : Infinity;
        const nodes =
          node < Infinity && site.freeNodes < Infinity ? node * site.freeNodes * (2 - this.waste) : Infinity;
        const most = Math.min(limit[d] ?? Infinity, nodes);
        if (amount > most) cost += BROKEN * (1 + (amount - most) / (most + 1));
      });
    });
    this.add(cost - (this.siteCost[site.index] ?? 0));
    this.siteCost[site.index] = cost;
  }

  private fillPool(service: Service, place: Cloud, at: At, count: number): void {
    const [from] = overflowSites(service, place, at);
    const key = `${place.index} ${from ?? ''}`;
    let pool = this.pools.get(key);
    if (pool === undefined) {
      const worth = (this.worths[place.index] ?? []).map(() => 0);
      pool = { place, load: service.request.map(() => 0), worth, replicas: 0, cost: 0, clusters: 0 };
      this.pools.set(key, pool);
    }
    for (let d = 0; d < pool.load.length; d++) pool.load[d] = (pool.load[d] ?? 0) + count * (service.request[d] ?? 0);
    const prices = this.worths[place.index] ?? [];
    for (let k = 0; k < pool.worth.length; k++)
      pool.worth[k] = (pool.worth[k] ?? 0) + count * (prices[k]?.[service.shape] ?? 0);
    pool.replicas += count;
    const clusters = clustersFor(pool, this.largest[place.index] ?? []);
    const over = (total: number): number => (total > place.maxClusters ? BROKEN * (total - place.maxClusters) : 0);
    const total = this.clusters[place.index] ?? 0;
    this.clusters[place.index] = total + clusters - pool.clusters;
    this.add(over(total + clusters - pool.clusters) - over(total));
    pool.clusters = clusters;
    const cost = this.poolCost(pool);
    this.add(cost - pool.cost);
    this.spent[place.index] = (this.spent[place.index] ?? 0) + cost - pool.cost;
    pool.cost = cost;
  }

  private poolCost({ place, load, worth, replicas, clusters }: PoolLoad): number {
    if (replicas === 0) return 0;
    let { value } = dearest(this.corners[place.index] ?? [], load);
    for (const each of worth) value = Math.max(value, each);
    const loss = Math.min(value * 0.25, LOST * (this.smallest[place.index] ?? 0));
    return Math.round(value * this.waste + loss) + clusters * place.clusterMicroUsd;
  }

  private settleBudgets(): void {
    this.instance.budgets.forEach(({ left, places }, index) => {
      const spent = places.reduce((sum, place) => {
        const fixed = (this.users[place] ?? 0) > 0 ? (this.instance.places[place]?.fixedMicroUsd ?? 0) : 0;
        return sum + fixed + (this.spent[place] ?? 0);
      }, 0);
      const cost = spent > left ? BROKEN * (1 + (spent - left) / (left + 1)) : 0;
      this.add(cost - (this.budgetCost[index] ?? 0));
      this.budgetCost[index] = cost;
    });
  }
}

/** Of the largest nodes, with a tenth for what does not pack. */
function clustersFor({ place, load, replicas }: PoolLoad, largest: readonly number[]): number {
  if (replicas === 0) return 0;
  let nodes = 1;
  for (let d = 0; d < load.length; d++) {
    const most = largest[d] ?? 0;
    if (most > 0 && most < Infinity) nodes = Math.max(nodes, Math.ceil((1.1 * (load[d] ?? 0)) / most));
  }
  return Math.ceil(Math.min(nodes, replicas) / place.maxNodesPerCluster);
}

function largestOf(kinds: readonly NodeKind[], d: number): number {
  return Math.max(0, ...kinds.map(({ holds }) => holds[d] ?? 0));
}

/** The cheapest node of middling size. */
function typicalNode(kinds: readonly NodeKind[]): number {
  const prices = kinds.map(({ microUsd }) => microUsd).sort((a, b) => a - b);
  return prices[Math.floor(prices.length / 4)] ?? 0;
}
