/** Providers that keep a capability to themselves, lines that count some needs alone, and what is spared. */
import type { Option } from '../../modules/module';
import { subtotals } from '../../solver/subtotals';
import { environment, intents, need, world } from '../support/environment';
import { conflictOf, decided, servings, summary } from './decided';
import { capability, catalog, fake, option } from './fake-module';

const api = capability('api', 'gb');
const other = capability('other', 'gb');
const oneRegion = { regions: { min: 1, max: 1, primary: 'us-east-1' } };

/** Gives everything, at a price for each GB of `api` alone. */
const road = fake('road', {
  provides: [api, other],
  options: () => [
    option('road', [api, other], {
      cost: [{ name: 'toll', price: 'usd:2', perDemand: { gb: 1 }, demandOf: [api], group: 'ways' }],
    }),
  ],
});

const tunnelOption: Option = option('tunnel', [api], {
  exclusive: true,
  cost: [
    { name: 'tunnel', price: 'usd:10', fixed: 1, group: 'ways' },
    { name: 'light', price: 'usd:1', perDemand: { gb: 1 }, group: 'ways', overlooked: true },
  ],
  spares: [{ name: 'toll spared', price: 'usd:2', perDemand: { gb: 1 }, group: 'ways' }],
});
const tunnel = fake('tunnel', { provides: [api], multiple: true, options: () => [tunnelOption] });
const registry = catalog(road, tunnel);

function asking(api: readonly number[], others = 0) {
  return environment(registry, {
    ...oneRegion,
    needs: [
      ...api.map((gb) => need('api', { demand: { gb } })),
      ...(others === 0 ? [] : [need('other', { demand: { gb: others } })]),
    ],
  });
}

test.each([
  [9, ['road@us-east-1 road'], 18],
  [11, ['tunnel@us-east-1 tunnel'], 21],
])('%d GB go where they cost least', async (gb, stands, usd) => {
  expect(summary(await decided(asking([gb]), world(registry)))).toEqual({ stands, usd });
});

test('needs of another capability with the same unit are not charged', async () => {
  const outcome = await decided(asking([3], 1000), world(registry));
  expect(summary(outcome)).toEqual({ stands: ['road@us-east-1 road'], usd: 6 });
});

test('what is exclusive serves every need of its kind, those included that cost the same elsewhere', async () => {
  const outcome = await decided(asking([30, 0.001], 5), world(registry));
  expect(servings(outcome)).toEqual([
    'environment/api#2@us-east-1 <- tunnel@us-east-1',
    'environment/api@us-east-1 <- tunnel@us-east-1',
    'environment/other@us-east-1 <- road@us-east-1',
  ]);
  const pinned = intents(registry, { tunnel: { toggle: 'on' } });
  const free = await decided({ ...asking([0.5]), modules: pinned }, world(registry));
  expect(servings(free)).toEqual(['environment/api@us-east-1 <- tunnel@us-east-1']);
});

test('two that are exclusive cannot stand in one region', async () => {
  const instances = ['a', 'b'].map((name) => ({ name, inputs: {}, path: [] }));
  const two = intents(registry, { tunnel: { toggle: 'on', instances } });
  const { clauses } = await conflictOf({ ...asking([1]), modules: two }, world(registry));
  expect(clauses.map(({ sentence }) => sentence)).toContain('one instance of tunnel alone can give api in us-east-1');
});

test('a subtotal has what is usually counted, what is left out, and what is spared beside it', async () => {
  const { bill } = (await decided(asking([30], 5), world(registry))).decision;
  const [ways, ...rest] = subtotals(bill);
  expect(rest).toEqual([]);
  expect(ways).toMatchObject({
    group: 'ways',
    usual: [{ name: 'tunnel' }],
    usualMicroUsd: 10e6,
    overlooked: [{ name: 'light', microUsd: { expected: 30e6 } }],
    microUsd: 40e6,
    spared: [{ name: 'toll spared', microUsd: { expected: 60e6 } }],
  });
  expect(bill.microUsd.expected).toBe(40e6);
});

test('the reason of a pin says what it costs', async () => {
  const modules = intents(registry, { tunnel: { toggle: 'on' } });
  const { decision } = await decided({ ...asking([2]), modules }, world(registry));
  expect(decision.reasons.find(({ subject }) => subject === 'module/tunnel')).toMatchObject({
    sentence: 'On because the environment pins it; it gives api to environment test.',
    runnerUp: { description: 'road (road)', microUsd: 4e6 },
  });
});
