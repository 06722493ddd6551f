/** Why nothing fits: clauses that cannot hold together, what to relax, and what a new location would need. */
import { clausesOf, type Droppable } from './clauses';
import { decidePlacement, type PlaceOptions, stopwatch } from './decide';
import { requiredProperties } from './required';
import { settle } from './settle';
import type { PlacementClause, PlacementConflict, PlacementProblem, PlacementRelaxation } from './problem';

/** Conflicts that are told beside the first. */
const FURTHER = 3;
/** Questions that a search for a conflict may ask. */
const QUESTIONS = 400;

type Feasibility = 'yes' | 'no' | 'undecided';

/** Of a problem that was shown to be infeasible. Takes as long again as the answer may, at most. */
export async function explainConflict(problem: PlacementProblem, options: PlaceOptions): Promise<PlacementConflict> {
  const left = stopwatch(options.stopAfterSeconds ?? 60);
  const within = (part: number): PlaceOptions => ({ ...options, stopAfterSeconds: Math.max(0, left() * part) });
  const { core, minimal } = await coreOf(problem, within(0.5));
  const required = await requiredProperties(problem, within(0.5));
  const relaxations = await relaxationsOf(problem, core, within(0.5));
  const others = relaxations.length > 0 ? [] : await furtherConflicts(problem, core, within(1));
  return {
    clauses: core.map(told),
    minimal,
    relaxations,
    others: others.map((clauses) => clauses.map(told)),
    ...(required !== undefined && { requiredProperties: required }),
  };
}

function told({ name, sentence, relax }: Droppable): PlacementClause {
  return { name, sentence, relax };
}

/** Conflicts that are left once the clauses of those before are gone. */
async function furtherConflicts(
  problem: PlacementProblem,
  first: readonly Droppable[],
  options: PlaceOptions,
): Promise<(readonly Droppable[])[]> {
  const found: (readonly Droppable[])[] = [];
  const left = stopwatch(options.stopAfterSeconds ?? 60);
  for (let rest = dropped(problem, first); found.length < FURTHER && left() > 0;) {
    const how = { ...options, stopAfterSeconds: left() };
    const { lower } = await decidePlacement(rest, { ...how, gap: 1 });
    if (lower < Infinity) break;
    const { core } = await coreOf(rest, how);
    if (core.length === 0) break;
    found.push(core);
    rest = dropped(rest, core);
  }
  return found;
}

function dropped(problem: PlacementProblem, clauses: readonly Droppable[]): PlacementProblem {
  return clauses.reduce((rest, clause) => clause.without(rest), problem);
}

/**
 * Deletion by halves: a run of clauses without which nothing fits either goes as a whole, else its halves are tried.
 * What is left at the end was needed each by itself, unless a question had no answer.
 */
async function coreOf(
  problem: PlacementProblem,
  options: PlaceOptions,
): Promise<{ core: readonly Droppable[]; minimal: boolean }> {
  const gone: Droppable[] = [];
  const core: Droppable[] = [];
  let minimal = true;
  let questions = 0;
  const left = stopwatch(options.stopAfterSeconds ?? 60);
  const feasible = async (without: readonly Droppable[]): Promise<Feasibility> => {
    if (++questions > QUESTIONS || left() <= 0) return 'undecided';
    const how = { ...options, stopAfterSeconds: left(), gap: 1 };
    const { lower, best } = await decidePlacement(dropped(problem, without), how);
    return best !== undefined ? 'yes' : lower === Infinity ? 'no' : 'undecided';
  };
  const shrink = async (run: readonly Droppable[]): Promise<void> => {
    if (run.length === 0) return;
    const answer = await feasible([...gone, ...run]);
    if (answer === 'no') return void gone.push(...run);
    if (run.length === 1) {
      if (answer === 'undecided') minimal = false;
      core.push(...run);
      return;
    }
    const half = Math.ceil(run.length / 2);
    await shrink(run.slice(0, half));
    await shrink(run.slice(half));
  };
  await shrink(clausesOf(problem));
  return { core, minimal };
}

async function relaxationsOf(
  problem: PlacementProblem,
  core: readonly Droppable[],
  options: PlaceOptions,
): Promise<PlacementRelaxation[]> {
  const found: PlacementRelaxation[] = [];
  const left = stopwatch(options.stopAfterSeconds ?? 60);
  for (const { name, sentence, relax, without } of core) {
    if (left() <= 0) break;
    const { pools, best } = await decidePlacement(without(problem), { ...options, stopAfterSeconds: left() });
    if (best === undefined) continue;
    const { costMicroUsd } = placementCost(pools, best.counts);
    found.push({ clause: { name, sentence, relax }, costMicroUsd });
  }
  return found.sort((a, b) => a.costMicroUsd - b.costMicroUsd || (a.clause.name < b.clause.name ? -1 : 1));
}

function placementCost(...[pools, counts]: Parameters<typeof settle>): { costMicroUsd: number } {
  return { costMicroUsd: settle(pools, counts).found?.cost ?? 0 };
}
