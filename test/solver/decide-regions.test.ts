/** Which regions are used, which one is primary, and what crosses between them. */
import type { ModuleIntent } from '../../schema/types';
import type { Edge } from '../../schema/types';
import { environment, infrastructure, intents, need, region, service, world } from '../support/environment';
import { conflictOf, decided, servings, summary } from './decided';
import { cache, catalog, costs, crossRegion, crossVpc, fake, network, option } from './fake-module';

/** Costs by region: us-east-1 is the cheapest. */
const USD: Readonly<Record<string, number>> = { 'us-east-1': 1, 'us-west-2': 2, 'eu-west-1': 3 };

const simple = fake('net', {
  provides: [network],
  options: (_, site) => [option('only', [network], { cost: costs(USD[site.region] ?? 9) })],
});
const store = fake('store', {
  provides: [cache],
  options: (_, site) => [option('only', [cache], { cost: costs((USD[site.region] ?? 9) * 10) })],
});
const peering = fake('peering', {
  scope: 'secondary',
  provides: [crossRegion],
  needs: () => [
    { capability: network, at: 'each' },
    { capability: network, at: 'primary' },
  ],
  options: () => [option('only', [crossRegion], { cost: costs(0, 0, { crossRegionGbPerMonth: 0.5 }) })],
});
const mesh = fake('mesh', { provides: [crossVpc], options: () => [option('only', [crossVpc], { cost: costs(50) })] });

const registry = catalog(simple, store, peering, mesh);
const three = [infrastructure([region('us-east-1'), region('us-west-2'), region('eu-west-1')])];
const everywhere = world(registry, { infrastructures: three });

function edge(target: string, given: Partial<Edge> = {}): Edge {
  const gbPerMonth = { low: 0, expected: 10, high: 20 };
  return { service: target, pattern: 'pod-to-pod', gbPerMonth, path: ['spec', 'services', 'talksTo', 0], ...given };
}

function pinned(name: string, regions: ModuleIntent['regions']): ModuleIntent[] {
  return intents(registry, { [name]: { toggle: 'on', regions } });
}

test('one region is used where one is enough: the cheapest', async () => {
  const outcome = await decided(environment(registry, { needs: [need('private-network')] }), everywhere);
  expect(summary(outcome)).toEqual({ stands: ['net@us-east-1 only'], usd: 1 });
  expect(outcome.decision.regions).toEqual([{ location: 'aws/us-east-1', region: 'us-east-1', role: 'only' }]);
});

test('several regions are the cheapest several, and ties of the primary go by name', async () => {
  const intent = environment(registry, { regions: { min: 2, primary: 'auto' }, needs: [need('private-network')] });
  const outcome = await decided(intent, everywhere);
  expect(summary(outcome)).toEqual({ stands: ['net@us-east-1 only', 'net@us-west-2 only'], usd: 3 });
  expect(outcome.decision.regions.map(({ region: name, role }) => `${name} ${role}`)).toEqual([
    'us-east-1 primary',
    'us-west-2 secondary',
  ]);
});

test('multi-region availability means two regions', async () => {
  const requires = { compliance: [], capabilities: [], availability: 'multi-region' as const };
  const intent = environment(registry, { requires, needs: [need('private-network')] });
  expect(summary(await decided(intent, everywhere)).stands).toEqual(['net@us-east-1 only', 'net@us-west-2 only']);
});

test('a region counts only where something is asked for', async () => {
  const regions = { min: 2, primary: 'auto' };
  const once = environment(registry, { regions, needs: [need('private-network', { at: 'primary' })] });
  const conflict = await conflictOf(once, everywhere);
  expect(conflict.clauses.map(({ sentence }) => sentence)).toEqual([
    'at least 2 regions must host something that is asked for there',
  ]);
  const elsewhere = [need('private-network', { at: 'primary' }), need('key-value-cache', { at: 'any' })];
  const outcome = await decided(environment(registry, { regions, needs: elsewhere }), everywhere);
  expect(summary(outcome)).toEqual({ stands: ['net@us-west-2 only', 'store@us-east-1 only'], usd: 12 });
});

test('an environment of nothing but pinned modules is decided', async () => {
  const outcome = await decided(environment(registry, { modules: pinned('net', 'each') }), everywhere);
  expect(summary(outcome)).toEqual({ stands: ['net@us-east-1 only'], usd: 1 });
});

test('a pin brings its region along, and one to a region that may not be used is a conflict', async () => {
  const modules = pinned('store', ['eu-west-1']);
  const outcome = await decided(environment(registry, { modules, needs: [need('private-network')] }), everywhere);
  expect(summary(outcome)).toEqual({ stands: ['net@eu-west-1 only', 'store@eu-west-1 only'], usd: 33 });
  const regions = { min: 1, primary: 'auto', allowed: ['us-east-1'] };
  const forbidden = await conflictOf(environment(registry, { regions, modules }), everywhere);
  expect(forbidden.clauses.map(({ sentence }) => sentence)).toEqual([
    'store is pinned on',
    'only us-east-1 is allowed',
  ]);
  const unlisted = await conflictOf(environment(registry, { modules: pinned('store', ['ap-south-1']) }), everywhere);
  expect(unlisted.clauses.map(({ sentence }) => sentence)).toEqual(['store is pinned on']);
});

test.each<[string, Parameters<typeof environment>[1]]>([
  ['requires/compliance/SOC2', { requires: { compliance: ['SOC2'], capabilities: [], availability: 'single-az' } }],
  [
    'requires/residency',
    { requires: { compliance: [], residency: 'eu', capabilities: [], availability: 'single-az' } },
  ],
  ['requires/capability/gpu', { requires: { compliance: [], capabilities: ['gpu'], availability: 'single-az' } }],
  ['regions/allowed', { regions: { min: 1, primary: 'auto', allowed: ['eu-west-1'] } }],
])('%s leaves the region that meets it', async (_, given) => {
  const eu = region('eu-west-1', { compliance: ['SOC2'], residencyTags: ['eu'], capabilities: ['gpu'] });
  const infrastructures = [infrastructure([region('us-east-1'), eu])];
  const intent = environment(registry, { ...given, needs: [need('private-network')] });
  expect(summary(await decided(intent, world(registry, { infrastructures })))).toEqual({
    stands: ['net@eu-west-1 only'],
    usd: 3,
  });
});

describe('services', () => {
  const net = [need('private-network')];
  const regions = { min: 2, primary: 'us-east-1' };

  test('traffic to a service in the primary region crosses from the others', async () => {
    const services = [service('api', { talksTo: [edge('db')] }), service('db', { at: 'primary' })];
    const outcome = await decided(environment(registry, { regions, needs: net, services }), everywhere);
    expect(servings(outcome)).toEqual([
      'environment/private-network@us-east-1 <- net@us-east-1',
      'environment/private-network@us-west-2 <- net@us-west-2',
      'peering/main/private-network@us-west-2 <- net@us-east-1',
      'peering/main/private-network@us-west-2 <- net@us-west-2',
      'service/api/to/db/cross-region-routing@us-west-2 <- peering@us-west-2',
      'service/api/to/db/private-network@us-east-1 <- net@us-east-1',
    ]);
    // Two networks, and 10 GB at 0.50 USD.
    expect(summary(outcome).usd).toBe(8);
  });

  test('a service of any region that calls the primary one asks for a way wherever it runs', async () => {
    const services = [
      service('api', { at: 'any', talksTo: [edge('db', { pattern: 'service' })] }),
      service('db', { at: 'primary' }),
    ];
    const intent = environment(registry, { regions: { min: 1, primary: 'us-east-1' }, services });
    const outcome = await decided(intent, everywhere);
    expect(servings(outcome)).toEqual(['service/api/to/db/cross-vpc-services@us-east-1 <- mesh@us-east-1']);
    expect(outcome.decision.hosts).toEqual({ api: 'aws/us-east-1' });
  });

  test('a service goes where its own requirements are met', async () => {
    const gpu = region('eu-west-1', { capabilities: ['gpu'] });
    const infrastructures = [infrastructure([region('us-east-1'), gpu])];
    const requires = { compliance: [], capabilities: ['gpu'] };
    const services = [service('train', { at: 'any', requires, needs: [need('key-value-cache', { at: 'any' })] })];
    const outcome = await decided(environment(registry, { services }), world(registry, { infrastructures }));
    expect(summary(outcome)).toEqual({ stands: ['store@eu-west-1 only'], usd: 30 });
    expect(outcome.decision.hosts).toEqual({ train: 'aws/eu-west-1' });
  });

  test('a longest round trip keeps both ends within it', async () => {
    const latencyMs = (from: string, to: string): number => ([from, to].includes('eu-west-1') ? 20 : 80);
    const services = [
      service('api', { talksTo: [edge('db', { maxLatencyMs: 30 })] }),
      service('db', { at: 'primary' }),
    ];
    const near = environment(registry, { regions: { min: 2, primary: 'auto' }, needs: net, services });
    const outcome = await decided(near, world(registry, { infrastructures: three, latencyMs }));
    expect(outcome.decision.regions.map(({ region: name }) => name)).toEqual(['eu-west-1', 'us-east-1']);
    const apart = environment(registry, { regions, needs: net, services });
    const far = world(registry, { infrastructures: three, latencyMs: () => 31 });
    expect((await conflictOf(apart, far)).clauses.map(({ name }) => name)).toEqual(['latency/api/db', 'regions/min']);
    const unmeasured = world(registry, { infrastructures: three, latencyMs: () => undefined });
    expect((await conflictOf(apart, unmeasured)).clauses.map(({ name }) => name)).toContain('latency/api/db');
  });
});
