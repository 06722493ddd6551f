/**
 * Services tied by rules (latency, together, apart), of which some are broken: all of them are taken out and put back one
 * after another beside what stands already, with the first at each of its places in turn.
 */
import type { Instance, Service } from './instance';
import { improveOne } from './improve';
import type { At, State } from './state';

/** Dearer than any price, cheaper than a broken rule. */
const NO_ROOM = 1e12;

/** Makes the rules of a service and of those that rules tie to it hold, where that makes the whole better. */
export function regrow(state: State, prices: readonly (readonly number[])[], root: number): void {
  const { services } = state.instance;
  const order = tiedTo(state.instance, root).flatMap((index) => services[index] ?? []);
  const [head] = order;
  if (head === undefined || order.some(({ pinned }) => pinned)) return;
  const now = (): Map<number, At> => new Map(order.map(({ index }) => [index, state.counts[index] ?? new Map()]));
  let best = { objective: state.objective, at: now() };
  for (const place of head.places) {
    for (const { index } of order) state.move(index, new Map());
    for (const service of order) putIn(state, prices, service, service === head ? place : undefined);
    for (const service of order) improveOne(state, service);
    if (state.objective < best.objective - 0.5) best = { objective: state.objective, at: now() };
  }
  for (const [index, at] of best.at) state.move(index, at);
}

/** Breadth first. */
function tiedTo({ links, together, apart }: Instance, root: number): number[] {
  const pairs = [
    ...links.flatMap(({ from, to, maxLatencyMs }) => (maxLatencyMs === undefined ? [] : [[from, to] as const])),
    ...together,
    ...apart,
  ];
  const order = [root];
  const seen = new Set(order);
  for (const index of order) {
    for (const [a, b] of pairs) {
      const other = a === index ? b : b === index ? a : index;
      if (seen.has(other)) continue;
      seen.add(other);
      order.push(other);
    }
  }
  return order;
}

/** So that places of a spread service that comes first are near each other, and others can be near all of them. */
function farness({ links, tooFar }: Instance, a: number, b: number): number {
  const limits = links.flatMap(({ maxLatencyMs }) => maxLatencyMs ?? []);
  return tooFar(a, b, Math.min(...limits, Infinity)) ? NO_ROOM : 0;
}

/** At the cheapest places that keep its rules; a spread service with as few replicas as may be beyond the first. */
function putIn(state: State, prices: readonly (readonly number[])[], service: Service, first?: number): void {
  const { index, places, single, replicas, leastLocations, leastZones } = service;
  const costOf = (place: number): number => {
    if (place === first) return -Infinity;
    const where = state.instance.places[place];
    const room = where?.kind !== 'static' || state.hasRoom(service, where) ? 0 : NO_ROOM;
    const near = first !== undefined && !single ? farness(state.instance, first, place) : 0;
    return room + near + state.pull(service, place) + replicas * (prices[index]?.[place] ?? 0);
  };
  const order = places.map((place) => ({ place, cost: costOf(place) })).sort((x, y) => x.cost - y.cost);
  const head = order[0]?.place;
  if (head === undefined) return;
  if (single) return void state.move(index, new Map([[head, replicas]]));
  const at = new Map<number, number>();
  let zones = 0;
  let left = replicas;
  for (const { place } of order) {
    if (left === 0 || (at.size >= leastLocations && zones >= leastZones)) break;
    const most = state.instance.places[place]?.zones ?? 1;
    const here = Math.min(left, leastZones > 1 ? most : 1);
    at.set(place, here);
    zones += Math.min(here, most);
    left -= here;
  }
  if (left > 0) at.set(head, (at.get(head) ?? 0) + left);
  state.move(index, at);
}
