/**
 * The cheapest point of one component, with a proof.
 *
 * An engine proposes, arithmetic disposes. javascript-lp-solver proposes a point for small components; exact search then
 * proves that nothing is cheaper, or finds what is. Where its effort does not suffice, HiGHS is asked twice: for an
 * optimum, and, with its presolve and restarts off, whether anything a cent cheaper exists. Only when that second
 * question is answered "no" is the point called optimal; likewise "infeasible" needs both answers. javascript-lp-solver's
 * word counts for nothing, so an answer does not depend on whether it came back in time.
 *
 * An engine that contradicts a checked point is no longer believed: then exact search decides, or the answer is
 * `feasible` with the limit `disagreement`.
 */
import { roundPoint } from './check-point';
import { type HighsSettings, solveWithHighs } from './engines/highs';
import { proposeWithJslp } from './engines/jslp';
import type { Candidate, Ended } from './engines/messages';
import { exactBound, feasibilityBranching, firstPoint, minimum } from './exact-search';
import type { Limit, Point, Solution } from './model';
import { at, greatestCommonDivisor, type Programme, programmeCost, satisfies, withCostAtMost } from './programme';

/** Engines as the adapters offer them; what they say is checked, so another pair can take their place. */
export interface Engines {
  propose(programme: Programme, timeoutSeconds: number): Promise<Candidate | Ended>;
  solve(programme: Programme, settings: HighsSettings): Promise<Candidate | Ended>;
}

export const ENGINES: Engines = { propose: proposeWithJslp, solve: solveWithHighs };

/** How far to search, and with whom. */
export interface Means {
  /** Of each HiGHS run. */
  readonly nodeLimit: number;
  /** On the clock of `performance.now()`, in milliseconds; `Infinity` for none. */
  readonly deadline: number;
  /** Terms that exact search may look at for one question; 1e6 take about 15 ms. */
  readonly exactEffort: number;
  readonly engines: Engines;
}

/** Integer variables up to which javascript-lp-solver is asked: beyond, it often does not come back. */
export const JSLP_VARIABLES = 40;
/** It answers within milliseconds or cycles. */
const JSLP_SECONDS = 2;
/** Effort within which exact search answers before an engine is started. */
const ENUMERATION_EFFORT = 2_000;
/** Where engines have contradicted themselves, exact search may take this many times longer. */
const ARBITRATION = 25;
/** A cent in micro-USD: the step of a proof where the cost spans too many units for floating point to tell apart. */
const CENT = 10_000;
const DISTINGUISHABLE_STEPS = 1e7;

interface Incumbent {
  readonly point: Point;
  readonly cost: number;
}

export async function optimise(programme: Programme, means: Means): Promise<Solution> {
  const enumerated = minimum(programme, Infinity, Math.min(means.exactEffort, ENUMERATION_EFFORT));
  if (enumerated.proved) return proved(incumbent(programme, enumerated.point));
  const proposed = programme.lower.length <= JSLP_VARIABLES ? await proposal(programme, means) : undefined;
  return improve(programme, proposed, means);
}

/** Any point, or a proof that there is none; cost is not looked at. */
export async function anyPoint(programme: Programme, means: Means): Promise<Solution> {
  const free = { ...programme, cost: programme.cost.map(() => 0) };
  const first = firstPoint(free, feasibilityBranching(programme), means.exactEffort);
  if (first.status === 'found') return { status: 'optimal', point: first.point, cost: 0 };
  return first.status === 'none' ? { status: 'infeasible' } : askHighs(free, undefined, means);
}

/** A cheap point by one engine call: checked, not proved to be the cheapest, and no proof where there is none. */
export async function suggestion(programme: Programme, means: Means): Promise<Point | undefined> {
  const settings = { nodeLimit: means.nodeLimit, timeoutSeconds: secondsLeft(means), method: 'default' } as const;
  return checked(programme, await means.engines.solve(programme, settings))?.point;
}

async function proposal(programme: Programme, means: Means): Promise<Incumbent | undefined> {
  const seconds = Math.min(JSLP_SECONDS, secondsLeft(means));
  return checked(programme, await means.engines.propose(programme, seconds));
}

async function improve(programme: Programme, start: Incumbent | undefined, means: Means): Promise<Solution> {
  const search = minimum(programme, start?.cost ?? Infinity, means.exactEffort);
  const best = incumbent(programme, search.point) ?? start;
  return search.proved ? proved(best) : askHighs(programme, best, means);
}

async function askHighs(programme: Programme, start: Incumbent | undefined, means: Means): Promise<Solution> {
  const { nodeLimit, engines } = means;
  const answer = await engines.solve(programme, { nodeLimit, timeoutSeconds: secondsLeft(means), method: 'default' });
  if (answer.claim === 'ended') return unproved(programme, start, answer.limit, -Infinity);
  const found = checked(programme, answer);
  const step = proofStep(programme);
  // Within a step HiGHS's point is taken, whether or not the other engine had one.
  const best = found === undefined || (start !== undefined && start.cost <= found.cost - step) ? start : found;
  if (best !== undefined && best === found) {
    const search = minimum(programme, best.cost, means.exactEffort);
    if (search.proved) return proved(incumbent(programme, search.point) ?? best);
  }
  if (answer.claim === 'limit') return unproved(programme, best, 'nodes', answer.bound);
  const isCheapest = answer.claim === 'optimal' && found !== undefined && best === found;
  const consistent = isCheapest || (answer.claim === 'infeasible' && best === undefined);
  if (consistent || best === undefined) return secondLook(programme, best, means, consistent);
  return arbitrate(programme, best, means);
}

/** HiGHS again, by another way: is there anything below the best? Its "no" counts if it has not been caught yet. */
async function secondLook(
  programme: Programme,
  best: Incumbent | undefined,
  means: Means,
  consistent: boolean,
): Promise<Solution> {
  const cutoff = best === undefined ? Infinity : best.cost - proofStep(programme);
  const below = best === undefined ? programme : withCostAtMost(programme, programme.cost, cutoff);
  const { nodeLimit, engines } = means;
  const answer = await engines.solve(below, { nodeLimit, timeoutSeconds: secondsLeft(means), method: 'second-look' });
  if (answer.claim === 'ended') return unproved(programme, best, answer.limit, -Infinity);
  const found = checked(below, answer);
  if (answer.claim === 'infeasible' && consistent) return proved(best);
  if (answer.claim === 'limit') return unproved(programme, found ?? best, 'nodes', Math.min(answer.bound, cutoff + 1));
  return arbitrate(programme, found ?? best, means);
}

/** HiGHS has contradicted itself or a checked point. */
function arbitrate(programme: Programme, best: Incumbent | undefined, means: Means): Solution {
  const search = minimum(programme, best?.cost ?? Infinity, ARBITRATION * means.exactEffort);
  const found = incumbent(programme, search.point) ?? best;
  return search.proved ? proved(found) : unproved(programme, found, 'disagreement', -Infinity);
}

function proved(best: Incumbent | undefined): Solution {
  return best === undefined ? { status: 'infeasible' } : { status: 'optimal', ...best };
}

function unproved(programme: Programme, best: Incumbent | undefined, limit: Limit, engineBound: number): Solution {
  if (best === undefined) return { status: 'undecided', limit };
  const margin = 1 + 1e-6 * Math.abs(engineBound);
  const claimed = Number.isFinite(engineBound) ? Math.floor(engineBound - margin) : -Infinity;
  const bound = Math.min(best.cost, Math.max(exactBound(programme), claimed));
  return { status: 'feasible', ...best, bound, limit };
}

/** Two costs that differ by less count as equal in a proof by HiGHS. Exact search needs no such step. */
function proofStep({ cost, lower, upper }: Programme): number {
  const unit = Math.max(1, greatestCommonDivisor(cost));
  const span = cost.reduce((sum, value, j) => sum + Math.abs(value) * (at(upper, j) - at(lower, j)), 0);
  return span / unit <= DISTINGUISHABLE_STEPS ? unit : Math.max(unit, CENT);
}

function incumbent(programme: Programme, point: Point | undefined): Incumbent | undefined {
  return point === undefined ? undefined : { point, cost: programmeCost(programme.cost, point) };
}

/** The rounded point if it satisfies every row exactly, with its own cost: an engine's figures are not read. */
function checked(programme: Programme, answer: Candidate | Ended): Incumbent | undefined {
  if (answer.claim === 'ended' || answer.values === undefined) return undefined;
  const point = roundPoint(answer.values);
  return point !== undefined && satisfies(programme, point) ? incumbent(programme, point) : undefined;
}

function secondsLeft({ deadline }: Means): number {
  return deadline === Infinity ? Infinity : (deadline - performance.now()) / 1000;
}
