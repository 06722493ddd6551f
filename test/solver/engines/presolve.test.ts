import { components, merged } from '../../../solver/components';
import { exactBound, minimum } from '../../../solver/exact-search';
import type { Model, Point } from '../../../solver/model';
import { presolve } from '../../../solver/presolve';
import { programmeCost, satisfies } from '../../../solver/programme';
import { modelOf } from './programmes';
import { enumerate, holds, randomModel, shuffled } from './random-models';

function allPoints(model: Model): string[] {
  const free = { ...model, objective: [] };
  return enumerate(free)
    .cheapest.map((point) => point.join())
    .sort();
}

test('presolve keeps every feasible point and adds none', () => {
  const seen = { models: 0, infeasible: 0, smaller: 0, removed: 0, points: 0 };
  for (let seed = 60_001; seed <= 60_800; seed++) {
    const model = randomModel(seed);
    const before = allPoints(model);
    const presolved = presolve(model);
    if (presolved.status === 'infeasible') {
      expect({ seed, before }).toEqual({ seed, before: [] });
      seen.infeasible++;
    } else {
      const left = enumerate({ ...modelOf(presolved.programme), objective: [] }).cheapest;
      const after = left.map((point) => presolved.restore(point).join()).sort();
      expect({ seed, after }).toEqual({ seed, after: before });
      if (presolved.programme.lower.length < model.variables.length) seen.smaller++;
      seen.removed += model.rows.length - presolved.programme.rows.length;
      seen.points += before.length;
    }
    seen.models++;
  }
  console.info(`presolve: ${JSON.stringify(seen)}`);
  expect(seen.models).toBe(800);
  expect(seen.smaller).toBeGreaterThan(200);
  expect(seen.removed).toBeGreaterThan(500);
});

test('components partition variables and rows, and merge back to the same point', () => {
  let split = 0;
  for (let seed = 61_001; seed <= 61_400; seed++) {
    const presolved = presolve(randomModel(seed));
    if (presolved.status === 'infeasible') continue;
    const { programme } = presolved;
    const parts = components(programme);
    expect(parts.flatMap((part) => part.variables).sort((a, b) => a - b)).toEqual([...programme.lower.keys()]);
    expect(parts.reduce((sum, part) => sum + part.programme.rows.length, 0)).toBe(programme.rows.length);
    const minima = parts.map((component) => ({ component, point: minimum(component.programme, Infinity, 1e8).point }));
    const points = minima.flatMap(({ component, point }) => (point === undefined ? [] : [{ component, point }]));
    if (points.length < parts.length) continue;
    const point = merged(points);
    expect(satisfies(programme, point)).toBe(true);
    const whole = minimum(programme, Infinity, 1e8);
    expect({ seed, cost: programmeCost(programme.cost, point) }).toEqual({
      seed,
      cost: programmeCost(programme.cost, whole.point ?? []),
    });
    if (parts.length > 1) split++;
  }
  expect(split).toBeGreaterThan(50);
});

test('the same model listed in another order is the same programme', () => {
  let compared = 0;
  for (let seed = 62_001; seed <= 62_300; seed++) {
    const model = randomModel(seed);
    const first = presolve(model);
    const second = presolve(shuffled(model, seed).model);
    expect(second.status).toBe(first.status);
    if (first.status === 'infeasible' || second.status === 'infeasible') continue;
    expect(second.programme).toEqual(first.programme);
    compared++;
  }
  expect(compared).toBeGreaterThan(100);
});

test('exact search finds the minimum or proves that there is none, and the bound holds', () => {
  let proved = 0;
  for (let seed = 63_001; seed <= 63_400; seed++) {
    const model = randomModel(seed);
    const presolved = presolve(model);
    const { lowest } = enumerate(model);
    if (presolved.status === 'infeasible') continue;
    const { programme, restore } = presolved;
    const found = minimum(programme, Infinity, 1e8);
    expect({ seed, proved: found.proved }).toEqual({ seed, proved: true });
    const point: Point | undefined = found.point && restore(found.point);
    expect({ seed, cost: point && enumerateCost(model, point) }).toEqual({ seed, cost: lowest });
    if (found.point !== undefined) {
      const cost = programmeCost(programme.cost, found.point);
      expect(minimum(programme, cost, 1e8)).toEqual({ proved: true });
      expect(exactBound(programme)).toBeLessThanOrEqual(cost);
    }
    proved++;
  }
  expect(proved).toBeGreaterThan(200);
});

function enumerateCost(model: Model, point: Point): number | undefined {
  if (!holds(model, point)) return undefined;
  return model.objective.reduce((sum, { variable, coefficient }) => sum + coefficient * (point[variable] ?? 0), 0);
}

test('big-M coefficients shrink to what bounds allow', () => {
  const presolved = presolve({
    variables: [
      { name: 'on', lower: 0, upper: 1 },
      { name: 'units', lower: 0, upper: 3 },
    ],
    rows: [
      {
        terms: [
          { variable: 1, coefficient: 1 },
          { variable: 0, coefficient: -1_000_000 },
        ],
        upper: 0,
        requirement: 0,
      },
    ],
    objective: [],
    requirements: [{ name: 'r' }],
  });
  if (presolved.status !== 'reduced') throw new Error('infeasible');
  expect(presolved.programme.rows).toEqual([{ variables: [0, 1], coefficients: [-3, 1], lower: -Infinity, upper: 0 }]);
});
