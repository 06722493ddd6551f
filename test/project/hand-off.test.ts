/** `placement.yaml`: what is handed on for sites and for clouds other than AWS. */
import fc from 'fast-check';
import { parse } from 'yaml';
import { clusterName } from '../../project/hand-off/cluster-name';
import { clustersOf } from '../../project/hand-off/clusters';
import { handOffsOf, type HandOffInput } from '../../project/hand-off/of-placement';
import { renderHandOff } from '../../project/hand-off/render';
import type { HandOff } from '../../project/hand-off/types';
import type { CloudPlace, Placement, Pool, StaticPlace } from '../../solver/placement/problem';
import { cloud, cloudFile, environment, guide, load, prodFile } from '../schema/project';

const usd = 1_000_000;

const siteText = guide('static');
const gcpText = `---
apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: gcp-ml}
spec:
  provider: gcp
  credentialsRef: {name: gcp}
  regions:
    us-central1: {capabilities: [tpu-v4]}
  prices: {note: list prices of 2026-09-01}
---
${cloud}`;

const services = `  services:
    api:
      replicas: 3
      labels: {tier: front, priority: critical}
      requests: {cpu: 1500m, memory: 3Gi, storage: 20Gi}
      keepApart: [train]
    train:
      replicas: 2
      requests: {cpu: 100, memory: 300Gi, accelerators: {tpu-v4: 4}}
      requires: {capabilities: [tpu-v4]}
    web:
      requests: {cpu: 250m}
`;

const place = { compliance: [], capabilities: [], residency: [], zones: 1, fixedMicroUsd: 0, egressMicroUsdPerGb: 0 };

const site: StaticPlace = {
  ...place,
  kind: 'static',
  id: 'dc-east/us-east-dc1',
  infrastructure: 'dc-east',
  region: 'us-east',
  capacity: { cpuMilli: 800_000, memoryMiB: 3_276_800 },
  nodes: 100,
  perNode: { cpuMilli: 8000, memoryMiB: 32_768 },
  used: {},
  usedNodes: 72,
  reservations: [],
};

const gcp: CloudPlace = {
  ...place,
  kind: 'cloud',
  id: 'gcp-ml/us-central1',
  infrastructure: 'gcp-ml',
  region: 'us-central1',
  nodeTypes: [
    {
      type: 'ct4p-hightpu-4t',
      microUsd: 9402.4 * usd,
      allocatable: { cpuMilli: 238_000, memoryMiB: 409_600, pods: 110, 'accelerator/tpu-v4': 4 },
    },
  ],
  clusterMicroUsd: 73 * usd,
  maxNodesPerCluster: 1,
};

const aws: CloudPlace = { ...gcp, id: 'aws/us-east-1', infrastructure: 'aws', region: 'us-east-1' };

const pools: readonly Pool[] = [
  {
    location: 'dc-east/us-east-dc1',
    clusters: 0,
    nodes: { node: 1 },
    holds: { api: 3 },
    bins: [{ type: 'node', count: 1, holds: { api: 3 } }],
  },
  {
    location: 'gcp-ml/us-central1',
    clusters: 2,
    nodes: { 'ct4p-hightpu-4t': 2 },
    holds: { train: 2 },
    bins: [{ type: 'ct4p-hightpu-4t', count: 2, holds: { train: 1 } }],
  },
  { location: 'aws/us-east-1', clusters: 1, nodes: { x: 1 }, holds: { web: 1 }, bins: [] },
];

const placement: Placement = {
  costMicroUsd: 0,
  objectiveMicroUsd: 0,
  services: {
    api: { 'dc-east/us-east-dc1': 3 },
    train: { 'gcp-ml/us-central1': 2 },
    web: { 'aws/us-east-1': 1 },
  },
  pools,
  costs: {
    'gcp-ml/us-central1': {
      nodesMicroUsd: 18_804.8 * usd,
      clustersMicroUsd: 146 * usd,
      fixedMicroUsd: 0,
      trafficMicroUsd: 1.25 * usd,
    },
    'aws/us-east-1': { nodesMicroUsd: usd, clustersMicroUsd: usd, fixedMicroUsd: 0, trafficMicroUsd: 0 },
  },
  traffic: [],
  overflowed: [],
  moved: [],
  exceeded: [],
};

function input(given: Partial<HandOffInput> = {}): HandOffInput {
  const { environments, infrastructures, sites } = load({
    [cloudFile]: `${siteText}${gcpText}`,
    [prodFile]: environment('prod', services).replace('infrastructure: aws', 'infrastructure: [dc-east, gcp-ml, aws]'),
  });
  const [prod] = environments;
  if (prod === undefined) throw new Error('prod was not loaded');
  return {
    environment: prod,
    clouds: infrastructures,
    sites,
    problem: { infrastructures: [], locations: [site, gcp, aws], services: [], latencyMs: {}, held: [] },
    placement,
    proved: true,
    excluded: [
      {
        service: 'train',
        location: 'dc-east/us-east-dc1',
        reason: 'dc-east/us-east-dc1 does not declare capability tpu-v4',
      },
    ],
    unchecked: [
      { location: 'dc-east/us-east-dc1', dimension: 'storageMiB' },
      { location: 'aws/us-east-1', dimension: 'storageMiB' },
    ],
    ...given,
  };
}

test('a document for each infrastructure outside of AWS, and none for what a stack provisions', () => {
  const handed = handOffsOf(input());
  expect(handed.map(({ infrastructure }) => infrastructure.name)).toEqual(['dc-east', 'gcp-ml']);
  const [onSite, inCloud] = handed;
  const [first, second, ...others] = inCloud?.clusters ?? [];
  if (onSite === undefined || inCloud === undefined || first === undefined) throw new Error('nothing was handed on');
  // The node that the second cluster holds is the same.
  expect([second, others]).toEqual([{ ...first, name: 'prod-gcp-ml-us-central1-2' }, []]);
  expect([onSite, { ...inCloud, clusters: [first] }].map(renderHandOff).join('\n')).toMatchInlineSnapshot(`
   "# Where services are to run, for whoever provisions this infrastructure. Trellis provisions none of it.

   # With Cluster API: each of spec.clusters is a Cluster; each of its nodes is a MachineDeployment of so many replicas,
   # whose machine template must leave at least \`allocatable\` to pods; where it has a \`zone\`, nodes of other zones stand
   # in other failure domains. Each service is a Deployment of so many replicas with these requests. Machines for control
   # planes are not counted. Nothing here is read back: solving writes it anew.

   apiVersion: trellis.dev/v1alpha1
   kind: Placement
   metadata:
     name: prod-dc-east
   spec:
     environment: prod
     infrastructure:
       kind: StaticInfrastructure
       name: dc-east
       provider: vsphere
       credentialsRef:
         name: vsphere-credentials
         namespace: lattice-system
       providerConfig:
         server: vcenter.example.com
         datacenter: DC1
         datastore: datastore1
         network: VM Network
         resourcePool: /DC1/host/Cluster/Resources
     clusters:
       - name: prod-dc-east-us-east-dc1
         location: dc-east/us-east-dc1
         region: us-east
         zone: zone-a
         nodes:
           - type: node
             count: 1
             allocatable:
               cpu: "8"
               memory: 32Gi
             holds:
               api: 3
         services:
           - name: api
             replicas: 3
             requests:
               cpu: 1500m
               memory: 3Gi
               ephemeral-storage: 20Gi
             labels:
               priority: critical
               tier: front
             reasons:
               - What dc-east/us-east-dc1 has is paid for, so that it costs nothing more there.
               - It stands where train does not.
               - No placement that meets every requirement costs less.
     notChecked:
       dc-east/us-east-dc1:
         - ephemeral-storage

   # Where services are to run, for whoever provisions this infrastructure. Trellis provisions none of it.

   # With Cluster API: each of spec.clusters is a Cluster; each of its nodes is a MachineDeployment of so many replicas,
   # whose machine template must leave at least \`allocatable\` to pods; where it has a \`zone\`, nodes of other zones stand
   # in other failure domains. Each service is a Deployment of so many replicas with these requests. Machines for control
   # planes are not counted. Nothing here is read back: solving writes it anew.

   apiVersion: trellis.dev/v1alpha1
   kind: Placement
   metadata:
     name: prod-gcp-ml
   spec:
     environment: prod
     infrastructure:
       kind: CloudInfrastructure
       name: gcp-ml
       provider: gcp
       credentialsRef:
         name: gcp
     cost:
       monthlyUsd: "18952.05"
       source: list prices of 2026-09-01
     clusters:
       - name: prod-gcp-ml-us-central1
         location: gcp-ml/us-central1
         region: us-central1
         nodes:
           - type: ct4p-hightpu-4t
             count: 1
             allocatable:
               cpu: "238"
               memory: 400Gi
               tpu-v4: 4
               pods: 110
             holds:
               train: 1
         services:
           - name: train
             replicas: 1
             requests:
               cpu: "100"
               memory: 300Gi
               tpu-v4: 4
             reasons:
               - "Not at dc-east/us-east-dc1: dc-east/us-east-dc1 does not declare capability tpu-v4."
               - No placement that meets every requirement costs less.
   "
  `);
});

test('what the size of a node leaves out is told', () => {
  const { capacity, ...rest } = site;
  const stated = { ...rest, capacity: { ...capacity, storageMiB: 1 } };
  const problem = { infrastructures: [], locations: [stated, gcp, aws], services: [], latencyMs: {}, held: [] };
  expect(handOffsOf(input({ problem, unchecked: [] }))[0]?.unchecked).toEqual([
    { location: 'dc-east/us-east-dc1', dimension: 'ephemeral-storage of one node' },
  ]);
  expect(handOffsOf(input())[0]?.unchecked).toEqual([
    { location: 'dc-east/us-east-dc1', dimension: 'ephemeral-storage' },
  ]);
});

test('nothing placed there, nothing handed on', () => {
  const empty = { ...placement, pools: pools.slice(2) };
  expect(handOffsOf(input({ placement: empty }))).toEqual([]);
});

test('what overflows stands in clusters of its own, and an answer that is not proved does not say so', () => {
  const [, pool] = pools;
  if (pool === undefined) throw new Error('no pool');
  const overflowing = { ...placement, pools: [{ ...pool, overflowOf: 'dc-east/us-east-dc1' }] };
  const [only] = handOffsOf(input({ placement: overflowing, proved: false }));
  const [first, second] = only?.clusters ?? [];
  expect([first?.name, second?.name]).toEqual([
    'prod-gcp-ml-us-central1-overflow-dc-east-us-east-dc1',
    'prod-gcp-ml-us-central1-overflow-dc-east-us-east-dc1-2',
  ]);
  expect(first?.services[0]?.reasons).toEqual([
    'It overflows from dc-east/us-east-dc1.',
    'Not at dc-east/us-east-dc1: dc-east/us-east-dc1 does not declare capability tpu-v4.',
    'The cheapest placement that was found; a cheaper one is not excluded.',
  ]);
});

test('without the size of a node the services are told alone', () => {
  const [pool] = pools;
  if (pool === undefined) throw new Error('no pool');
  const totals = { ...placement, pools: [{ ...pool, nodes: {}, bins: [] }] };
  expect(handOffsOf(input({ placement: totals }))[0]?.clusters).toMatchObject([
    { nodes: [], services: [{ name: 'api', replicas: 3 }] },
  ]);
});

test('the order of what is given changes no byte, and odd text stays text', () => {
  const base: HandOff = {
    environment: 'prod',
    infrastructure: {
      kind: 'StaticInfrastructure',
      name: 'dc',
      providerConfig: { version: '1.10', on: 'yes', id: '0x1F' },
    },
    clusters: ['b', 'a'].map((name) => ({
      name,
      location: 'dc/here',
      nodes: [{ type: 'node', count: 1, holds: { y: 1, x: 2 } }],
      services: ['y', 'x'].map((service) => ({
        name: service,
        replicas: 1,
        requests: { cpu: '1' },
        labels: { z: 'true', a: '# no comment' },
        reasons: ['one: two'],
      })),
    })),
    unchecked: ['pods', 'cpu'].map((dimension) => ({ location: 'dc/here', dimension })),
  };
  const turned: HandOff = {
    ...base,
    clusters: [...base.clusters].reverse().map((cluster) => ({
      ...cluster,
      nodes: [{ type: 'node', count: 1, holds: { x: 2, y: 1 } }],
      services: [...cluster.services]
        .reverse()
        .map((service) => ({ ...service, labels: { a: '# no comment', z: 'true' } })),
    })),
    unchecked: [...base.unchecked].reverse(),
  };
  const text = renderHandOff(base);
  expect(renderHandOff(turned)).toBe(text);
  expect(parse(text)).toMatchObject({
    spec: {
      infrastructure: { providerConfig: { version: '1.10', on: 'yes', id: '0x1F' } },
      notChecked: { 'dc/here': ['cpu', 'pods'] },
      clusters: [{ services: [{ labels: { a: '# no comment', z: 'true' } }, {}] }, {}],
    },
  });
});

test('clusters hold all nodes and replicas, none more nodes than it may, and no fewer clusters would do', () => {
  const bins = fc.array(
    fc.record({
      type: fc.constantFrom('a', 'b'),
      count: fc.nat({ max: 9 }),
      holds: fc.dictionary(fc.constantFrom('x', 'y'), fc.nat({ max: 3 })),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(bins, fc.integer({ min: 1, max: 5 }), (dealt, most) => {
      const clusters = clustersOf({ bins: dealt, holds: {} }, most);
      const count = (list: readonly { readonly count: number }[]): number =>
        list.reduce((sum, one) => sum + one.count, 0);
      const nodes = count(dealt);
      expect(clusters).toHaveLength(Math.max(1, Math.ceil(nodes / most)));
      expect(clusters.reduce((sum, cluster) => sum + count(cluster.nodes), 0)).toBe(nodes);
      for (const cluster of clusters) expect(count(cluster.nodes)).toBeLessThanOrEqual(most);
      for (const name of ['x', 'y']) {
        const all = dealt.reduce((sum, bin) => sum + bin.count * (bin.holds[name] ?? 0), 0);
        expect(clusters.reduce((sum, { holds }) => sum + (holds[name] ?? 0), 0)).toBe(all);
      }
    }),
  );
});

test.each([
  [['prod', 'dc-east/us-east-dc1', undefined, 0], 'prod-dc-east-us-east-dc1'],
  [['prod', 'dc/Raum 3_b', undefined, 1], 'prod-dc-raum-3-b-2'],
  [['p', `dc/${'x'.repeat(80)}`, undefined, 0], /^p-dc-x{49}-[0-9a-f]{8}$/],
  [['p', `dc/${'x'.repeat(80)}`, undefined, 1], /^p-dc-x{49}-[0-9a-f]{8}$/],
] as const)('the name of %j is a DNS label', ([name, location, overflowOf, index], expected) => {
  const label = clusterName(name, location, overflowOf, index);
  expect(label).toMatch(expected);
  expect(label).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
});

test('long names that differ stay different', () => {
  const names = [0, 1, 2].map((index) => clusterName('p', `dc/${'x'.repeat(80)}`, undefined, index));
  expect(new Set(names).size).toBe(3);
});
