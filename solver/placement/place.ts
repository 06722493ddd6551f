import { commonOf, placementOf } from './answer';
import { searchExactly } from './exact';
import { instanceOf } from './instance';
import { Pools } from './pools';
import type { PlacementAnswer, PlacementProblem } from './problem';

export function placeSmall(problem: PlacementProblem): PlacementAnswer {
  const instance = instanceOf(problem);
  const pools = new Pools(instance, 20_000);
  const { lower, best } = searchExactly(pools, Infinity, 1e6);
  const common = commonOf(instance);
  if (best === undefined) {
    if (lower === Infinity)
      return { ...common, status: 'infeasible', conflict: { clauses: [], minimal: false, relaxations: [] } };
    return { ...common, status: 'undecided', limit: 'nodes' };
  }
  const placement = placementOf(pools, best.counts);
  if (lower >= best.objective) return { ...common, status: 'optimal', placement };
  const gap = (best.objective - lower) / best.objective;
  return { ...common, status: 'feasible', placement, boundMicroUsd: lower, gap, limit: 'nodes' };
}
