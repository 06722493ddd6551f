/** Needs of options: ways to have a module that stand on different things. */
import type { Module, Need } from '../../modules/module';
import { decide } from '../../solver/decide';
import type { World } from '../../solver/world';
import { environment, need, world } from '../support/environment';
import { conflictOf, decided, expectAccepted, servings, summary } from './decided';
import { cheapest } from './enumerate';
import { cache, capability, catalog, costs, fake, network, option } from './fake-module';
import { Dice, randomCase } from './random-cases';

const oneRegion = { regions: { min: 1, max: 1, primary: 'us-east-1' } };
const tracking = capability('tracking');

/** 20 USD, and as much again for each 4 GiB. */
const store = fake('store', {
  provides: [cache],
  options: () => [
    option('nodes', [cache], { units: { min: 1, max: 4 }, supplies: { memoryGiB: 4 }, cost: costs(0, 20) }),
  ],
});

/** Brings a store of its own for 12 USD, or stands on one that is there. */
const tracker = fake('tracker', {
  provides: [tracking],
  options: () => [
    option('own', [tracking], { cost: costs(12), identity: 'own' }),
    option('shared', [tracking], {
      cost: costs(1),
      identity: 'shared',
      needs: [{ capability: cache, at: 'each', demand: { memoryGiB: 2 } }],
    }),
  ],
});

const registry = catalog(store, tracker);

test('its own is cheaper than another module for its sake alone', async () => {
  const outcome = await decided(environment(registry, { ...oneRegion, needs: [need('tracking')] }), world(registry));
  expect(summary(outcome)).toEqual({ stands: ['tracker@us-east-1 own'], usd: 12 });
  expect(servings(outcome)).toEqual(['environment/tracking@us-east-1 <- tracker@us-east-1']);
});

test('it shares what stands anyway', async () => {
  const needs = [need('tracking'), need('key-value-cache', { demand: { memoryGiB: 1 } })];
  const outcome = await decided(environment(registry, { ...oneRegion, needs }), world(registry));
  expect(summary(outcome)).toEqual({ stands: ['store@us-east-1 nodes', 'tracker@us-east-1 shared'], usd: 21 });
  expect(servings(outcome)).toContain('tracker/main/key-value-cache@us-east-1 <- store@us-east-1');
});

test('what it would add counts: its own is cheaper than one node more', async () => {
  const needs = [need('tracking'), need('key-value-cache', { demand: { memoryGiB: 3 } })];
  const outcome = await decided(environment(registry, { ...oneRegion, needs }), world(registry));
  expect(summary(outcome)).toEqual({ stands: ['store@us-east-1 nodes', 'tracker@us-east-1 own'], usd: 32 });
});

test('of two options the one that needs less is no worse for it', async () => {
  const asking = fake('asking', {
    provides: [tracking],
    options: () => [
      option('a', [tracking], { cost: costs(5), needs: [{ capability: cache, at: 'each' }] }),
      option('b', [tracking], { cost: costs(5) }),
    ],
  });
  const both = catalog(store, asking);
  const outcome = await decided(environment(both, { ...oneRegion, needs: [need('tracking')] }), world(both));
  expect(summary(outcome)).toEqual({ stands: ['asking@us-east-1 b'], usd: 5 });
});

test('a conflict names the option that needs what nobody gives', async () => {
  const sharing = fake('tracker', {
    provides: [tracking],
    options: () => [option('shared', [tracking], { needs: [{ capability: cache, at: 'each' }] })],
  });
  const alone = catalog(sharing);
  const conflict = await conflictOf(environment(alone, { ...oneRegion, needs: [need('tracking')] }), world(alone));
  expect(conflict.clauses.map(({ sentence }) => sentence)).toEqual([
    'environment test needs tracking',
    'tracker in us-east-1 as shared needs key-value-cache',
    'the primary region is us-east-1',
  ]);
});

test('a need of so much is met by what has it, and shared by all who ask for it', async () => {
  const zones = (amount: number) => ({ zones: { amount, input: 'zones', says: `ground has ${amount} zones` } });
  const ground = fake('ground', {
    provides: [network],
    options: () => [
      option('narrow', [network], { cost: costs(5), has: zones(1) }),
      option('wide', [network], { cost: costs(9), has: zones(2) }),
    ],
  });
  const standing = (name: string, least: number): Module<unknown> =>
    fake(name, {
      provides: [capability(name)],
      needs: () => [{ capability: network, at: 'each', atLeast: { zones: least } }],
      options: () => [option('only', [capability(name)], { cost: costs(1) })],
    });
  const known = catalog(ground, standing('low', 1), standing('high', 2), standing('higher', 2), standing('highest', 3));
  const stands = async (...names: readonly string[]) =>
    summary(await decided(environment(known, { ...oneRegion, needs: names.map((name) => need(name)) }), world(known)))
      .stands[0];
  expect(await stands('low')).toBe('ground@us-east-1 narrow');
  expect(await stands('low', 'high', 'higher')).toBe('ground@us-east-1 wide');
  const conflict = await conflictOf(environment(known, { ...oneRegion, needs: [need('highest')] }), world(known));
  expect(conflict.clauses.map(({ sentence }) => sentence)).toEqual([
    'environment test needs highest',
    'highest in us-east-1 needs private-network (zones: 3)',
    'ground has 1 zones',
    'the primary region is us-east-1',
  ]);
});

/** Some options of the later tiers ask for what their module does not. */
function withOptionNeeds(module: Module<unknown>, dice: Dice): Module<unknown> {
  const given = module.provides.map(({ name }) => name);
  const askable = given.includes(network.name) ? [] : given.includes(cache.name) ? [network] : [network, cache];
  const asked = module.needs(undefined).map(({ capability: { name } }) => name);
  const needsOf = (): Need[] =>
    dice
      .some(
        50,
        askable.filter(({ name }) => !asked.includes(name)),
      )
      .map((one) => ({
        capability: one,
        at: dice.pick(['each', 'each', 'primary', 'any'] as const),
        ...dice.maybe(one === cache ? 60 : 0, () => ({ demand: { memoryGiB: dice.pick([0.5, 1, 2]) } })),
      }));
  const needs = new Map(['large', 'medium', 'small'].map((key) => [key, needsOf()]));
  return {
    ...module,
    options: (inputs, site, facts) =>
      module.options(inputs, site, facts).map((one) => ({ ...one, needs: needs.get(one.key) ?? [] })),
  };
}

function askingWorld(given: World, seed: number): World {
  const dice = new Dice(seed + 7_000_000);
  const modules = given.registry.modules.map((module) => withOptionNeeds(module, dice));
  return { ...given, registry: { ...given.registry, modules } };
}

test('random catalogs: what is decided is what trying everything finds, and its lock is accepted', async () => {
  const counts = { feasible: 0, infeasible: 0, asking: 0 };
  for (let seed = 0; seed < 600; seed++) {
    const { environment: intent, world: plain } = randomCase(seed);
    const asking = askingWorld(plain, seed);
    const best = cheapest(intent, asking);
    if (best === 'too large') continue;
    const outcome = await decide(intent, asking);
    if (outcome.status !== 'decided') {
      expect({ seed, status: outcome.status, best }).toEqual({ seed, status: 'infeasible', best: 'none' });
      counts.infeasible++;
      continue;
    }
    const { microUsd } = outcome.decision.bill;
    const found = { microUsd: microUsd.expected, excessMicroUsd: outcome.decision.excessMicroUsd };
    expect({ seed, found }).toEqual({ seed, found: best });
    counts.feasible++;
    const asks = outcome.decision.placed.some(({ module, option: key, inputs, location, region }) => {
      const site = { location, region, availability: 'single-az' } as const;
      const named = asking.registry.modules.find(({ name }) => name === module);
      return named?.options(inputs, site, asking.facts).some((one) => one.key === key && one.needs?.length !== 0);
    });
    if (asks) counts.asking++;
    expectAccepted(intent, asking, outcome, seed);
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "asking": 68,
     "feasible": 204,
     "infeasible": 320,
   }
  `);
}, 300_000);
