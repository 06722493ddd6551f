import { assertModel, exactSum, roundPoint, violations } from '../../../solver/check-point';
import { closeEngines } from '../../../solver/engines/thread';
import type { Model } from '../../../solver/model';
import { feasibilityWithout, isFeasible, solve } from '../../../solver/solve';
import { enumerate, randomModel } from './random-models';

afterAll(closeEngines);
jest.setTimeout(900_000);

const MODEL: Model = {
  variables: [
    { name: 'a', lower: 0, upper: 1 },
    { name: 'b', lower: 0, upper: 5 },
  ],
  rows: [
    {
      terms: [
        { variable: 0, coefficient: 2 },
        { variable: 1, coefficient: 3 },
      ],
      upper: 8,
      requirement: 0,
    },
    { terms: [{ variable: 1, coefficient: 1 }], lower: 1, requirement: 1 },
  ],
  objective: [{ variable: 1, coefficient: 1 }],
  requirements: [{ name: 'budget' }, { name: 'need' }],
};

test('every broken bound and row is told, and a point that holds breaks nothing', () => {
  expect(violations(MODEL, [1, 2])).toEqual([]);
  expect(violations(MODEL, [2, -1])).toEqual(['a = 2 is above 1', 'b = -1 is below 0']);
  expect(violations(MODEL, [0.5, NaN])).toEqual(['a = 0.5 is not a safe integer', 'b = NaN is not a safe integer']);
  expect(violations(MODEL, [1, 3])).toEqual(['row 0 (budget): 11 is above 8']);
  expect(violations(MODEL, [1, 0])).toEqual(['row 1 (need): 0 is below 1']);
  expect(violations(MODEL, [1])).toEqual(['the point has 1 values for 2 variables']);
});

test('sums beyond the safe integers are exact', () => {
  const large = Number.MAX_SAFE_INTEGER;
  expect(exactSum([large, 1, 1], [1, 1, 1])).toBe(9007199254740993n);
  expect(exactSum([1_000_000_007, -1_000_000_007], [1e9, 1e9])).toBe(0n);
  expect(exactSum([2, 3], [4, 5])).toBe(23);
  const model: Model = {
    ...MODEL,
    variables: ['a', 'b', 'c'].map((name) => ({ name, lower: 0, upper: 1 })),
    rows: [
      {
        terms: [large, 1, 1].map((coefficient, variable) => ({ variable, coefficient })),
        upper: large,
        requirement: 0,
      },
    ],
  };
  // In floating point large + 1 + 1 rounds to large + 1, and large + 1 alone is still told from large.
  expect(violations(model, [1, 1, 1])).toHaveLength(1);
  expect(violations(model, [1, 0, 1])).toHaveLength(1);
  expect(violations(model, [1, 0, 0])).toEqual([]);
});

test('rows beyond the safe integers are decided exactly, whoever searches', async () => {
  const large = Number.MAX_SAFE_INTEGER;
  const coefficients = [large, large - 2, 5];
  const model: Model = {
    variables: ['a', 'b', 'c'].map((name) => ({ name, lower: 0, upper: 2 })),
    rows: [
      { terms: coefficients.map((coefficient, variable) => ({ variable, coefficient })), lower: large, requirement: 0 },
    ],
    objective: [4, 1, 1].map((coefficient, variable) => ({ variable, coefficient })),
    requirements: [{ name: 'need' }],
  };
  // b alone falls short of the row by 2, with one c it is over by 3.
  expect(await solve(model)).toEqual({ status: 'optimal', point: [0, 1, 1], cost: 2 });
});

test('rounding takes what is near an integer and nothing else', () => {
  expect(roundPoint([0.9999999, -0, 3.0000001])).toEqual([1, 0, 3]);
  expect(roundPoint([0.5])).toBeUndefined();
  expect(roundPoint([0.9999])).toBeUndefined();
  expect(roundPoint([NaN])).toBeUndefined();
  expect(roundPoint([Infinity])).toBeUndefined();
  expect(roundPoint([1e300])).toBeUndefined();
});

test.each<[string, Model, RegExp]>([
  ['a bound that is no integer', { ...MODEL, variables: [{ name: 'a', lower: 0, upper: 0.5 }] }, /a: 0.5 is not/],
  [
    'an unknown variable',
    { ...MODEL, objective: [{ variable: 9, coefficient: 1 }] },
    /variable 9, which does not exist/,
  ],
  [
    'a repeated name',
    { ...MODEL, variables: [...MODEL.variables, { name: 'a', lower: 0, upper: 1 }] },
    /two .* called a/,
  ],
  [
    'a cost beyond the safe integers',
    { ...MODEL, objective: [{ variable: 1, coefficient: Number.MAX_SAFE_INTEGER }] },
    /may leave the safe integers/,
  ],
])('a model that breaks the contract is refused: %s', (_, model, message) => {
  expect(() => assertModel(model)).toThrow(message);
});

test('crossed bounds are infeasible, a model without rows or variables is not', async () => {
  expect(await solve({ ...MODEL, variables: [{ name: 'a', lower: 2, upper: 1 }], rows: [], objective: [] })).toEqual({
    status: 'infeasible',
  });
  expect(await solve({ variables: [], rows: [], objective: [], requirements: [] })).toEqual({
    status: 'optimal',
    point: [],
    cost: 0,
  });
  expect(await solve({ ...MODEL, rows: [] })).toEqual({ status: 'optimal', point: [0, 0], cost: 0 });
});

test('budgets of a million dollars are kept to the micro-dollar', async () => {
  for (const exactEffort of [0, 2_000_000]) {
    const price = [333_333_333_333, 333_333_333_334, 271_828_182_845];
    const spend = (budget: number): Model => ({
      variables: price.map((_, j) => ({ name: `x${j}`, lower: 0, upper: 1 })),
      rows: [
        { terms: price.map((coefficient, variable) => ({ variable, coefficient })), upper: budget, requirement: 0 },
        { terms: price.map((_, variable) => ({ variable, coefficient: 1 })), lower: 2, requirement: 1 },
        { terms: [{ variable: 2, coefficient: 1 }], upper: 0, requirement: 1 },
      ],
      objective: price.map((coefficient, variable) => ({ variable, coefficient })),
      requirements: [{ name: 'budget' }, { name: 'need' }],
    });
    expect(await solve(spend(666_666_666_667), { exactEffort })).toEqual({
      status: 'optimal',
      point: [1, 1, 0],
      cost: 666_666_666_667,
    });
    expect(await solve(spend(666_666_666_666), { exactEffort })).toEqual({ status: 'infeasible' });
  }
});

test('five hundred units of one thing and a few of another', async () => {
  const model: Model = {
    variables: [
      { name: 'large', lower: 0, upper: 500 },
      { name: 'medium', lower: 0, upper: 500 },
      { name: 'small', lower: 0, upper: 500 },
    ],
    rows: [
      {
        terms: [13_100, 6_380, 3_090].map((coefficient, variable) => ({ variable, coefficient })),
        lower: 2_900_000,
        requirement: 0,
      },
      { terms: [1, 1, 1].map((coefficient, variable) => ({ variable, coefficient })), upper: 500, requirement: 1 },
    ],
    objective: [149_650_000, 74_825_000, 37_230_000].map((coefficient, variable) => ({ variable, coefficient })),
    requirements: [{ name: 'memory' }, { name: 'quota' }],
  };
  let lowest = Infinity;
  for (let large = 0; large <= 500; large++) {
    for (let medium = 0; medium + large <= 500; medium++) {
      const small = Math.max(0, Math.ceil((2_900_000 - 13_100 * large - 6_380 * medium) / 3_090));
      if (large + medium + small > 500) continue;
      lowest = Math.min(lowest, 149_650_000 * large + 74_825_000 * medium + 37_230_000 * small);
    }
  }
  for (const exactEffort of [0, 2_000_000]) {
    expect(await solve(model, { exactEffort })).toMatchObject({ status: 'optimal', cost: lowest });
  }
});

test('feasibility of subsets of requirements agrees with enumeration, and remembers points', async () => {
  let yes = 0;
  let no = 0;
  for (let seed = 70_001; seed <= 70_060; seed++) {
    const model = randomModel(seed);
    const without = feasibilityWithout(model);
    for (let subset = 0; subset < 8; subset++) {
      const dropped = new Set(model.requirements.flatMap((_, i) => ((subset >> (i % 3)) & 1 ? [i] : [])));
      const rest = { ...model, rows: model.rows.filter((row) => !dropped.has(row.requirement)) };
      const expected = enumerate(rest).feasible > 0 ? 'yes' : 'no';
      expect({ seed, subset, answer: await without(dropped) }).toEqual({ seed, subset, answer: expected });
      expect(await isFeasible(rest)).toBe(expected);
      if (expected === 'yes') yes++;
      else no++;
    }
  }
  expect(yes).toBeGreaterThan(200);
  expect(no).toBeGreaterThan(20);
});
