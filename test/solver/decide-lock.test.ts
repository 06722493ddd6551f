/** How firmly a lock holds. */
import { environment, intents, need, world } from '../support/environment';
import type { Environment } from '../../schema/types';
import { decide } from '../../solver/decide';
import { decided, reason, summary } from './decided';
import { accept } from '../../solver/lock-of';
import { cache, capability, catalog, costs, fake, network, option } from './fake-module';

const regions = { min: 1, primary: 'us-east-1', max: 1 };
const needs = [need('key-value-cache', { demand: { memoryGiB: 2 } })];

/** A cache at a price that may change. */
function sold(name: string, usd: number, stateful = false): ReturnType<typeof fake> {
  return fake(name, { stateful, provides: [cache], options: () => [option('only', [cache], { cost: costs(usd) })] });
}

describe('what is stateless', () => {
  const before = catalog(sold('old', 20), sold('young', 25));
  const after = (usd: number) => world(catalog(sold('old', 20), sold('young', usd)));
  const intent = (given: Partial<Environment> = {}) => environment(before, { regions, needs, ...given });
  const old = { stands: ['old@us-east-1 only'], usd: 20 };
  const lockOf = async () => (await decided(intent(), world(before))).lock;

  test('stays where moving saves too little, and what it would save is told', async () => {
    const outcome = await decided(intent(), after(11), { lock: await lockOf() });
    expect(summary(outcome)).toEqual(old);
    expect(outcome.cheaperByMicroUsd).toBe(9_000_000);
  });

  test('moves where that saves enough', async () => {
    const lock = await lockOf();
    const outcome = await decided(intent(), after(10), { lock });
    expect(summary(outcome)).toEqual({ stands: ['young@us-east-1 only'], usd: 10 });
    expect(outcome.cheaperByMicroUsd).toBeUndefined();
    expect(summary(await decided(intent({ minSavingUsd: 11 }), after(10), { lock }))).toEqual(old);
  });

  test('is let go by reoptimise, whatever it saves', async () => {
    const outcome = await decided(intent(), after(19), { lock: await lockOf(), reoptimise: true });
    expect(summary(outcome)).toEqual({ stands: ['young@us-east-1 only'], usd: 19 });
  });

  test('stays where nothing asks for it any more and dropping it saves too little', async () => {
    const lock = await lockOf();
    const outcome = await decided(intent({ needs: [], minSavingUsd: 21 }), world(before), { lock });
    expect(summary(outcome)).toEqual(old);
    expect(outcome.cheaperByMicroUsd).toBe(20_000_000);
    expect(reason(outcome, 'module/old')).toBe(
      'On because the lock has it and dropping it saves too little; nothing asks for it any more.',
    );
    expect(summary(await decided(intent({ needs: [] }), world(before), { lock }))).toEqual({ stands: [], usd: 0 });
  });

  test('goes at once when it is switched off', async () => {
    const modules = intents(before, { old: { toggle: 'off' } });
    const outcome = await decided(intent({ modules }), world(before), { lock: await lockOf() });
    expect(summary(outcome)).toEqual({ stands: ['young@us-east-1 only'], usd: 25 });
  });

  test('gives way to a soft budget that it exceeds by more than it must', async () => {
    const budget = { monthlyUsd: 15, alertThresholdPercent: 80, hardLimit: false };
    const outcome = await decided(intent({ budget }), after(18), { lock: await lockOf() });
    expect(summary(outcome)).toEqual({ stands: ['young@us-east-1 only'], usd: 18 });
    expect(outcome.decision.excessMicroUsd).toBe(3_000_000);
  });

  test('a dearer price does not break the lock, and a hard budget does', async () => {
    const lock = await lockOf();
    const dearer = world(catalog(sold('old', 24), sold('young', 23)));
    const accepted = accept(intent(), dearer, lock);
    expect(accepted.status === 'valid' && accepted.decision.bill.microUsd.expected).toBe(24_000_000);
    const budget = { monthlyUsd: 23.5, alertThresholdPercent: 80, hardLimit: true };
    expect(accept(intent({ budget }), dearer, lock)).toEqual({
      status: 'stale',
      reasons: ['test may cost at most 23.50 USD a month (hard limit)'],
    });
    const outcome = await decided(intent({ budget }), dearer, { lock });
    expect(summary(outcome)).toEqual({ stands: ['young@us-east-1 only'], usd: 23 });
  });
});

describe('what is stateful', () => {
  /** Two sizes of one engine, and a cheaper large one of another. */
  const store = fake('store', {
    stateful: true,
    provides: [cache],
    options: () => [
      option('blue-large', [cache], { identity: 'blue', supplies: { memoryGiB: 10 }, cost: costs(50) }),
      option('blue-small', [cache], {
        identity: 'blue',
        units: { min: 1, max: 2 },
        supplies: { memoryGiB: 3 },
        cost: costs(0, 10),
      }),
      option('green', [cache], { identity: 'green', supplies: { memoryGiB: 100 }, cost: costs(30) }),
    ],
  });
  const registry = catalog(store);
  const sized = (memoryGiB: number, given: Partial<Environment> = {}) =>
    environment(registry, { regions, needs: [need('key-value-cache', { demand: { memoryGiB } })], ...given });

  test('stays as it is, however much moving would save', async () => {
    const dear = catalog(sold('old', 20, true), sold('young', 21));
    const { lock } = await decided(environment(dear, { regions, needs }), world(dear));
    const cheap = world(catalog(sold('old', 900, true), sold('young', 1)));
    const outcome = await decided(environment(dear, { regions, needs }), cheap, { lock, reoptimise: true });
    expect(summary(outcome)).toEqual({ stands: ['old@us-east-1 only'], usd: 900 });
  });

  test.each([
    [3, ['store@us-east-1 blue-small'], 10],
    [5, ['store@us-east-1 blue-small x 2'], 20],
    [8, ['store@us-east-1 blue-large'], 50],
  ])('grows in place to %d GiB, and never into another identity', async (memoryGiB, stands, usd) => {
    const { lock } = await decided(sized(2), world(registry));
    expect(summary(await decided(sized(memoryGiB), world(registry), { lock }))).toEqual({ stands, usd });
  });

  test('does not grow beyond its identity', async () => {
    const { lock } = await decided(sized(2), world(registry));
    const outcome = await decide(sized(11), world(registry), { lock });
    expect(outcome.status === 'infeasible' && outcome.conflict.clauses.map(({ name }) => name)).toEqual([
      'lock/store/main@aws/us-east-1',
      'need/environment/key-value-cache',
    ]);
    expect(summary(await decided(sized(11), world(registry)))).toEqual({ stands: ['store@us-east-1 green'], usd: 30 });
  });

  test('grows within a hard budget, for which what is stateless changes', async () => {
    const gateway = fake('gateway', {
      provides: [network],
      options: () => [
        option('dear', [network], { supplies: { internetGbPerMonth: 9 }, cost: costs(60) }),
        option('plain', [network], { supplies: { internetGbPerMonth: 1 }, cost: costs(40) }),
      ],
    });
    const both = catalog(gateway, store);
    const with2 = (internetGbPerMonth: number, memoryGiB: number, given: Partial<Environment> = {}) =>
      environment(both, {
        regions,
        needs: [
          need('private-network', { demand: { internetGbPerMonth } }),
          need('key-value-cache', { demand: { memoryGiB } }),
        ],
        ...given,
      });
    const { lock } = await decided(with2(5, 2), world(both));
    const budget = { monthlyUsd: 100, alertThresholdPercent: 80, hardLimit: true };
    const outcome = await decided(with2(1, 8, { budget }), world(both), { lock });
    expect(summary(outcome)).toEqual({ stands: ['gateway@us-east-1 plain', 'store@us-east-1 blue-large'], usd: 90 });
  });

  test('leaves in two steps, each with permission, and comes back as another generation', async () => {
    const first = await decided(sized(2), world(registry));
    const off = sized(2, { needs: [], modules: intents(registry, { store: { toggle: 'off' } }) });
    const refused = await decide(off, world(registry), { lock: first.lock });
    expect(refused.status === 'refused' && refused.problems.map(({ code }) => code)).toEqual(['destroy-not-allowed']);
    const allowDestroy = ['store@aws/us-east-1'];
    const leaving = await decided(off, world(registry), { lock: first.lock, allowDestroy });
    expect(leaving.lock.placed.map(({ phase }) => phase)).toEqual(['retiring']);
    expect(leaving.lock.allowDestroy).toEqual(allowDestroy);
    const gone = await decided(off, world(registry), { lock: leaving.lock, allowDestroy });
    expect(gone.lock.placed).toEqual([]);
    const back = await decided(sized(2), world(registry), { lock: gone.lock });
    expect(back.lock.placed.map(({ generation }) => generation)).toEqual([2]);
  });

  test('stays where nothing asks for it any more', async () => {
    const { lock } = await decided(sized(2), world(registry));
    const outcome = await decided(sized(2, { needs: [] }), world(registry), { lock });
    expect(summary(outcome).stands).toEqual(['store@us-east-1 blue-small']);
    expect(reason(outcome, 'module/store')).toBe(
      'On because the lock keeps what is stateful; nothing asks for it any more.',
    );
  });
});

test('the locked primary region stays until it is let go', async () => {
  const data = capability('data');
  const at = (cheap: string) =>
    world(
      catalog(
        fake('lake', {
          provides: [data],
          options: (_, site) => [option('only', [data], { cost: costs(site.region === cheap ? 10 : 90) })],
        }),
      ),
    );
  const { registry } = at('us-east-1');
  const intent = environment(registry, { needs: [need('data', { at: 'primary' })] });
  const { lock } = await decided(intent, at('us-east-1'));
  expect(lock.primary).toBe('aws/us-east-1');
  const held = await decided(intent, at('us-west-2'), { lock });
  expect(summary(held)).toEqual({ stands: ['lake@us-east-1 only'], usd: 90 });
  const moved = await decided(intent, at('us-west-2'), { lock, movePrimary: true });
  expect(summary(moved)).toEqual({ stands: ['lake@us-west-2 only'], usd: 10 });
});
