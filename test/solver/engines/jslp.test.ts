// Shapes on which javascript-lp-solver hangs or is wrong. Each test first shows the engine's fault on its own input, so
// that it fails when the fault is gone, and then what this layer makes of the same question.
import Solver from 'javascript-lp-solver';
import { jslpInput, proposeWithJslp } from '../../../solver/engines/jslp';
import { closeEngines } from '../../../solver/engines/thread';
import { optimise } from '../../../solver/optimise';
import type { Programme } from '../../../solver/programme';
import { solve } from '../../../solver/solve';
import { checkedCost, DEFAULT_MEANS, ENGINES_ALONE, modelOf, programmeOf } from './programmes';
import { enumerate, randomModel } from './random-models';

afterAll(closeEngines);
jest.setTimeout(900_000);

/** The engine itself, as its manual would have it called. */
function solveRaw(model: Parameters<typeof Solver.Solve>[0]): Readonly<Record<string, unknown>> {
  const result: unknown = Solver.Solve(model);
  if (typeof result !== 'object' || result === null) throw new TypeError('no result');
  return { ...result };
}

test('a row named like the objective is ignored by the engine; generated names never collide', async () => {
  const raw = solveRaw({
    optimize: 'cost',
    opType: 'max',
    constraints: { cost: { max: 10 }, size: { max: 3 } },
    variables: { x: { cost: 7, size: 1 } },
    ints: { x: 1 },
  });
  expect(raw['x']).toBe(3);

  const model = {
    variables: [{ name: 'objective', lower: 0, upper: 3 }],
    rows: [{ terms: [{ variable: 0, coefficient: 7 }], upper: 10, requirement: 0 }],
    objective: [{ variable: 0, coefficient: -7 }],
    requirements: [{ name: 'objective' }],
  };
  expect(await solve(model)).toEqual({ status: 'optimal', point: [1], cost: -7 });
  const input = jslpInput(programmeOf(model));
  expect(Object.keys(input.constraints)).not.toContain(input.optimize);
  expect(Object.keys(input.variables)).toEqual(['v0']);
});

test('no cost handed to the engine is zero, and no two stand-ins are alike', () => {
  for (const cost of [
    [0, 0, 0, 0, 0],
    [0, 5, 0, 0, -3],
    [900_000_000, 0, 0, 0, 0],
  ]) {
    const programme = { lower: [0, 0, 0, 0, 0], upper: [1, 1, 3, 1, 500], cost, rows: [] };
    const input = jslpInput(programme);
    const handed = Object.values(input.variables).map((column) => column[input.optimize] ?? 0);
    expect(handed.every((value) => value !== 0)).toBe(true);
    const standIns = handed.filter((_, j) => cost[j] === 0);
    expect(new Set(standIns).size).toBe(standIns.length);
  }
});

test('stand-in costs do not change which point is cheapest', async () => {
  let compared = 0;
  for (let seed = 30_001; seed <= 30_400; seed++) {
    const model = randomModel(seed);
    const { lowest } = enumerate(model);
    const programme = programmeOf(model);
    if (lowest === undefined || programme.rows.some((row) => row.variables.length === 0)) continue;
    expect({ seed, cost: checkedCost(programme, await proposeWithJslp(programme, 2)) }).toEqual({ seed, cost: lowest });
    compared++;
  }
  expect(compared).toBeGreaterThan(200);
});

test('no timeout and no presolve is ever asked of the engine', () => {
  const input: object = jslpInput(programmeOf(randomModel(1)));
  expect(input).not.toHaveProperty('timeout');
  expect(input).toHaveProperty('options', { presolve: false, tolerance: 0 });
});

test('with its presolve the engine reports a wrong cost for the right point; costs are recomputed', async () => {
  const raw = solveRaw({
    optimize: 'cost',
    opType: 'min',
    constraints: { least: { max: -1 }, most: { max: 1 } },
    variables: { x: { cost: 5, least: -1, most: 1 } },
    ints: { x: 1 },
    options: { presolve: true },
  });
  expect({ x: raw['x'], result: raw['result'] }).toEqual({ x: 1, result: 0 });

  const programme: Programme = {
    lower: [0],
    upper: [1],
    cost: [5],
    rows: [{ variables: [0], coefficients: [-1], lower: -Infinity, upper: -1 }],
  };
  expect(checkedCost(programme, await proposeWithJslp(programme, 2))).toBe(5);
  expect(await optimise(programme, ENGINES_ALONE)).toEqual({ status: 'optimal', point: [1], cost: 5 });
});

test('the engine skips tiny quotients and breaks the row; the layer does not', async () => {
  const raw = solveRaw({
    optimize: 'gain',
    opType: 'max',
    constraints: { tiny: { max: 0.0001 }, most: { max: 1 } },
    variables: { x: { gain: 1, tiny: 50_000, most: 1 } },
    options: { presolve: false },
  });
  expect(raw).toMatchObject({ feasible: true, x: 1 });

  // The same in integers: 500,000,000 x <= 1.
  const programme: Programme = {
    lower: [0, 0],
    upper: [1, 1],
    cost: [-1, -1],
    rows: [
      { variables: [0], coefficients: [500_000_000], lower: -Infinity, upper: 1 },
      { variables: [0, 1], coefficients: [1, 1], lower: -Infinity, upper: 2 },
    ],
  };
  expect(await optimise(programme, ENGINES_ALONE)).toEqual({ status: 'optimal', point: [0, 1], cost: -1 });
  expect(await solve(modelOf(programme))).toEqual({ status: 'optimal', point: [0, 1], cost: -1 });
});

test('names that the engine keeps for itself are ordinary names here', async () => {
  const raw = solveRaw({
    optimize: 'cost',
    opType: 'min',
    constraints: { need: { min: 2 } },
    variables: { feasible: { cost: 1, need: 1 } },
  });
  expect(raw['feasible']).toBe(2);

  const names = ['feasible', 'result', 'bounded', 'isIntegral', '__proto__', 'constructor', 'v0', 'c0', ''];
  const model = {
    variables: names.map((name) => ({ name, lower: 0, upper: 3 })),
    rows: [
      { terms: names.map((_, variable) => ({ variable, coefficient: 1 + (variable % 3) })), lower: 31, requirement: 0 },
      { terms: names.map((_, variable) => ({ variable, coefficient: 1 })), upper: 20, requirement: 1 },
    ],
    objective: names.map((_, variable) => ({ variable, coefficient: 10 + variable })),
    requirements: [{ name: '__proto__' }, { name: 'result' }],
  };
  const { lowest } = enumerate(model);
  for (const exactEffort of [0, 4_000_000]) {
    expect(await solve(model, { exactEffort })).toMatchObject({ status: 'optimal', cost: lowest });
  }
});

test('the engine calls an unbounded model feasible; every variable here has bounds, and they are reached', async () => {
  const raw = solveRaw({
    optimize: 'gain',
    opType: 'max',
    constraints: { row: { min: 0 } },
    variables: { x: { gain: 1, row: 1 } },
  });
  expect(raw).toMatchObject({ feasible: true, bounded: false });

  const programme: Programme = {
    lower: [0, 0],
    upper: [1_000_000_000, 1_000_000_000],
    cost: [-1, -1],
    rows: [{ variables: [0, 1], coefficients: [1, -1], lower: -Infinity, upper: 0 }],
  };
  const optimal = { status: 'optimal', point: [1e9, 1e9], cost: -2e9 };
  expect(await optimise(programme, ENGINES_ALONE)).toEqual(optimal);
  expect(await optimise(programme, DEFAULT_MEANS)).toEqual(optimal);
  const endless = { ...modelOf(programme), variables: [{ name: 'x', lower: 0, upper: Infinity }] };
  await expect(solve(endless)).rejects.toThrow(TypeError);
});

test('zeros that the engine leaves out of its answer are zeros in the point', async () => {
  const raw = solveRaw({
    optimize: 'cost',
    opType: 'min',
    constraints: { most: { max: 1 } },
    variables: { x: { cost: 5, most: 1 } },
    ints: { x: 1 },
  });
  expect(raw).not.toHaveProperty('x');

  const row = { variables: [0, 1, 2], coefficients: [1, 1, 1], lower: -Infinity, upper: 2 };
  const programme = { lower: [0, 0, -1], upper: [1, 1, 1], cost: [5, 6, 7], rows: [row] };
  const answer = await proposeWithJslp(programme, 2);
  expect(answer).toEqual({ claim: 'optimal', values: [0, 0, -1], bound: -Infinity });
});
