/**
 * Placement as an integer programme.
 *
 * Sets
 *   s services, r(s) replicas each      l places (clouds and static sites), those that s may use: L(s)
 *   p pools: one for each site, one for each cloud place, one more there for each site o that overflows to it
 *   t node types of a cloud place       d dimensions of resources      e = (a, b) edges of traffic, G(e) parts
 *
 * Variables
 *   x[s,p] in {0,1}      s stands in pool p; x[s,l] is the sum over the pools at l
 *   n[s,p] in 0..r(s)    replicas; for a service without spread this is r(s) x[s,p] and no variable
 *   z[s,l]               zones of l that a service spread over zones uses
 *   u[l] in {0,1}        l is used          k[p] clusters        m[p,t] nodes
 *   w[e,l]               parts of the edge that leave l
 *   v[s] in {0,1}        s leaves a place that it was held at
 *   q[o,d,K] in {0,1}    services at site o (all, or those of a share) request at least K of d
 *   q[s,o] in {0,1}      with s the nodes of o do not suffice
 *
 * Minimise   sum fixed[l] u[l] + cluster[l] k[p] + price[t] m[p,t] + unit(e,l) w[e,l] + move[s] v[s] + rank[s] n[s,cloud]
 *
 * Subject to
 *   place/s       sum over l of n[s,l] = r(s);  x <= n <= r x;  without spread sum of x[s,l] = 1
 *   spread/s      sum of x[s,l] >= N, or sum of z[s,l] >= N with z <= n and z <= zones(l) x
 *   with/a/b      x[a,l] = x[b,l]                       apart/a/b    x[a,l] + x[b,l] <= 1
 *   latency/a/b   x[a,l] + sum of x[b,m] over m too far <= 1 where b stands in one place;
 *                 for a spread b `all`: x[a,l] + x[b,m] <= 1 for each m; `nearest`: x[a,l] <= sum of x[b,m], m near
 *   capacity/l/d  sum over s of request[s,d] n[s,l] <= free(l,d);  reservation/l/d: the same over services that match
 *                 none of some reservations, less those reservations
 *   nodes         sum of request[s,d] n[s,p] <= sum of allocatable[t,d] m[p,t];  sum of m[p,t] <= nodes per cluster k[p];
 *                 zones(s) x[s,p] <= sum of m[p,t] for zones(s) that s stands in;
 *                 what packing asks for beside totals comes from `worths.ts`
 *   clusters/l    sum of k[p] at l <= limit;  x[s,p] <= u[l];  x[s,p] <= k[p]
 *   traffic       w[e,l] >= n[a,l] - r(a) x[b,l], or for shares  w[e,l] >= r(b) n[a,l] - r(a) n[b,l]
 *   overflow/o    x[s,l] - x[s,o] <= sum over d of q[o,d,K(s,d)] + q[s,o];  K q[o,d,K] <= sum of request[s,d] n[s,o];
 *                 clusters and spend of the pools of o within its limits
 *   budget/i      nodes, clusters, modules and traffic of its places <= what is left
 *
 * Packing is no part of it: a point is settled with real bins, and where those cost more than the programme says, a cut
 * is added (`cuts.ts`). Without cuts its optimum is a lower bound.
 */
import type { Cloud, Instance, Service, Site } from './instance';
import { undominated } from './nodes';
import { Rows, type Term } from './rows';

export interface PoolColumns {
  readonly place: number;
  readonly overflowOf?: number;
  readonly clusters: number;
  readonly nodesPerCluster: number;
  /** Column of each useful node type. */
  readonly nodes: readonly { readonly kind: Cloud['nodeTypes'][number]; readonly column: number }[];
}

export interface Formulation {
  readonly rows: Rows;
  readonly pools: readonly PoolColumns[];
  /** Place -> column of its modules. */
  readonly used: readonly number[];
  /** Of a service: the columns by pool, and how many replicas a unit of `count` is. */
  readonly stands: readonly (readonly Stand[])[];
  /** Pool -> who may stand in it. */
  readonly standsIn: readonly (readonly Standing[])[];
}

export interface Standing {
  readonly service: Service;
  readonly stand: Stand;
}

export interface Stand {
  readonly place: number;
  /** Index into pools; absent at static places. */
  readonly pool?: number;
  readonly x: number;
  /** Column of replicas, or x itself. */
  readonly n: number;
  readonly replicasPerUnit: number;
}

export function formulate(instance: Instance): Formulation {
  const rows = new Rows();
  const pools: PoolColumns[] = [];
  const poolNumber = new Map<string, number>();
  const used = instance.places.map((place) => rows.binary(`used/${place.id}`, place.fixedMicroUsd));
  for (const place of instance.places) {
    if (place.kind === 'static') continue;
    for (const overflowOf of [undefined, ...place.overflowOf]) {
      const eligible = instance.services.filter((service) => poolsOf(service, place).includes(overflowOf));
      if (eligible.length === 0) continue;
      poolNumber.set(`${place.index} ${overflowOf ?? ''}`, pools.length);
      pools.push(poolColumns(instance, rows, place, overflowOf, eligible));
    }
  }
  const stands = instance.services.map((service) => standsOf(instance, rows, service, poolNumber));
  for (const service of instance.services) serviceRows(instance, rows, service, stands, used, pools);
  for (const place of instance.places) {
    if (place.kind === 'static') siteRows(instance, rows, place, stands);
    else clusterRows(rows, place, pools);
  }
  const standsIn = pools.map((): Standing[] => []);
  for (const service of instance.services)
    for (const stand of stands[service.index] ?? []) standsIn[stand.pool ?? -1]?.push({ service, stand });
  pools.forEach((pool, index) => nodeRows(instance, rows, pool, standsIn[index] ?? []));
  const traffic = linkRows(instance, rows, stands);
  neighbourRows(instance, rows, stands);
  overflowRows(instance, rows, stands, pools);
  budgetRows(instance, rows, pools, used, traffic);
  return { rows, pools, used, stands, standsIn };
}

/** Who may stand at a place, in any pool. */
export function standingAt({ services }: Instance, { stands }: Formulation, place: number): Standing[] {
  return services.flatMap((service) =>
    (stands[service.index] ?? []).flatMap((stand) => (stand.place === place ? [{ service, stand }] : [])),
  );
}

/** Pools in which a service may stand at a cloud place, by the site that it overflows from. */
export function poolsOf(service: Service, place: Cloud): (number | undefined)[] {
  if (!service.places.includes(place.index)) return [];
  const sites = place.overflowOf.filter((site) => service.overflowing.includes(site));
  const [first] = sites;
  if (first === undefined) return [undefined];
  return service.single ? [first] : [...sites, undefined];
}

function poolColumns(
  instance: Instance,
  rows: Rows,
  place: Cloud,
  overflowOf: number | undefined,
  eligible: readonly Service[],
): PoolColumns {
  const replicas = eligible.reduce((sum, service) => sum + service.replicas, 0);
  const name = `${place.id}${overflowOf === undefined ? '' : ` overflow of ${instance.places[overflowOf]?.id}`}`;
  const perCluster = Math.min(place.maxNodesPerCluster, replicas);
  const most = Math.min(place.maxClusters, Math.ceil(replicas / perCluster));
  const nodes = undominated(place.nodeTypes).map((kind) => ({
    kind,
    column: rows.integer(`nodes/${name}/${kind.type}`, Math.min(replicas, most * perCluster), kind.microUsd),
  }));
  const clusters = rows.integer(`clusters/${name}`, most, place.clusterMicroUsd);
  if (nodes.length > 0)
    rows.atMost(`nodes/${name}`, [...nodes.map(({ column }) => [column, 1] as const), [clusters, -perCluster]], 0);
  return {
    place: place.index,
    ...(overflowOf !== undefined && { overflowOf }),
    clusters,
    nodesPerCluster: perCluster,
    nodes,
  };
}

function standsOf(
  instance: Instance,
  rows: Rows,
  service: Service,
  poolNumber: ReadonlyMap<string, number>,
): readonly Stand[] {
  return service.places.flatMap((index): Stand[] => {
    const place = instance.places[index];
    if (place === undefined) return [];
    const options = place.kind === 'cloud' ? poolsOf(service, place) : [undefined];
    return options.map((overflowOf) => {
      const name = `${service.name}@${place.id}${overflowOf === undefined ? '' : `<${instance.places[overflowOf]?.id}`}`;
      const rank = place.kind === 'cloud' ? service.rank : 0;
      const pool = poolNumber.get(`${index} ${overflowOf ?? ''}`);
      const where = { place: index, ...(place.kind === 'cloud' && pool !== undefined && { pool }) };
      const x = rows.binary(`x/${name}`, service.single ? rank * service.replicas : 0);
      if (service.single) return { ...where, x, n: x, replicasPerUnit: service.replicas };
      const n = rows.integer(`n/${name}`, service.replicas, rank);
      rows.atMost(`place/${service.name}`, [[x, 1], [n, -1]], 0); // prettier-ignore
      rows.atMost(`place/${service.name}`, [[n, 1], [x, -service.replicas]], 0); // prettier-ignore
      return { ...where, x, n, replicasPerUnit: 1 };
    });
  });
}

const ones = (stands: readonly Stand[]): Term[] => stands.map(({ x }) => [x, 1]);

const byPlace = new WeakMap<readonly Stand[], ReadonlyMap<number, readonly Stand[]>>();

/** Stands of a service at a place. */
function at(stands: readonly Stand[] | undefined, place: number): readonly Stand[] {
  if (stands === undefined) return [];
  let known = byPlace.get(stands);
  if (known === undefined) {
    const grouped = new Map<number, Stand[]>();
    for (const stand of stands) grouped.set(stand.place, [...(grouped.get(stand.place) ?? []), stand]);
    known = grouped;
    byPlace.set(stands, known);
  }
  return known.get(place) ?? [];
}

function serviceRows(
  instance: Instance,
  rows: Rows,
  service: Service,
  stands: readonly (readonly Stand[])[],
  used: readonly number[],
  pools: readonly PoolColumns[],
): void {
  const own = stands[service.index] ?? [];
  const { name, single, replicas, leastLocations, leastZones, pinned, held, moveMicroUsd } = service;
  rows.between(`place/${name}`, own.map(({ n }) => [n, 1]), single ? 1 : replicas, single ? 1 : replicas); // prettier-ignore
  if (leastLocations > 1) rows.atLeast(`spread/${name}`, ones(own), leastLocations);
  if (leastZones > 1) {
    const zones = service.places.map((place): Term => {
      const here = at(own, place);
      const most = Math.min(replicas, instance.places[place]?.zones ?? 0);
      const z = rows.integer(`zones/${name}@${place}`, most, 0);
      rows.atMost(`spread/${name}`, [[z, 1], ...here.map(({ n, replicasPerUnit }): Term => [n, -replicasPerUnit])], 0);
      rows.atMost(`spread/${name}`, [[z, 1], ...here.map(({ x }): Term => [x, -most])], 0);
      const nodes = here.flatMap(({ pool = -1 }) => pools[pool]?.nodes ?? []);
      if (instance.places[place]?.kind === 'cloud')
        rows.atMost('nodes', [[z, 1], ...nodes.map(({ column }): Term => [column, -1])], 0);
      return [z, 1];
    });
    rows.atLeast(`spread/${name}`, zones, leastZones);
  }
  for (const place of service.places) {
    const here = at(own, place);
    if (here.length > 1) rows.atMost(`place/${name}`, ones(here), 1);
    if ((instance.places[place]?.fixedMicroUsd ?? 0) > 0)
      rows.atMost(`used`, [...ones(here), [used[place] ?? 0, -1]], 0);
    const cloud = instance.places[place];
    if (cloud?.kind === 'cloud' && !single) poolChoiceRows(rows, service, cloud, own, pools);
  }
  for (const { x, pool: index } of own) {
    const pool = index === undefined ? undefined : pools[index];
    if (pool === undefined) continue;
    rows.atMost('clusters', [[x, 1], [pool.clusters, -1]], 0); // prettier-ignore
    const least = Math.min(single ? replicas : 1, service.zonesAtPlace, instance.places[pool.place]?.zones ?? 1);
    if (least > 1) rows.atMost('nodes', [[x, least], ...pool.nodes.map(({ column }): Term => [column, -1])], 0);
  }
  if (pinned) for (const place of held) rows.atLeast(`pin/${name}`, ones(at(own, place)), 1);
  if (held.length === 0 || moveMicroUsd === 0 || pinned) return;
  const moved = rows.binary(`moved/${name}`, moveMicroUsd);
  for (const place of held) rows.atLeast(`moved/${name}`, [...ones(at(own, place)), [moved, 1]], 1);
}

/** A spread service overflows from the first site that it may use and does not. */
function poolChoiceRows(
  rows: Rows,
  service: Service,
  place: Cloud,
  own: readonly Stand[],
  pools: readonly PoolColumns[],
): void {
  const sites = place.overflowOf.filter((site) => service.overflowing.includes(site));
  if (sites.length === 0) return;
  for (const stand of at(own, place.index)) {
    const from = stand.pool === undefined ? undefined : pools[stand.pool]?.overflowOf;
    const before = from === undefined ? sites : sites.slice(0, sites.indexOf(from));
    for (const site of before)
      rows.atMost('overflow', [[stand.x, 1], ...ones(at(own, site)).map(([x]): Term => [x, -1])], 0);
    if (from !== undefined) rows.atMost('overflow', [[stand.x, 1], ...ones(at(own, from))], 1);
  }
}

/** Requests of services in a dimension, in replicas of their columns. */
function load(
  instance: Instance,
  services: Iterable<number>,
  d: number,
  stands: (service: number) => readonly Stand[],
): Term[] {
  const terms: Term[] = [];
  for (const service of services) {
    const request = instance.services[service]?.request[d] ?? 0;
    if (request === 0) continue;
    for (const { n, replicasPerUnit } of stands(service)) terms.push([n, request * replicasPerUnit]);
  }
  return terms;
}

function siteRows(instance: Instance, rows: Rows, site: Site, stands: readonly (readonly Stand[])[]): void {
  const here = (service: number): readonly Stand[] => at(stands[service], site.index);
  const everybody = instance.services.map(({ index }) => index);
  instance.dimensions.forEach((dimension, d) => {
    for (const { services, limit, reserved } of site.shares) {
      const most = limit[d] ?? Infinity;
      const clause = `${reserved.length > 0 ? 'reservation' : 'capacity'}/${site.id}/${dimension}`;
      if (most < Infinity) rows.atMost(clause, load(instance, services, d, here), most);
    }
    const node = site.node?.holds[d] ?? Infinity;
    if (node < Infinity && site.freeNodes < Infinity)
      rows.atMost(`capacity/${site.id}/nodes`, load(instance, everybody, d, here), node * site.freeNodes);
  });
}

function clusterRows(rows: Rows, place: Cloud, pools: readonly PoolColumns[]): void {
  const here = pools.filter((pool) => pool.place === place.index);
  if (place.maxClusters < Infinity && here.length > 0)
    rows.atMost(`clusters/${place.id}`, here.map(({ clusters }): Term => [clusters, 1]), place.maxClusters); // prettier-ignore
}

function nodeRows(instance: Instance, rows: Rows, pool: PoolColumns, inPool: readonly Standing[]): void {
  instance.dimensions.forEach((_, d) => {
    if (pool.nodes.some(({ kind }) => kind.holds[d] === Infinity)) return;
    const terms = inPool.map(({ service, stand }): Term => [
      stand.n,
      (service.request[d] ?? 0) * stand.replicasPerUnit,
    ]);
    const holds = pool.nodes.map(({ kind, column }): Term => [column, -(kind.holds[d] ?? 0)]);
    if (terms.some(([, amount]) => amount > 0)) rows.atMost('nodes', [...terms, ...holds], 0);
  });
}

/** Terms of what traffic costs, by place. */
function linkRows(instance: Instance, rows: Rows, stands: readonly (readonly Stand[])[]): readonly Term[][] {
  const costs: Term[][] = instance.places.map(() => []);
  for (const link of instance.links) {
    const source = instance.services[link.from];
    const target = instance.services[link.to];
    if (source === undefined || target === undefined) continue;
    const from = stands[link.from] ?? [];
    const to = stands[link.to] ?? [];
    const clause = `traffic/${source.name}/${target.name}`;
    for (const place of source.places) {
      const unit = link.unitMicroUsd[place] ?? 0;
      if (unit === 0) continue;
      const parts = link.sourceUnits * link.targetUnits;
      const w = rows.continuous(`${clause}@${instance.places[place]?.id}`, parts, unit);
      // Without spread `n` is x, which counts as one unit.
      const sent = at(from, place).map(({ n }): Term => [n, -link.targetUnits]);
      const kept = at(to, place).map(({ x, n }): Term => [link.shared ? n : x, link.sourceUnits]);
      rows.atLeast(clause, [[w, 1], ...sent, ...kept], 0);
      costs[place]?.push([w, unit]);
    }
    latencyRows(instance, rows, link, from, to);
  }
  return costs;
}

function latencyRows(
  instance: Instance,
  rows: Rows,
  link: Instance['links'][number],
  from: readonly Stand[],
  to: readonly Stand[],
): void {
  const most = link.maxLatencyMs;
  const source = instance.services[link.from];
  const target = instance.services[link.to];
  if (most === undefined || source === undefined || target === undefined) return;
  const clause = `latency/${source.name}/${target.name}`;
  for (const place of source.places) {
    const here = ones(at(from, place));
    const far = target.places.filter((other) => instance.tooFar(place, other, most));
    if (far.length === 0) continue;
    if (target.single) rows.atMost(clause, [...here, ...far.flatMap((other) => ones(at(to, other)))], 1);
    else if (link.shared) for (const other of far) rows.atMost(clause, [...here, ...ones(at(to, other))], 1);
    else {
      const near = target.places.filter((other) => !far.includes(other)).flatMap((other) => ones(at(to, other)));
      rows.atMost(clause, [...here, ...near.map(([x]): Term => [x, -1])], 0);
    }
  }
}

function neighbourRows(instance: Instance, rows: Rows, stands: readonly (readonly Stand[])[]): void {
  const name = (index: number): string => instance.services[index]?.name ?? '';
  instance.places.forEach((_, place) => {
    for (const [a, b] of instance.together) {
      const terms = [...ones(at(stands[a], place)), ...ones(at(stands[b], place)).map(([x]): Term => [x, -1])];
      if (terms.length > 0) rows.between(`with/${name(a)}/${name(b)}`, terms, 0, 0);
    }
    for (const [a, b] of instance.apart) {
      const [one, other] = [ones(at(stands[a], place)), ones(at(stands[b], place))];
      if (one.length > 0 && other.length > 0) rows.atMost(`apart/${name(a)}/${name(b)}`, [...one, ...other], 1);
    }
  });
}

function overflowRows(
  instance: Instance,
  rows: Rows,
  stands: readonly (readonly Stand[])[],
  pools: readonly PoolColumns[],
): void {
  for (const site of instance.places) {
    if (site.kind !== 'static' || site.overflow === undefined) continue;
    const clause = `overflow/${site.id}`;
    const own = pools.filter(({ overflowOf }) => overflowOf === site.index);
    const { maxClusters, maxMonthlyMicroUsd } = site.overflow;
    if (own.length > 0 && maxClusters !== undefined)
      rows.atMost(`${clause}/maxClusters`, own.map(({ clusters }): Term => [clusters, 1]), maxClusters); // prettier-ignore
    if (own.length > 0 && maxMonthlyMicroUsd !== undefined)
      rows.atMost(`${clause}/maxMonthlySpend`, own.flatMap((pool) => poolCost(instance, pool)), maxMonthlyMicroUsd); // prettier-ignore
    const reached = new Map<string, number>();
    const holding = (service: number): readonly Stand[] => at(stands[service], site.index);
    for (const service of instance.services) {
      if (!service.overflowing.includes(site.index)) continue;
      const triggers = triggersOf(instance, rows, site, service, reached, holding);
      if (triggers === 'free') continue;
      const stay = holding(service.index).map(({ x }): Term => [x, -1]);
      const targets = service.places.filter((index) => {
        const place = instance.places[index];
        return place?.kind === 'cloud' && place.overflowOf.includes(site.index);
      });
      const sets = service.single ? [targets] : targets.map((target) => [target]);
      for (const set of sets) {
        const away = set.flatMap((target) => ones(at(stands[service.index], target)));
        // Without spread it stands at the site or away, never both, so staying needs no term.
        const terms = [...away, ...(service.single ? [] : stay), ...triggers.map((q): Term => [q, -1])];
        if (away.length > 0) rows.atMost(`${clause}/trigger`, terms, 0);
      }
    }
  }
}

/** Columns one of which must be 1 for the service to overflow; `free` where it may in any case. */
function triggersOf(
  instance: Instance,
  rows: Rows,
  site: Site,
  service: Service,
  reached: Map<string, number>,
  holding: (service: number) => readonly Stand[],
): readonly number[] | 'free' {
  const everybody = instance.services.map(({ index }) => index);
  const columns: number[] = [];
  const limits = [
    { services: new Set(everybody), limit: site.trigger },
    ...site.shares.filter(({ services }) => services.has(service.index)),
  ];
  for (const [index, { services, limit }] of limits.entries()) {
    for (const [d, most] of limit.entries()) {
      if (most === Infinity || (index > 0 && (service.request[d] ?? 0) === 0)) continue;
      const least = most - service.replicas * (service.request[d] ?? 0) + 1;
      if (least <= 0) return 'free';
      const share = index === 0 ? 'all' : site.shares.findIndex((each) => each.services === services);
      const key = `${d} ${share} ${least}`;
      let column = reached.get(key);
      if (column === undefined) {
        column = rows.binary(`reached/${site.id}/${instance.dimensions[d]}/${share}/${least}`, 0);
        reached.set(key, column);
        const terms = load(instance, services, d, holding).map(([n, amount]): Term => [n, -amount]);
        rows.atMost(`overflow/${site.id}/trigger`, [[column, least], ...terms], 0);
      }
      columns.push(column);
    }
  }
  if (site.node !== undefined && site.freeNodes < Infinity) columns.push(rows.binary(unpackedName(site, service), 0));
  return columns;
}

/** Of the column that says: with the service, the nodes of the site do not suffice. */
export function unpackedName(site: Site, service: Service): string {
  return `unpacked/${site.id}/${service.name}`;
}

export function poolCost(instance: Instance, pool: PoolColumns): Term[] {
  const place = instance.places[pool.place];
  const control = place?.kind === 'cloud' ? place.clusterMicroUsd : 0;
  return [...pool.nodes.map(({ kind, column }): Term => [column, kind.microUsd]), [pool.clusters, control]];
}

function budgetRows(
  instance: Instance,
  rows: Rows,
  pools: readonly PoolColumns[],
  used: readonly number[],
  traffic: readonly (readonly Term[])[],
): void {
  for (const { name, left, places } of instance.budgets) {
    const terms = places.flatMap((place): Term[] => [
      ...pools.filter((pool) => pool.place === place).flatMap((pool) => poolCost(instance, pool)),
      [used[place] ?? 0, instance.places[place]?.fixedMicroUsd ?? 0],
      ...(traffic[place] ?? []),
    ]);
    rows.atMost(name, terms, left);
  }
}
