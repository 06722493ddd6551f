/**
 * Depth first over services: where each stands, the cheapest beginnings first. Every complete placement is settled with
 * real packing, so what this proves needs no second opinion. It works to a limit of effort, counted in places tried.
 */
import type { Instance, Link, Service } from './instance';
import type { Pools } from './pools';
import { type Counts, loadsOf, partsLeaving, settle, sharesHold } from './settle';

export interface Outcome {
  /** Proved lower bound on the objective; Infinity where nothing is allowed. */
  readonly lower: number;
  readonly best?: { readonly counts: Counts; readonly objective: number };
}

type At = ReadonlyMap<number, number>;

/** Every way to stand: place -> replicas, in order of places. `undefined` where there are more than `most`. */
export function waysOf(instance: Instance, service: Service, most: number): readonly At[] | undefined {
  const { places, replicas, single, leastLocations, leastZones, pinned, held } = service;
  const found: At[] = [];
  const allowed = (at: At): boolean => {
    if (pinned && (at.size !== held.length || held.some((place) => !at.has(place)))) return false;
    let zones = 0;
    for (const [place, count] of at) zones += Math.min(count, instance.places[place]?.zones ?? 0);
    return at.size >= leastLocations && zones >= leastZones;
  };
  if (single) {
    for (const place of places) {
      const at = new Map([[place, replicas]]);
      if (allowed(at)) found.push(at);
    }
    return found.length > most ? undefined : found;
  }
  const at = new Map<number, number>();
  const walk = (index: number, left: number): boolean => {
    const place = places[index];
    if (place === undefined) {
      if (left === 0 && allowed(at)) found.push(new Map(at));
      return found.length <= most;
    }
    for (let count = 0; count <= left; count++) {
      if (count > 0) at.set(place, count);
      const more = walk(index + 1, left - count);
      at.delete(place);
      if (!more) return false;
    }
    return true;
  };
  return walk(0, replicas) ? found : undefined;
}

/** Most ways of one service that are listed. */
const WAYS = 5_000;

/** The cheapest placement below `cutoff`; gives up at `effort`. */
export function searchExactly(pools: Pools, cutoff: number, effort: number): Outcome {
  const { instance } = pools;
  const { services } = instance;
  const ways = services.map((service) => waysOf(instance, service, WAYS));
  if (ways.some((each) => each?.length === 0)) return { lower: Infinity };
  const complete = ways.every((each) => each !== undefined);
  if (!complete) return { lower: 0 };
  const order = orderOf(instance, ways);
  const counts: Map<number, number>[] = services.map(() => new Map<number, number>());
  const placed = services.map(() => false);
  let best: Outcome['best'];
  let bestObjective = cutoff;
  let leastLeaf = Infinity;
  let work = 0;
  const step = (depth: number): boolean => {
    const index = order[depth];
    if (index === undefined) {
      const { lower, found } = settle(pools, counts);
      if (found !== undefined && found.objective < bestObjective) {
        bestObjective = found.objective;
        best = { counts: counts.map((at) => new Map(at)), objective: found.objective };
      }
      leastLeaf = Math.min(leastLeaf, lower);
      return true;
    }
    const children: { at: At; bound: number }[] = [];
    placed[index] = true;
    for (const at of ways[index] ?? []) {
      if (++work > effort) return false;
      counts[index] = new Map(at);
      const bound = boundOf(pools, counts, placed, index);
      if (bound < bestObjective) children.push({ at, bound });
    }
    children.sort((a, b) => a.bound - b.bound);
    for (const { at, bound } of children) {
      if (bound >= bestObjective) break;
      counts[index] = new Map(at);
      if (!step(depth + 1)) return false;
    }
    counts[index] = new Map();
    placed[index] = false;
    return true;
  };
  const finished = step(0);
  const lower = finished ? Math.min(leastLeaf, bestObjective) : 0;
  return { lower, ...(best !== undefined && { best }) };
}

/** Few ways first, but neighbours of what is placed before strangers. */
function orderOf(instance: Instance, ways: readonly (readonly At[] | undefined)[]): number[] {
  const near = instance.services.map(() => new Set<number>());
  const join = (a: number, b: number): void => {
    near[a]?.add(b);
    near[b]?.add(a);
  };
  for (const { from, to } of instance.links) join(from, to);
  for (const [a, b] of [...instance.together, ...instance.apart]) join(a, b);
  const left = new Set(instance.services.map(({ index }) => index));
  const order: number[] = [];
  while (left.size > 0) {
    let best: number | undefined;
    let bestKey: readonly [number, number] = [0, 0];
    for (const index of left) {
      const linked = [...(near[index] ?? [])].filter((other) => !left.has(other)).length;
      const key = [-linked, ways[index]?.length ?? 0] as const;
      if (best === undefined || key[0] < bestKey[0] || (key[0] === bestKey[0] && key[1] < bestKey[1]))
        [best, bestKey] = [index, key];
    }
    if (best === undefined) break;
    left.delete(best);
    order.push(best);
  }
  return order;
}

/** Infinity where what is placed breaks a rule that nothing later can mend. */
function boundOf(pools: Pools, counts: Counts, placed: readonly boolean[], last: number): number {
  const { instance } = pools;
  const at = counts[last] ?? new Map<number, number>();
  for (const [a, b] of instance.together) {
    if ((a !== last && b !== last) || !placed[a] || !placed[b]) continue;
    const x = counts[a] ?? new Map<number, number>();
    const y = counts[b] ?? new Map<number, number>();
    if (x.size !== y.size || [...x.keys()].some((place) => !y.has(place))) return Infinity;
  }
  for (const [a, b] of instance.apart) {
    if ((a !== last && b !== last) || !placed[a] || !placed[b]) continue;
    const other = counts[a === last ? b : a] ?? new Map<number, number>();
    if ([...at.keys()].some((place) => other.has(place))) return Infinity;
  }
  let bound = 0;
  for (const link of instance.links) {
    if (!placed[link.from] || !placed[link.to]) continue;
    if ((link.from === last || link.to === last) && !latencyHolds(instance, link, counts)) return Infinity;
    const single = instance.services[link.from]?.single ?? true;
    for (const place of counts[link.from]?.keys() ?? [])
      bound += partsLeaving(link, place, counts, single) * (link.unitMicroUsd[place] ?? 0);
  }
  const loads = loadsOf(instance, counts);
  for (const [index, load] of loads) {
    const place = instance.places[index];
    if (place === undefined) continue;
    bound += place.fixedMicroUsd;
    if (place.kind === 'cloud') {
      const choices = pools.at(place, load);
      bound += Math.min(...choices.map(({ lower }) => lower));
    } else if (at.has(index)) {
      if (!sharesHold(instance, place, loads)) return Infinity;
      if (pools.into(place, load).status === 'impossible') return Infinity;
    }
  }
  return bound + preferenceOfPlaced(instance, counts, placed);
}

function preferenceOfPlaced(instance: Instance, counts: Counts, placed: readonly boolean[]): number {
  let total = 0;
  for (const { index, held, moveMicroUsd, rank } of instance.services) {
    if (!placed[index]) continue;
    const at = counts[index] ?? new Map<number, number>();
    if (held.some((place) => !at.has(place))) total += moveMicroUsd;
    for (const [place, count] of at) if (instance.places[place]?.kind === 'cloud') total += rank * count;
  }
  return total;
}

export function latencyHolds(instance: Instance, link: Link, counts: Counts): boolean {
  const { maxLatencyMs } = link;
  if (maxLatencyMs === undefined) return true;
  const from = [...(counts[link.from]?.keys() ?? [])];
  const to = [...(counts[link.to]?.keys() ?? [])];
  const near = (a: number) => (b: number) => !instance.tooFar(a, b, maxLatencyMs);
  return from.every((place) => (link.shared ? to.every(near(place)) : to.some(near(place))));
}
