/** Places services: the engine's entry. Plain data in, plain data out; same problem, same bytes, unless the clock stops it. */
import { commonOf, placementOf } from './answer';
import { explainConflict } from './conflict';
import { decidePlacement, type PlaceOptions } from './decide';
import type { PlacementAnswer, PlacementProblem } from './problem';

export async function place(problem: PlacementProblem, options: PlaceOptions = {}): Promise<PlacementAnswer> {
  const { instance, pools, lower, best, limit } = await decidePlacement(problem, options);
  const common = commonOf(instance);
  if (best === undefined) {
    if (lower < Infinity) return { ...common, status: 'undecided', limit };
    return { ...common, status: 'infeasible', conflict: await explainConflict(problem, options) };
  }
  const placement = placementOf(pools, best.counts);
  const objective = placement.objectiveMicroUsd;
  if (lower >= objective) return { ...common, status: 'optimal', placement };
  return {
    ...common,
    status: 'feasible',
    placement,
    boundMicroUsd: lower,
    gap: (objective - lower) / objective,
    limit,
  };
}
