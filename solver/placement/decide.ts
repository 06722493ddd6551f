/** The best placement that can be found with the effort that is allowed, and what is proved about it. */
import type { Limit } from '../model';
import { searchExactly, waysOf } from './exact';
import { instanceOf, type Instance } from './instance';
import { Pools } from './pools';
import type { PlacementProblem } from './problem';
import { Searcher } from './search';
import type { Counts } from './settle';

export interface PlaceOptions {
  /** Ends the search by the clock: the answer is then `feasible` with the limit `time`. @default 60 */
  readonly stopAfterSeconds?: number;
  /** Ends the search once cost and bound are this close. @default 0 */
  readonly gap?: number;
  /** Which search to use; for tests. @default by size */
  readonly search?: 'exact' | 'programme';
}

export interface Decided {
  readonly instance: Instance;
  readonly pools: Pools;
  /** Infinity: proved infeasible. */
  readonly lower: number;
  readonly best?: { readonly counts: Counts; readonly objective: number };
  readonly limit: Limit;
}

/** Assignments up to which depth-first search is enough, and what it may try. */
const FEW = 2_000_000;
const EXACT_EFFORT = 60_000;
export const PACKING_EFFORT = 20_000;
const LARGE_PACKING_EFFORT = 500;
/** Services above which packings are not searched exactly. */
const LARGE = 120;

export async function decidePlacement(problem: PlacementProblem, options: PlaceOptions = {}): Promise<Decided> {
  const instance = instanceOf(problem);
  if (options.search !== 'programme' && isSmall(instance)) {
    const pools = new Pools(instance, PACKING_EFFORT);
    const outcome = searchExactly(pools, Infinity, EXACT_EFFORT);
    if (outcome.lower > 0 || outcome.best?.objective === 0 || options.search === 'exact')
      return { instance, pools, ...outcome, limit: 'nodes' };
  }
  const pools = new Pools(instance, instance.services.length > LARGE ? LARGE_PACKING_EFFORT : PACKING_EFFORT);
  const { stopAfterSeconds = 60, gap = 0 } = options;
  const deadline = performance.now() + stopAfterSeconds * 1000;
  const effort = { deadline, gap, rounds: 60, rebuilds: 3_000, nodes: 20_000 };
  const found = await new Searcher(pools, effort, () => performance.now()).run();
  return { instance, pools, ...found };
}

function isSmall(instance: Instance): boolean {
  let product = 1;
  for (const service of instance.services) {
    const ways = waysOf(instance, service, 1_000);
    if (ways === undefined) return false;
    product *= Math.max(1, ways.length);
    if (product > FEW) return false;
  }
  return true;
}

/** Seconds that are left of so many from now. */
export function stopwatch(seconds: number): () => number {
  const end = performance.now() + seconds * 1000;
  return () => (end - performance.now()) / 1000;
}
