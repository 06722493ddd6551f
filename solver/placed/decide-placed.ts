/**
 * Services by what they request, and the catalog around them.
 *
 * Placement chooses locations, clusters and nodes (solver/placement); the catalog is then decided for the places that it
 * gave. What the catalog costs depends on which regions are used, so that the cheapest placement need not be part of the
 * cheapest answer. Let P(R) be the least cost of a placement within regions R, and M(R) that of the catalog where R are
 * used, clusters of the placement aside. M does not fall as R grows, so an answer that leaves a region of R unused is no
 * better than the one found for the regions that it does use: the least of P(R) + M(R) over all sets R is the optimum.
 * P counts what moves out of locked places are to save at least, so that services stay unless moving saves more.
 * Sets with more regions of AWS than spec.regions.max are left out, for the catalog has no answer there. With more than
 * `mostSets` sets, or where services that are placed need modules of their own, which makes M depend on more than R, the
 * answer is `feasible` with the bound of the placement.
 */
import type { Environment } from '../../schema/types';
import type { DecideOptions, Outcome } from '../decide';
import { exceededBudgets } from '../limits';
import type { Lock } from '../lock';
import type { Limit } from '../model';
import { wholeMicroUsd } from '../money';
import { place } from '../placement/place';
import type { Held, PlacementAnswer, PlacementProblem } from '../placement/problem';
import { isAws, type World } from '../world';
import { conflictOf } from './conflict-of';
import { keepZones } from './keep-zones';
import { problemOf } from './problem-of';
import { settled } from './settled';
import { withPlacement } from './with-placement';

/** Sets of regions, up to which the search is complete: all of four regions, each alone of fifteen. */
const mostSets = 16;

type DecideModules = (environment: Environment, world: World, options: DecideOptions) => Promise<Outcome>;
type Found = Extract<PlacementAnswer, { readonly status: 'optimal' | 'feasible' }>;
type Decided = Extract<Outcome, { readonly status: 'decided' }>;

interface Weighed {
  readonly whole: Decided;
  /** Cost, and the preferences of the placement: a cheaper answer must save what moves are to save at least. */
  readonly weight: number;
}

export async function decidePlaced(
  environment: Environment,
  world: World,
  options: DecideOptions,
  decideModules: DecideModules,
): Promise<Outcome> {
  const problem = problemOf(
    {
      environment,
      world,
      prices: world.prices(environment.prices),
      held: options.lock?.holds.capacity ?? {},
      besides: {},
    },
    options.reoptimise === true ? [] : heldBy(environment, options.lock),
  );
  const guard = options.stopAfterSeconds === undefined ? {} : { stopAfterSeconds: options.stopAfterSeconds };
  const first = await place(problem, guard);
  if (first.status === 'undecided') return { status: 'undecided', limit: first.limit };
  if (first.status === 'infeasible')
    return { status: 'infeasible', conflict: conflictOf(environment, problem, first.conflict) };

  const outcomes: Outcome[] = [];
  const decided: Weighed[] = [];
  const before = options.lock?.placement?.placement;
  const take = async (given: Found, movesMicroUsd: number): Promise<void> => {
    const found = { ...given, placement: keepZones(given.placement, before) };
    const outcome = await decideModules(settled(environment, world, found.placement), world, options);
    outcomes.push(outcome);
    if (outcome.status !== 'decided') return;
    const whole = withPlacement(environment, world, outcome, found);
    const broken = exceededBudgets(environment, world, whole.decision.bill).some(({ hard }) => hard);
    const preferences = found.placement.objectiveMicroUsd - found.placement.costMicroUsd;
    if (!broken) decided.push({ whole, weight: costOf(whole) + preferences + movesMicroUsd });
  };
  await take(first, 0);
  let limit: Limit = first.status === 'feasible' ? first.limit : 'nodes';
  let proved = first.status === 'optimal' && !environment.services.some(needsModules);
  const regions = regionsOf(problem, first);
  const { max = Infinity } = environment.regions;
  const sets = smallest(regions, (set) => set.filter((id) => isAws(world, id)).length <= max);
  const complete = sets.length <= mostSets;
  if (!complete) proved = false;
  if (complete || decided.length === 0) {
    for (const allowed of sets.slice(0, mostSets)) {
      if (same(allowed, usedRegions(problem, first))) continue;
      const { rest, movesMicroUsd } = within(problem, allowed, first);
      const answer = await place(rest, guard);
      if (answer.status === 'infeasible') continue;
      if (answer.status !== 'optimal') {
        proved = false;
        if (answer.limit === 'time') limit = 'time';
      }
      if (answer.status === 'undecided' || !same(allowed, usedRegions(problem, answer))) continue;
      // Regions were left out to search; what bars a service is what bars it from all of them.
      await take({ ...answer, excluded: first.excluded }, movesMicroUsd);
    }
  }
  const [least] = [...decided].sort((a, b) => a.weight - b.weight);
  if (least === undefined) return complete ? unmet(environment, outcomes) : { status: 'undecided', limit };
  const best = least.whole;
  if (proved && decided.every(({ whole }) => whole.decision.status === 'optimal')) return best;
  const bound = first.status === 'optimal' ? first.placement.objectiveMicroUsd : first.boundMicroUsd;
  const { decision, lock } = best;
  const feasible = { status: 'feasible' as const, boundMicroUsd: Math.min(bound, costOf(best)) };
  return {
    ...best,
    decision: { ...decision, ...feasible },
    lock: { ...lock, ...feasible },
    limit: best.limit ?? limit,
  };
}

/** What the catalog costs then depends on which services stand where. */
function needsModules({ placement, needs, talksTo }: Environment['services'][number]): boolean {
  return placement !== undefined && (needs.length > 0 || talksTo.some(({ pattern }) => pattern === 'service'));
}

function costOf({ decision }: Decided): number {
  return decision.bill.microUsd.expected;
}

/** Each placement that was found breaks a hard budget, or what the catalog may do. */
function unmet(environment: Environment, outcomes: readonly Outcome[]): Outcome {
  const other = outcomes.find(({ status }) => status !== 'decided');
  if (other !== undefined) return other;
  const { budget } = environment;
  return {
    status: 'infeasible',
    conflict: {
      clauses: [
        {
          name: 'budget',
          kind: 'wish',
          sentence: `services are placed, and with what they stand on cost more than ${budget === undefined ? 'the budgets allow' : `${budget.monthlyUsd} USD a month`}`,
          path: budget === undefined ? ['spec', 'services'] : ['spec', 'budget', 'monthly'],
          relax: 'raise the budget',
        },
      ],
      minimal: false,
      relaxations: [],
      others: [],
    },
  };
}

/** Where services stand by the lock: they move for a saving that is worth it. */
function heldBy({ services, minSavingUsd }: Environment, lock: Lock | undefined): Held[] {
  const locked = lock?.placement?.placement.services ?? {};
  return services.flatMap(({ name, placement }) => {
    const places = locked[name];
    if (placement === undefined || places === undefined) return [];
    return [{ service: name, places, keep: 'preferred' as const, minSavingMicroUsd: wholeMicroUsd(minSavingUsd) }];
  });
}

/** Cloud regions that any service may use. */
function regionsOf({ locations, services }: PlacementProblem, { excluded }: Found): string[] {
  return locations
    .filter(({ kind }) => kind === 'cloud')
    .map(({ id }) => id)
    .filter((id) => excluded.filter(({ location }) => location === id).length < services.length)
    .sort();
}

function usedRegions({ locations }: PlacementProblem, { placement }: Found): string[] {
  const used = new Set(placement.pools.map(({ location }) => location));
  return locations
    .filter(({ kind, id }) => kind === 'cloud' && used.has(id))
    .map(({ id }) => id)
    .sort();
}

interface Within {
  readonly rest: PlacementProblem;
  /** What moves out of the regions that are left out are to save, which no placement in the rest can avoid. */
  readonly movesMicroUsd: number;
}

function within(problem: PlacementProblem, allowed: readonly string[], { excluded }: Found): Within {
  const isShut = ({ kind, id }: PlacementProblem['locations'][number]): boolean =>
    kind === 'cloud' && !allowed.includes(id);
  const shut = new Set(problem.locations.filter(isShut).map(({ id }) => id));
  const locations = problem.locations.map((one) => (isShut(one) ? { ...one, closed: `${one.id} is left out` } : one));
  const mustMove = ({ service, places }: Held): boolean =>
    Object.keys(places).some(
      (id) => shut.has(id) && !excluded.some((one) => one.service === service && one.location === id),
    );
  return {
    rest: { ...problem, locations, held: problem.held.filter((one) => !mustMove(one)) },
    movesMicroUsd: problem.held.filter(mustMove).reduce((sum, one) => sum + Math.max(1, one.minSavingMicroUsd), 0),
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** Sets that fit, smaller ones first, and of those one more than are searched. A part of what fits does too. */
function smallest(of: readonly string[], fits: (set: readonly string[]) => boolean): string[][] {
  const found: string[][] = [[]];
  for (const set of found) {
    for (const id of of.slice(of.indexOf(set.at(-1) ?? '') + 1)) {
      if (found.length > mostSets) return found;
      const larger = [...set, id];
      if (fits(larger)) found.push(larger);
    }
  }
  return found;
}
