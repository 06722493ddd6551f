import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ask, closeEngines, warmEngine } from '../../../solver/engines/thread';
import { workerPath } from '../../../solver/engines/worker-path';
import { exactBound } from '../../../solver/exact-search';
import { optimise } from '../../../solver/optimise';
import { solve, solveLexicographic } from '../../../solver/solve';
import { ENGINES_ALONE, knapsacks, meteredSources, modelOf } from './programmes';

afterAll(closeEngines);
jest.setTimeout(900_000);

const ROOT = path.join(__dirname, '..', '..', '..');
const { programme } = meteredSources(3, 6);

test('the worker is found from the sources', () => {
  expect(workerPath()).toBe(path.join(ROOT, 'solver', 'engines', 'worker.js'));
  expect(existsSync(workerPath())).toBe(true);
});

test('from a bundle elsewhere engines are found too, and the process ends by itself', () => {
  const output = execFileSync(process.execPath, ['cli/run.js', 'test/solver/engines/bundled-entry.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(JSON.parse(output)).toEqual({ jslp: 'optimal', highs: 'optimal' });
});

test('questions asked at once are answered each with its own answer', async () => {
  const answers = await Promise.all([3, 4, 5, 6].map((seed) => solve(modelOf(meteredSources(seed, 6).programme))));
  const alone = [];
  for (const seed of [3, 4, 5, 6]) alone.push(await solve(modelOf(meteredSources(seed, 6).programme)));
  expect(answers).toEqual(alone);
  expect(new Set(alone.map((answer) => JSON.stringify(answer))).size).toBe(4);
});

test('the same question twice, and after a restart, has the same answer to the byte', async () => {
  const model = modelOf(programme);
  for (const exactEffort of [0, 2_000_000]) {
    const first = JSON.stringify(await solve(model, { exactEffort }));
    const second = JSON.stringify(await solve(model, { exactEffort }));
    await closeEngines();
    const third = JSON.stringify(await solve(model, { exactEffort }));
    expect([second, third]).toEqual([first, first]);
  }
});

test('a guard of no time leaves the question open and says so; the next call is not affected', async () => {
  const model = modelOf(programme);
  expect(await solve(model, { stopAfterSeconds: 0, exactEffort: 0 })).toEqual({ status: 'undecided', limit: 'time' });
  expect(await solveLexicographic(model, { exactEffort: 0 })).toMatchObject({ status: 'optimal' });
});

test('a node limit leaves the question open with a bound below the lowest cost', async () => {
  const hard = knapsacks(1, 50, 5);
  const solved = await optimise(hard, ENGINES_ALONE);
  const stopped = await optimise(hard, { ...ENGINES_ALONE, nodeLimit: 1 });
  if (solved.status !== 'optimal') throw new Error(`expected an optimum, got ${solved.status}`);
  if (stopped.status !== 'feasible') throw new Error(`expected a point without proof, got ${stopped.status}`);
  expect(stopped.limit).toBe('nodes');
  expect(stopped.bound).toBeGreaterThan(exactBound(hard));
  expect(stopped.bound).toBeLessThanOrEqual(solved.cost);
  expect(stopped.cost).toBeGreaterThanOrEqual(solved.cost);
});

test('a fault of ours in a question is thrown, not swallowed, and does not stop the thread', async () => {
  const empty = { numRows: 0, numCols: 0 };
  const none = new Float64Array();
  const matrix = {
    format: 'csr',
    ...empty,
    starts: new Int32Array(1),
    indices: new Int32Array(),
    values: none,
  } as const;
  const bounds = { colCost: none, colLower: none, colUpper: none, rowLower: none, rowUpper: none };
  const data = { ...empty, ...bounds, integrality: new Int32Array(), matrix };
  await expect(ask({ engine: 'highs', input: { data, options: { mip_max_leafs: 1 } } }, 30)).rejects.toThrow(
    /setOptionValue/,
  );
  expect(await optimise(programme, ENGINES_ALONE)).toMatchObject({ status: 'optimal' });
});

test('engines can be warmed before they are needed', async () => {
  await closeEngines();
  await Promise.all([warmEngine('jslp'), warmEngine('highs')]);
  expect(await optimise(programme, ENGINES_ALONE)).toMatchObject({ status: 'optimal' });
});
