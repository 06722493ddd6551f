/**
 * Whether a placement keeps every rule and costs what it says, in whole numbers, from the documents alone: nothing of
 * the engines is used here, so that a fault of theirs cannot hide itself.
 */
import { PODS, type CloudPlace, type PlacedService, type Placement, type PlacementProblem } from './problem';
import type { PlacementAnswer, PlacementLocation, Pool, Resources, StaticPlace } from './problem';

/** What is wrong with an answer, one sentence each; empty where nothing is. Infeasible answers hold no placement. */
export function answerViolations(problem: PlacementProblem, answer: PlacementAnswer): string[] {
  if (answer.status === 'infeasible' || answer.status === 'undecided') return [];
  const broken = placementViolations(problem, answer.placement);
  if (answer.status === 'optimal') return broken;
  const { boundMicroUsd, gap, placement } = answer;
  const objective = placement.objectiveMicroUsd;
  if (boundMicroUsd > objective) broken.push(`the bound ${boundMicroUsd} is above the objective ${objective}`);
  const real = objective === 0 ? 0 : (objective - boundMicroUsd) / objective;
  if (Math.abs(gap - real) > 1e-9) broken.push(`the gap is ${real}, not ${gap}`);
  return broken;
}

export function placementViolations(problem: PlacementProblem, placement: Placement): string[] {
  return new Check(problem, placement).run();
}

/** An amount of a dimension, in words. */
type Told = (dimension: string, amount: number) => string;

/** The same without money and without what was held: a new price breaks no placement. */
export function ruleViolations(problem: PlacementProblem, placement: Placement, told?: Told): string[] {
  return new Check(problem, placement, told).rules();
}

class Check {
  private readonly broken: string[] = [];
  private readonly services: ReadonlyMap<string, PlacedService>;
  private readonly locations: ReadonlyMap<string, PlacementLocation>;

  constructor(
    private readonly problem: PlacementProblem,
    private readonly placement: Placement,
    private readonly told: Told = (dimension, amount) => `${dimension} ${amount}`,
  ) {
    this.services = new Map(problem.services.map((service) => [service.name, service]));
    this.locations = new Map(problem.locations.map((location) => [location.id, location]));
  }

  run(): string[] {
    this.rules();
    this.held();
    this.money();
    return this.broken;
  }

  rules(): string[] {
    for (const service of this.problem.services) this.service(service);
    for (const service of this.problem.services) this.neighbours(service);
    for (const location of this.problem.locations) {
      if (location.kind === 'static') this.capacity(location);
    }
    for (const pool of this.placement.pools) this.pool(pool);
    this.overflow();
    return this.broken;
  }

  private expect(holds: boolean, sentence: string): void {
    if (!holds) this.broken.push(sentence);
  }

  private at(service: string): Readonly<Record<string, number>> {
    return this.placement.services[service] ?? {};
  }

  private service(service: PlacedService): void {
    const { name, replicas, requires, spread } = service;
    const at = Object.entries(this.at(name));
    this.expect(
      at.every(([, count]) => Number.isSafeInteger(count) && count > 0),
      `${name} has counts that are not whole and positive`,
    );
    const total = at.reduce((sum, [, count]) => sum + count, 0);
    this.expect(total === replicas, `${name} has ${total} replicas of ${replicas}`);
    this.expect(spread !== undefined || at.length === 1, `${name} stands in ${at.length} places`);
    for (const [id] of at) {
      const place = this.locations.get(id);
      if (place === undefined || place.closed !== undefined) {
        this.broken.push(`${name} stands at ${id}, which is not open`);
        continue;
      }
      const has = (wanted: readonly string[], tags: readonly string[]): boolean =>
        wanted.every((tag) => tags.includes(tag));
      this.expect(has(requires.compliance, place.compliance), `${name} lacks compliance at ${id}`);
      this.expect(has(requires.capabilities, place.capabilities), `${name} lacks capabilities at ${id}`);
      this.expect(has(requires.residency, place.residency), `${name} lacks residency at ${id}`);
      const { regions } = requires;
      const allowed = regions.length === 0 || regions.some((glob) => fits(glob, place.region) || fits(glob, id));
      this.expect(allowed, `${name} is not allowed in ${place.region}`);
    }
    if (spread === undefined) return;
    const zones = at.reduce((sum, [id, count]) => sum + Math.min(count, this.locations.get(id)?.zones ?? 0), 0);
    const over = spread.over === 'locations' ? at.length : zones;
    this.expect(over >= spread.least, `${name} stands in ${over} ${spread.over}, not ${spread.least}`);
  }

  private neighbours(service: PlacedService): void {
    const here = Object.keys(this.at(service.name)).sort();
    for (const other of service.keepWith)
      this.expect(here.join() === Object.keys(this.at(other)).sort().join(), `${service.name} is not with ${other}`);
    for (const other of service.keepApart) {
      const apart = other === service.name || !here.some((id) => this.at(other)[id] !== undefined);
      this.expect(apart, `${service.name} is not apart from ${other}`);
    }
    for (const { to, maxLatencyMs, reach } of service.talksTo) {
      if (maxLatencyMs === undefined || to === service.name) continue;
      const near = (a: string, b: string): boolean => {
        const { latencyMs } = this.problem;
        return a === b || (latencyMs[a]?.[b] ?? latencyMs[b]?.[a] ?? Infinity) <= maxLatencyMs;
      };
      const there = Object.keys(this.at(to));
      for (const id of here) {
        const reached = there.filter((other) => near(id, other)).length;
        this.expect(
          reach === 'all' ? reached === there.length : reached > 0,
          `${service.name} at ${id} is too far from ${to}`,
        );
      }
    }
  }

  private amount(service: string): Resources {
    return { ...this.services.get(service)?.requests, [PODS]: 1 };
  }

  /** Requests at a place by dimension, of the services that pass. */
  private taken(id: string, passes: (service: PlacedService) => boolean): Record<string, number> {
    const sum: Record<string, number> = {};
    for (const service of this.problem.services) {
      const count = this.at(service.name)[id] ?? 0;
      if (count === 0 || !passes(service)) continue;
      for (const [dimension, amount] of Object.entries(this.amount(service.name)))
        sum[dimension] = (sum[dimension] ?? 0) + count * amount;
    }
    return sum;
  }

  private capacity(site: StaticPlace): void {
    const { id, reservations } = site;
    const selected = (service: PlacedService, index: number): boolean =>
      reservations[index]?.selectors.some((labels) =>
        Object.keys(labels).every((key) => service.labels[key] === labels[key]),
      ) ?? false;
    for (let set = 0; set < 2 ** reservations.length; set++) {
      const chosen = reservations.flatMap((_, index) => (Math.floor(set / 2 ** index) % 2 === 1 ? [index] : []));
      const taken = this.taken(id, (service) => !chosen.some((index) => selected(service, index)));
      for (const [dimension, all] of Object.entries(site.capacity)) {
        const kept = chosen.reduce((sum, index) => sum + (reservations[index]?.amount[dimension] ?? 0), 0);
        const free = Math.max(0, Math.max(0, all - (site.used[dimension] ?? 0)) - kept);
        const wanted = taken[dimension] ?? 0;
        this.expect(
          wanted <= free,
          `${id} holds ${this.told(dimension, wanted)} where ${this.told(dimension, free)} is free`,
        );
      }
    }
  }

  private pool(pool: Pool): void {
    const place = this.locations.get(pool.location);
    if (place === undefined) return void this.broken.push(`no place ${pool.location}`);
    const nodes: Record<string, number> = {};
    const held: Record<string, number> = {};
    for (const { type, count, holds } of pool.bins) {
      nodes[type] = (nodes[type] ?? 0) + count;
      const load: Record<string, number> = {};
      for (const [service, replicas] of Object.entries(holds)) {
        held[service] = (held[service] ?? 0) + replicas * count;
        for (const [dimension, amount] of Object.entries(this.amount(service)))
          load[dimension] = (load[dimension] ?? 0) + replicas * amount;
      }
      const size = place.kind === 'static' ? place.perNode : allocatable(place, type);
      this.expect(size !== undefined, `the size of a ${type} at ${place.id} is not known`);
      if (size === undefined) continue;
      for (const [dimension, amount] of Object.entries(load)) {
        const missing = place.kind === 'cloud' && dimension.startsWith('accelerator/') ? 0 : Infinity;
        const most = size[dimension] ?? missing;
        const [has, wanted] = [this.told(dimension, most), this.told(dimension, amount)];
        this.expect(amount <= most, `a ${type} at ${place.id} has ${has} and is to hold ${wanted}`);
      }
    }
    this.expect(same(nodes, pool.nodes), `${place.id}: nodes are not those of the bins`);
    const count = Object.values(pool.nodes).reduce((sum, each) => sum + each, 0);
    if (place.kind === 'cloud') {
      this.expect(same(held, pool.holds), `${place.id}: bins do not hold what the pool holds`);
      this.zones(pool, place);
      const most = pool.clusters * (place.maxNodesPerCluster ?? Infinity);
      this.expect(pool.clusters > 0 && count <= most, `${place.id}: ${count} nodes in ${pool.clusters} clusters`);
    } else if (place.perNode !== undefined && place.nodes !== undefined) {
      this.expect(same(held, pool.holds), `${place.id}: bins do not hold what the pool holds`);
      this.expect(count <= Math.max(0, place.nodes - place.usedNodes), `${place.id}: ${count} nodes are not free`);
    }
  }

  private zones({ bins, holds }: Pool, { id, zones }: CloudPlace): void {
    for (const { zone } of bins)
      this.expect(zone === undefined || (zone >= 1 && zone <= zones), `${id} has ${zones} zones, and no ${zone}`);
    for (const [name, count] of Object.entries(holds)) {
      const { spread, zonesAtPlace = 1 } = this.services.get(name) ?? {};
      const wanted = Math.max(zonesAtPlace, spread?.over === 'zones' ? spread.least : 1);
      const least = Math.min(wanted, count, zones);
      const found = new Set(bins.flatMap(({ zone, holds: on }) => ((on[name] ?? 0) > 0 ? [zone] : [])));
      found.delete(undefined);
      this.expect(least < 2 || found.size >= least, `${name} stands in ${found.size} zones of ${id}, not in ${least}`);
    }
  }

  private held(): void {
    for (const { service, places, keep } of this.problem.held) {
      const before = Object.keys(places).filter((id) => (places[id] ?? 0) > 0);
      const at = Object.keys(this.at(service));
      const moved = before.some((id) => !at.includes(id));
      if (keep === 'pinned') this.expect(same2(before, at), `${service} is pinned and moved`);
      this.expect(this.placement.moved.includes(service) === moved, `${service}: moved is not told`);
    }
  }

  /** Static places whose overflow a service at a cloud place would be, in order of their ids. */
  private overflowedFrom(service: PlacedService, place: CloudPlace): StaticPlace[] {
    return this.problem.locations
      .flatMap((site) => (site.kind === 'static' ? [site] : []))
      .filter((site) => {
        if (site.overflow === undefined || site.overflow.target !== place.infrastructure) return false;
        if (!(site.overflow.regions?.includes(place.region) ?? true)) return false;
        return this.at(service.name)[site.id] === undefined && this.couldStand(service, site);
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private couldStand(service: PlacedService, site: StaticPlace): boolean {
    const pin = this.problem.held.find((held) => held.service === service.name && held.keep === 'pinned');
    if (site.closed !== undefined || (pin !== undefined && (pin.places[site.id] ?? 0) === 0)) return false;
    const { compliance, capabilities, residency, regions } = service.requires;
    const has = (wanted: readonly string[], tags: readonly string[]): boolean =>
      wanted.every((tag) => tags.includes(tag));
    if (!has(compliance, site.compliance) || !has(capabilities, site.capabilities)) return false;
    if (!has(residency, site.residency)) return false;
    if (regions.length > 0 && !regions.some((glob) => fits(glob, site.region) || fits(glob, site.id))) return false;
    const together = service.spread === undefined ? service.replicas : 1;
    const room = Object.entries(this.amount(service.name)).every(([dimension, amount]) => {
      const kept = site.reservations
        .filter(({ selectors }) =>
          selectors.every((labels) => Object.keys(labels).some((key) => service.labels[key] !== labels[key])),
        )
        .reduce((sum, each) => sum + (each.amount[dimension] ?? 0), 0);
      const all = site.capacity[dimension];
      const free = all === undefined ? Infinity : Math.max(0, Math.max(0, all - (site.used[dimension] ?? 0)) - kept);
      return amount * together <= free && amount <= (site.perNode?.[dimension] ?? Infinity);
    });
    return room && (site.perNode === undefined || site.nodes === undefined || site.nodes > site.usedNodes);
  }

  private overflow(): void {
    const told = this.placement.overflowed.map(({ service, site, location }) => `${service} ${site} ${location}`);
    const real: string[] = [];
    for (const service of this.problem.services) {
      for (const [id, count] of Object.entries(this.at(service.name))) {
        const place = this.locations.get(id);
        const sites = place?.kind === 'cloud' ? this.overflowedFrom(service, place) : [];
        for (const site of sites)
          this.expect(this.isPast(service, site), `${service.name} overflows from ${site.id} before its trigger`);
        const [first] = sites;
        if (first !== undefined) real.push(`${service.name} ${first.id} ${id}`);
        const pool = this.placement.pools.find(
          ({ location, overflowOf, holds }) =>
            location === id && overflowOf === first?.id && holds[service.name] === count,
        );
        this.expect(pool !== undefined, `${service.name} is in no pool at ${id} that it belongs to`);
      }
    }
    this.expect(same2(told, real), 'what overflows is not what is told');
    const inPools = this.placement.pools.reduce((sum, { holds }) => sum + Object.keys(holds).length, 0);
    const inPlaces = this.problem.services.reduce((sum, { name }) => sum + Object.keys(this.at(name)).length, 0);
    this.expect(inPools === inPlaces, 'the pools hold something else');
    for (const site of this.problem.locations) {
      if (site.kind !== 'static' || site.overflow === undefined) continue;
      const pools = this.placement.pools.filter(({ overflowOf }) => overflowOf === site.id);
      const clusters = pools.reduce((sum, pool) => sum + pool.clusters, 0);
      const spend = pools.reduce((sum, pool) => sum + this.poolCost(pool), 0);
      const { maxClusters = Infinity, maxMonthlyMicroUsd = Infinity } = site.overflow;
      this.expect(clusters <= maxClusters, `${site.id} overflows into ${clusters} clusters`);
      this.expect(spend <= maxMonthlyMicroUsd, `${site.id} overflows for ${spend}`);
    }
  }

  private isPast(service: PlacedService, site: StaticPlace): boolean {
    const placed = this.taken(site.id, () => true);
    for (const [dimension, all] of Object.entries(site.capacity)) {
      const now = (placed[dimension] ?? 0) + (site.used[dimension] ?? 0);
      const wanted = service.replicas * (this.amount(service.name)[dimension] ?? 0);
      if ((now + wanted) * 100 > all * (site.overflow?.thresholdPercent ?? 100)) return true;
    }
    if (!this.sharesLeave(service, site)) return true;
    if (site.perNode === undefined || site.nodes === undefined) return false;
    return !this.firstFit(service, site, site.perNode, site.nodes - site.usedNodes);
  }

  /** Whether the site would hold the service as well, reservations kept. */
  private sharesLeave(service: PlacedService, site: StaticPlace): boolean {
    const { reservations } = site;
    const selected = (one: PlacedService, index: number): boolean =>
      reservations[index]?.selectors.some((labels) =>
        Object.keys(labels).every((key) => one.labels[key] === labels[key]),
      ) ?? false;
    for (let set = 0; set < 2 ** reservations.length; set++) {
      const chosen = reservations.flatMap((_, index) => (Math.floor(set / 2 ** index) % 2 === 1 ? [index] : []));
      if (chosen.some((index) => selected(service, index))) continue;
      const taken = this.taken(site.id, (one) => !chosen.some((index) => selected(one, index)));
      for (const [dimension, all] of Object.entries(site.capacity)) {
        const kept = chosen.reduce((sum, index) => sum + (reservations[index]?.amount[dimension] ?? 0), 0);
        const free = Math.max(0, Math.max(0, all - (site.used[dimension] ?? 0)) - kept);
        const wanted = service.replicas * (this.amount(service.name)[dimension] ?? 0);
        if (wanted > 0 && (taken[dimension] ?? 0) + wanted > free) return false;
      }
    }
    return true;
  }

  /** Whether the simplest packing finds room for the service: then its overflow has no reason. */
  private firstFit(service: PlacedService, site: StaticPlace, size: Resources, nodes: number): boolean {
    const items = this.problem.services
      .flatMap((each) => {
        const count = each.name === service.name ? each.replicas : (this.at(each.name)[site.id] ?? 0);
        const amount = this.amount(each.name);
        const key = Math.max(...Object.entries(amount).map(([d, value]) => value / (size[d] ?? Infinity)));
        return Array.from({ length: count }, () => ({ amount, key }));
      })
      .sort((a, b) => b.key - a.key);
    const bins = Array.from({ length: Math.min(nodes, items.length) }, (): Record<string, number> => ({ ...size }));
    return items.every(({ amount }) => {
      const bin = bins.find((free) => Object.entries(amount).every(([d, value]) => value <= (free[d] ?? Infinity)));
      if (bin === undefined) return false;
      for (const [d, value] of Object.entries(amount)) if (bin[d] !== undefined) bin[d] -= value;
      return true;
    });
  }

  private poolCost(pool: Pool): number {
    const place = this.locations.get(pool.location);
    if (place?.kind !== 'cloud') return 0;
    const prices = new Map(place.nodeTypes.map(({ type, microUsd }) => [type, microUsd]));
    const nodes = Object.entries(pool.nodes).reduce((sum, [type, count]) => sum + count * (prices.get(type) ?? 0), 0);
    return nodes + pool.clusters * place.clusterMicroUsd;
  }

  private traffic(from: string): number {
    let sum = 0;
    const price = this.locations.get(from)?.egressMicroUsdPerGb ?? 0;
    for (const service of this.problem.services) {
      const here = this.at(service.name)[from] ?? 0;
      if (here === 0) continue;
      for (const { to, gbPerMonth, reach } of service.talksTo) {
        const target = this.services.get(to);
        if (target === undefined || to === service.name) continue;
        const beside = this.at(to)[from] ?? 0;
        const whole = service.spread === undefined ? 1 : service.replicas;
        const part = service.spread === undefined ? 1 : here;
        const shared = reach === 'all' && target.spread !== undefined;
        const parts = whole * (shared ? target.replicas : 1);
        const leaving = shared ? Math.max(0, part * target.replicas - whole * beside) : beside > 0 ? 0 : part;
        sum += leaving * Math.ceil((Math.round(gbPerMonth * 1000) * price) / (1000 * parts));
      }
    }
    return sum;
  }

  private money(): void {
    const { placement, problem } = this;
    let total = 0;
    const spent = new Map<string, number>();
    for (const place of problem.locations) {
      const pools = placement.pools.filter(({ location }) => location === place.id);
      const clusters = pools.reduce((sum, pool) => sum + pool.clusters, 0);
      if (place.kind === 'cloud')
        this.expect(clusters <= (place.maxClusters ?? Infinity), `${place.id} has ${clusters} clusters`);
      const used = problem.services.some(({ name }) => this.at(name)[place.id] !== undefined);
      const bought = pools.reduce((sum, pool) => sum + this.poolCost(pool), 0);
      const control = place.kind === 'cloud' ? clusters * place.clusterMicroUsd : 0;
      const trafficMicroUsd = this.traffic(place.id);
      const fixedMicroUsd = used ? place.fixedMicroUsd : 0;
      const costs = {
        nodesMicroUsd: bought - control,
        clustersMicroUsd: control,
        fixedMicroUsd,
        trafficMicroUsd,
      };
      const all = bought + fixedMicroUsd + trafficMicroUsd;
      this.expect(
        used ? same({ ...placement.costs[place.id] }, costs) : placement.costs[place.id] === undefined,
        `${place.id} costs ${JSON.stringify(costs)}`,
      );
      spent.set(place.id, all);
      total += all;
    }
    this.expect(total === placement.costMicroUsd, `it costs ${total}, not ${placement.costMicroUsd}`);
    this.expect(Number.isSafeInteger(total), `${total} is too much money to count`);
    const objective = total + this.preferences();
    this.expect(objective === placement.objectiveMicroUsd, `the objective is ${objective}`);
    this.budgets(spent);
  }

  private preferences(): number {
    let sum = 0;
    const { held, services, locations } = this.problem;
    const ranks = [...new Set(services.map(({ priority }) => priority))].sort((a, b) => a - b);
    for (const service of services) {
      const at = this.at(service.name);
      const statics = locations.filter((site) => site.kind === 'static' && this.couldStand(service, site));
      for (const [id, count] of Object.entries(at)) {
        if (statics.length > 0 && this.locations.get(id)?.kind === 'cloud')
          sum += ranks.indexOf(service.priority) * count;
      }
      for (const { service: name, places, minSavingMicroUsd } of held) {
        if (name !== service.name) continue;
        const left = Object.keys(places).filter((id) => (places[id] ?? 0) > 0 && at[id] === undefined);
        if (left.some((id) => this.allows(service, id))) sum += Math.max(1, minSavingMicroUsd);
      }
    }
    return sum;
  }

  /** Leaving a place that a service may no longer use is no choice and costs nothing. */
  private allows(service: PlacedService, id: string): boolean {
    const place = this.locations.get(id);
    if (place === undefined) return false;
    if (place.kind === 'static') return this.couldStand(service, place);
    const { compliance, capabilities, residency, regions } = service.requires;
    const tags = [
      [compliance, place.compliance],
      [capabilities, place.capabilities],
      [residency, place.residency],
    ] as const;
    if (place.closed !== undefined || tags.some(([wanted, has]) => wanted.some((tag) => !has.includes(tag))))
      return false;
    if (regions.length > 0 && !regions.some((glob) => fits(glob, place.region) || fits(glob, id))) return false;
    if (place.maxClusters === 0 || place.maxNodesPerCluster === 0) return false;
    return place.nodeTypes.some(({ allocatable: size }) =>
      Object.entries(this.amount(service.name)).every(
        ([d, amount]) => amount <= (size[d] ?? (d.startsWith('accelerator/') ? 0 : Infinity)),
      ),
    );
  }

  private budgets(spent: ReadonlyMap<string, number>): void {
    const { infrastructures, locations } = this.problem;
    const each = [
      ...infrastructures.map(({ name, budget }) => ({
        name,
        budget,
        ids: locations.filter(({ infrastructure }) => infrastructure === name).map(({ id }) => id),
      })),
      ...locations.map(({ id, budget }) => ({ name: id, budget, ids: [id] })),
    ];
    for (const { name, budget, ids } of each) {
      if (budget === undefined) continue;
      const here = ids.reduce((sum, id) => sum + (spent.get(id) ?? 0), 0);
      const over = here + budget.spentMicroUsd - budget.monthlyMicroUsd;
      const told = this.placement.exceeded.find((one) => one.budget === `budget/${name}`);
      if (budget.limit === 'hard') this.expect(here === 0 || over <= 0, `budget/${name} is exceeded by ${over}`);
      else this.expect((told?.byMicroUsd ?? 0) === Math.max(0, over), `budget/${name} is exceeded by ${over}`);
    }
  }
}

function allocatable(place: CloudPlace, type: string): Resources | undefined {
  return place.nodeTypes.find((each) => each.type === type)?.allocatable;
}

function fits(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > text.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}

function same(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const text = (of: Readonly<Record<string, number>>): string => JSON.stringify(Object.entries(of).sort());
  return text(a) === text(b);
}

function same2(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join('\n') === [...b].sort().join('\n');
}
