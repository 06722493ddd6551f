/** Decisions about random small environments against trying everything. */
import { decide } from '../../solver/decide';
import { expectAccepted } from './decided';
import { cheapest } from './enumerate';
import { randomCase } from './random-cases';

const SEEDS = 2_400;

test('what is decided is what trying everything finds, and the lock of it is accepted', async () => {
  const counts = { feasible: 0, exceeded: 0, infeasible: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const { environment, world } = randomCase(seed);
    const best = cheapest(environment, world);
    if (best === 'too large') continue;
    const outcome = await decide(environment, world);
    const found =
      outcome.status === 'decided'
        ? {
            status: outcome.decision.status,
            microUsd: outcome.decision.bill.microUsd.expected,
            excessMicroUsd: outcome.decision.excessMicroUsd,
          }
        : { status: outcome.status };
    expect({ seed, ...found }).toEqual({
      seed,
      ...(best === 'none' ? { status: 'infeasible' } : { status: 'optimal', ...best }),
    });
    if (best === 'none') counts.infeasible++;
    else if (best.excessMicroUsd > 0) counts.exceeded++;
    else counts.feasible++;
    if (outcome.status === 'decided') expectAccepted(environment, world, outcome, seed);
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "exceeded": 57,
     "feasible": 811,
     "infeasible": 1217,
   }
  `);
}, 900_000);
