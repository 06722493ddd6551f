/**
 * What real packing says about a point of the programme, as rows that the point breaks and every real placement keeps.
 * `held` of a set A of services in a pool: each stands there with at least as many replicas as at the point.
 *
 *   site     not all of A at o                     where its nodes do not hold them
 *   nodes    price of nodes >= N (1 - missing of A) - N b,  b = 1 only with more clusters than at the point
 *            where A needs nodes for N at least within so many clusters
 *   overflow q[s,o] <= whatever else stands at o    where s packs beside what stands there now
 */
import { type Formulation, type Stand, unpackedName } from './formulate';
import type { Site } from './instance';
import type { Pools } from './pools';
import { type Counts, loadsOf, mayOverflow } from './settle';
import type { Term } from './rows';

/** Adds rows to the formulation; returns how many. */
export function addCuts(pools: Pools, formulation: Formulation, values: readonly number[], counts: Counts): number {
  const { instance } = pools;
  const before = formulation.rows.list.length;
  const loads = loadsOf(instance, counts);
  for (const place of instance.places) {
    if (place.kind !== 'static') continue;
    const load = loads.get(place.index) ?? new Map<number, number>();
    if (pools.into(place, load).status === 'impossible') siteCut(pools, formulation, place, load);
    overflowCuts(pools, formulation, values, place, load);
  }
  formulation.pools.forEach((_, index) => nodeCut(pools, formulation, values, index));
  return formulation.rows.list.length - before;
}

/** Columns that sum up to the size of the set exactly when all of it is held. */
function held(
  { rows, stands }: Formulation,
  load: ReadonlyMap<number, number>,
  find: (stands: readonly Stand[]) => Stand | undefined,
): { readonly terms: Term[]; readonly count: number } {
  const terms: Term[] = [];
  for (const [service, count] of load) {
    const stand = find(stands[service] ?? []);
    if (stand === undefined) continue;
    if (stand.n === stand.x) terms.push([stand.x, 1]);
    else {
      const most = rows.upper[stand.n] ?? count;
      const reached = rows.binary(`held/${rows.names[stand.n]}/${count}/${rows.names.length}`, 0);
      rows.atMost('held', [[stand.n, 1], [reached, count - 1 - most]], count - 1); // prettier-ignore
      terms.push([reached, 1]);
    }
  }
  return { terms, count: terms.length };
}

/** Fewer services that do not fit either make a stronger row. */
function siteCut(pools: Pools, formulation: Formulation, site: Site, load: ReadonlyMap<number, number>): void {
  const left = new Map(load);
  for (const [service, count] of load) {
    left.delete(service);
    if (pools.into(site, left).status !== 'impossible') left.set(service, count);
  }
  const sorted = new Map([...left].sort(([a], [b]) => a - b));
  const { terms, count } = held(formulation, sorted, (stands) => stands.find(({ place }) => place === site.index));
  formulation.rows.atMost(`capacity/${site.id}/nodes`, terms, count - 1);
}

function nodeCut(pools: Pools, formulation: Formulation, values: readonly number[], index: number): void {
  const { instance } = pools;
  const { rows, standsIn } = formulation;
  const pool = formulation.pools[index];
  const place = pool === undefined ? undefined : instance.places[pool.place];
  if (pool === undefined || place?.kind !== 'cloud') return;
  const load = new Map<number, number>();
  for (const { service, stand } of standsIn[index] ?? []) {
    const count = Math.round(values[stand.n] ?? 0) * stand.replicasPerUnit;
    if (count > 0) load.set(service.index, count);
  }
  if (load.size === 0) return;
  const clusters = Math.round(values[pool.clusters] ?? 0);
  const within = pools.at(place, load).filter((choice) => choice.clusters <= clusters);
  const needed = Math.min(
    ...within.map(({ lower, clusters: count }) => lower - count * place.clusterMicroUsd),
    Infinity,
  );
  const paid = pool.nodes.reduce((sum, { kind, column }) => sum + kind.microUsd * Math.round(values[column] ?? 0), 0);
  if (paid >= needed) return;
  const all = held(formulation, load, (list) => list.find((stand) => stand.pool === index));
  const more: Term[] = [];
  if (clusters < (rows.upper[pool.clusters] ?? 0)) {
    const column = rows.binary(`more/${rows.names[pool.clusters]}/${clusters}/${rows.names.length}`, 0);
    rows.atMost('clusters', [[column, clusters + 1], [pool.clusters, -1]], 0); // prettier-ignore
    more.push([column, 1]);
  }
  if (needed === Infinity) {
    rows.atMost('nodes', [...all.terms, ...more.map(([column]): Term => [column, -1])], all.count - 1);
    return;
  }
  const nodes = pool.nodes.map(({ kind, column }): Term => [column, kind.microUsd]);
  const missing = all.terms.map(([column]): Term => [column, -needed]);
  const excuse = more.map(([column]): Term => [column, needed]);
  rows.atLeast('nodes', [...nodes, ...missing, ...excuse], needed - needed * all.count);
}

function overflowCuts(
  pools: Pools,
  formulation: Formulation,
  values: readonly number[],
  site: Site,
  load: ReadonlyMap<number, number>,
): void {
  const { instance } = pools;
  const { rows, stands } = formulation;
  for (const service of instance.services) {
    if (!service.overflowing.includes(site.index) || load.has(service.index)) continue;
    const column = rows.names.indexOf(unpackedName(site, service));
    if (column < 0 || Math.round(values[column] ?? 0) === 0 || mayOverflow(pools, service, site, load)) continue;
    const others = instance.services.flatMap(({ index }): Term[] => {
      const stand = (stands[index] ?? []).find(({ place }) => place === site.index);
      if (stand === undefined || index === service.index) return [];
      const now = load.get(index) ?? 0;
      if (now === 0) return [[stand.x, -1]];
      return stand.n === stand.x ? [] : [[moreThan(formulation, stand, now), -1]];
    });
    rows.atMost(`overflow/${site.id}/trigger`, [[column, 1], ...others], 0);
  }
}

/** A column that is 1 only where more replicas stand there. */
function moreThan({ rows }: Formulation, stand: Stand, count: number): number {
  const column = rows.binary(`above/${rows.names[stand.n]}/${count}/${rows.names.length}`, 0);
  rows.atMost('held', [[column, count + 1], [stand.n, -1]], 0); // prettier-ignore
  return column;
}
