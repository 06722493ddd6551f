/**
 * Services by what they request, and the catalog around them.
 *
 * Placement chooses locations, clusters and nodes (solver/placement); the catalog is then decided for the places that it
 * gave. What the catalog costs depends on which regions are used, so that the cheapest placement need not be part of the
 * cheapest answer. Let P(R) be the least cost of a placement within regions R, and M(R) that of the catalog where R are
 * used, clusters of the placement aside. M does not fall as R grows, so an answer that leaves a region of R unused is no
 * better than the one found for the regions that it does use: the least of P(R) + M(R) over all sets R is the optimum.
 * With more than `mostRegions` regions, or where services that are placed need modules of their own, which makes M depend
 * on more than R, the answer is `feasible` with the bound of the placement.
 */
import type { Environment } from '../../schema/types';
import type { DecideOptions, Outcome } from '../decide';
import { exceededBudgets } from '../limits';
import type { Lock } from '../lock';
import type { Limit } from '../model';
import { place } from '../placement/place';
import type { Held, PlacementAnswer, PlacementProblem } from '../placement/problem';
import type { World } from '../world';
import { conflictOf } from './conflict-of';
import { problemOf } from './problem-of';
import { settled } from './settled';
import { withPlacement } from './with-placement';

/** Regions over whose subsets the search is complete. */
const mostRegions = 4;

type DecideModules = (environment: Environment, world: World, options: DecideOptions) => Promise<Outcome>;
type Found = Extract<PlacementAnswer, { readonly status: 'optimal' | 'feasible' }>;
type Decided = Extract<Outcome, { readonly status: 'decided' }>;

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
  if (first.status === 'infeasible') return { status: 'infeasible', conflict: conflictOf(environment, first.conflict) };

  const outcomes: Outcome[] = [];
  const decided: Decided[] = [];
  const take = async (found: Found): Promise<void> => {
    const outcome = await decideModules(settled(environment, world, found.placement), world, options);
    outcomes.push(outcome);
    if (outcome.status !== 'decided') return;
    const whole = withPlacement(environment, world, outcome, found);
    const broken = exceededBudgets(environment, world, whole.decision.bill).some(({ hard }) => hard);
    if (!broken) decided.push(whole);
  };
  await take(first);
  let limit: Limit = first.status === 'feasible' ? first.limit : 'nodes';
  let proved = first.status === 'optimal' && !environment.services.some(needsModules);
  const regions = regionsOf(problem, first);
  if (regions.length > mostRegions) proved = false;
  else {
    for (const allowed of subsets(regions)) {
      if (same(allowed, usedRegions(problem, first))) continue;
      const answer = await place(within(problem, allowed), guard);
      if (answer.status === 'infeasible') continue;
      if (answer.status !== 'optimal') {
        proved = false;
        if (answer.limit === 'time') limit = 'time';
      }
      if (answer.status === 'undecided' || !same(allowed, usedRegions(problem, answer))) continue;
      await take(answer);
    }
  }
  const [best] = [...decided].sort((a, b) => costOf(a) - costOf(b));
  if (best === undefined) return unmet(environment, outcomes);
  if (proved && decided.every(({ decision }) => decision.status === 'optimal')) return best;
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
    },
  };
}

/** Where services stand by the lock: they move for a saving that is worth it. */
function heldBy({ services, minSavingUsd }: Environment, lock: Lock | undefined): Held[] {
  const locked = lock?.placement?.placement.services ?? {};
  return services.flatMap(({ name, placement }) => {
    const places = locked[name];
    if (placement === undefined || places === undefined) return [];
    return [{ service: name, places, keep: 'preferred' as const, minSavingMicroUsd: Math.round(minSavingUsd * 1e6) }];
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

function within(problem: PlacementProblem, allowed: readonly string[]): PlacementProblem {
  const locations = problem.locations.map((place) =>
    place.kind === 'static' || allowed.includes(place.id) ? place : { ...place, closed: `${place.id} is left out` },
  );
  return { ...problem, locations };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** All of them, smaller ones first. */
function subsets(of: readonly string[]): string[][] {
  let all: string[][] = [[]];
  for (const id of of) all = [...all, ...all.map((set) => [...set, id])];
  return all.sort((a, b) => a.length - b.length);
}
