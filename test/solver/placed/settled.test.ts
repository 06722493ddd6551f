/** Clusters of the catalog that a placement stands on. */
import { registry } from '../../../modules';
import type { ServiceIntent } from '../../../schema/types';
import { hostingModule } from '../../../solver/placed/places';
import { settled } from '../../../solver/placed/settled';
import type { Placement, Pool } from '../../../solver/placement/problem';
import { environment, infrastructure, need, region, service, world } from '../../support/environment';

const here = 'aws/us-east-1';

function placed(name: string, milliCpu: number): ServiceIntent {
  const requests = { milliCpu, memoryBytes: 1024 ** 3, storageBytes: 0, accelerators: {} };
  return service(name, { placement: { requests, regions: [], keepWith: [], keepApart: [], priority: 0 } });
}

function pool(given: Partial<Pool> & Pick<Pool, 'bins'>): Pool {
  const nodes: Record<string, number> = {};
  const holds: Record<string, number> = {};
  for (const bin of given.bins) {
    nodes[bin.type] = (nodes[bin.type] ?? 0) + bin.count;
    for (const [name, count] of Object.entries(bin.holds)) holds[name] = (holds[name] ?? 0) + count * bin.count;
  }
  return { location: here, clusters: 1, nodes, holds, ...given };
}

function placementOf(pools: readonly Pool[]): Placement {
  const services: Record<string, Record<string, number>> = {};
  for (const { location, holds } of pools)
    for (const [name, count] of Object.entries(holds)) services[name] = { ...services[name], [location]: count };
  const nothing = { costMicroUsd: 0, objectiveMicroUsd: 0, costs: {}, traffic: [], overflowed: [], moved: [] };
  return { ...nothing, services, pools, exceeded: [] };
}

interface Cluster {
  readonly name: string;
  readonly locations: readonly string[] | undefined;
  readonly inputs: unknown;
}

function clusters(pools: readonly Pool[], quotas: Readonly<Record<string, number>> = {}): Cluster[] {
  const given = environment(registry, { services: [placed('api', 2000), placed('web', 500)] });
  const cloud = infrastructure([region('us-east-1', { quotas })]);
  const made = settled(given, world(registry, { infrastructures: [cloud] }), placementOf(pools));
  const name = hostingModule(world(registry))?.name;
  return made.modules
    .filter((intent) => intent.module === name && intent.toggle === 'on')
    .flatMap(({ instances }) => instances.map((one) => ({ ...one, locations: one.locations })));
}

const bins = [
  { type: 'm6i.large', count: 3, holds: { api: 1 } },
  { type: 't3.small', count: 2, holds: { web: 2 } },
];

test('one cluster holds all where it may: the hub of its region', () => {
  expect(clusters([pool({ bins })])).toMatchObject([
    {
      name: 'placed',
      locations: [here],
      inputs: {
        hub: true,
        nodeGroups: { 'm6i.large': 3, 't3.small': 2 },
        nodeGroupRequests: { cpuMilli: 8000, memoryMiB: 7 * 1024 },
      },
    },
  ]);
});

test('nodes are split over clusters of at most so many, the first of them the hub, and nothing is lost', () => {
  expect(clusters([pool({ bins, clusters: 3 })], { maxNodesPerCluster: 2 })).toMatchObject([
    { name: 'placed', inputs: { hub: true, nodeGroups: { 'm6i.large': 2 }, nodeGroupRequests: { cpuMilli: 4000 } } },
    {
      name: 'placed-2',
      inputs: { hub: false, nodeGroups: { 'm6i.large': 1, 't3.small': 1 }, nodeGroupRequests: { cpuMilli: 3000 } },
    },
    { name: 'placed-3', inputs: { hub: false, nodeGroups: { 't3.small': 1 }, nodeGroupRequests: { cpuMilli: 1000 } } },
  ]);
});

test('what overflows from a site has clusters of its own, none of them a hub', () => {
  const overflow = pool({ bins: bins.slice(1), overflowOf: 'dc-east/us-east-dc1' });
  expect(clusters([pool({ bins: bins.slice(0, 1) }), overflow])).toMatchObject([
    { name: 'placed', inputs: { hub: true } },
    { name: 'overflow-dc-east-us-east-dc1', inputs: { hub: false, nodeGroups: { 't3.small': 2 } } },
  ]);
});

test('pools of sites and other clouds make no cluster, and where nothing else is asked for no region is used', () => {
  const elsewhere = placementOf([pool({ bins, location: 'dc-east/us-east-dc1', clusters: 0 })]);
  const services = [placed('api', 2000), placed('web', 500)];
  const off = registry.modules.map(({ name }) => ({
    module: name,
    toggle: 'auto' as const,
    regions: 'each' as const,
    instances: [],
    path: ['spec', 'modules', name],
  }));
  const given = environment(registry, { services, modules: off });
  const made = settled(given, world(registry), elsewhere);
  expect(made.modules).toEqual(off);
  expect(made.services.map(({ places }) => places)).toEqual([['dc-east/us-east-dc1'], ['dc-east/us-east-dc1']]);
  expect(made.regions.min).toBe(0);
  expect(settled({ ...given, needs: [need('private-network')] }, world(registry), elsewhere).regions.min).toBe(1);
});
