/** The best placement so far, and what makes a candidate one: rules, real packing, and services where they belong. */
import { fillSite } from './fill-site';
import { forestOf, type Tree } from './forest';
import { improve } from './improve';
import type { Instance, Service, Site } from './instance';
import { mend } from './mend';
import { rulesHold } from './pairs';
import { betterNodes } from './patterns';
import type { Pools } from './pools';
import { type Counts, loadsOf, settle, type SettledPool } from './settle';
import { State } from './state';
import { atMost, type Left } from './time';
import type { Worths } from './worths';

export interface Best {
  readonly counts: Counts;
  readonly objective: number;
}

/** Micro-USD: a change that costs more breaks a rule. */
const DEAR = 1e12;
/** What packing takes beyond totals, and beyond sound prices of shapes. */
const WASTE = { totals: 1.04, worths: 1.01 };

export class Incumbent {
  best: Best | undefined;
  /** Marginal prices, service by place. */
  prices: readonly (readonly number[])[] = [];
  readonly trees: readonly Tree[];

  constructor(
    private readonly pools: Pools,
    private readonly worths: Worths,
  ) {
    this.trees = forestOf(pools.instance);
  }

  private get instance(): Instance {
    return this.pools.instance;
  }

  /** Nothing placed yet, with estimates by what is known of packing. */
  state(): State {
    const waste = this.worths.isEmpty ? WASTE.totals : WASTE.worths;
    return new State(
      this.instance,
      waste,
      this.instance.places.map(({ index }) => this.worths.at(index)),
    );
  }

  consider(counts: Counts): boolean {
    const found = rulesHold(this.instance, counts) ? settle(this.pools, counts).found : undefined;
    if (found === undefined || (this.best !== undefined && found.objective >= this.best.objective)) return false;
    this.best = { counts: counts.map((at) => new Map(at)), objective: found.objective };
    return true;
  }

  /** As `consider`, with better packings of what may be had for less, or may fit after all. */
  async considerPacked(counts: Counts, left: Left): Promise<boolean> {
    if (!rulesHold(this.instance, counts)) return false;
    const { found } = settle(this.pools, counts);
    if (found === undefined || found.objective > (this.best?.objective ?? Infinity) * HOPELESS) return false;
    const { pools } = found;
    const byLoss = [...pools].sort((a, b) => lossOf(b) - lossOf(a));
    for (const pool of byLoss) if (left() > 0) await this.repack(pool, left);
    return this.consider(counts);
  }

  private async repack({ place: index, load, choice }: SettledPool, left: Left): Promise<void> {
    const place = this.instance.places[index];
    if (place?.kind !== 'cloud' || choice?.bought === undefined || choice.lower >= choice.microUsd) return;
    if (this.pools.isRepacked(place, load)) return;
    const { measured } = this.instance;
    const maxNodes = choice.clusters * place.maxNodesPerCluster;
    const items = this.pools.items(load, place);
    const { bought, lower } = await betterNodes(
      items,
      place.nodeTypes,
      measured,
      choice.bought,
      maxNodes,
      atMost(left, REPACK_SECONDS),
    );
    this.pools.offer(place, load, lower, bought);
  }

  /** A point of the programme: first as it is, then with as few moves as make it a placement. */
  async considerPoint(counts: Counts, left: Left): Promise<void> {
    if (await this.considerPacked(counts, left)) return;
    const state = this.stateOf(counts);
    for (let pass = 0; pass < PASSES; pass++) {
      mend(state, this.prices);
      await this.fillSites(state, left);
      if (rulesHold(this.instance, state.counts)) break;
    }
    this.relocate(state);
    if (await this.considerPacked(state.counts, left)) return;
    improve(state, this.trees, 3);
    this.considerState(state);
  }

  /** A point that is like the best placement but for some services. */
  async considerPart(counts: Counts, left: Left): Promise<boolean> {
    if (await this.considerPacked(counts, left)) return true;
    const state = this.stateOf(counts);
    await this.fillSites(state, left);
    return this.considerPacked(state.counts, left);
  }

  private stateOf(counts: Counts): State {
    const state = this.state();
    counts.forEach((at, index) => state.move(index, at));
    return state;
  }

  private async fillSites(state: State, left: Left): Promise<void> {
    for (const place of this.instance.places) if (place.kind === 'static') await this.fill(state, place, left);
  }

  /**
   * Where what stands on a site does not pack, the best of it does, with some of what could stand there and is worth most
   * for its size.
   */
  private async fill(state: State, site: Site, left: Left): Promise<void> {
    const { instance, pools } = this;
    const load = loadsOf(instance, state.counts).get(site.index) ?? new Map<number, number>();
    const seconds = Math.min(FILL_SECONDS, left());
    if (site.node === undefined || seconds <= 0 || pools.into(site, load).status === 'fits') return;
    const escapes = new Map([...load.keys()].map((service) => [service, this.escape(state, service, site)]));
    const entries = this.entriesTo(state, site);
    const there = pools.items(load).map((item) => ({ ...item, loss: escapes.get(item.service)?.loss ?? Infinity }));
    const entering = pools.items(new Map(entries.map(({ service }) => [service.index, service.replicas])));
    const items = [...there, ...entering.map((item, index) => ({ ...item, loss: entries[index]?.gain ?? 0 }))];
    const filled = await fillSite(items, site, seconds);
    if (filled === undefined) return;
    const staying = new Set(filled.staying);
    for (const service of load.keys()) {
      if (staying.has(service)) continue;
      const { place = -1 } = escapes.get(service) ?? {};
      state.move(service, new Map([[place, instance.services[service]?.replicas ?? 0]]));
    }
    for (const { service } of entries)
      if (staying.has(service.index)) state.move(service.index, new Map([[site.index, service.replicas]]));
    const now = loadsOf(instance, state.counts).get(site.index) ?? new Map<number, number>();
    pools.offerFit(site, now, { status: 'fits', nodes: filled.nodes });
  }

  /** Services in clouds that could stand at a site, and what that would save: the ones that are worth most for their size. */
  private entriesTo(state: State, site: Site): { readonly service: Service; readonly gain: number }[] {
    const { instance } = this;
    const whole = site.node?.holds ?? [];
    const found = instance.services.flatMap((service) => {
      const at = state.counts[service.index] ?? new Map<number, number>();
      const [place = -1] = at.keys();
      const isAway = instance.places[place]?.kind === 'cloud' && service.places.includes(site.index);
      if (!service.single || service.pinned || !isAway) return [];
      // The site is full, so what that costs is no part of it.
      const prices = this.prices[service.index] ?? [];
      const gain =
        service.replicas * (prices[place] ?? 0) + state.pull(service, place) - state.pull(service, site.index);
      const size = service.replicas * Math.max(...service.request.map((amount, d) => amount / (whole[d] ?? Infinity)));
      return gain > 0 && gain < DEAR ? [{ service, gain, value: gain / Math.max(size, 1e-9) }] : [];
    });
    return found.sort((a, b) => b.value - a.value || a.service.index - b.service.index).slice(0, ENTERING);
  }

  /** The cheapest way for a service to leave a site; undefined where it may not. */
  private escape(state: State, index: number, site: Site): { place: number; loss: number } | undefined {
    const service = this.instance.services[index];
    if (service === undefined || !service.single || service.pinned) return undefined;
    const start = state.counts[index] ?? new Map<number, number>();
    state.move(index, new Map());
    let best: { place: number; loss: number } | undefined;
    for (const place of service.places) {
      if (this.instance.places[place]?.kind !== 'cloud') continue;
      const loss = state.move(index, new Map([[place, service.replicas]])) - state.pull(service, site.index);
      state.move(index, new Map());
      if (loss < DEAR && (best === undefined || loss < best.loss)) best = { place, loss };
    }
    state.move(index, start);
    return best;
  }

  considerState(state: State): boolean {
    mend(state, this.prices);
    improve(state, this.trees, 2);
    this.relocate(state);
    return this.consider(state.counts);
  }

  /** What overflows without need goes where it belongs, and what does not pack goes elsewhere. */
  private relocate(state: State): void {
    for (let pass = 0; pass < 5; pass++) {
      const idle = state.overflowing();
      if (idle.length === 0) break;
      for (const { service, site } of idle) {
        const at = state.counts[service.index] ?? new Map<number, number>();
        const [place = -1] = at.keys();
        if (service.single && state.hasRoom(service, site))
          state.move(service.index, new Map([[site.index, service.replicas]]));
        else if (!service.single && state.hasRoom(service, site)) {
          const next = new Map(at);
          next.delete(place);
          state.move(service.index, next.set(site.index, (next.get(site.index) ?? 0) + (at.get(place) ?? 0)));
        }
      }
    }
    this.unload(state);
  }

  /**
   * Takes services off sites that do not pack, the smallest first, to clouds. What then packs again goes back, the largest
   * first, since it may not overflow from where there is room.
   */
  private unload(state: State): void {
    const { places, services } = this.instance;
    const packs = (site: Site): boolean =>
      this.pools.into(site, loadsOf(this.instance, state.counts).get(site.index) ?? new Map()).status === 'fits';
    for (const site of places) {
      if (site.kind !== 'static' || packs(site)) continue;
      const back = (service: Service): number => state.move(service.index, new Map([[site.index, service.replicas]]));
      const sizes = services
        .filter(({ index, single, pinned }) => single && !pinned && state.counts[index]?.has(site.index))
        .map((service) => ({ service, size: service.replicas * Math.max(...service.request) }))
        .sort((a, b) => a.size - b.size || a.service.index - b.service.index);
      const gone: Service[] = [];
      for (const { service } of sizes) {
        let best = { place: -1, change: Infinity };
        for (const place of service.places) {
          if (places[place]?.kind !== 'cloud') continue;
          const change = state.move(service.index, new Map([[place, service.replicas]]));
          back(service);
          if (change < best.change) best = { place, change };
        }
        if (best.change > DEAR) continue;
        state.move(service.index, new Map([[best.place, service.replicas]]));
        gone.push(service);
        if (packs(site)) break;
      }
      for (const service of gone.toReversed()) {
        const at = state.counts[service.index] ?? new Map<number, number>();
        if (!state.hasRoom(service, site)) continue;
        if (back(service) > DEAR || !packs(site)) state.move(service.index, at);
      }
    }
  }
}

/** What costs so many times as much as the best does not become cheaper by packing it better. */
const HOPELESS = 1.04;
/** Seconds for one pool. */
const REPACK_SECONDS = 2;
/** Times that rules are mended and sites filled: one may undo the other. */
const PASSES = 2;
/** Services that may come to a site in place of others. */
const ENTERING = 60;
/** Seconds for one site. */
const FILL_SECONDS = 3;

function lossOf({ choice }: SettledPool): number {
  return choice === undefined ? 0 : choice.microUsd - choice.lower;
}
