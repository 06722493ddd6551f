// What becomes of wrong answers: engines that say what JSLP and HiGHS have been caught saying, in their place.
import type { Candidate, Ended } from '../../../solver/engines/messages';
import { closeEngines } from '../../../solver/engines/thread';
import type { Limit, Point, Solution } from '../../../solver/model';
import { anyPoint, type Engines, type Means, optimise } from '../../../solver/optimise';
import { type Programme, programmeCost, satisfies } from '../../../solver/programme';
import { ENGINES_ALONE, programmeOf } from './programmes';
import { enumerate, randomModel } from './random-models';

afterAll(closeEngines);
jest.setTimeout(900_000);

/** Cover the pairs at least cost: 1 is dear and in both, 0 and 2 are cheap. Optimum [1, 0, 1] for 7. */
const COVER: Programme = {
  lower: [0, 0, 0],
  upper: [1, 1, 1],
  cost: [3, 9, 4],
  rows: [
    { variables: [0, 1], coefficients: [1, 1], lower: 1, upper: Infinity },
    { variables: [1, 2], coefficients: [1, 1], lower: 1, upper: Infinity },
  ],
};
const OPTIMAL: Expected = { status: 'optimal', point: [1, 0, 1], cost: 7 };

const none: Candidate = { claim: 'none', bound: -Infinity };
const infeasible: Candidate = { claim: 'infeasible', bound: -Infinity };
const lost: Ended = { claim: 'ended', limit: 'time' };
const says = (values: readonly number[], claim: Candidate['claim'] = 'optimal', bound = -Infinity): Candidate => ({
  claim,
  values,
  bound,
});

/** By method; an absent one is the real engine's. */
interface Answers {
  readonly propose?: Candidate | Ended;
  readonly first?: Candidate | Ended;
  readonly second?: Candidate | Ended;
  readonly exactEffort?: number;
}

interface Expected {
  readonly status: Solution['status'];
  readonly point?: Point;
  readonly cost?: number;
  readonly bound?: number;
  readonly limit?: Limit;
}

function means(answers: Answers): Means {
  const real = ENGINES_ALONE.engines;
  const engines: Engines = {
    propose: async (programme, seconds) => answers.propose ?? real.propose(programme, seconds),
    solve: async (programme, settings) =>
      (settings.method === 'default' ? answers.first : answers.second) ?? real.solve(programme, settings),
  };
  return { ...ENGINES_ALONE, exactEffort: answers.exactEffort ?? 0, engines };
}

const CASES: readonly (readonly [string, Answers, Expected])[] = [
  ['a proposal that is too dear', { propose: says([0, 1, 0]) }, OPTIMAL],
  ['a proposal that breaks a row', { propose: says([0, 0, 0]) }, OPTIMAL],
  ['a fractional proposal, as after a timeout', { propose: says([0.5, 0.5, 0.5]) }, OPTIMAL],
  ['a proposal that is not a number', { propose: says([NaN, 0, 1]) }, OPTIMAL],
  ['a proposal with values missing', { propose: says([1]) }, OPTIMAL],
  ['a proposal of "infeasible"', { propose: infeasible }, OPTIMAL],
  ['a proposal that never came', { propose: lost }, OPTIMAL],
  [
    'HiGHS calls a dearer point optimal although a cheaper one is known',
    { propose: says([1, 0, 1]), first: says([0, 1, 0]) },
    { status: 'feasible', point: [1, 0, 1], cost: 7, limit: 'disagreement' },
  ],
  [
    'HiGHS calls a dearer point optimal, and its second look finds a cheaper one',
    { propose: none, first: says([0, 1, 0]) },
    { status: 'feasible', point: [1, 0, 1], cost: 7, limit: 'disagreement' },
  ],
  [
    'HiGHS says infeasible although a point is known',
    { propose: says([1, 0, 1]), first: infeasible },
    { status: 'feasible', point: [1, 0, 1], cost: 7, limit: 'disagreement' },
  ],
  [
    'HiGHS says infeasible, and its second look finds a point',
    { propose: none, first: infeasible },
    { status: 'feasible', point: [1, 0, 1], cost: 7, limit: 'disagreement' },
  ],
  [
    'HiGHS calls a point optimal that breaks a row; "infeasible" then proves nothing',
    { propose: none, first: says([0, 0, 0]), second: infeasible },
    { status: 'undecided', limit: 'disagreement' },
  ],
  [
    'the second look does not come back',
    { second: lost },
    { status: 'feasible', point: [1, 0, 1], cost: 7, limit: 'time' },
  ],
  [
    'nodes run out in the second look',
    { second: { claim: 'limit', bound: 5.5 } },
    { status: 'feasible', point: [1, 0, 1], cost: 7, limit: 'nodes', bound: 4 },
  ],
  [
    'nodes run out in the first, with a point',
    { propose: none, first: says([0, 1, 0], 'limit', 6) },
    { status: 'feasible', point: [0, 1, 0], cost: 9, limit: 'nodes', bound: 4 },
  ],
  [
    'nodes run out in the first, without a point',
    { propose: none, first: { claim: 'limit', bound: 6 } },
    { status: 'undecided', limit: 'nodes' },
  ],
  ['no engine comes back', { propose: lost, first: lost }, { status: 'undecided', limit: 'time' }],
];

test.each(CASES)('engines alone: %s', async (_, answers, expected) => {
  // A bound that a case does not name is what propagation proves: nothing is forced, so zero.
  const bound = expected.status === 'feasible' ? { bound: 0 } : {};
  expect(await optimise(COVER, means(answers))).toEqual({ ...bound, ...expected });
});

test('exact search settles what engines disagree on', async () => {
  const wrong = { propose: says([1, 0, 1]), first: says([0, 1, 0]), exactEffort: 1 };
  expect(await optimise(COVER, means(wrong))).toMatchObject({ status: 'feasible', limit: 'disagreement' });
  expect(await optimise(COVER, means({ ...wrong, exactEffort: 10 }))).toEqual(OPTIMAL);
});

test('an answer does not depend on whether the first engine came back', async () => {
  let compared = 0;
  for (let seed = 40_001; seed <= 40_150; seed++) {
    const programme = programmeOf(randomModel(seed));
    const there = await optimise(programme, means({}));
    const away = await optimise(programme, means({ propose: lost }));
    expect({ seed, ...costAndStatus(away) }).toEqual({ seed, ...costAndStatus(there) });
    compared++;
  }
  expect(compared).toBe(150);
});

function costAndStatus(solution: Solution): object {
  return { status: solution.status, cost: 'cost' in solution ? solution.cost : undefined };
}

test('lies of every kind never make a wrong "optimal", "infeasible" or bound', async () => {
  const lies: readonly (Candidate | Ended)[] = [infeasible, none, lost, says([]), { claim: 'limit', bound: -Infinity }];
  const statuses: Record<string, number> = {};
  let asked = 0;
  for (let seed = 50_001; seed <= 50_060; seed++) {
    const model = randomModel(seed);
    const programme = programmeOf(model);
    const truth = enumerate(model);
    const dear: Candidate[] = truth.cheapest.length === 0 ? [] : [says(dearest(programme))];
    for (const first of [...lies, ...dear]) {
      const answer = await optimise(programme, means({ first }));
      const any = await anyPoint(programme, means({ first }));
      if (answer.status === 'optimal')
        expect({ seed, first, cost: answer.cost }).toEqual({ seed, first, cost: truth.lowest });
      if (answer.status === 'infeasible' || any.status === 'infeasible') expect(truth.feasible).toBe(0);
      if (answer.status === 'feasible') expect(answer.bound).toBeLessThanOrEqual(truth.lowest ?? -Infinity);
      if ('point' in answer) expect(satisfies(programme, answer.point)).toBe(true);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      asked++;
    }
  }
  console.info(`lies: ${asked} questions, ${JSON.stringify(statuses)}`);
  expect(asked).toBeGreaterThan(300);
  expect(statuses['feasible']).toBeGreaterThan(50);
});

function dearest(programme: Programme): readonly number[] {
  const free = { ...programme, rows: [] };
  const corner = free.cost.map((cost, j) => (cost > 0 ? (free.upper[j] ?? 0) : (free.lower[j] ?? 0)));
  return programmeCost(free.cost, corner) >= 0 ? corner : free.lower;
}
