/**
 * From the relaxation to whole places: pools are closed one after another, the emptiest first, where the rest then costs
 * less than a whole cluster and the modules of its place; else they are open. Then few services are left between places:
 * HiGHS makes them whole, or where there are too many for that in time, they stay where most of them is, the clearest
 * ones first, and the relaxation says each time what that means for the others (a dive).
 */
import type { PoolColumns } from './formulate';
import type { Instance } from './instance';
import type { Counts } from './settle';
import type { StandingPoint, StandingProgramme } from './standing';
import { atMost, type Left } from './time';
import { countsOf } from './values';

/** Pools with so little of a cluster are closed together, if that is cheaper for all of them. */
const LITTLE = 0.1;
/** A service that the point puts somewhere by so much stays there. */
const SETTLED = 0.999;
/** In a dive: the part of the others that is decided in any case. */
const PART = 0.2;
const NOBODY = 1e-6;
/** A gap at which services are whole enough. */
const CLOSE = 0.001;
const NODES = 5_000;
const WHOLE_SECONDS = 5;
/** Times its price, for a replica that would be the first at a place, or beside what it must stand apart from. */
const NEW_PLACE = 3;
/** Part of the time for opening. */
const OPENING = 0.5;
/** Times that rows are looked for which the opened pools break. */
const ROUNDS = 8;
/** Part of the time for opening that goes to the rows which its first point breaks. */
const COMPLETE = 0.6;
const DIVES = 40;

interface Undecided {
  readonly index: number;
  readonly pool: PoolColumns;
  readonly clusters: number;
}

/** Where services stand once pools are open or closed; undefined where no point was found in time. */
export async function openedPlacement(
  standing: StandingProgramme,
  prices: readonly (readonly number[])[],
  left: Left,
): Promise<Counts | undefined> {
  const { instance, formulation } = standing;
  const opening = new Opening(standing);
  const state = await opening.run(atMost(left, OPENING * left()));
  if (state === undefined) return undefined;
  if (standing.isLarge)
    return everywhere(instance, nearestCounts(standing, (await opening.dive(state, left)).at), prices);
  opening.settle(state, SETTLED, true);
  const seconds = Math.min(left(), WHOLE_SECONDS);
  const point = await standing.whole({ nodes: NODES, seconds, gap: CLOSE });
  return point && everywhere(instance, countsOf(instance, formulation, point), prices);
}

/** Each service where most of it is; a spread one also where nothing of it is, if it needs more places. */
function nearestCounts(standing: StandingProgramme, values: readonly number[]): Counts {
  const { instance, formulation } = standing;
  return instance.services.map(({ index, replicas, single, leastLocations }) => {
    const byPlace = new Map<number, number>();
    for (const { place, n } of formulation.stands[index] ?? [])
      if (standing.isOpen(n)) byPlace.set(place, (byPlace.get(place) ?? 0) + (values[n] ?? 0));
    const order = [...byPlace].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const [first] = order;
    if (first === undefined) return new Map();
    if (single) return new Map([[first[0], replicas]]);
    const at = new Map<number, number>();
    let rest = replicas;
    for (const [position, [place, count]] of order.entries()) {
      const least = position < leastLocations ? 1 : 0;
      const here = Math.min(rest, Math.max(least, Math.floor(count + NOBODY)));
      if (here > 0) at.set(place, here);
      rest -= here;
    }
    at.set(first[0], (at.get(first[0]) ?? 0) + rest);
    return new Map([...at].sort(([a], [b]) => a - b));
  });
}

/** Services that stand in too few places stand in more: where somebody is already, and where that is cheapest. */
function everywhere({ services, apart }: Instance, counts: Counts, prices: readonly (readonly number[])[]): Counts {
  const inUse = new Set(counts.flatMap((at) => [...at.keys()]));
  return services.map(({ index, places, replicas, leastLocations }) => {
    const at = new Map(counts[index]);
    const foes = apart.flatMap(([a, b]) => (a === index ? [b] : b === index ? [a] : []));
    const costOf = (place: number): number => {
      const isTaken = foes.some((foe) => counts[foe]?.has(place));
      return (prices[index]?.[place] ?? 0) * (inUse.has(place) ? 1 : NEW_PLACE) * (isTaken ? NEW_PLACE : 1);
    };
    const others = places.filter((place) => !at.has(place)).sort((a, b) => costOf(a) - costOf(b) || a - b);
    for (const place of others.slice(0, Math.max(0, Math.max(1, leastLocations) - at.size))) {
      const [fullest, count] = [...at].reduce((a, b) => (b[1] > a[1] ? b : a), [-1, 0]);
      if (at.size > 0) at.set(fullest, count - 1);
      at.set(place, at.size === 0 ? replicas : 1);
    }
    return new Map([...at].filter(([, count]) => count > 0).sort(([a], [b]) => a - b));
  });
}

class Opening {
  private readonly decided = new Set<number>();
  private readonly settled = new Set<number>();

  /** Services whose place depends on that of another one. */
  private readonly tiedTo = new Map<number, number[]>();

  constructor(private readonly standing: StandingProgramme) {
    const { links, together, apart } = standing.instance;
    const near = links.filter(({ maxLatencyMs }) => maxLatencyMs !== undefined);
    for (const [a, b] of [...near.map(({ from, to }) => [from, to] as const), ...together, ...apart]) {
      this.tiedTo.set(a, [...(this.tiedTo.get(a) ?? []), b]);
      this.tiedTo.set(b, [...(this.tiedTo.get(b) ?? []), a]);
    }
  }

  async run(left: Left): Promise<StandingPoint | undefined> {
    let state = await this.complete(await this.solve(left), atMost(left, COMPLETE * left()));
    while (state !== undefined && left() > 0) {
      const open = this.undecidedAt(state);
      if (open.length === 0) break;
      const little = open.filter(({ clusters }) => clusters < LITTLE);
      const next = little.length > 1 ? await this.tryClosed(little, state, left) : undefined;
      const after = next ?? (await this.decide(open[0], state, left));
      if (after === undefined) break;
      state = after;
    }
    return this.complete(state, left);
  }

  /** With the rows that it breaks. */
  private async complete(start: StandingPoint | undefined, left: Left): Promise<StandingPoint | undefined> {
    let state = start;
    for (let round = 0; round < ROUNDS && state !== undefined && left() > 0; round++) {
      if (this.standing.includeBroken(state.at) === 0) break;
      state = (await this.solve(left)) ?? state;
    }
    return state;
  }

  /**
   * Services stay where the point puts most of them, the clearest ones first, and the rest follows, until none is left
   * between places.
   */
  async dive(start: StandingPoint, left: Left): Promise<StandingPoint> {
    const { standing } = this;
    standing.includeTies();
    let state = start;
    for (let round = 0; round < DIVES && left() > 0; round++) {
      const torn = standing.instance.services
        .filter(({ single, index }) => single && !this.settled.has(index))
        .map(({ index }) => this.mostOf(index, state))
        .sort((a, b) => b - a);
      if (torn.length === 0) break;
      // At least a part of them, however torn they are; the first round only asks for the rules.
      if (round > 0) this.settle(state, Math.min(SETTLED, torn[Math.floor(torn.length * PART)] ?? 0) - NOBODY);
      standing.includeBroken(state.at);
      const next = await this.solve(left);
      if (next === undefined) break;
      state = next;
    }
    return state;
  }

  private mostOf(service: number, { at: values }: StandingPoint): number {
    return Math.max(...(this.standing.formulation.stands[service] ?? []).map(({ x }) => values[x] ?? 0));
  }

  /**
   * Services that the point puts somewhere by so much stay there; `inClouds` leaves sites alone. Of services that depend
   * on each other one at a time, so that the others can follow it.
   */
  settle({ at: values }: StandingPoint, least: number, inClouds = false): void {
    const { instance, formulation } = this.standing;
    const waiting = new Set<number>();
    for (const { single, index } of instance.services) {
      if (!single || this.settled.has(index) || waiting.has(index)) continue;
      for (const { x, place } of formulation.stands[index] ?? []) {
        if ((values[x] ?? 0) <= least || (inClouds && instance.places[place]?.kind === 'static')) continue;
        this.standing.narrow(x, 1, 1);
        this.settled.add(index);
        for (const other of this.tiedTo.get(index) ?? []) waiting.add(other);
        break;
      }
    }
  }

  private async decide(
    one: Undecided | undefined,
    state: StandingPoint,
    left: Left,
  ): Promise<StandingPoint | undefined> {
    if (one === undefined) return undefined;
    const closed = one.clusters < 1 - NOBODY ? await this.tryClosed([one], state, left) : undefined;
    if (closed !== undefined) return closed;
    this.decided.add(one.index);
    this.open(one);
    return this.solve(left);
  }

  /** Undefined, and nothing changed, where that costs more than to open them. */
  private async tryClosed(
    pools: readonly Undecided[],
    state: StandingPoint,
    left: Left,
  ): Promise<StandingPoint | undefined> {
    for (const { index } of pools) this.bound(index, false);
    const closed = await this.solve(left);
    const opening = pools.reduce((sum, { pool, clusters }) => sum + (1 - clusters) * this.costOf(pool), 0);
    if (closed !== undefined && closed.value <= state.value + opening) {
      for (const { index } of pools) {
        this.decided.add(index);
        this.standing.dropNeeds(this.standing.formulation.standsIn[index] ?? []);
      }
      return closed;
    }
    for (const { index } of pools) this.bound(index, true);
    return undefined;
  }

  /** Of a cluster and the modules of the place. */
  private costOf({ place }: PoolColumns): number {
    const cloud = this.standing.instance.places[place];
    return cloud?.kind === 'cloud' ? cloud.clusterMicroUsd + cloud.fixedMicroUsd : 0;
  }

  private async solve(left: Left): Promise<StandingPoint | undefined> {
    const { standing } = this;
    const point = await standing.solve(left());
    if (point === undefined || point === 'infeasible') return undefined;
    return point;
  }

  private undecidedAt({ at: values }: StandingPoint): Undecided[] {
    const { pools, stands } = this.standing.formulation;
    const replicas = pools.map(() => 0);
    for (const own of stands)
      for (const { pool, n } of own) if (pool !== undefined) replicas[pool] = (replicas[pool] ?? 0) + (values[n] ?? 0);
    return pools
      .map((pool, index) => ({ index, pool, clusters: values[pool.clusters] ?? 0 }))
      .filter(
        ({ index, clusters }) => !this.decided.has(index) && ((replicas[index] ?? 0) > NOBODY || clusters > NOBODY),
      )
      .sort((a, b) => a.clusters - b.clusters || a.index - b.index);
  }

  private open({ index, pool }: Undecided): void {
    const { standing } = this;
    const { formulation, instance } = standing;
    standing.narrow(pool.clusters, 1, formulation.rows.upper[pool.clusters] ?? 1);
    if ((instance.places[pool.place]?.fixedMicroUsd ?? 0) > 0)
      standing.narrow(formulation.used[pool.place] ?? -1, 1, 1);
    standing.dropNeeds(formulation.standsIn[index] ?? []);
  }

  private bound(index: number, isOpen: boolean): void {
    const { rows: { upper }, standsIn } = this.standing.formulation; // prettier-ignore
    for (const { stand } of standsIn[index] ?? [])
      for (const column of [stand.x, stand.n]) this.standing.narrow(column, 0, isOpen ? (upper[column] ?? 1) : 0);
  }
}
