/** The rules of placement, said once more and plainly, for tests that try everything. */
import type {
  CloudPlace,
  PlacedService,
  PlacementLocation,
  PlacementProblem,
  Resources,
  StaticPlace,
} from '../../../solver/placement/problem';

/** Place id -> replicas. */
export type At = Readonly<Record<string, number>>;
type Placed = Readonly<Record<string, At>>;

export interface TestPool {
  readonly place: CloudPlace;
  readonly overflowOf: string | undefined;
  readonly holds: Record<string, number>;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const subset = (wanted: readonly string[], has: readonly string[]): boolean => wanted.every((tag) => has.includes(tag));
const globbed = (glob: string, text: string): boolean => new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(text);

export class Rules {
  private readonly packed = new Map<string, boolean>();

  constructor(readonly problem: PlacementProblem) {}

  amounts({ requests }: PlacedService): Resources {
    return { ...requests, pods: 1 };
  }

  private named(name: string): PlacedService {
    const found = this.problem.services.find((service) => service.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  }

  private held(service: PlacedService) {
    return this.problem.held.find((each) => each.service === service.name);
  }

  /** Properties, room for a replica, pins. */
  mayStand(service: PlacedService, place: PlacementLocation): boolean {
    const { compliance, capabilities, residency, regions } = service.requires;
    if (place.closed !== undefined) return false;
    if (!subset(compliance, place.compliance) || !subset(capabilities, place.capabilities)) return false;
    if (!subset(residency, place.residency)) return false;
    if (regions.length > 0 && !regions.some((glob) => globbed(glob, place.region) || globbed(glob, place.id)))
      return false;
    const held = this.held(service);
    if (held?.keep === 'pinned' && !(place.id in held.places)) return false;
    return this.hasRoom(service, place);
  }

  private hasRoom(service: PlacedService, place: PlacementLocation): boolean {
    const amounts = Object.entries(this.amounts(service));
    if (place.kind === 'cloud') {
      if (place.maxClusters === 0 || place.maxNodesPerCluster === 0) return false;
      return place.nodeTypes.some(({ allocatable }) =>
        amounts.every(([d, amount]) => amount <= (allocatable[d] ?? (d.startsWith('accelerator/') ? 0 : Infinity))),
      );
    }
    const replicas = service.spread === undefined ? service.replicas : 1;
    const load = Object.fromEntries(amounts.map(([d, amount]) => [d, amount * replicas]));
    const nodes = place.nodes === undefined ? Infinity : place.nodes - place.usedNodes;
    if (place.perNode !== undefined && nodes <= 0) return false;
    return (
      amounts.every(([d, amount]) => amount <= (place.perNode?.[d] ?? Infinity)) &&
      this.within(
        place,
        load,
        place.reservations.filter((each) => !this.selected(service, each.selectors)),
      )
    );
  }

  private selected(service: PlacedService, selectors: StaticPlace['reservations'][number]['selectors']): boolean {
    return selectors.some((labels) => Object.entries(labels).every(([key, value]) => service.labels[key] === value));
  }

  private within(site: StaticPlace, load: Resources, less: StaticPlace['reservations']): boolean {
    return Object.entries(site.capacity).every(([d, all]) => {
      const free = Math.max(0, all - (site.used[d] ?? 0)) - sum(less.map(({ amount }) => amount[d] ?? 0));
      return (load[d] ?? 0) <= Math.max(0, free);
    });
  }

  serviceHolds(service: PlacedService, at: At): boolean {
    const held = this.held(service);
    if (held?.keep === 'pinned' && Object.keys(held.places).some((id) => at[id] === undefined)) return false;
    const { spread } = service;
    if (spread === undefined) return true;
    if (spread.over === 'locations') return Object.keys(at).length >= spread.least;
    return sum(Object.entries(at).map(([id, count]) => Math.min(count, this.place(id).zones))) >= spread.least;
  }

  private place(id: string): PlacementLocation {
    const found = this.problem.locations.find((place) => place.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  }

  private near(a: string, b: string, most: number): boolean {
    const { latencyMs } = this.problem;
    return a === b || (latencyMs[a]?.[b] ?? latencyMs[b]?.[a] ?? Infinity) <= most;
  }

  /** Everything but the number of nodes and clusters. */
  hold(placed: Placed): boolean {
    const { services, locations } = this.problem;
    for (const service of services) {
      const here = Object.keys(placed[service.name] ?? {});
      for (const other of service.keepWith) {
        const there = Object.keys(placed[other] ?? {});
        if (here.length !== there.length || !subset(here, there)) return false;
      }
      if (service.keepApart.some((other) => here.some((id) => placed[other]?.[id] !== undefined))) return false;
      for (const { to, maxLatencyMs, reach } of service.talksTo) {
        if (maxLatencyMs === undefined) continue;
        const there = Object.keys(placed[to] ?? {});
        for (const id of here) {
          const close = there.filter((other) => this.near(id, other, maxLatencyMs));
          if (reach === 'all' ? close.length < there.length : close.length === 0) return false;
        }
      }
    }
    for (const site of locations) {
      if (site.kind === 'static' && !this.siteHolds(site, placed, undefined)) return false;
    }
    return services.every((service) =>
      this.overflowedFrom(service, placed).every((site) => this.isFull(site, placed, service)),
    );
  }

  private at(site: StaticPlace, placed: Placed): Record<string, number> {
    return Object.fromEntries(
      this.problem.services.flatMap(({ name }) => {
        const count = placed[name]?.[site.id];
        return count === undefined ? [] : [[name, count]];
      }),
    );
  }

  private load(holds: Readonly<Record<string, number>>): Record<string, number> {
    const load: Record<string, number> = {};
    for (const amounts of this.replicasOf(holds))
      for (const [d, amount] of Object.entries(amounts)) load[d] = (load[d] ?? 0) + amount;
    return load;
  }

  private siteHolds(site: StaticPlace, placed: Placed, more: PlacedService | undefined): boolean {
    const holds = { ...this.at(site, placed), ...(more !== undefined && { [more.name]: more.replicas }) };
    const sets = 1 << site.reservations.length;
    for (let set = 0; set < sets; set++) {
      const chosen = site.reservations.filter((_, index) => (set >> index) % 2 === 1);
      if (more !== undefined && chosen.some(({ selectors }) => this.selected(more, selectors))) continue;
      const outside = Object.entries(holds).filter(
        ([name]) => !chosen.some(({ selectors }) => this.selected(this.named(name), selectors)),
      );
      if (!this.within(site, this.load(Object.fromEntries(outside)), chosen)) return false;
    }
    return this.packs(site, holds);
  }

  private packs(site: StaticPlace, holds: Readonly<Record<string, number>>): boolean {
    const { nodes, perNode } = site;
    if (nodes === undefined || perNode === undefined) return true;
    const key = `${site.id} ${JSON.stringify(holds)}`;
    const known = this.packed.get(key);
    if (known !== undefined) return known;
    const fits = fewestNodes(perNode, this.replicasOf(holds)) <= nodes - site.usedNodes;
    this.packed.set(key, fits);
    return fits;
  }

  private overflowedFrom(service: PlacedService, placed: Placed, only?: string): StaticPlace[] {
    const at = placed[service.name] ?? {};
    return this.problem.locations
      .flatMap((site) => (site.kind === 'static' && site.overflow !== undefined ? [site] : []))
      .filter((site) => at[site.id] === undefined && this.mayStand(service, site))
      .filter((site) =>
        Object.keys(at).some((id) => {
          const place = this.place(id);
          if (place.kind !== 'cloud' || place.infrastructure !== site.overflow?.target) return false;
          return (only === undefined || only === id) && (site.overflow.regions?.includes(place.region) ?? true);
        }),
      )
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private isFull(site: StaticPlace, placed: Placed, service: PlacedService): boolean {
    const load = this.load({ ...this.at(site, placed), [service.name]: service.replicas });
    const percent = site.overflow?.thresholdPercent ?? 100;
    const past = Object.entries(site.capacity).some(
      ([d, all]) => ((site.used[d] ?? 0) + (load[d] ?? 0)) * 100 > all * percent,
    );
    return past || !this.siteHolds(site, placed, service);
  }

  replicasOf(holds: Readonly<Record<string, number>>): Resources[] {
    return Object.entries(holds).flatMap(([name, count]) =>
      Array.from({ length: count }, () => this.amounts(this.named(name))),
    );
  }

  pools(placed: Placed): TestPool[] {
    const found = new Map<string, TestPool>();
    for (const service of this.problem.services) {
      for (const [id, count] of Object.entries(placed[service.name] ?? {})) {
        const place = this.place(id);
        if (place.kind !== 'cloud') continue;
        const overflowOf = this.overflowedFrom(service, placed, id)[0]?.id;
        const key = `${id} ${overflowOf}`;
        const pool = found.get(key) ?? { place, overflowOf, holds: {} };
        pool.holds[service.name] = count;
        found.set(key, pool);
      }
    }
    return [...found.values()];
  }

  /** Zones of a cloud place that so many replicas stand in at least. */
  zonesAt(name: string, { zones }: PlacementLocation, count: number): number {
    const { spread, zonesAtPlace = 1 } = this.named(name);
    return Math.min(count, zones, Math.max(zonesAtPlace, spread?.over === 'zones' ? spread.least : 1));
  }

  /** Traffic and modules by place, and with them what only the objective counts. */
  restOf(placed: Placed): { total: number; byPlace: Record<string, number> } {
    const byPlace: Record<string, number> = {};
    let preferences = 0;
    const ranks = [...new Set(this.problem.services.map(({ priority }) => priority))].sort((a, b) => a - b);
    for (const service of this.problem.services) {
      const at = placed[service.name] ?? {};
      const isStatic = (place: PlacementLocation): boolean => place.kind === 'static' && this.mayStand(service, place);
      for (const [id, count] of Object.entries(at)) {
        const place = this.place(id);
        byPlace[id] ??= place.fixedMicroUsd;
        if (place.kind === 'cloud' && this.problem.locations.some(isStatic))
          preferences += ranks.indexOf(service.priority) * count;
        for (const edge of service.talksTo) byPlace[id] += this.trafficOf(service, edge, place, placed);
      }
      const held = this.held(service);
      const usable = this.problem.locations.filter((place) => held?.places[place.id] && this.mayStand(service, place));
      if (held !== undefined && usable.some(({ id }) => at[id] === undefined))
        preferences += Math.max(1, held.minSavingMicroUsd);
    }
    return { total: preferences + sum(Object.values(byPlace)), byPlace };
  }

  private trafficOf(
    service: PlacedService,
    { to, gbPerMonth, reach }: PlacedService['talksTo'][number],
    place: PlacementLocation,
    placed: Placed,
  ): number {
    const target = this.named(to);
    const [whole, here] =
      service.spread === undefined ? [1, 1] : [service.replicas, placed[service.name]?.[place.id] ?? 0];
    const beside = placed[to]?.[place.id] ?? 0;
    const even = reach === 'all' && target.spread !== undefined;
    const parts = even ? whole * target.replicas : whole;
    const leaving = even ? Math.max(0, here * target.replicas - beside * whole) : beside > 0 ? 0 : here;
    return leaving * Math.ceil((Math.round(gbPerMonth * 1000) * place.egressMicroUsdPerGb) / 1000 / parts);
  }

  /** Of clusters and money; `chosen` holds clusters and cost of each pool. */
  limitsHold(
    pools: readonly TestPool[],
    chosen: readonly (readonly [number, number])[],
    rest: Readonly<Record<string, number>>,
  ): boolean {
    const { locations, infrastructures } = this.problem;
    const total = (passes: (pool: TestPool) => boolean, what: 0 | 1): number =>
      sum(pools.map((pool, index) => (passes(pool) ? (chosen[index]?.[what] ?? 0) : 0)));
    const spent = (ids: readonly string[]): number =>
      total(({ place }) => ids.includes(place.id), 1) + sum(ids.map((id) => rest[id] ?? 0));
    const budgets = [
      ...infrastructures.map(({ name, budget }) => ({
        budget,
        ids: locations.filter(({ infrastructure }) => infrastructure === name).map(({ id }) => id),
      })),
      ...locations.map(({ id, budget }) => ({ budget, ids: [id] })),
    ];
    for (const { budget, ids } of budgets) {
      if (budget?.limit !== 'hard') continue;
      if (spent(ids) > Math.max(0, budget.monthlyMicroUsd - budget.spentMicroUsd)) return false;
    }
    return locations.every((place) => {
      if (place.kind === 'cloud')
        return total((pool) => pool.place.id === place.id, 0) <= (place.maxClusters ?? Infinity);
      const own = (pool: TestPool): boolean => pool.overflowOf === place.id;
      const { maxClusters = Infinity, maxMonthlyMicroUsd = Infinity } = place.overflow ?? {};
      return total(own, 0) <= maxClusters && total(own, 1) <= maxMonthlyMicroUsd;
    });
  }
}

/** By subsets: the fewest equal nodes that hold all replicas. */
function fewestNodes(size: Resources, replicas: readonly Resources[]): number {
  const all = (1 << replicas.length) - 1;
  const fits = Array.from({ length: all + 1 }, (_, mask) => {
    const load: Record<string, number> = {};
    replicas.forEach((amounts, index) => {
      if ((mask >> index) % 2 === 0) return;
      for (const [d, amount] of Object.entries(amounts)) load[d] = (load[d] ?? 0) + amount;
    });
    return Object.entries(load).every(([d, amount]) => amount <= (size[d] ?? Infinity));
  });
  const fewest = [0];
  for (let mask = 1; mask <= all; mask++) {
    let least = Infinity;
    for (let part = mask; part > 0; part = (part - 1) & mask)
      if (fits[part] === true && (part & mask & -mask) !== 0) least = Math.min(least, 1 + (fewest[mask ^ part] ?? 0));
    fewest.push(least);
  }
  return fewest[all] ?? Infinity;
}
