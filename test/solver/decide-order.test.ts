/** Same input, same bytes: in whatever order things are listed, and when a decision is taken again. */
import { decide } from '../../solver/decide';
import { serialiseLock } from '../../solver/lock';
import { accept } from '../../solver/lock-of';
import { randomCase } from './random-cases';
import { reordered } from './reordered';

const SEEDS = 350;

test('the order of needs, services, modules, regions and infrastructures changes no byte', async () => {
  const counts = { decided: 0, infeasible: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const listed = randomCase(seed);
    const other = reordered(listed, seed + 1);
    const first = await decide(listed.environment, listed.world);
    const second = await decide(other.environment, other.world);
    expect({ seed, outcome: second }).toEqual({ seed, outcome: first });
    if (first.status === 'infeasible') counts.infeasible++;
    if (first.status !== 'decided' || second.status !== 'decided') continue;
    counts.decided++;
    expect(serialiseLock(second.lock)).toBe(serialiseLock(first.lock));
    expect(accept(other.environment, other.world, first.lock).status).toBe('valid');
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "decided": 144,
     "infeasible": 206,
   }
  `);
}, 900_000);

test('a decision under its own lock is the same decision', async () => {
  let decided = 0;
  for (let seed = SEEDS; seed < 2 * SEEDS; seed++) {
    const { environment, world } = randomCase(seed);
    const first = await decide(environment, world);
    if (first.status !== 'decided') continue;
    decided++;
    const again = await decide(environment, world, { lock: first.lock });
    expect({ seed, again }).toEqual({ seed, again: first });
    if (again.status === 'decided') expect(serialiseLock(again.lock)).toBe(serialiseLock(first.lock));
  }
  expect(decided).toMatchInlineSnapshot(`151`);
}, 900_000);
