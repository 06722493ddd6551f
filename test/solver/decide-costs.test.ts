/** Which options, how many of them, and what they cost. */
import { environment, need, region, infrastructure, service, world } from '../support/environment';
import { decided, reason, servings, summary } from './decided';
import { cache, capability, catalog, costs, fake, network, option, structures } from './fake-module';

/** 3 GiB for 5 USD a node, or 10 GiB for 12. */
const store = fake('store', {
  provides: [cache],
  options: () => [
    option('large', [cache], { units: { min: 1, max: 3 }, supplies: { memoryGiB: 10 }, cost: costs(0, 12) }),
    option('small', [cache], { units: { min: 1, max: 6 }, supplies: { memoryGiB: 3 }, cost: costs(0, 5) }),
  ],
});

/** Dearer, and gives data structures as well. */
const rich = fake('rich', {
  provides: [cache, structures],
  options: () => [option('standard', [cache, structures], { supplies: { memoryGiB: 100 }, cost: costs(90) })],
});

const oneRegion = { regions: { min: 1, max: 1, primary: 'us-east-1' } };

test.each([
  [1, 'small', 5],
  [3, 'small', 5],
  [3.001, 'small x 2', 10],
  [7, 'large', 12],
  [11, 'small x 4', 20],
  [13, 'large x 2', 24],
])('%d GiB are cheapest as %s for %d USD', async (memoryGiB, sizes, usd) => {
  const registry = catalog(store);
  const intent = environment(registry, { ...oneRegion, needs: [need('key-value-cache', { demand: { memoryGiB } })] });
  expect(summary(await decided(intent, world(registry)))).toEqual({ stands: [`store@us-east-1 ${sizes}`], usd });
});

test('two needs share what one provider supplies', async () => {
  const registry = catalog(store);
  const intent = environment(registry, {
    ...oneRegion,
    needs: [need('key-value-cache', { demand: { memoryGiB: 4 } })],
    services: [service('api', { needs: [need('key-value-cache', { demand: { memoryGiB: 5 } })] })],
  });
  const outcome = await decided(intent, world(registry));
  expect(summary(outcome)).toEqual({ stands: ['store@us-east-1 large'], usd: 12 });
  expect(servings(outcome)).toEqual([
    'environment/key-value-cache@us-east-1 <- store@us-east-1',
    'service/api/key-value-cache@us-east-1 <- store@us-east-1',
  ]);
});

test('what must come with a need takes the dearer provider', async () => {
  const registry = catalog(store, rich);
  const plain = environment(registry, { ...oneRegion, needs: [need('key-value-cache')] });
  expect(summary(await decided(plain, world(registry)))).toEqual({ stands: ['store@us-east-1 small'], usd: 5 });
  const demanding = { ...plain, needs: [need('key-value-cache', { with: ['data-structures'] })] };
  const outcome = await decided(demanding, world(registry));
  expect(summary(outcome)).toEqual({ stands: ['rich@us-east-1 standard'], usd: 90 });
  expect(reason(outcome, 'module/store')).toBe('Off because it does not give data-structures, which is asked for.');
});

test('a need of any region goes to the cheapest one', async () => {
  const registry = catalog(
    fake('store', {
      provides: [cache],
      options: (_, { region: at }) => [option('only', [cache], { cost: costs(at === 'us-west-2' ? 3 : 4) })],
    }),
  );
  const intent = environment(registry, { needs: [need('key-value-cache', { at: 'any' })] });
  const outcome = await decided(intent, world(registry));
  expect(summary(outcome)).toEqual({ stands: ['store@us-west-2 only'], usd: 3 });
  expect(outcome.decision.primary).toBe('aws/us-west-2');
});

test('what an instance asks of another is supplied and on the bill', async () => {
  const gateway = fake('gateway', {
    provides: [network],
    options: () => [
      option('nat', [network], {
        units: { min: 1, max: 4 },
        supplies: { internetGbPerMonth: 10 },
        cost: costs(0, 30, { internetGbPerMonth: 0.5 }),
      }),
    ],
  });
  const chatty = fake('chatty', {
    provides: [cache],
    needs: () => [{ capability: network, at: 'each', demand: { internetGbPerMonth: 24 } }],
    options: () => [option('only', [cache], { cost: costs(7) })],
  });
  const registry = catalog(gateway, chatty);
  const intent = environment(registry, { ...oneRegion, needs: [need('key-value-cache')] });
  const outcome = await decided(intent, world(registry));
  expect(summary(outcome)).toEqual({ stands: ['chatty@us-east-1 only', 'gateway@us-east-1 nat x 3'], usd: 109 });
  expect(
    outcome.decision.bill.components.map(({ owner, name, quantity, microUsd }) => [
      owner,
      name,
      quantity.expected,
      microUsd.expected,
    ]),
  ).toEqual([
    ['chatty/main@aws/us-east-1', 'base', 1, 7_000_000],
    ['gateway/main@aws/us-east-1', 'unit', 3, 90_000_000],
    ['gateway/main@aws/us-east-1', 'traffic', 12, 12_000_000],
  ]);
});

describe('prices', () => {
  const priced = fake('store', {
    provides: [cache],
    options: () => [
      option('new', [cache], { cost: [{ name: 'node', price: 'new', fixed: 1 }] }),
      option('old', [cache], { cost: [{ name: 'node', price: 'old', fixed: 1 }] }),
    ],
  });
  const registry = catalog(priced);
  const intent = environment(registry, { ...oneRegion, needs: [need('key-value-cache')] });
  const price = { unit: 'month', source: 'test 2026-01-01' };

  test('one that is assumed is marked wherever it counts', async () => {
    const assumed = { ...price, usd: '5', mark: 'assumed', note: 'that of eu-west-1' } as const;
    const find = (key: string) => (key === 'new' ? assumed : { ...price, usd: '6' });
    const { decision } = await decided(intent, world(registry, { prices: () => ({ find }) }));
    expect(decision.bill.components).toEqual([
      expect.objectContaining({ priceKey: 'new', mark: 'assumed', note: 'that of eu-west-1' }),
    ]);
  });

  test('an option without a price is passed over, and one that is left without any option says why', async () => {
    const find = (key: string) => (key === 'new' ? undefined : { ...price, usd: '6' });
    const some = await decided(intent, world(registry, { prices: () => ({ find }) }));
    expect(summary(some)).toEqual({ stands: ['store@us-east-1 old'], usd: 6 });
    const { prices } = world(registry);
    await expect(decided(intent, world(registry, { prices }))).rejects.toThrow(
      'unavailable/store/main@aws/us-east-1, need/environment/key-value-cache',
    );
  });
});

test('a region that lacks a service of AWS hosts nothing that rests on it', async () => {
  const registry = catalog(
    fake('store', {
      provides: [cache],
      services: ['ElastiCache'],
      options: () => [option('only', [cache], { cost: costs(1) })],
    }),
  );
  const offers = (name: string, at: string): boolean => name !== 'ElastiCache' || at === 'us-west-2';
  const intent = environment(registry, { needs: [need('key-value-cache')] });
  const outcome = await decided(intent, world(registry, { offers }));
  expect(summary(outcome)).toEqual({ stands: ['store@us-west-2 only'], usd: 1 });
  const here = world(registry, { offers, infrastructures: [infrastructure([region('us-east-1')])] });
  await expect(decided(intent, here)).rejects.toThrow('unavailable/store/main@aws/us-east-1');
});

test('a pinned module against its own advice stands, with a notice', async () => {
  const lonely = capability('lonely');
  const registry = catalog(
    fake('mesh', {
      provides: [lonely],
      avoidWhen: [{ text: 'there is one region', holds: ({ maxRegions }) => maxRegions === 1 }],
      options: () => [option('only', [lonely], { cost: costs(2) })],
    }),
  );
  const [intent] = environment(registry).modules;
  if (intent === undefined) throw new Error('no module');
  const pinned = environment(registry, { ...oneRegion, modules: [{ ...intent, toggle: 'on' }] });
  const outcome = await decided(pinned, world(registry));
  expect(summary(outcome)).toEqual({ stands: ['mesh@us-east-1 only'], usd: 2 });
  expect(outcome.decision.notices).toEqual([
    'mesh is pinned on, yet its advice is to avoid it when there is one region.',
  ]);
});
