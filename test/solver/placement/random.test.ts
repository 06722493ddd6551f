/** Random small problems, all features mixed, against trying everything. */
import { closeEngines } from '../../../solver/engines/thread';
import { answerViolations, placementViolations } from '../../../solver/placement/check';
import { clausesOf } from '../../../solver/placement/clauses';
import { placementOf } from '../../../solver/placement/answer';
import { decidePlacement } from '../../../solver/placement/decide';
import { place } from '../../../solver/placement/place';
import type { PlacementProblem } from '../../../solver/placement/problem';
import { enumerate } from './enumerate';
import { randomProblem } from './random-problems';

const MOST_ASSIGNMENTS = 4_096;

afterAll(closeEngines);

test('answers of 2,000 problems are those of trying everything', async () => {
  const counts = {
    optimal: 0,
    infeasible: 0,
    overflowed: 0,
    spread: 0,
    zoned: 0,
    traffic: 0,
    manyClusters: 0,
    moved: 0,
    exceeded: 0,
  };
  for (let seed = 0; counts.optimal + counts.infeasible < 2_000; seed++) {
    const problem = randomProblem(seed);
    const expected = enumerate(problem, MOST_ASSIGNMENTS);
    if (expected === 'too large') continue;
    const { instance, pools, lower, best } = await decidePlacement(problem, { search: 'exact' });
    const found = best === undefined ? (lower === Infinity ? 'none' : 'undecided') : { objective: best.objective };
    expect({ seed, found }).toEqual({ seed, found: expected });
    if (best === undefined) {
      counts.infeasible++;
      continue;
    }
    expect({ seed, lower }).toEqual({ seed, lower: best.objective });
    const placement = placementOf(pools, best.counts);
    expect({ seed, broken: placementViolations(problem, placement) }).toEqual({ seed, broken: [] });
    counts.optimal++;
    counts.overflowed += Math.sign(placement.overflowed.length);
    counts.spread += Math.sign(Object.values(placement.services).filter((at) => Object.keys(at).length > 1).length);
    const nodes = placement.pools.flatMap(({ bins }) => bins);
    counts.zoned += Math.sign(nodes.filter(({ zone }) => zone !== undefined).length);
    counts.traffic += Math.sign(placement.traffic.length);
    counts.manyClusters += Math.sign(placement.pools.filter(({ clusters }) => clusters > 1).length);
    counts.moved += Math.sign(placement.moved.length);
    counts.exceeded += Math.sign(placement.exceeded.length);
    expect(instance.services).toHaveLength(problem.services.length);
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "exceeded": 30,
     "infeasible": 1096,
     "manyClusters": 54,
     "moved": 158,
     "optimal": 904,
     "overflowed": 53,
     "spread": 74,
     "traffic": 138,
     "zoned": 47,
   }
  `);
}, 900_000);

test('the search for large problems never claims what enumeration denies', async () => {
  const counts = { optimal: 0, feasible: 0, infeasible: 0, undecided: 0 };
  for (let seed = 0; seed < 80; seed++) {
    const problem = randomProblem(seed);
    const expected = enumerate(problem, MOST_ASSIGNMENTS);
    if (expected === 'too large') continue;
    const { pools, lower, best } = await decidePlacement(problem, { search: 'programme' });
    if (best === undefined) {
      counts[lower === Infinity ? 'infeasible' : 'undecided']++;
      if (lower === Infinity) expect({ seed, expected }).toEqual({ seed, expected: 'none' });
      continue;
    }
    if (expected === 'none') throw new Error(`seed ${seed}: ${best.objective} where nothing is allowed`);
    expect({ seed, broken: placementViolations(problem, placementOf(pools, best.counts)) }).toEqual({
      seed,
      broken: [],
    });
    expect(best.objective).toBeGreaterThanOrEqual(expected.objective);
    expect(lower).toBeLessThanOrEqual(expected.objective);
    if (lower >= best.objective) expect({ seed, best: best.objective }).toEqual({ seed, best: expected.objective });
    counts[lower >= best.objective ? 'optimal' : 'feasible']++;
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "feasible": 0,
     "infeasible": 38,
     "optimal": 29,
     "undecided": 0,
   }
  `);
}, 900_000);

/** The problem without those of its clauses that are not named. */
function only(problem: PlacementProblem, names: readonly string[]): PlacementProblem {
  return clausesOf(problem).reduce(
    (rest, clause) => (names.includes(clause.name) ? rest : clause.without(rest)),
    problem,
  );
}

test('conflicts are conflicts, each clause of a minimal one is needed, and relaxations and new locations are enough', async () => {
  const counts = { conflicts: 0, needed: 0, relaxations: 0, others: 0, required: 0 };
  for (let seed = 0; seed < 160; seed++) {
    const problem = randomProblem(seed);
    if (enumerate(problem, MOST_ASSIGNMENTS) !== 'none') continue;
    const answer = await place(problem);
    expect(answerViolations(problem, answer)).toEqual([]);
    if (answer.status !== 'infeasible') throw new Error(`seed ${seed}: ${answer.status}`);
    const { clauses, minimal, relaxations, others, requiredProperties } = answer.conflict;
    const names = clauses.map(({ name }) => name);
    expect({ seed, minimal, core: enumerate(only(problem, names), 100_000) }).toEqual({
      seed,
      minimal: true,
      core: 'none',
    });
    counts.conflicts++;
    for (const name of names) {
      const rest = only(problem, names.filter((other) => other !== name)); // prettier-ignore
      expect({ seed, names, name, rest: enumerate(rest, 100_000) }).not.toMatchObject({ rest: 'none' });
      counts.needed++;
    }
    for (const { clause, costMicroUsd } of relaxations) {
      const changed = clausesOf(problem)
        .find(({ name }) => name === clause.name)
        ?.without(problem);
      const best = changed === undefined ? 'none' : enumerate(changed, 100_000);
      if (best === 'too large') continue;
      expect({ seed, clause: clause.name, best }).not.toMatchObject({ best: 'none' });
      if (best !== 'none') expect(costMicroUsd).toBeLessThanOrEqual(best.objective);
      counts.relaxations++;
    }
    const seen = new Set(names);
    expect({ seed, told: others.length > 0 && relaxations.length > 0 }).toEqual({ seed, told: false });
    for (const other of others) {
      const own = other.map(({ name }) => name);
      expect({ seed, twice: own.filter((name) => seen.has(name)) }).toEqual({ seed, twice: [] });
      expect({ seed, own, other: enumerate(only(problem, own), 100_000) }).toMatchObject({ other: 'none' });
      own.forEach((name) => seen.add(name));
      counts.others++;
    }
    if (requiredProperties !== undefined) counts.required++;
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "conflicts": 79,
     "needed": 264,
     "others": 31,
     "relaxations": 135,
     "required": 43,
   }
  `);
}, 900_000);
