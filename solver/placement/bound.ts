/**
 * A lower bound by Lagrangian relaxation: prices instead of the rules that tie everything together.
 *
 *   L(rates, tolls, shares) = sum over trees of the cheapest places at these prices - sum of tolls * capacity
 *
 * `rates` price requests at clouds, soundly (see rates.ts); `tolls` price requests at static places, and what they earn
 * for all there is goes back; `shares` split what a place costs as soon as it is used (modules, a control plane) among
 * services, together never more than it costs. Whatever the prices, L is at most the cost of any placement; packing,
 * overflow triggers, limits of clusters, budgets and rules outside the forest are left out, which only lowers it.
 * Prices follow the demand of what was cheapest so far; a fixed number of rounds, so that the bound depends on no clock.
 */
import { cheapestPlaces, forestOf } from './forest';
import type { Cloud, Instance, Service, Site } from './instance';
import { cornersOf, dearest, type Rates } from './rates';

export interface Bounded {
  readonly bound: number;
  /** Marginal prices at the best bound: what a replica costs at a place. */
  readonly prices: readonly (readonly number[])[];
  /** Places of services, cheapest at the prices of some rounds: beginnings for a search. */
  readonly proposals: readonly ReadonlyMap<number, number>[];
}

interface Toll {
  readonly place: number;
  readonly services: ReadonlySet<number>;
  readonly dimension: number;
  readonly limit: number;
  value: number;
}

const KEEP_PROPOSALS = 8;

/** `stop` is asked now and then; what is known by then is the bound. */
export function lagrangianBound(
  instance: Instance,
  rounds: number,
  target: number,
  stop: () => boolean = () => false,
): Bounded {
  const { services, places, dimensions } = instance;
  const trees = forestOf(instance);
  const corners = places.map((place) => (place.kind === 'cloud' ? cornersOf(place.nodeTypes, dimensions.length) : []));
  const rates: number[][] = corners.map((each) => [...average(each, dimensions.length)]);
  const tolls = places.flatMap((place) => (place.kind === 'static' ? tollsOf(place) : []));
  const sharing = services.map(() => new Map<number, number>());
  const demand = places.map(() => dimensions.map(() => 0));
  const using = services.map(() => new Map<number, number>());
  let best = -Infinity;
  let bestPrices: number[][] = [];
  const proposals: ReadonlyMap<number, number>[] = [];
  let step = 1;
  let stalled = 0;
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && round % 8 === 0 && stop()) break;
    const prices = services.map((service) =>
      places.map((place) => unitPrice(service, place, rates[place.index] ?? [], tolls)),
    );
    const at = new Map<number, number[]>();
    let value = -tolls.reduce((sum, toll) => sum + toll.value * toll.limit, 0);
    for (const tree of trees) {
      const [first] = tree.order;
      const head = services[first ?? -1];
      if (head !== undefined && !head.single) {
        const stands = spreadPlaces(head, prices[head.index] ?? [], sharing[head.index] ?? new Map());
        value += stands.cost;
        at.set(head.index, stands.places);
        continue;
      }
      const found = cheapestPlaces(instance, tree, (service, place) => {
        const replicas = services[service]?.replicas ?? 0;
        return replicas * (prices[service]?.[place] ?? 0) + (sharing[service]?.get(place) ?? 0);
      });
      value += found.cost;
      for (const [service, place] of found.at) at.set(service, repeated(place, services[service]?.replicas ?? 0));
    }
    if (value === Infinity) return { bound: Infinity, prices: [], proposals: [] };
    if (value > best + Math.abs(best) * 1e-5) stalled = 0;
    else if (++stalled >= 12) [step, stalled] = [step * 0.7, 0];
    if (value > best) [best, bestPrices] = [value, prices];
    if (round >= rounds / 2 && (rounds - round) % Math.ceil(rounds / 2 / KEEP_PROPOSALS) === 0)
      proposals.push(new Map([...at].map(([service, stands]) => [service, stands[0] ?? -1])));
    follow(instance, at, { corners, rates, tolls, sharing, demand, using, round, step, gap: target - value });
  }
  // Well above the error of so many sums of floating-point numbers.
  const margin = 1 + Math.abs(best) * 1e-9;
  return { bound: Math.max(0, Math.ceil(best - margin)), prices: bestPrices, proposals };
}

function repeated(place: number, replicas: number): number[] {
  return Array.from({ length: replicas }, () => place);
}

function average(corners: readonly Rates[], dimensions: number): Rates {
  const sum = Array.from({ length: dimensions }, () => 0);
  for (const rates of corners) rates.forEach((rate, d) => (sum[d] = (sum[d] ?? 0) + rate / corners.length));
  return sum;
}

function tollsOf(site: Site): Toll[] {
  return site.shares.flatMap(({ services, limit }, share) =>
    limit.flatMap((most, dimension) => {
      const nodes = share === 0 ? (site.node?.holds[dimension] ?? Infinity) * site.freeNodes : Infinity;
      const least = Math.min(most, Number.isNaN(nodes) ? Infinity : nodes);
      return least < Infinity ? [{ place: site.index, services, dimension, limit: least, value: 0 }] : [];
    }),
  );
}

function unitPrice(service: Service, place: Cloud | Site, rates: Rates, tolls: readonly Toll[]): number {
  let price = 0;
  if (place.kind === 'cloud') {
    for (let d = 0; d < service.request.length; d++) price += (rates[d] ?? 0) * (service.request[d] ?? 0);
    return price + service.rank;
  }
  for (const toll of tolls) {
    if (toll.place === place.index && toll.services.has(service.index))
      price += toll.value * (service.request[toll.dimension] ?? 0);
  }
  return price;
}

/** A spread service by itself: one replica at each of the cheapest places it needs, the rest at the cheapest. */
function spreadPlaces(
  service: Service,
  prices: readonly number[],
  shares: ReadonlyMap<number, number>,
): { cost: number; places: number[] } {
  const least = Math.min(service.leastLocations, service.replicas);
  const byPrice = [...service.places].sort((a, b) => (prices[a] ?? 0) - (prices[b] ?? 0) || a - b);
  const [cheapest] = byPrice;
  if (cheapest === undefined || byPrice.length < service.leastLocations) return { cost: Infinity, places: [] };
  const places = [...byPrice.slice(0, least), ...repeated(cheapest, service.replicas - least)];
  const share = Math.min(...service.places.map((place) => shares.get(place) ?? 0));
  return { cost: share + places.reduce((sum, place) => sum + (prices[place] ?? 0), 0), places };
}

interface Prices {
  readonly corners: readonly (readonly Rates[])[];
  readonly rates: number[][];
  readonly tolls: readonly Toll[];
  readonly sharing: readonly Map<number, number>[];
  readonly demand: number[][];
  readonly using: readonly Map<number, number>[];
  readonly round: number;
  readonly step: number;
  readonly gap: number;
}

/** Moves the prices towards what is in demand. */
function follow(instance: Instance, at: ReadonlyMap<number, readonly number[]>, now: Prices): void {
  const { services, places, dimensions } = instance;
  const load = places.map(() => dimensions.map(() => 0));
  const taken = now.tolls.map(() => 0);
  for (const [index, stands] of at) {
    const service = services[index];
    if (service === undefined) continue;
    for (const place of stands) {
      const here = load[place];
      service.request.forEach((amount, d) => here !== undefined && (here[d] = (here[d] ?? 0) + amount));
    }
  }
  now.tolls.forEach(({ place, services: counted, dimension }, index) => {
    for (const [service, stands] of at) {
      if (!counted.has(service)) continue;
      const here = stands.reduce((sum, each) => sum + (each === place ? 1 : 0), 0);
      taken[index] = (taken[index] ?? 0) + here * (services[service]?.request[dimension] ?? 0);
    }
  });
  const weight = Math.max(0.02, 1 / (now.round + 2));
  for (const [index, amounts] of load.entries()) {
    const mean = now.demand[index] ?? [];
    amounts.forEach((amount, d) => (mean[d] = (1 - weight) * (mean[d] ?? 0) + weight * amount));
    const corners = now.corners[index] ?? [];
    if (corners.length > 1 && mean.some((amount) => amount > 0)) {
      const { rates } = dearest(corners, mean);
      const own = now.rates[index] ?? [];
      // A mean of sound vectors is sound.
      rates.forEach((rate, d) => (own[d] = (1 - weight) * (own[d] ?? 0) + weight * rate));
    }
  }
  // Excess relative to the limit, so that dimensions of different units move alike.
  const norm = now.tolls.reduce((sum, { limit }, index) => sum + (((taken[index] ?? 0) - limit) / (limit + 1)) ** 2, 0);
  const length = norm > 0 ? (now.step * Math.max(now.gap, 1)) / norm : 0;
  now.tolls.forEach((toll, index) => {
    const excess = ((taken[index] ?? 0) - toll.limit) / (toll.limit + 1);
    toll.value = Math.max(0, toll.value + (length * excess) / (toll.limit + 1));
  });
  shareOut(instance, at, now, weight);
}

/** What a place costs once it is used is borne by its users, by how often they were there. */
function shareOut(instance: Instance, at: ReadonlyMap<number, readonly number[]>, now: Prices, weight: number): void {
  const totals = instance.places.map(() => 0);
  instance.services.forEach((service) => {
    const mean = now.using[service.index] ?? new Map<number, number>();
    const size = service.replicas * (service.request[0] ?? 1);
    const stands = new Set(at.get(service.index) ?? []);
    for (const place of service.places) {
      const value = (1 - weight) * (mean.get(place) ?? 0) + weight * (stands.has(place) ? Math.max(1, size) : 0);
      mean.set(place, value);
      totals[place] = (totals[place] ?? 0) + value;
    }
  });
  instance.services.forEach((service) => {
    for (const place of service.places) {
      const facts = instance.places[place];
      const cost = (facts?.fixedMicroUsd ?? 0) + (facts?.kind === 'cloud' ? facts.clusterMicroUsd : 0);
      const part = (now.using[service.index]?.get(place) ?? 0) / Math.max(1e-9, totals[place] ?? 0);
      now.sharing[service.index]?.set(place, cost * part * (1 - 1e-9));
    }
  });
}
