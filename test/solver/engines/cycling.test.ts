// javascript-lp-solver does not come back from some questions, and looks at its own timeout only between them.
import { jslpInput } from '../../../solver/engines/jslp';
import type { JslpInput } from '../../../solver/engines/messages';
import { ask, closeEngines } from '../../../solver/engines/thread';
import { optimise } from '../../../solver/optimise';
import type { Programme } from '../../../solver/programme';
import { isFeasible, solve } from '../../../solver/solve';
import { ENGINES_ALONE, modelOf } from './programmes';
import { randomNumbers } from '../../../solver/random-numbers';
import { enumerate } from './random-models';

afterAll(closeEngines);
jest.setTimeout(900_000);

/** 12 binaries, 14 rows, nothing satisfies them. */
function cyclingRows(seed: number): Programme {
  const random = randomNumbers(seed);
  const rows = Array.from({ length: 14 }, () => {
    const coefficients = Array.from({ length: 12 }, () => random(2) * (1 + random(20)));
    const half = Math.floor(coefficients.reduce((sum, a) => sum + a, 0) / 2);
    const variables = [...coefficients.keys()].filter((j) => coefficients[j] !== 0);
    const kind = random(3);
    const lower = kind === 0 ? half + random(3) : kind === 1 ? half + random(5) : -Infinity;
    const upper = kind === 0 ? lower : kind === 1 ? Infinity : half - random(5);
    return { variables, coefficients: variables.map((j) => coefficients[j] ?? 0), lower, upper };
  });
  return { lower: Array(12).fill(0), upper: Array(12).fill(1), cost: Array(12).fill(0), rows };
}

test('with a zero objective the engine cycles for ever; it is ended, and the answer comes all the same', async () => {
  let hung = 0;
  let asked = 0;
  for (let seed = 1; hung < 2 && seed < 400; seed++) {
    const programme = cyclingRows(seed);
    const model = modelOf(programme);
    if (enumerate(model).feasible > 0) continue;
    const { constraints, ints } = jslpInput(programme);
    const columns = programme.lower.map((_, j) => {
      const column: Record<string, number> = { z: 0, [`u${j}`]: 1 };
      programme.rows.forEach((row, i) => {
        const k = row.variables.indexOf(j);
        if (k >= 0) column[`c${i}`] = row.coefficients[k] ?? 0;
      });
      return [`v${j}`, column] as const;
    });
    const bounds = programme.rows.map(({ lower, upper }, i) => {
      const bound = lower === upper ? { equal: lower } : lower === -Infinity ? { max: upper } : { min: lower };
      return [`c${i}`, bound] as const;
    });
    const zeroObjective: JslpInput = {
      optimize: 'z',
      opType: 'min',
      constraints: { ...constraints, ...Object.fromEntries(bounds) },
      variables: Object.fromEntries(columns),
      ints,
      options: { presolve: false, tolerance: 0 },
    };
    asked++;
    const raw = await ask({ engine: 'jslp', input: zeroObjective }, 0.5);
    if (raw.status === 'answered') continue;
    expect(raw).toEqual({ status: 'ended', limit: 'time' });
    hung++;
    // The next question finds a new thread.
    expect(await optimise(programme, ENGINES_ALONE)).toEqual({ status: 'infeasible' });
    expect(await solve(model)).toEqual({ status: 'infeasible' });
    expect(await isFeasible(model)).toBe('no');
  }
  console.info(`cycling: ${hung} of ${asked} raw questions did not return`);
  expect(hung).toBe(2);
});
