/** A settled placement in words and names. */
import { uncheckedDimensions } from './eligible';
import { instanceOf, type Instance } from './instance';
import type { Node } from './nodes';
import type { Pools } from './pools';
import type { Bin, LocationCost, Placement, PlacementAnswer, PlacementProblem, Pool, TrafficCost } from './problem';
import { type Counts, partsLeaving, settle, type SettledPool } from './settle';

/** Throws where the counts are not allowed: whoever calls has settled them before. */
export function placementOf(pools: Pools, counts: Counts): Placement {
  const { instance } = pools;
  const { found } = settle(pools, counts);
  if (found === undefined) throw new Error('a placement that was found does not hold');
  const traffic = trafficCosts(instance, counts);
  const costs = costsOf(instance, counts, found.pools, traffic);
  return {
    costMicroUsd: found.cost,
    objectiveMicroUsd: found.objective,
    services: Object.fromEntries(
      instance.services.map(({ index, name }) => [name, byPlace(instance, counts[index] ?? new Map())]),
    ),
    pools: found.pools.map((pool) => poolOf(pools, pool)),
    costs,
    traffic,
    overflowed: found.pools.flatMap(({ place, overflowOf, load }) =>
      overflowOf === undefined
        ? []
        : [...load.keys()].map((service) => ({
            service: instance.services[service]?.name ?? '',
            site: idOf(instance, overflowOf),
            location: idOf(instance, place),
          })),
    ),
    moved: movedOf(instance, counts),
    exceeded: exceededOf(instance, costs),
  };
}

/** What traffic costs between these places at the problem's prices. */
export function trafficOf(problem: PlacementProblem, { services }: Pick<Placement, 'services'>): TrafficCost[] {
  const instance = instanceOf(problem);
  const indexOf = new Map(instance.places.map(({ id, index }) => [id, index]));
  const counts = instance.services.map(
    ({ name }) =>
      new Map(
        Object.entries(services[name] ?? {}).flatMap(([id, replicas]): [number, number][] => {
          const place = indexOf.get(id);
          return place === undefined ? [] : [[place, replicas]];
        }),
      ),
  );
  return trafficCosts(instance, counts);
}

export function commonOf(instance: Instance): Pick<PlacementAnswer, 'excluded' | 'unchecked'> {
  return { excluded: instance.excluded, unchecked: uncheckedDimensions(instance.problem) };
}

function idOf(instance: Instance, place: number): string {
  return instance.places[place]?.id ?? '';
}

function byPlace(instance: Instance, at: ReadonlyMap<number, number>): Record<string, number> {
  return Object.fromEntries([...at].sort(([a], [b]) => a - b).map(([place, count]) => [idOf(instance, place), count]));
}

function byService(instance: Instance, load: ReadonlyMap<number, number>): Record<string, number> {
  return Object.fromEntries(
    [...load].sort(([a], [b]) => a - b).map(([service, count]) => [instance.services[service]?.name ?? '', count]),
  );
}

function poolOf(pools: Pools, { place: index, overflowOf, load, choice }: SettledPool): Pool {
  const { instance } = pools;
  const place = instance.places[index];
  const fit = place?.kind === 'static' ? pools.into(place, load) : undefined;
  const nodes = choice?.bought?.nodes ?? (fit?.status === 'fits' ? fit.nodes : []);
  const counted = new Map<string, number>();
  for (const { kind } of nodes) counted.set(kind.type, (counted.get(kind.type) ?? 0) + 1);
  return {
    location: place?.id ?? '',
    ...(overflowOf !== undefined && { overflowOf: idOf(instance, overflowOf) }),
    clusters: choice?.clusters ?? 0,
    nodes: Object.fromEntries([...counted].sort(([a], [b]) => (a < b ? -1 : 1))),
    holds: byService(instance, load),
    bins: binsOf(instance, nodes),
  };
}

function binsOf(instance: Instance, nodes: readonly Node[]): Bin[] {
  const alike = new Map<string, Bin>();
  for (const { kind, holds, zone } of nodes) {
    const held = byService(instance, holds);
    const key = `${kind.type} ${zone ?? ''} ${JSON.stringify(held)}`;
    const count = (alike.get(key)?.count ?? 0) + 1;
    alike.set(key, { type: kind.type, count, ...(zone !== undefined && { zone }), holds: held });
  }
  return [...alike].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bin]) => bin);
}

function trafficCosts(instance: Instance, counts: Counts): TrafficCost[] {
  return instance.links.flatMap((link) => {
    const { single = true, name: from = '' } = instance.services[link.from] ?? {};
    return [...(counts[link.from]?.keys() ?? [])]
      .sort((a, b) => a - b)
      .flatMap((place) => {
        const microUsd = partsLeaving(link, place, counts, single) * (link.unitMicroUsd[place] ?? 0);
        const to = instance.services[link.to]?.name ?? '';
        return microUsd === 0 ? [] : [{ from, to, location: idOf(instance, place), microUsd }];
      });
  });
}

function costsOf(
  instance: Instance,
  counts: Counts,
  pools: readonly SettledPool[],
  traffic: readonly TrafficCost[],
): Record<string, LocationCost> {
  const used = new Set(counts.flatMap((at) => [...at.keys()]));
  const costs: Record<string, LocationCost> = {};
  for (const place of instance.places) {
    if (!used.has(place.index)) continue;
    const here = pools.filter((pool) => pool.place === place.index);
    const clusters = here.reduce((sum, { choice }) => sum + (choice?.clusters ?? 0), 0);
    costs[place.id] = {
      nodesMicroUsd: here.reduce((sum, { choice }) => sum + (choice?.bought?.microUsd ?? 0), 0),
      clustersMicroUsd: place.kind === 'cloud' ? clusters * place.clusterMicroUsd : 0,
      fixedMicroUsd: place.fixedMicroUsd,
      trafficMicroUsd: traffic.reduce((sum, each) => sum + (each.location === place.id ? each.microUsd : 0), 0),
    };
  }
  return costs;
}

function movedOf({ problem }: Instance, counts: Counts): string[] {
  const services = [...problem.services].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ids = problem.locations.map(({ id }) => id).sort();
  const left = problem.held.filter(({ service, places }) => {
    const at = counts[services.findIndex(({ name }) => name === service)];
    return Object.entries(places).some(([id, count]) => count > 0 && !at?.has(ids.indexOf(id)));
  });
  return left.map(({ service }) => service).sort();
}

function exceededOf({ problem }: Instance, costs: Readonly<Record<string, LocationCost>>): Placement['exceeded'] {
  const spent = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + totalCost(costs[id]), 0);
  const infrastructures = problem.infrastructures.map(({ name, budget }) => ({
    name,
    budget,
    ids: problem.locations.filter(({ infrastructure }) => infrastructure === name).map(({ id }) => id),
  }));
  const places = problem.locations.map(({ id, budget }) => ({ name: id, budget, ids: [id] }));
  return [...infrastructures, ...places]
    .flatMap(({ name, budget, ids }) => {
      const byMicroUsd = spent(ids) + (budget?.spentMicroUsd ?? 0) - (budget?.monthlyMicroUsd ?? Infinity);
      return budget?.limit === 'soft' && byMicroUsd > 0 ? [{ budget: `budget/${name}`, byMicroUsd }] : [];
    })
    .sort((a, b) => (a.budget < b.budget ? -1 : 1));
}

function totalCost(cost: LocationCost | undefined): number {
  if (cost === undefined) return 0;
  return cost.nodesMicroUsd + cost.clustersMicroUsd + cost.fixedMicroUsd + cost.trafficMicroUsd;
}
