import { closeEngines } from '../../../solver/engines/thread';
import { type Model, type Point, type Term, valueOf } from '../../../solver/model';
import { isFeasible, solveLexicographic, type SolveOptions } from '../../../solver/solve';
import { randomNumbers } from '../../../solver/random-numbers';
import { enumerate, holds, randomModel, shuffled } from './random-models';

afterAll(closeEngines);
jest.setTimeout(900_000);

const byName = (model: Model): number[] =>
  [...model.variables.keys()].sort((a, b) =>
    (model.variables[a]?.name ?? '') < (model.variables[b]?.name ?? '') ? -1 : 1,
  );

/** Listed variables first, of a binary 1; then by name the smaller value. */
function settled(model: Model, points: readonly Point[], preferences: readonly number[]): Point | undefined {
  const wish = (j: number): number => (model.variables[j]?.lower === 0 && model.variables[j]?.upper === 1 ? -1 : 1);
  const rules = [...preferences.map((j) => [j, wish(j)] as const), ...byName(model).map((j) => [j, 1] as const)];
  const compare = (a: Point, b: Point): number => {
    for (const [j, sign] of rules) if (a[j] !== b[j]) return sign * ((a[j] ?? 0) - (b[j] ?? 0));
    return 0;
  };
  return [...points].sort(compare)[0];
}

function preferencesOf(model: Model, seed: number): number[] {
  return [...model.variables.keys()].filter((j) => (j * 7 + seed) % 3 !== 0).reverse();
}

/** None for two models in three. */
function tieBreakersOf(model: Model, seed: number): Term[][] {
  const random = randomNumbers(seed);
  return Array.from({ length: seed % 3 }, () =>
    model.variables.map((_, variable) => ({ variable, coefficient: random(3) - 1 })),
  ).slice(1);
}

/** What is left of the points when each of these has been brought to its least. */
function leastOf(points: readonly Point[], tieBreakers: readonly (readonly Term[])[]): readonly Point[] {
  return tieBreakers.reduce((left, terms) => {
    const least = Math.min(...left.map((point) => valueOf(terms, point)));
    return left.filter((point) => valueOf(terms, point) === least);
  }, points);
}

async function compare(seeds: { from: number; count: number }, options: SolveOptions): Promise<Record<string, number>> {
  const seen = { models: 0, optimal: 0, infeasible: 0, tied: 0, brokenTies: 0, negative: 0 };
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed++) {
    const model = randomModel(seed);
    const truth = enumerate(model);
    const preferences = preferencesOf(model, seed);
    const tieBreakers = tieBreakersOf(model, seed);
    const answer = await solveLexicographic(model, { ...options, preferences, tieBreakers });
    const expected =
      truth.lowest === undefined
        ? { status: 'infeasible' }
        : {
            status: 'optimal',
            cost: truth.lowest,
            point: settled(model, leastOf(truth.cheapest, tieBreakers), preferences),
          };
    expect({ seed, ...answer }).toEqual({ seed, ...expected });
    expect({ seed, feasible: await isFeasible(model, options) }).toEqual({
      seed,
      feasible: truth.feasible > 0 ? 'yes' : 'no',
    });
    if ('point' in answer) expect(holds(model, answer.point)).toBe(true);
    seen.models++;
    seen[truth.lowest === undefined ? 'infeasible' : 'optimal']++;
    if (truth.cheapest.length > 1) seen.tied++;
    if (leastOf(truth.cheapest, tieBreakers).length < truth.cheapest.length) seen.brokenTies++;
    if ((truth.lowest ?? 0) < 0) seen.negative++;
  }
  return seen;
}

test('2,400 random models: status, cost and settled tie as enumeration finds them', async () => {
  const seen = await compare({ from: 1, count: 2_400 }, {});
  console.info(`with exact search: ${JSON.stringify(seen)}`);
  expect(seen['models']).toBe(2_400);
  expect(seen['optimal']).toBeGreaterThan(1_200);
  expect(seen['infeasible']).toBeGreaterThan(200);
  expect(seen['tied']).toBeGreaterThan(400);
  expect(seen['brokenTies']).toBeGreaterThan(100);
});

test('150 more, with exact search switched off: engines alone decide, and agree with enumeration', async () => {
  const seen = await compare({ from: 10_001, count: 150 }, { exactEffort: 0 });
  console.info(`engines alone: ${JSON.stringify(seen)}`);
  expect(seen['models']).toBe(150);
  expect(seen['optimal']).toBeGreaterThan(75);
  expect(seen['infeasible']).toBeGreaterThan(10);
});

test('300 models listed in another order have the same answer, name by name', async () => {
  let compared = 0;
  for (let seed = 20_001; seed <= 20_300; seed++) {
    const model = randomModel(seed);
    const other = shuffled(model, seed);
    const preferences = preferencesOf(model, seed);
    const options = seed % 3 === 0 ? { exactEffort: 0 } : {};
    const first = await solveLexicographic(model, { ...options, preferences });
    const second = await solveLexicographic(other.model, {
      ...options,
      preferences: preferences.map((j) => other.place[j] ?? -1),
    });
    const back = 'point' in second ? { ...second, point: other.place.map((index) => second.point[index]) } : second;
    expect({ seed, ...back }).toEqual({ seed, ...first });
    if ('point' in first) compared++;
  }
  expect(compared).toBeGreaterThan(150);
});
