// Shapes on which HiGHS has been wrong: big-M rows, presolve on indicator rows, nearly empty domains.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { solveWithHighs } from '../../../solver/engines/highs';
import { closeEngines } from '../../../solver/engines/thread';
import { optimise } from '../../../solver/optimise';
import type { LinearRow, Programme } from '../../../solver/programme';
import { solve } from '../../../solver/solve';
import { cheapestMetered, checkedCost, DEFAULT_MEANS, ENGINES_ALONE, meteredSources, modelOf } from './programmes';
import wideInteger from './wide-integer.json';

afterAll(closeEngines);
jest.setTimeout(900_000);

const SETTINGS = { nodeLimit: 20_000, timeoutSeconds: 60 } as const;

function atMost(upper: number, ...terms: readonly (readonly [number, number])[]): LinearRow {
  return { variables: terms.map(([j]) => j), coefficients: terms.map(([, a]) => a), lower: -Infinity, upper };
}

function exactly(value: number, ...terms: readonly (readonly [number, number])[]): LinearRow {
  return { ...atMost(value, ...terms), lower: value };
}

test('metered sources with big-M rows: both looks and the layer agree with enumeration', async () => {
  let compared = 0;
  let columns = 0;
  for (let seed = 1; seed <= 24; seed++) {
    const metered = meteredSources(seed, seed <= 4 ? 20 : 8);
    const { programme } = metered;
    const cost = cheapestMetered(metered);
    for (const method of ['default', 'second-look'] as const) {
      const answer = await solveWithHighs(programme, { ...SETTINGS, method });
      expect({ seed, method, cost: checkedCost(programme, answer) }).toEqual({ seed, method, cost });
    }
    expect({ seed, ...(await solve(modelOf(programme))) }).toMatchObject({ seed, status: 'optimal', cost });
    compared++;
    columns = Math.max(columns, programme.lower.length);
  }
  console.info(`big-M: ${compared} models of up to ${columns} columns`);
  expect({ compared, columns }).toEqual({ compared: 24, columns: 40 });
});

test('indicator rows, balances and an exclusive choice, the dearer side served', async () => {
  // Columns x0 x1 z0 z1 d0 d1; the weights alone tell the sides apart.
  const programme: Programme = {
    lower: [0, 0, 0, 0, 0, 0],
    upper: [1, 1, 1000, 1000, 1000, 1000],
    cost: [0, 0, 0, 0, 10, 8],
    rows: [
      atMost(0, [0, -1000], [2, 1]),
      atMost(0, [1, -1000], [3, 1]),
      exactly(1000, [2, 1], [4, 1]),
      exactly(1000, [3, 1], [5, 1]),
      atMost(1, [0, 1], [1, 1]),
    ],
  };
  const optimal = { status: 'optimal', point: [1, 0, 1000, 0, 0, 1000], cost: 8000 };
  expect(await optimise(programme, ENGINES_ALONE)).toEqual(optimal);
  expect(await optimise(programme, DEFAULT_MEANS)).toEqual(optimal);
  expect(await solve(modelOf(programme))).toEqual(optimal);
});

test('a domain that big-M rows nearly empty is not called empty, and an empty one is', async () => {
  // x0 = 1 is forced through 1,000,000 y >= x0; then x0 + 2 x1 = 3 has one point, and x0 + 2 x1 = 4 none.
  for (const [total, status] of [
    [3, 'optimal'],
    [4, 'infeasible'],
  ] as const) {
    const programme: Programme = {
      lower: [0, 0, 0],
      upper: [1, 1, 1],
      cost: [0, 0, 7],
      rows: [
        atMost(0, [0, 1], [2, -1_000_000]),
        exactly(total, [0, 1], [1, 2]),
        atMost(2_000_000, [0, 999_999], [1, 999_999], [2, 2]),
      ],
    };
    expect(await optimise(programme, ENGINES_ALONE)).toMatchObject({ status });
    expect(await solve(modelOf(programme))).toMatchObject({ status });
  }
});

test('its own conflict sets are not used: none of our sources names getIis as a call', () => {
  const folder = path.join(__dirname, '..', '..', '..', 'solver');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|js)$/.test(file));
  expect(sources).toContain(path.join('engines', 'worker.js'));
  expect(sources.filter((file) => readFileSync(path.join(folder, file), 'utf8').includes('getIis('))).toEqual([]);
});

/** Excess over a soft budget as one integer of 1e11 values: HiGHS 1.15 looked a second time, and for ever. */
test('an integer of a wide range before large coefficients ends, proved', async () => {
  const programme: Programme = {
    ...wideInteger,
    rows: wideInteger.rows.map((row) => ({ ...row, lower: row.lower ?? -Infinity, upper: row.upper ?? Infinity })),
  };
  const below = { ...programme, rows: [...programme.rows, atMost(21_282_012, [0, 1])] };
  expect(await solveWithHighs(below, { ...SETTINGS, method: 'second-look' })).toMatchObject({ claim: 'infeasible' });
  expect(await optimise(programme, DEFAULT_MEANS)).toMatchObject({ status: 'optimal', cost: 21_282_013 });
});
