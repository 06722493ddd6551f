/**
 * Among the points of the lowest cost, one that depends on names alone.
 *
 * First each tie-breaking objective in turn is brought to its minimum. Then variables are settled one after another,
 * each at the best value that those before it leave open: no weights of powers of two, which would leave the range in
 * which engines compute. Exact search does that in one descent. Where it gives up, a variable costs an engine call only
 * if the point at hand does not have the wished value yet, and none at all once the point is known to be the only one.
 * There HiGHS's word is taken unconfirmed: a fault of it would leave a tie in another order, never a dearer point.
 */
import { type Means, optimise, suggestion } from './optimise';
import { firstPoint } from './exact-search';
import type { Point } from './model';
import { at, type Programme, programmeCost, withCostAtMost } from './programme';

export interface TieRules {
  /** One number for each variable; minimised in turn. */
  readonly objectives: readonly (readonly number[])[];
  /** Variables in the order in which they are settled. */
  readonly order: readonly number[];
  /** Variables of which the larger value is wished for; of the others the smaller. */
  readonly larger: readonly boolean[];
}

/** `point` has the proved lowest cost. The answer has the same cost. */
export async function settleTies(programme: Programme, point: Point, rules: TieRules, means: Means): Promise<Point> {
  let tied = withCostAtMost(programme, programme.cost, programmeCost(programme.cost, point));
  let best = point;
  for (const cost of rules.objectives) {
    if (cost.every((value) => value === 0)) continue;
    const answer = await optimise({ ...tied, cost }, means);
    if ('point' in answer && answer.cost < programmeCost(cost, best)) best = answer.point;
    tied = withCostAtMost(tied, cost, programmeCost(cost, best));
  }
  const rest = [...programme.lower.keys()].filter((variable) => !rules.order.includes(variable));
  const branching = { order: [...rules.order, ...rest], upperFirst: rules.larger };
  const first = firstPoint(tied, branching, means.exactEffort);
  return first.status === 'found' ? first.point : settleOneByOne(tied, best, rules, means);
}

async function settleOneByOne(tied: Programme, point: Point, rules: TieRules, means: Means): Promise<Point> {
  let best = point;
  let alone: boolean | undefined;
  const lower = [...tied.lower];
  const upper = [...tied.upper];
  for (const variable of rules.order) {
    const larger = at(rules.larger, variable);
    const wished = larger ? at(upper, variable) : at(lower, variable);
    if (at(best, variable) !== wished) {
      const rest = { ...tied, lower, upper };
      alone ??= (await suggestion(withAnother(rest, best, rules.order), means)) === undefined;
      if (alone) return best;
      const cost = tied.cost.map((_, j) => (j !== variable ? 0 : larger ? -1 : 1));
      const other = await suggestion({ ...rest, cost }, means);
      const gain = other === undefined ? 0 : programmeCost(cost, best) - programmeCost(cost, other);
      if (other !== undefined && gain > 0) {
        best = other;
        alone = undefined;
      }
    }
    lower[variable] = at(best, variable);
    upper[variable] = at(best, variable);
  }
  return best;
}

/**
 * The programme without the points that equal `point` in the listed variables. A variable at a bound has moved by its
 * distance from it; for one between its bounds, two binaries say whether it is above or below.
 */
function withAnother(programme: Programme, point: Point, listed: readonly number[]): Programme {
  const lower = [...programme.lower];
  const upper = [...programme.upper];
  const rows = [...programme.rows];
  const variables: number[] = [];
  const coefficients: number[] = [];
  let least = 1;
  const moved = (variable: number, coefficient: number): void => {
    variables.push(variable);
    coefficients.push(coefficient);
  };
  const addBinary = (): number => {
    lower.push(0);
    upper.push(1);
    return lower.length - 1;
  };
  for (const j of listed) {
    const value = at(point, j);
    const low = at(programme.lower, j);
    const high = at(programme.upper, j);
    if (low === high) continue;
    if (value === low || value === high) {
      const sign = value === low ? 1 : -1;
      moved(j, sign);
      least += sign * value;
      continue;
    }
    const above = addBinary();
    const below = addBinary();
    rows.push(
      { variables: [j, above], coefficients: [1, low - value - 1], lower: low, upper: Infinity },
      { variables: [j, below], coefficients: [1, high - value + 1], lower: -Infinity, upper: high },
    );
    moved(above, 1);
    moved(below, 1);
  }
  rows.push({ variables, coefficients, lower: least, upper: Infinity });
  return { lower, upper, cost: lower.map(() => 0), rows };
}
