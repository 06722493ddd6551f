/**
 * Depth-first search with bound propagation, in integers from end to end: what it proves needs no tolerance and no
 * second opinion. It keeps up with engines on small or tightly linked programmes only, so it works to a limit of
 * effort, counted in terms looked at, and then gives up.
 */
import { Domain } from './domain';
import type { Point } from './model';
import { at, greatestCommonDivisor, programmeCost, type Programme, satisfies, withCostAtMost } from './programme';

type Ending = 'exhausted' | 'stopped' | 'gave-up';

interface Branching {
  /** Every variable once; branched on in this order. */
  readonly order: readonly number[];
  /** Variables whose upper bound is tried first; the others start at their lower one. */
  readonly upperFirst: readonly boolean[];
  /** A row whose upper bound falls during the search. */
  readonly costRow?: number;
}

interface Frame {
  readonly mark: number;
  readonly position: number;
  readonly lower: number;
  readonly upper: number;
}

function walk(domain: Domain, branching: Branching, limit: number, onLeaf: (point: Point) => boolean): Ending {
  const { order, upperFirst } = branching;
  const { lower, upper } = domain;
  const frames: Frame[] = [];
  domain.enqueueAll();
  let open = domain.propagate(limit);
  let position = 0;
  for (;;) {
    if (domain.effort > limit) return 'gave-up';
    if (open) {
      while (position < order.length && lower[order[position] ?? 0] === upper[order[position] ?? 0]) position++;
      domain.effort++;
      const variable = order[position];
      if (variable === undefined) {
        if (onLeaf([...lower])) return 'stopped';
        open = false;
        continue;
      }
      const low = at(lower, variable);
      const high = at(upper, variable);
      const first = at(upperFirst, variable) ? high : low;
      const rest = at(upperFirst, variable) ? [low, high - 1] : [low + 1, high];
      frames.push({ mark: domain.mark(), position, lower: at(rest, 0), upper: at(rest, 1) });
      domain.narrow(variable, first, first);
    } else {
      const frame = frames.pop();
      if (frame === undefined) return 'exhausted';
      domain.undo(frame.mark);
      position = frame.position;
      domain.narrow(at(order, position), frame.lower, frame.upper);
      // Its bound may be lower than when this branch was put aside.
      if (branching.costRow !== undefined) domain.enqueue(branching.costRow);
    }
    open = domain.propagate(limit);
  }
}

export type FirstPoint = { readonly status: 'found'; readonly point: Point } | { readonly status: 'none' | 'gave-up' };

/** The first point in lexicographic order: by `order`, preferred value first. `none` is a proof. */
export function firstPoint(programme: Programme, branching: Branching, effort: number): FirstPoint {
  let found: Point | undefined;
  const ending = walk(new Domain(programme), branching, effort, (point) => {
    if (!satisfies(programme, point)) return false;
    found = point;
    return true;
  });
  if (found !== undefined) return { status: 'found', point: found };
  return { status: ending === 'exhausted' ? 'none' : 'gave-up' };
}

/** Any order: variables of many rows first, each at its cheaper bound. */
export function feasibilityBranching(programme: Programme): Branching {
  const degree = programme.lower.map(() => 0);
  for (const { variables } of programme.rows) for (const j of variables) degree[j] = at(degree, j) + 1;
  const order = [...degree.keys()].sort((a, b) => at(degree, b) - at(degree, a) || a - b);
  return { order, upperFirst: programme.cost.map((cost) => cost < 0) };
}

export interface Minimum {
  /** True: `point` is the cheapest below the cutoff, or there is none below it where `point` is absent. */
  readonly proved: boolean;
  readonly point?: Point;
}

/** The cheapest point with a cost below `cutoff` (`Infinity`: any). */
export function minimum(programme: Programme, cutoff: number, effort: number): Minimum {
  const { cost } = programme;
  const step = Math.max(1, greatestCommonDivisor(cost));
  const bounded = withCostAtMost(programme, cost, cutoff - step);
  const domain = new Domain(bounded);
  const costRow = bounded.rows.length - 1;
  const degree = programme.lower.map(() => 0);
  for (const { variables } of programme.rows) for (const j of variables) degree[j] = at(degree, j) + 1;
  const weight = (j: number): number => Math.abs(at(cost, j)) * (at(programme.upper, j) - at(programme.lower, j));
  const order = [...cost.keys()].sort((a, b) => weight(b) - weight(a) || at(degree, b) - at(degree, a) || a - b);
  const branching = { order, upperFirst: cost.map((value) => value < 0), costRow };
  let best: Point | undefined;
  let bestCost = cutoff;
  const ending = walk(domain, branching, effort, (point) => {
    const value = programmeCost(cost, point);
    if (value >= bestCost || !satisfies(programme, point)) return false;
    best = point;
    bestCost = value;
    domain.rowUpper[costRow] = value - step;
    return false;
  });
  const proved = ending === 'exhausted';
  return best === undefined ? { proved } : { proved, point: best };
}

/** A lower bound on the cost by propagation alone. */
export function exactBound(programme: Programme): number {
  const domain = new Domain(programme);
  domain.enqueueAll();
  domain.propagate(1e6);
  return programme.cost.reduce((sum, c, j) => sum + (c > 0 ? c * at(domain.lower, j) : c * at(domain.upper, j)), 0);
}
