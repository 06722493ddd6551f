/** Random small problems against trying everything. */
import { answerViolations } from '../../../solver/placement/check';
import { placeSmall } from '../../../solver/placement/place';
import { enumerate } from './enumerate';
import { randomProblem } from './random-problems';

test('small', () => {
  const counts = { optimal: 0, infeasible: 0, skipped: 0 };
  let tEnum = 0,
    tOurs = 0;
  for (let seed = 0; seed < 2500; seed++) {
    const problem = randomProblem(seed);
    const t0 = performance.now();
    const expected = enumerate(problem, 4096);
    const t1 = performance.now();
    if (expected === 'too large') {
      counts.skipped++;
      continue;
    }
    const answer = placeSmall(problem);
    tEnum += t1 - t0;
    tOurs += performance.now() - t1;
    const got =
      answer.status === 'optimal'
        ? { objective: answer.placement.objectiveMicroUsd }
        : answer.status === 'infeasible'
          ? 'none'
          : answer.status;
    try {
      expect({ seed, got }).toEqual({ seed, got: expected });
      expect({ seed, broken: answerViolations(problem, answer) }).toEqual({ seed, broken: [] });
    } catch (e) {
      console.log(JSON.stringify(problem, null, 1), JSON.stringify(answer, null, 1));
      throw e;
    }
    if (answer.status === 'optimal') counts.optimal++;
    else counts.infeasible++;
  }
  console.log(counts, tEnum, tOurs);
});
