/**
 * Decides a model: presolve, components, engines, proof, ties. The answer depends on the model's names and rows, not on
 * the order in which they are listed, and not on the machine unless `stopAfterSeconds` strikes.
 */
import { assertModel, violations } from './check-point';
import { type Component, components, merged } from './components';
import { anyPoint, ENGINES, JSLP_VARIABLES, type Means, optimise } from './optimise';
import { type Limit, type Model, type Point, type Solution, costOf, type Term } from './model';
import { presolve, type Reduced } from './presolve';
import { at } from './programme';
import { settleTies, type TieRules } from './ties';

export interface SolveOptions {
  /** Branch-and-bound nodes of each HiGHS run. @default 20000 */
  readonly nodeLimit?: number;
  /** Ends the search by the clock, with the limit `time`: a guard against engines that hang. @default 600 */
  readonly stopAfterSeconds?: number;
  /** Terms that exact search may look at for one question before engines are asked. @default 2000000, about 30 ms */
  readonly exactEffort?: number;
}

export interface LexicographicOptions extends SolveOptions {
  /** Minimised one after another among the points of the lowest cost: the number of changes, of things in use. */
  readonly tieBreakers?: readonly (readonly Term[])[];
  /**
   * Variables in the order in which remaining ties are settled: of a binary 1 is preferred to 0, of a wider variable
   * the smaller value. Variables that are not listed follow by name, the smaller value preferred, in components up to
   * 40 variables; in larger ones they come as the engine leaves them.
   */
  readonly preferences?: readonly number[];
}

const DEFAULT_NODE_LIMIT = 20_000;
const DEFAULT_EXACT_EFFORT = 2_000_000;
const DEFAULT_STOP_SECONDS = 600;

/** A cheapest point. Throws only where the model breaks its contract. */
export function solve(model: Model, options: SolveOptions = {}): Promise<Solution> {
  return solveLexicographic(model, options);
}

/** A cheapest point, ties settled. Where the lowest cost could not be proved, ties are left as they come. */
export async function solveLexicographic(model: Model, options: LexicographicOptions): Promise<Solution> {
  assertModel(model);
  const means = meansOf(options);
  const presolved = presolve(model);
  if (presolved.status === 'infeasible') return presolved;
  const answers: Answer[] = [];
  for (const component of components(presolved.programme)) {
    const rules = tieRules(model, presolved, component, options);
    const solution = await solveComponent(component, rules, means);
    if (solution.status === 'infeasible') return solution;
    answers.push({ component, solution });
  }
  return combined(model, presolved, answers);
}

export type Feasibility = 'yes' | 'no' | 'undecided';

/** Whether the model has a point at all; `no` is proved. Cost is not looked at. */
export async function isFeasible(model: Model, options: SolveOptions = {}): Promise<Feasibility> {
  const answer = await findPoint(model, options);
  return answer.status;
}

/**
 * Answers the same question for many subsets of a model's requirements, as a search for a smallest conflict asks it:
 * a point that was found once answers every later subset that it satisfies.
 */
export function feasibilityWithout(
  model: Model,
  options: SolveOptions = {},
): (dropped: ReadonlySet<number>) => Promise<Feasibility> {
  const points: Point[] = [];
  return async (dropped) => {
    const rest = { ...model, rows: model.rows.filter((row) => !dropped.has(row.requirement)) };
    if (points.some((point) => violations(rest, point).length === 0)) return 'yes';
    const answer = await findPoint(rest, options);
    if (answer.status === 'yes') points.push(answer.point);
    return answer.status;
  };
}

type Found = { readonly status: 'yes'; readonly point: Point } | { readonly status: 'no' | 'undecided' };

async function findPoint(model: Model, options: SolveOptions): Promise<Found> {
  assertModel(model);
  const means = meansOf(options);
  const presolved = presolve(model);
  if (presolved.status === 'infeasible') return { status: 'no' };
  const parts: { component: Component; point: Point }[] = [];
  let undecided = false;
  for (const component of components(presolved.programme)) {
    const solution = await anyPoint(component.programme, means);
    if (solution.status === 'infeasible') return { status: 'no' };
    if (solution.status === 'undecided') undecided = true;
    else parts.push({ component, point: solution.point });
  }
  if (undecided) return { status: 'undecided' };
  return { status: 'yes', point: assertedPoint(model, presolved.restore(merged(parts))) };
}

interface Answer {
  readonly component: Component;
  readonly solution: Exclude<Solution, { status: 'infeasible' }>;
}

async function solveComponent({ programme }: Component, rules: TieRules, means: Means): Promise<Solution> {
  const solution = await optimise(programme, means);
  if (solution.status !== 'optimal') return solution;
  return { ...solution, point: await settleTies(programme, solution.point, rules, means) };
}

function tieRules(
  model: Model,
  reduced: Reduced,
  { programme, variables }: Component,
  options: LexicographicOptions,
): TieRules {
  const place = new Map(variables.map((variable, index) => [at(reduced.modelVariables, variable), index]));
  const { lower } = programme;
  const listed = new Set<number>();
  const larger = lower.map(() => false);
  for (const variable of options.preferences ?? []) {
    const index = place.get(variable);
    if (index === undefined) continue;
    const bounds = at(model.variables, variable);
    larger[index] = bounds.lower === 0 && bounds.upper === 1;
    listed.add(index);
  }
  const rest = lower.length <= JSLP_VARIABLES ? [...lower.keys()].filter((index) => !listed.has(index)) : [];
  const objectives = (options.tieBreakers ?? []).map((terms) => {
    const cost = lower.map(() => 0);
    for (const { variable, coefficient } of terms) {
      const index = place.get(variable);
      if (index !== undefined) cost[index] = at(cost, index) + coefficient;
    }
    return cost;
  });
  return { objectives, order: [...listed, ...rest], larger };
}

function combined(model: Model, reduced: Reduced, answers: readonly Answer[]): Solution {
  const parts: { component: Component; point: Point }[] = [];
  const limits: Limit[] = [];
  let gap = 0;
  for (const { component, solution } of answers) {
    if (solution.status !== 'optimal') limits.push(solution.limit);
    if (solution.status === 'undecided') continue;
    parts.push({ component, point: solution.point });
    if (solution.status === 'feasible') gap += solution.cost - solution.bound;
  }
  const limit = (['time', 'disagreement', 'nodes'] as const).find((each) => limits.includes(each));
  if (parts.length < answers.length) return { status: 'undecided', limit: limit ?? 'nodes' };
  const point = assertedPoint(model, reduced.restore(merged(parts)));
  const cost = costOf(model, point);
  if (limit === undefined) return { status: 'optimal', point, cost };
  return { status: 'feasible', point, cost, bound: cost - gap, limit };
}

/** The last check, on the model itself: a point that fails here was spoilt by our own presolve. */
function assertedPoint(model: Model, point: Point): Point {
  const broken = violations(model, point);
  if (broken.length > 0) throw new Error(`the solver's own point is wrong: ${broken.join('; ')}`);
  return point;
}

function meansOf(options: SolveOptions): Means {
  const { nodeLimit = DEFAULT_NODE_LIMIT, exactEffort = DEFAULT_EXACT_EFFORT } = options;
  const deadline = performance.now() + (options.stopAfterSeconds ?? DEFAULT_STOP_SECONDS) * 1000;
  return { nodeLimit, deadline, exactEffort, engines: ENGINES };
}
