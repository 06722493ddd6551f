/**
 * From a first placement to a good one, and the bound beside it.
 *
 *   1. an outline (outline.ts) gives a bound, prices and fillings of nodes; local search from prices (bound.ts, improve.ts)
 *      gives a first placement where there are not too many services;
 *   2. the linear relaxation with nodes that are filled (standing.ts, relaxation.ts) gives a better bound;
 *   3. from its point pools are opened and closed, and services made whole (opening.ts);
 *   4. HiGHS is asked for the whole programme where it is small enough; every point is packed, and where packing needs
 *      more, cuts are added and it is asked again;
 *   5. what is best is improved by parts: where some services stand and how some nodes are filled is decided at once, the
 *      rest stands still (parts.ts, refill.ts).
 *
 * Effort is counted in rounds and branch-and-bound nodes. Only `deadline` is a matter of the clock: what it stops is
 * `feasible`, with the bound reached by then.
 */
import type { Limit } from '../model';
import { lagrangianBound } from './bound';
import { addCuts } from './cuts';
import { formulate, type Formulation } from './formulate';
import { type HighsAnswer, solveMixed, type MixedProgramme } from './highs';
import { improve, start } from './improve';
import { type Best, Incumbent } from './incumbent';
import type { Instance } from './instance';
import { Parts } from './parts';
import { polish } from './polish';
import type { Pools } from './pools';
import { rebuild } from './rebuild';
import { Refill } from './refill';
import { type Outline, outlineOf } from './outline';
import { openedPlacement } from './opening';
import { Relaxation } from './relaxation';
import { StandingProgramme } from './standing';
import type { State } from './state';
import { atMost, type Left } from './time';
import { countsOf, programmeOf } from './values';
import { addWorthRows, Worths } from './worths';

export interface Found {
  readonly lower: number;
  readonly best?: Best;
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
/** A gap at which a part is done, how long HiGHS may take for it, and parts without a gain after which it ends. */
const CLOSE = 0.0002;
const PART_SECONDS = 6;
const PART_NODES = 5_000;
const IDLE_PARTS = 4;
/** A cent: two costs that differ by less are one to HiGHS. */
const CENT = 10_000;
/** Services above which local search is no beginning: it takes long, and prices of the outline are better. */
const MANY = 400;

export class Searcher {
  private lower = 0;
  private limit: Limit = 'nodes';
  private readonly worths: Worths;
  private readonly incumbent: Incumbent;

  constructor(
    private readonly pools: Pools,
    private readonly effort: Effort,
    private readonly now: () => number,
  ) {
    this.worths = new Worths(pools.instance.places.length);
    this.incumbent = new Incumbent(pools, this.worths);
  }

  private get instance(): Instance {
    return this.pools.instance;
  }

  private get best(): Best | undefined {
    return this.incumbent.best;
  }

  private seconds(): number {
    return (this.effort.deadline - this.now()) / 1000;
  }

  /** A part of the time that is left now. */
  private within(part: number): Left {
    const left = (): number => this.seconds();
    return atMost(left, Math.max(0, left()) * part);
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
    const formulation = formulate(this.instance);
    const outline = await outlineOf(this.instance, formulation, this.worths, this.within(0.2));
    if (outline !== undefined) {
      this.raise(outline.bound);
      this.incumbent.prices = outline.prices;
    }
    const isMany = services.length > MANY && outline !== undefined;
    const state = isMany ? undefined : this.begin();
    if (this.isDone()) return this.found();
    const standing = outline && new StandingProgramme(this.instance, formulation, outline);
    const part = standing?.isLarge === true ? 0.18 : 0.3;
    const tightened = standing && (await new Relaxation(standing, this.worths).tighten(this.within(part)));
    if (tightened?.isInfeasible === true) await this.confirm(formulation, Infinity);
    else if (tightened !== undefined) {
      this.raise(tightened.bound);
      addWorthRows(this.instance, formulation, this.worths, tightened);
    }
    if (this.isDone()) return this.found();
    if (standing !== undefined && tightened?.hasPoint === true) {
      const counts = await openedPlacement(standing, this.incumbent.prices, this.within(standing.isLarge ? 0.5 : 0.35));
      if (counts !== undefined) await this.incumbent.considerPoint(counts, this.within(0.6));
    }
    if (isMany && this.best === undefined) this.begin();
    if (this.isDone()) return this.found();
    if (state !== undefined) {
      const left = this.within(0.05);
      rebuild(state, this.incumbent.trees, this.incumbent.prices, this.effort.rebuilds, () => left() <= 0);
      this.incumbent.considerState(state);
    }
    this.polish(0.05);
    if (outline !== undefined) await this.refill(formulation, outline, this.within(0.4));
    if (formulation.rows.cost.length <= WHOLE) await this.whole(formulation);
    if (outline !== undefined && !this.isDone()) await this.refill(formulation, outline, this.within(0.8));
    this.polish(0.5);
    if (this.best !== undefined && !this.isDone())
      await this.incumbent.considerPacked(this.best.counts, () => this.seconds());
    return this.found();
  }

  /** By prices: a bound and a placement. */
  private begin(): State | undefined {
    const { services } = this.instance;
    const rounds = Math.max(60, Math.min(400, Math.round(60_000 / services.length)));
    const { bound, prices, proposals } = lagrangianBound(this.instance, rounds, this.guess());
    this.lower = Math.max(this.lower, bound);
    if (this.incumbent.prices.length === 0) this.incumbent.prices = prices;
    let best: State | undefined;
    for (const proposal of proposals.slice(services.length > MANY ? -1 : -3)) {
      const state = this.incumbent.state();
      start(state, proposal);
      improve(state, this.incumbent.trees);
      if (best === undefined || state.objective < best.objective) best = state;
    }
    if (best !== undefined) this.incumbent.considerState(best);
    return best;
  }

  /** A cost above the best one, for steps of the bound. */
  private guess(): number {
    const state = this.incumbent.state();
    start(state, new Map());
    const isMany = this.instance.services.length > MANY;
    improve(state, this.incumbent.trees, isMany ? 1 : 2);
    if (!isMany) this.incumbent.consider(state.counts);
    return this.best?.objective ?? state.objective;
  }

  private polish(part: number): void {
    if (this.best === undefined) return;
    const trials = Math.max(60, Math.min(1_500, Math.round(100_000 / this.instance.services.length)));
    const left = this.within(part);
    this.incumbent.best = polish(this.pools, this.best, trials, () => this.isDone() || left() <= 0);
  }

  private found(): Found {
    return { lower: this.lower, limit: this.limit, ...(this.best !== undefined && { best: this.best }) };
  }

  private raise(bound: number): void {
    if (Number.isFinite(bound)) this.lower = Math.max(this.lower, Math.floor(bound - 1 - Math.abs(bound) * 1e-9));
  }

  /** Again with cuts, until real packing costs what the programme says. */
  private async whole(formulation: Formulation): Promise<void> {
    const left = this.within(0.85);
    for (let round = 0; round < this.effort.rounds && !this.isDone(); round++) {
      const seconds = left();
      if (seconds <= 0) return;
      const limits = { nodes: this.effort.nodes, seconds: 0.7 * seconds, gap: this.effort.gap };
      const answer = await solveMixed(programmeOf(formulation), limits);
      if (answer.status === 'infeasible') return this.confirm(formulation, Infinity);
      if (answer.status === 'ended') return;
      this.raise(answer.bound);
      await this.take(formulation, answer, left);
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
      await this.take(formulation, answer, () => this.seconds());
      this.lower = Math.min(this.lower, objective - CENT);
      if (answer.status === 'optimal') this.limit = 'disagreement';
    }
  }

  /** Parts of the placement, with whole fillings of nodes, until none of them becomes cheaper. */
  private async refill(formulation: Formulation, outline: Outline, left: Left): Promise<void> {
    const { pools, worths, incumbent } = this;
    const refill = new Refill(pools, formulation, outline.fillings, worths);
    const parts = new Parts(pools, formulation, worths, incumbent.trees);
    for (let round = 0, idle = 0; round < this.effort.rounds && idle < IDLE_PARTS && !this.isDone(); round++) {
      const { best } = this;
      if (best === undefined || left() <= 0) return;
      const limits = { nodes: PART_NODES, seconds: Math.min(left(), PART_SECONDS), gap: CLOSE };
      const part = parts.at(round, best);
      const counts = await refill.solve(best, part, limits);
      idle = counts !== undefined && incumbent.consider(counts) ? 0 : idle + 1;
      if (idle > 0 && part.services.size === this.instance.services.length) return;
    }
  }

  private async take(formulation: Formulation, answer: HighsAnswer, left: Left): Promise<void> {
    if (!('values' in answer) || answer.values === undefined) return;
    await this.incumbent.considerPoint(countsOf(this.instance, formulation, answer.values), left);
  }
}

function withCostAtMost(programme: MixedProgramme, most: number): MixedProgramme {
  if (most === Infinity) return programme;
  const variables = [...programme.cost.keys()].filter((j) => programme.cost[j] !== 0);
  const coefficients = variables.map((j) => programme.cost[j] ?? 0);
  return { ...programme, rows: [...programme.rows, { variables, coefficients, lower: -Infinity, upper: most }] };
}
