/** Local search: a service, then a tree of services at once, goes where that is cheapest, until nothing gets better. */
import type { Tree } from './forest';
import type { Instance, Service } from './instance';
import type { At, State } from './state';

/** Sweeps end when one changes nothing, at the latest after so many. */
const SWEEPS = 12;

export function improve(state: State, trees: readonly Tree[], sweeps = SWEEPS): void {
  const { services } = state.instance;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const before = state.objective;
    for (const service of services) improveOne(state, service);
    for (const { order } of trees) if (order.length > 1) improveTogether(state, order);
    if (state.objective > before - 1) break;
  }
}

/** Where a service could go from where it stands. */
export function neighboursOf(instance: Instance, service: Service, at: At): At[] {
  const { places, replicas, single, pinned } = service;
  if (pinned && at.size > 0) return [];
  if (single) return places.filter((place) => !at.has(place)).map((place) => new Map([[place, replicas]]));
  const found: At[] = [];
  const offer = (next: Map<number, number>): void => {
    for (const [place, count] of next) if (count === 0) next.delete(place);
    let zones = 0;
    for (const [place, count] of next) zones += Math.min(count, instance.places[place]?.zones ?? 0);
    if (next.size >= service.leastLocations && zones >= service.leastZones) found.push(next);
  };
  for (const [from, count] of at) {
    for (const to of places) {
      if (to === from) continue;
      for (const amount of new Set([1, count])) {
        const next = new Map(at);
        next.set(from, count - amount);
        next.set(to, (next.get(to) ?? 0) + amount);
        offer(next);
      }
    }
  }
  return found;
}

export function improveOne(state: State, service: Service): void {
  const start = state.counts[service.index] ?? new Map<number, number>();
  const others = neighboursOf(state.instance, service, start);
  if (others.length === 0) return;
  const nowhere: At = new Map();
  // Taken out once and put in everywhere: half the work of moves there and back.
  let best: At = start;
  let least = -state.move(service.index, nowhere);
  for (const to of others) {
    const change = state.move(service.index, to);
    if (change < least - 0.5) [best, least] = [to, change];
    state.move(service.index, nowhere);
  }
  state.move(service.index, best);
}

/** All services of a tree that stand in one place and may stand in another go there, the others stay. */
function improveTogether(state: State, order: readonly number[]): void {
  const { services } = state.instance;
  const singles = order.flatMap((index) => services[index] ?? []).filter(({ single, pinned }) => single && !pinned);
  const targets = new Set(singles.flatMap(({ places }) => places));
  const start = singles.map(({ index }) => state.counts[index] ?? new Map<number, number>());
  const before = state.objective;
  let best = before;
  let bestTarget: number | undefined;
  const go = (target: number): void => {
    for (const { index, places, replicas } of singles)
      if (places.includes(target)) state.move(index, new Map([[target, replicas]]));
  };
  const back = (): void => singles.forEach(({ index }, k) => void state.move(index, start[k] ?? new Map()));
  for (const target of targets) {
    go(target);
    if (state.objective < best - 0.5) [best, bestTarget] = [state.objective, target];
    back();
  }
  if (bestTarget !== undefined) go(bestTarget);
}

/** Every service somewhere: as proposed where it may stand there, else the first way that is allowed. */
export function start(state: State, proposal: ReadonlyMap<number, number>): void {
  for (const service of state.instance.services) {
    const proposed = proposal.get(service.index);
    const { places, replicas, single, leastLocations, leastZones } = service;
    const first = proposed !== undefined && places.includes(proposed) ? proposed : places[0];
    if (first === undefined) continue;
    if (single) {
      state.move(service.index, new Map([[first, replicas]]));
      continue;
    }
    const order = service.pinned ? service.held : [first, ...places.filter((place) => place !== first)];
    const at = new Map<number, number>();
    let zones = 0;
    let left = replicas;
    for (const place of order) {
      const enough = at.size >= leastLocations && zones >= leastZones && !service.pinned;
      if (left === 0 || enough) break;
      const here = Math.min(left, leastZones > 1 ? (state.instance.places[place]?.zones ?? 1) : 1);
      at.set(place, here);
      zones += Math.min(here, state.instance.places[place]?.zones ?? 0);
      left -= here;
    }
    const head = order[0] ?? first;
    if (left > 0) at.set(head, (at.get(head) ?? 0) + left);
    state.move(service.index, at);
  }
}
