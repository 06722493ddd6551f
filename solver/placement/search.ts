/**
 * From a first placement to a good one, and the bound beside it.
 *
 *   1. prices (bound.ts) give a bound and beginnings; local search (improve.ts) makes placements of them;
 *   2. HiGHS improves the best one on parts: some trees of services move, the rest stands still (large neighbourhoods);
 *      where the whole programme is small enough, it is asked for all of it, which gives a bound as well;
 *   3. every candidate is settled with real packing, and better packings are looked for by patterns.
 *
 * Effort is counted in rounds and branch-and-bound nodes. Only `deadline` is a matter of the clock: what it stops is
 * `feasible`, with the bound reached by then.
 */
import type { Limit } from '../model';
import { lagrangianBound } from './bound';
import { addCuts } from './cuts';
import { forestOf, type Tree } from './forest';
import { formulate, type Formulation } from './formulate';
import { dualBound, type HighsAnswer, relax, solveMixed, type MixedProgramme } from './highs';
import { improve, start } from './improve';
import { polish } from './polish';
import { rebuild } from './rebuild';
import type { Instance, Service, Site } from './instance';
import { mend } from './mend';
import { rulesHold } from './pairs';
import { betterNodes } from './patterns';
import type { Pools } from './pools';
import { type Counts, loadsOf, settle, type SettledPool } from './settle';
import { State } from './state';
import { countsOf, heldAt, programmeOf } from './values';

export interface Found {
  readonly lower: number;
  readonly best?: { readonly counts: Counts; readonly objective: number };
  readonly limit: Limit;
}

export interface Effort {
  /** On the clock of `performance.now()`; Infinity for none. */
  readonly deadline: number;
  readonly rounds: number;
  readonly rebuilds: number;
  readonly nodes: number;
  /** Ends once the gap is this small. */
  readonly gap: number;
}

/** Columns up to which HiGHS is asked about the whole programme. */
const WHOLE = 9_000;
/** Columns up to which the linear relaxation is solved for its bound. */
const RELAXED = 30_000;
/** A cent: two costs that differ by less are one to HiGHS. */
const CENT = 10_000;
/** Micro-USD: a change that costs more breaks a rule. */
const DEAR = 1e12;
/** Services above which beginnings are few and settled late. */
const MANY = 400;
/** What packing takes beyond totals, to begin with. */
const WASTE = 1.04;

export class Searcher {
  private lower = 0;
  private best: { readonly counts: Counts; readonly objective: number } | undefined;
  private limit: Limit = 'nodes';
  private readonly trees: readonly Tree[];
  private prices: readonly (readonly number[])[] = [];

  constructor(
    private readonly pools: Pools,
    private readonly effort: Effort,
    private readonly now: () => number,
  ) {
    this.trees = forestOf(pools.instance);
  }

  private get instance(): Instance {
    return this.pools.instance;
  }

  private seconds(): number {
    return (this.effort.deadline - this.now()) / 1000;
  }

  private isDone(): boolean {
    if (this.seconds() <= 0) {
      this.limit = 'time';
      return true;
    }
    const { best, lower } = this;
    return lower === Infinity || (best !== undefined && best.objective - lower <= this.effort.gap * best.objective);
  }

  async run(): Promise<Found> {
    const { services } = this.instance;
    if (services.some(({ places }) => places.length === 0)) return { lower: Infinity, limit: 'nodes' };
    const rounds = Math.max(60, Math.min(400, Math.round(60_000 / services.length)));
    const { bound, prices, proposals } = lagrangianBound(this.instance, rounds, this.guess());
    this.lower = bound;
    this.prices = prices;
    let best: State | undefined;
    for (const proposal of proposals.slice(services.length > MANY ? -1 : -3)) {
      const state = new State(this.instance, WASTE);
      start(state, proposal);
      improve(state, this.trees);
      if (best === undefined || state.objective < best.objective) best = state;
    }
    if (best !== undefined) this.considerState(best);
    if (this.isDone()) return this.found();
    if (services.length > MANY && this.best !== undefined) this.boundAgain(4 * rounds, this.best.objective);
    const formulation = formulate(this.instance);
    const isWhole = formulation.rows.cost.length <= WHOLE;
    if (best !== undefined) {
      const until = this.now() + this.seconds() * (isWhole ? 100 : 400);
      rebuild(best, this.trees, this.prices, this.effort.rebuilds, () => this.now() > until);
      this.considerState(best);
    }
    this.polish();
    if (this.isDone()) return this.found();
    if (isWhole) await this.whole(formulation);
    else await this.parts(formulation, programmeOf(formulation));
    this.polish();
    await this.repack();
    return this.found();
  }

  /** Steps of the bound are longer or shorter than they should be until a placement is known. */
  private boundAgain(rounds: number, objective: number): void {
    const until = this.now() + this.seconds() * 300;
    const { bound, prices } = lagrangianBound(this.instance, rounds, objective, () => this.now() > until);
    if (bound <= this.lower) return;
    this.lower = bound;
    this.prices = prices;
  }

  private polish(): void {
    if (this.best === undefined) return;
    const trials = Math.max(60, Math.min(1_500, Math.round(100_000 / this.instance.services.length)));
    const until = this.now() + this.seconds() * 200;
    this.best = polish(this.pools, this.best, trials, () => this.isDone() || this.now() > until);
  }

  private found(): Found {
    return { lower: this.lower, limit: this.limit, ...(this.best !== undefined && { best: this.best }) };
  }

  /** A cost above the best one, for steps of the bound. */
  private guess(): number {
    const state = new State(this.instance, WASTE);
    start(state, new Map());
    const isMany = this.instance.services.length > MANY;
    improve(state, this.trees, isMany ? 1 : 2);
    if (!isMany) this.consider(state.counts);
    return this.best?.objective ?? state.objective;
  }

  private consider(counts: Counts): boolean {
    const found = rulesHold(this.instance, counts) ? settle(this.pools, counts).found : undefined;
    if (found === undefined || (this.best !== undefined && found.objective >= this.best.objective)) return false;
    this.best = { counts: counts.map((at) => new Map(at)), objective: found.objective };
    return true;
  }

  /** After what overflows without need has gone where it belongs. */
  private considerState(state: State): boolean {
    mend(state, this.prices);
    improve(state, this.trees, 2);
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
    return this.consider(state.counts);
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

  private raise(bound: number): void {
    if (Number.isFinite(bound)) this.lower = Math.max(this.lower, Math.floor(bound - 1 - Math.abs(bound) * 1e-9));
  }

  /** Again with cuts, until real packing costs what the programme says. */
  private async whole(formulation: Formulation): Promise<void> {
    const until = this.now() + this.seconds() * 750;
    for (let round = 0; round < this.effort.rounds && !this.isDone(); round++) {
      const seconds = Math.min(this.seconds(), (until - this.now()) / 1000);
      if (seconds <= 0) return;
      const limits = { nodes: this.effort.nodes, seconds, gap: this.effort.gap };
      const answer = await solveMixed(programmeOf(formulation), limits);
      if (answer.status === 'infeasible') return this.confirm(formulation, Infinity);
      if (answer.status === 'ended') return;
      this.raise(answer.bound);
      this.take(formulation, answer);
      const { best } = this;
      if (best !== undefined && best.objective <= this.lower + CENT) return this.confirm(formulation, best.objective);
      if (answer.values === undefined || answer.status === 'limit') return;
      const counts = countsOf(this.instance, formulation, answer.values);
      if (addCuts(this.pools, formulation, answer.values, counts) === 0) return;
    }
  }

  /**
   * HiGHS has been wrong, mostly in its presolve. A proof counts when it finds nothing a cent cheaper another way, too.
   */
  private async confirm(formulation: Formulation, objective: number): Promise<void> {
    const programme = programmeOf(formulation);
    const cheaper = withCostAtMost(programme, objective - CENT);
    const limits = { nodes: this.effort.nodes, seconds: this.seconds(), gap: 0 };
    const answer = await solveMixed(cheaper, limits, { presolve: 'off', mip_allow_restart: false });
    if (answer.status === 'infeasible') this.lower = objective;
    else {
      this.take(formulation, answer);
      this.lower = Math.min(this.lower, objective - CENT);
      if (answer.status === 'optimal') this.limit = 'disagreement';
    }
  }

  private async parts(formulation: Formulation, programme: MixedProgramme): Promise<void> {
    if (programme.cost.length <= RELAXED) {
      const relaxed = await relax(programme, this.seconds() / 2, {});
      if (relaxed.status === 'optimal') this.raise(dualBound(programme, relaxed.rowDuals));
    }
    // The rest of the time is for packing.
    const until = this.now() + this.seconds() * 700;
    for (let round = 0; round < this.effort.rounds && !this.isDone(); round++) {
      const { best } = this;
      if (best === undefined || this.now() > until) return;
      const free = this.neighbourhood(round);
      const sub = heldAt(this.instance, formulation, programme, best.counts, free);
      const seconds = Math.min((until - this.now()) / 1000, 20);
      const answer = await solveMixed(sub, { nodes: 50, seconds, gap: 0.002 });
      if (answer.status !== 'infeasible' && answer.status !== 'ended') this.take(formulation, answer);
    }
  }

  /** Trees one after another until some services are free, from another one on each round. */
  private neighbourhood(round: number): Set<number> {
    const free = new Set<number>();
    const most = 60;
    const count = this.trees.length;
    for (let k = 0; k < count && free.size < most; k++) {
      const tree = this.trees[(round * 7 + k * (1 + (round % 5))) % count];
      for (const index of tree?.order ?? []) free.add(index);
    }
    return free;
  }

  private take(formulation: Formulation, answer: HighsAnswer): void {
    if (!('values' in answer) || answer.values === undefined) return;
    const counts = countsOf(this.instance, formulation, answer.values);
    if (!this.consider(counts)) {
      const state = new State(this.instance, WASTE);
      counts.forEach((at, index) => state.move(index, at));
      improve(state, this.trees, 3);
      this.considerState(state);
    }
  }

  /** Better packings of the pools of the best placement. */
  private async repack(): Promise<void> {
    if (this.best === undefined) return;
    const { counts } = this.best;
    const pools = settle(this.pools, counts).found?.pools ?? [];
    for (const pool of pools) {
      if (this.isDone()) return;
      await this.repackOne(pool);
      this.consider(counts);
    }
  }

  private async repackOne({ place: index, load, choice }: SettledPool): Promise<void> {
    const place = this.instance.places[index];
    if (place?.kind !== 'cloud' || choice?.bought === undefined || choice.lower >= choice.microUsd) return;
    const items = this.pools.items(load);
    const maxNodes = choice.clusters * place.maxNodesPerCluster;
    const better = await betterNodes(items, place.nodeTypes, choice.bought, maxNodes, Math.min(10, this.seconds()));
    if (better !== undefined) this.pools.offer(place, load, better);
  }
}

function withCostAtMost(programme: MixedProgramme, most: number): MixedProgramme {
  if (most === Infinity) return programme;
  const variables = [...programme.cost.keys()].filter((j) => programme.cost[j] !== 0);
  const coefficients = variables.map((j) => programme.cost[j] ?? 0);
  return { ...programme, rows: [...programme.rows, { variables, coefficients, lower: -Infinity, upper: most }] };
}
