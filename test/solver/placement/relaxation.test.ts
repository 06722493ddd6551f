// What the relaxation says before anything is placed: bounds below what enumeration finds, and a placement from its point.
import { placementProblem } from '../../../bench/placement-problems';
import { closeEngines } from '../../../solver/engines/thread';
import { lagrangianBound } from '../../../solver/placement/bound';
import { formulate } from '../../../solver/placement/formulate';
import { Incumbent } from '../../../solver/placement/incumbent';
import { instanceOf } from '../../../solver/placement/instance';
import { openedPlacement } from '../../../solver/placement/opening';
import { type Outline, outlineOf } from '../../../solver/placement/outline';
import { placementViolations } from '../../../solver/placement/check';
import { placementOf } from '../../../solver/placement/answer';
import { Parts } from '../../../solver/placement/parts';
import { Pools } from '../../../solver/placement/pools';
import type { PlacementProblem } from '../../../solver/placement/problem';
import { Refill } from '../../../solver/placement/refill';
import { Relaxation, type Tightened } from '../../../solver/placement/relaxation';
import { settle } from '../../../solver/placement/settle';
import { StandingProgramme } from '../../../solver/placement/standing';
import { programmeOf } from '../../../solver/placement/values';
import { addWorthRows, Worths } from '../../../solver/placement/worths';
import { relax } from '../../../solver/placement/highs';
import { enumerate } from './enumerate';
import { randomProblem } from './random-problems';

afterAll(closeEngines);
jest.setTimeout(900_000);

const forever = (): number => 600;

async function relaxed(problem: PlacementProblem) {
  const instance = instanceOf(problem);
  const formulation = formulate(instance);
  const worths = new Worths(instance.places.length);
  const outline = await outlineOf(instance, formulation, worths, forever);
  if (outline === undefined) throw new Error('no outline');
  const standing = new StandingProgramme(instance, formulation, outline);
  const tightened = await new Relaxation(standing, worths).tighten(forever);
  return { instance, formulation, worths, outline, standing, tightened };
}

test('no bound of 400 problems is above what trying everything finds', async () => {
  const counts = { outline: 0, relaxation: 0, beyond: 0 };
  for (let seed = 0; seed < 400; seed++) {
    const problem = randomProblem(seed);
    const expected = enumerate(problem, 4_096);
    if (expected === 'too large' || expected === 'none') continue;
    if (instanceOf(problem).services.length === 0) continue;
    const { formulation, instance, worths, outline, tightened } = await relaxed(problem);
    const bounds = { outline: outline.bound, relaxation: tightened.bound };
    expect({ seed, isInfeasible: tightened.isInfeasible }).toEqual({ seed, isInfeasible: false });
    for (const bound of Object.values(bounds)) expect([seed, bound <= expected.objective]).toEqual([seed, true]);
    // The same prices as rows of the whole programme: what it costs at least is no more either.
    addWorthRows(instance, formulation, worths, tightened);
    const point = await relax(programmeOf(formulation), 600);
    if (point.status !== 'optimal') throw new Error(`seed ${seed}: ${point.status}`);
    const value = point.values.reduce((sum, each, j) => sum + each * (formulation.rows.cost[j] ?? 0), 0);
    expect([seed, value <= expected.objective * (1 + 1e-6) + 1]).toEqual([seed, true]);
    if (bounds.outline > 0.7 * expected.objective) counts.outline++;
    if (bounds.relaxation > 0.9 * expected.objective) counts.relaxation++;
    if (bounds.relaxation > bounds.outline * 1.01) counts.beyond++;
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "beyond": 102,
     "outline": 28,
     "relaxation": 78,
   }
  `);
});

test.each([3, 4, 5])(
  'of 40 services the relaxation proves more than prices, opens to a placement, and refilled it costs no more (%s)',
  async (seed) => {
    const problem = placementProblem(40, 10, seed);
    const { instance, formulation, worths, outline, standing, tightened } = await relaxed(problem);
    checkBounds(outline, tightened);
    expect(tightened.bound).toBeGreaterThan(lagrangianBound(instance, 200, tightened.bound).bound);
    const pools = new Pools(instance, 500);
    const incumbent = new Incumbent(pools, worths);
    incumbent.prices = outline.prices;
    const counts = await openedPlacement(standing, outline.prices, forever);
    if (counts === undefined) throw new Error('nothing opened');
    await incumbent.considerPoint(counts, forever);
    const { best } = incumbent;
    if (best === undefined) throw new Error('no placement');
    expect(placementViolations(problem, placementOf(pools, best.counts))).toEqual([]);
    expect(best.objective).toBeGreaterThanOrEqual(tightened.bound);
    expect(best.objective).toBeLessThan(1.15 * tightened.bound);

    const part = new Parts(pools, formulation, worths, incumbent.trees).at(0, best);
    const refill = new Refill(pools, formulation, outline.fillings, worths);
    const refilled = await refill.solve(best, part, { nodes: 20, seconds: 600, gap: 0.001 });
    if (refilled === undefined) throw new Error('nothing refilled');
    // Its own fillings are among those to choose from, so that a point is at least as good as the placement it began with.
    const settled = settle(pools, refilled).found;
    expect(settled?.objective ?? Infinity).toBeLessThanOrEqual(best.objective);
    expect(placementViolations(problem, placementOf(pools, refilled))).toEqual([]);
  },
);

function checkBounds(outline: Outline, tightened: Tightened): void {
  expect(outline.bound).toBeGreaterThan(0);
  expect(tightened.bound).toBeGreaterThanOrEqual(outline.bound);
}
