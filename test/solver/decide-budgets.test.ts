/** Budgets of environments, infrastructures and regions; quotas; and what other environments hold of them. */
import { environment, infrastructure, need, region, world } from '../support/environment';
import { conflictOf, decided, summary } from './decided';
import { cache, catalog, costs, fake, option } from './fake-module';

/** 100 USD in us-east-1, 120 in us-west-2, and a slot of a quota. */
const store = fake('store', {
  provides: [cache],
  quotas: { slots: 'slots' },
  options: (_, site) => [
    option('only', [cache], {
      cost: costs(site.region === 'us-east-1' ? 100 : 120),
      consumes: { slots: { fixed: 1, perUnit: 1 } },
    }),
  ],
});
const registry = catalog(store);
const needs = [need('key-value-cache')];
const here = { stands: ['store@us-east-1 only'], usd: 100 };
const there = { stands: ['store@us-west-2 only'], usd: 120 };

function budget(
  monthlyUsd: number,
  hardLimit: boolean,
): { monthlyUsd: number; alertThresholdPercent: number; hardLimit: boolean } {
  return { monthlyUsd, alertThresholdPercent: 80, hardLimit };
}

describe('of the environment', () => {
  test('a soft one is exceeded only where nothing fits, and says so', async () => {
    const outcome = await decided(environment(registry, { needs, budget: budget(90, false) }), world(registry));
    expect(summary(outcome)).toEqual(here);
    expect(outcome.decision.excessMicroUsd).toBe(10_000_000);
    expect(outcome.decision.notices).toEqual([
      'BudgetExceeded: 100.00 USD a month is 10.00 above the budget of test; nothing that meets the needs costs less.',
    ]);
  });

  test('a hard one is never exceeded; the conflict says what would be enough', async () => {
    const conflict = await conflictOf(environment(registry, { needs, budget: budget(90, true) }), world(registry));
    expect(conflict.clauses.map(({ sentence }) => sentence)).toEqual([
      'environment test needs key-value-cache',
      'test may cost at most 90.00 USD a month (hard limit)',
    ]);
    expect(conflict.relaxations.map(({ change, microUsd }) => [change, microUsd])).toEqual([
      ['drop or shrink the need', 0],
      ['raise spec.budget.monthly: the cheapest answer costs 100.00 USD a month', 100_000_000],
    ]);
  });

  test('the alert threshold is a notice', async () => {
    const outcome = await decided(environment(registry, { needs, budget: budget(125, true) }), world(registry));
    expect(outcome.decision.notices).toEqual(['100.00 USD a month is above the alert threshold, 80 % of 125.00.']);
  });
});

describe('of a region', () => {
  const regions = (monthlyUsd: number, hardLimit: boolean) => [
    infrastructure([region('us-east-1', { budget: { monthlyUsd, hardLimit } }), region('us-west-2')]),
  ];

  test.each([true, false])('moves the environment elsewhere (hard: %s)', async (hard) => {
    const poor = world(registry, { infrastructures: regions(99, hard) });
    const outcome = await decided(environment(registry, { needs }), poor);
    expect(summary(outcome)).toEqual(there);
    expect(outcome.decision.excessMicroUsd).toBe(0);
    const rich = world(registry, { infrastructures: regions(100, hard) });
    expect(summary(await decided(environment(registry, { needs }), rich))).toEqual(here);
  });

  test('is exceeded where it is soft and the hard one of the environment leaves no other way', async () => {
    const poor = world(registry, { infrastructures: regions(60, false) });
    const outcome = await decided(environment(registry, { needs, budget: budget(110, true) }), poor);
    expect(summary(outcome)).toEqual(here);
    expect(outcome.decision.excessMicroUsd).toBe(40_000_000);
  });

  test('and the soft one of the environment are exceeded by as little as can be, added up', async () => {
    const both = async (regional: number, own: number): Promise<[string[], number]> => {
      const poor = world(registry, { infrastructures: regions(regional, false) });
      const outcome = await decided(environment(registry, { needs, budget: budget(own, false) }), poor);
      return [summary(outcome).stands, outcome.decision.excessMicroUsd / 1e6];
    };
    // 30 in the region and 10 of the environment here; 30 of the environment there.
    expect(await both(70, 90)).toEqual([there.stands, 30]);
    // 5 and 10 here.
    expect(await both(95, 90)).toEqual([here.stands, 15]);
  });
});

describe('of an infrastructure', () => {
  const shared = [infrastructure([region('us-east-1'), region('us-west-2')], { budget: budget(150, true) })];
  const other = (usd: number, location: string) => ({
    environment: 'qa',
    accountModules: [],
    microUsdByLocation: { [location]: usd * 1e6 },
    quotas: {},
  });

  test('is what other environments leave of it', async () => {
    const enough = world(registry, { infrastructures: shared, commitments: [other(50, 'aws/us-west-2')] });
    expect(summary(await decided(environment(registry, { needs }), enough))).toEqual(here);
    const short = world(registry, { infrastructures: shared, commitments: [other(51, 'aws/us-west-2')] });
    expect((await conflictOf(environment(registry, { needs }), short)).clauses.map(({ sentence }) => sentence)).toEqual(
      [
        'environment test needs key-value-cache',
        'aws may cost at most 150.00 USD a month (hard limit), of which other environments hold 51.00',
      ],
    );
  });

  test('that others have overspent binds nobody who spends nothing of it', async () => {
    const infrastructures = [
      infrastructure([region('us-east-1', { budget: { monthlyUsd: 10, hardLimit: true } }), region('us-west-2')]),
    ];
    const spent = world(registry, { infrastructures, commitments: [other(20, 'aws/us-east-1')] });
    expect(summary(await decided(environment(registry, { needs }), spent))).toEqual(there);
  });
});

describe('quotas', () => {
  const limited = (slots: number, held: number) =>
    world(registry, {
      infrastructures: [infrastructure([region('us-east-1', { quotas: { slots } }), region('us-west-2')])],
      commitments: [
        { environment: 'qa', accountModules: [], microUsdByLocation: {}, quotas: { 'aws/us-east-1': { slots: held } } },
      ],
    });

  test.each([
    [2, 0, here],
    [1, 0, there],
    [4, 2, here],
    [4, 3, there],
    [0, 5, there],
  ])('%d less %d of others', async (slots, held, expected) => {
    expect(summary(await decided(environment(registry, { needs }), limited(slots, held)))).toEqual(expected);
  });

  test('are named where they leave no way', async () => {
    const regions = { min: 1, primary: 'us-east-1' };
    const conflict = await conflictOf(environment(registry, { needs, regions }), limited(3, 2));
    expect(conflict.clauses.map(({ sentence }) => sentence)).toEqual([
      'environment test needs key-value-cache',
      'the primary region is us-east-1',
      'aws/us-east-1 has slots 3, of which other environments hold 2',
    ]);
    expect(conflict.relaxations.map(({ change, microUsd }) => [change, microUsd])).toEqual([
      ['drop or shrink the need', 0],
      ['raise slots of aws/us-east-1', 100_000_000],
      ['set spec.regions.primary to auto or to another region', 120_000_000],
    ]);
  });
});
