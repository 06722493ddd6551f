/** What a conflict says, and what it offers. */
import { z } from 'zod';
import type { Environment } from '../../schema/types';
import type { Conflict } from '../../solver/conflict';
import { environment, infrastructure, intents, need, region, service, world } from '../support/environment';
import { conflictOf } from './decided';
import { cache, catalog, costs, fake, network, option, structures } from './fake-module';

const gateway = fake('gateway', {
  provides: [network],
  options: () => [option('only', [network], { cost: costs(30) })],
});
const plain = fake('plain', {
  provides: [cache],
  needs: () => [{ capability: network, at: 'each' }],
  options: () => [option('only', [cache], { supplies: { memoryGiB: 10 }, cost: costs(20) })],
});
const rich = fake('rich', {
  provides: [cache, structures],
  services: ['ElastiCache'],
  conflicts: { gateway: 'both take the one address' },
  options: () => [option('only', [cache, structures], { cost: costs(50) })],
});
const registry = catalog(gateway, plain, rich);
const here = world(registry);

function told({ clauses, relaxations }: Conflict): { because: string[]; ways: [string, number][] } {
  return {
    because: clauses.map(({ sentence }) => sentence),
    ways: relaxations.map(({ change, microUsd }) => [change, microUsd / 1e6]),
  };
}

async function conflict(given: Partial<Environment>, where = here): Promise<ReturnType<typeof told>> {
  return told(await conflictOf(environment(registry, given), where));
}

const path = (index: number) => ({ path: ['spec', 'needs', index] });

test('a need that nothing meets', async () => {
  const needs = [need('cross-vpc-services', path(0)), need('private-network', path(1))];
  expect(await conflict({ needs })).toEqual({
    because: ['environment test needs cross-vpc-services'],
    ways: [['drop or shrink the need', 30]],
  });
});

test('a need that is too large, where another would do', async () => {
  const needs = [need('key-value-cache', { demand: { memoryGiB: 11 } })];
  const modules = intents(registry, { rich: { toggle: 'off' } });
  expect(await conflict({ needs, modules })).toEqual({
    because: ['rich is pinned off', 'environment test needs key-value-cache (memoryGiB: 11)'],
    ways: [
      ['drop or shrink the need', 0],
      ['set spec.modules.rich to auto', 50],
    ],
  });
});

test('a need of an instance in turn', async () => {
  const needs = [need('key-value-cache')];
  const modules = intents(registry, { rich: { toggle: 'off' }, gateway: { toggle: 'off' } });
  const regions = { min: 1, primary: 'us-east-1', allowed: ['us-east-1'] };
  expect(
    (
      await conflict(
        { needs, modules, regions },
        world(registry, { infrastructures: [infrastructure([region('us-east-1')])] }),
      )
    ).because,
  ).toEqual([
    'gateway is pinned off',
    'rich is pinned off',
    'environment test needs key-value-cache',
    'plain in us-east-1 needs private-network',
  ]);
});

test('modules that cannot stand in one region', async () => {
  const needs = [need('key-value-cache', { with: ['data-structures'], ...path(0) }), need('private-network', path(1))];
  expect(await conflict({ needs })).toEqual({
    because: [
      "rich and gateway can't stand in one region: both take the one address",
      'environment test needs key-value-cache with data-structures',
      'environment test needs private-network',
    ],
    ways: [
      ['drop or shrink the need', 30],
      ['drop or shrink the need', 50],
    ],
  });
});

test('an input that keeps a module from giving what is asked for', async () => {
  const inputs = z.strictObject({ closed: z.boolean().default(false) });
  const withheld = { input: 'closed', provides: [cache], says: 'closed of store is true' };
  const store = fake('store', {
    provides: [network, cache],
    inputs,
    options: (given) =>
      inputs.parse(given).closed
        ? [option('only', [network], { cost: costs(30), withheld })]
        : [option('only', [network, cache], { cost: costs(40) })],
  });
  const alone = catalog(store);
  const needs = [need('key-value-cache', path(0)), need('private-network', path(1))];
  const closed = { name: 'main', inputs: { closed: true }, path: ['spec', 'modules', 'store', 'inputs'] };
  const modules = intents(alone, { store: { instances: [closed] } });
  expect(told(await conflictOf(environment(alone, { needs, modules }), world(alone)))).toEqual({
    because: ['environment test needs key-value-cache', 'closed of store is true'],
    ways: [
      ['drop or shrink the need', 30],
      ['leave out spec.modules.store.inputs.closed', 40],
    ],
  });
});

test('a service that AWS does not offer', async () => {
  const needs = [need('data-structures')];
  const nowhere = world(registry, { offers: () => false, infrastructures: [infrastructure([region('us-east-1')])] });
  expect((await conflict({ needs }, nowhere)).because).toEqual([
    'AWS does not offer ElastiCache in us-east-1',
    'environment test needs data-structures',
  ]);
});

test('an infrastructure without regions', async () => {
  expect(await conflict({}, world(registry, { infrastructures: [infrastructure([])] }))).toEqual({
    because: ['aws lists no AWS region'],
    ways: [],
  });
});

test('every region is kept out for its own reason', async () => {
  const requires = { compliance: ['SOC2'], residency: 'eu', capabilities: [], availability: 'single-az' as const };
  const infrastructures = [
    infrastructure([region('us-east-1', { compliance: ['SOC2'] }), region('eu-west-1', { residencyTags: ['eu'] })]),
  ];
  expect(await conflict({ requires, needs: [need('private-network')] }, world(registry, { infrastructures }))).toEqual({
    because: [
      'environment test requires SOC2, which only some locations declare',
      'environment test must stay in residency `eu`',
    ],
    ways: [
      ['drop SOC2 from requires.compliance, or declare it for a region that has it', 30],
      ['widen requires.residency, or add a region of that residency', 30],
    ],
  });
});

test('dropping a need is offered only where the rest holds without it', async () => {
  // Without the need nothing is asked for in two regions.
  const quota = { compliance: [], quotas: { slots: 0 } };
  const infrastructures = [infrastructure([region('us-east-1', quota), region('us-west-2')])];
  const counted = catalog(
    fake('gateway', {
      provides: [network],
      quotas: { slots: 'slots' },
      options: () => [option('only', [network], { cost: costs(30), consumes: { slots: { fixed: 1 } } })],
    }),
  );
  const intent = environment(counted, { regions: { min: 2, primary: 'auto' }, needs: [need('private-network')] });
  expect(told(await conflictOf(intent, world(counted, { infrastructures })))).toEqual({
    because: [
      'environment test needs private-network',
      'at least 2 regions must host something that is asked for there',
      'aws/us-east-1 has slots 0',
    ],
    ways: [
      ['lower spec.regions.min, allow more regions, or ask for something in each region', 30],
      ['raise slots of aws/us-east-1', 60],
    ],
  });
});

test('a service of one region that is called from several', async () => {
  const edge = {
    service: 'db',
    pattern: 'pod-to-pod',
    gbPerMonth: { low: 0, expected: 1, high: 1 },
    path: ['x'],
  } as const;
  const services = [service('api', { talksTo: [edge] }), service('db', { at: 'any' })];
  const { because, ways } = await conflict({ regions: { min: 2, primary: 'auto' }, services });
  expect(because).toEqual([
    'api talks to db, which runs in one region, so it must run in that region alone',
    'at least 2 regions must host something that is asked for there',
  ]);
  // With db in the primary region alone, nothing would carry the traffic from the other one.
  expect(ways).toEqual([
    ['lower spec.regions.min, allow more regions, or ask for something in each region', 30],
    ['give db `at: each`', 60],
  ]);
});
