/** StaticInfrastructure documents, status sections and prices: the guide's as they stand, and what is told of slips. */
import { formatProblem } from '../../schema/problem';
import type { Project } from '../../schema/load';
import { cloud, cloudFile, guide, load, problemsOf } from './project';

const siteFile = 'environments/infrastructure/site.yaml';

function site(spec: string, status = ''): string {
  return `apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: dc}
spec:
  location: {name: here}
${spec}${status}`;
}

function loadedSite(spec: string, status?: string): Project['sites'][number] {
  const [found] = load({ [siteFile]: site(spec, status) }).sites;
  if (found === undefined) throw new Error('the site was not loaded');
  return found;
}

function told(text: string, file = siteFile): string {
  return problemsOf(() => load({ [file]: text }))
    .map((problem) => formatProblem(problem).replace(/^environments\/infrastructure\//, ''))
    .join('\n');
}

describe('documents of the guide', () => {
  test('the static one', () => {
    expect(load({ [siteFile]: guide('static') }).sites).toEqual([
      {
        name: 'dc-east',
        provider: 'vsphere',
        credentialsRef: { name: 'vsphere-credentials', namespace: 'lattice-system' },
        providerConfig: {
          server: 'vcenter.example.com',
          datacenter: 'DC1',
          datastore: 'datastore1',
          network: 'VM Network',
          resourcePool: '/DC1/host/Cluster/Resources',
        },
        location: 'dc-east/us-east-dc1',
        site: 'us-east-dc1',
        region: 'us-east',
        zone: 'zone-a',
        address: { country: 'US', state: 'Virginia', city: 'Ashburn', facility: 'Equinix DC5' },
        compliance: ['SOC2', 'HIPAA', 'PCI-DSS'],
        capabilities: ['gpu', 'nvme', 'arm64'],
        residencyTags: ['us'],
        capacity: {
          nodes: 100,
          milliCpu: 800_000,
          memoryBytes: 3200 * 2 ** 30,
          storageBytes: 500 * 2 ** 40,
          accelerators: { 'nvidia-a100': 16, 'nvidia-t4': 32 },
        },
        egressBitsPerSecond: 10_000_000_000,
        latencyMsTo: { 'us-west-dc1': 65, 'eu-west-dc1': 85, 'aws-us-east-1': 2 },
        reservation: {
          reserved: { milliCpu: 100_000, memoryBytes: 400 * 2 ** 30 },
          selectors: [{ priority: 'critical' }],
        },
        status: {
          utilization: {
            nodes: { total: 100, used: 72 },
            milliCpu: { total: 800_000, used: 580_000 },
            memoryBytes: { total: 3200 * 2 ** 30, used: 2100 * 2 ** 30 },
            accelerators: {},
          },
          clusters: { total: 5, names: ['prod-api', 'prod-data', 'staging', 'dev-1', 'dev-2'] },
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'CapacityPressure', status: 'False', message: '28% capacity available' },
          ],
        },
        position: { file: siteFile, line: 4, column: 3 },
      },
    ]);
  });

  test('the one that overflows', () => {
    expect(load({ [siteFile]: guide('overflow') }).sites).toEqual([
      {
        name: 'dc-east',
        location: 'dc-east/us-east-dc1',
        site: 'us-east-dc1',
        address: {},
        compliance: [],
        capabilities: [],
        residencyTags: [],
        capacity: { nodes: 100 },
        latencyMsTo: {},
        overflow: {
          target: 'aws-production',
          regions: ['us-east-1'],
          capacityThreshold: 90,
          maxClusters: 3,
          maxMonthlyUsd: 10000,
        },
        position: { file: siteFile, line: 4, column: 3 },
      },
    ]);
  });

  test('the multi-cloud example, three documents in one file', () => {
    const { infrastructures, sites } = load({ [cloudFile]: guide('hybrid') });
    expect(sites).toMatchObject([
      {
        location: 'dc-east/us-east-dc1',
        capacity: { nodes: 100 },
        overflow: { target: 'aws-production', capacityThreshold: 100 },
      },
    ]);
    expect(infrastructures).toMatchObject([
      {
        name: 'aws-production',
        provider: 'aws',
        budget: { monthlyUsd: 20000, hardLimit: true },
        regions: [{ location: 'aws-production/us-east-1', compliance: ['SOC2'] }],
      },
      {
        name: 'gcp-ml',
        provider: 'gcp',
        budget: { monthlyUsd: 30000, hardLimit: false },
        regions: [{ location: 'gcp-ml/us-central1', capabilities: ['tpu-v4'] }],
      },
    ]);
    expect([...infrastructures, ...sites].filter(({ status }) => status !== undefined)).toEqual([]);
  });
});

describe('residency of a site', () => {
  test.each([
    ['{country: DE}', '', ['eu', 'eea', 'de']],
    ['{country: no}', '', ['eea', 'no']],
    ['{country: GB}', '', ['uk', 'gb']],
    ['{country: CH}', '  dataResidency: dach\n', ['ch', 'dach']],
    ['{country: US}', '  dataResidency: us\n', ['us']],
    ['{}', '  dataResidency: eu\n', ['eu']],
    ['{city: Bonn}', '', []],
  ])('%s %j', (address, more, tags) => {
    const text = site(`  capacity: {}\n${more}`).replace('{name: here}', `{name: here, address: ${address}}`);
    expect(load({ [siteFile]: text }).sites[0]?.residencyTags).toEqual(tags);
  });
});

test('an overflow that is switched off is none', () => {
  expect(loadedSite('  capacity: {}\n  overflow: {enabled: false, target: aws}\n').overflow).toBeUndefined();
  expect(loadedSite('  capacity: {}\n  overflow: {target: aws}\n').overflow).toBeUndefined();
});

test('what is in use may be told by what is free', () => {
  const { status } = loadedSite(
    '  capacity: {cores: 10}\n',
    'status: {utilization: {cores: {total: 10, available: "2.5"}, storage: {used: 1Ki}, accelerators: {t4: {used: 3}}}}\n',
  );
  expect(status?.utilization).toEqual({
    milliCpu: { total: 10_000, used: 7500 },
    storageBytes: { used: 1024 },
    accelerators: { t4: { used: 3 } },
  });
});

test('prices of a cloud stay exact', () => {
  const prices = `  prices:
    note: list prices of 2026-09-01
    clusterUsdPerHour: "0.10"
    egressUsdPerGb: 0.08
    nodeTypes:
      - {type: n2-standard-8, regions: [us-east-1], usdPerHour: "0.388472", allocatable: {cpu: 7910m, memory: 27Gi, pods: 110}}
      - {type: n2-standard-8, regions: [eu-central-1], usdPerHour: 0.5, allocatable: {cpu: 7910m, memory: 27Gi}}
      - {type: ct4p, usdPerHour: 12.88, allocatable: {cpu: 238, memory: 400Gi, storage: 80Gi, accelerators: {tpu-v4: 4}}}
`;
  const gcp = cloud.replace('provider: aws', 'provider: gcp');
  expect(load({ [cloudFile]: `${gcp}${prices}` }).infrastructures[0]?.prices).toEqual({
    note: 'list prices of 2026-09-01',
    clusterUsdPerHour: '0.1',
    egressUsdPerGb: '0.08',
    nodeTypes: [
      {
        type: 'n2-standard-8',
        regions: ['us-east-1'],
        usdPerHour: '0.388472',
        allocatable: { milliCpu: 7910, memoryBytes: 27 * 2 ** 30, pods: 110, accelerators: {} },
      },
      {
        type: 'n2-standard-8',
        regions: ['eu-central-1'],
        usdPerHour: '0.5',
        allocatable: { milliCpu: 7910, memoryBytes: 27 * 2 ** 30, accelerators: {} },
      },
      {
        type: 'ct4p',
        usdPerHour: '12.88',
        allocatable: {
          milliCpu: 238_000,
          memoryBytes: 400 * 2 ** 30,
          storageBytes: 80 * 2 ** 30,
          accelerators: { 'tpu-v4': 4 },
        },
      },
    ],
  });
});

describe('slips', () => {
  test('in a site', () =>
    expect(
      told(
        site(`  capacity: {nodes: 1.5, cores: many, memory: 32GiB, strage: 1Ti, accelerators: [{type: t4, count: 1}, {type: t4, count: 2}]}
  network: {egress: 10Gb/s, latencyTo: {aws-us-east-1: 2}}
  overflow: {enabled: true, trigger: {capacityThreshold: 120}}
  reservation: {reservedFor: [{labelSelector: {}}]}
`).replace('{name: here}', '{name: a/b, address: {country: USA}}'),
      ),
    ).toMatchInlineSnapshot(`
     "site.yaml:5:20: spec.location.name must be a name without spaces and slashes; got "a/b". [invalid-value]
       5 |   location: {name: a/b, address: {country: USA}}
                              ^
     site.yaml:5:44: spec.location.address.country must be a country code of two letters such as US; got "USA". [invalid-value]
       5 |   location: {name: a/b, address: {country: USA}}
                                                      ^
     site.yaml:6:21: spec.capacity.nodes must be a whole number; got 1.5. [wrong-type]
       6 |   capacity: {nodes: 1.5, cores: many, memory: 32GiB, strage: 1Ti, accelerators: [{type: t4, count: 1}, {type: t4, count: 2}]}
                               ^
     site.yaml:6:33: spec.capacity.cores must be a quantity such as 500m; got "many". [invalid-value]
       6 |   capacity: {nodes: 1.5, cores: many, memory: 32GiB, strage: 1Ti, accelerators: [{type: t4, count: 1}, {type: t4, count: 2}]}
                                           ^
     site.yaml:6:47: spec.capacity.memory must be a quantity such as 3200Gi; got "32GiB". [invalid-value]
       6 |   capacity: {nodes: 1.5, cores: many, memory: 32GiB, strage: 1Ti, accelerators: [{type: t4, count: 1}, {type: t4, count: 2}]}
                                                         ^
     site.yaml:6:54: Unknown key "strage" in spec.capacity. Did you mean "storage"? Allowed: nodes, cores, memory, storage, accelerators. [unknown-key]
       6 |   capacity: {nodes: 1.5, cores: many, memory: 32GiB, strage: 1Ti, accelerators: [{type: t4, count: 1}, {type: t4, count: 2}]}
                                                                ^
     site.yaml:6:111: spec.capacity.accelerators[1].type stands in the list twice; got "t4". [duplicate-value]
       6 |   capacity: {nodes: 1.5, cores: many, memory: 32GiB, strage: 1Ti, accelerators: [{type: t4, count: 1}, {type: t4, count: 2}]}
                                                                                                                         ^
     site.yaml:7:21: spec.network.egress must be a bit rate such as 10Gbps; got "10Gb/s". [invalid-value]
       7 |   network: {egress: 10Gb/s, latencyTo: {aws-us-east-1: 2}}
                               ^
     site.yaml:7:56: spec.network.latencyTo.aws-us-east-1 must be milliseconds such as 65ms; got 2. [wrong-type]
       7 |   network: {egress: 10Gb/s, latencyTo: {aws-us-east-1: 2}}
                                                                  ^
     site.yaml:8:13: spec.overflow.target must name a CloudInfrastructure where overflow is enabled. [missing-key]
       8 |   overflow: {enabled: true, trigger: {capacityThreshold: 120}}
                       ^
     site.yaml:8:58: spec.overflow.trigger.capacityThreshold must be at most 100; got 120. [out-of-range]
       8 |   overflow: {enabled: true, trigger: {capacityThreshold: 120}}
                                                                    ^
     site.yaml:9:47: spec.reservation.reservedFor[0].labelSelector must name at least one label. [invalid-value]
       9 |   reservation: {reservedFor: [{labelSelector: {}}]}
                                                         ^"
    `));

  test('in what is kept back', () =>
    expect(
      told(
        site(`  capacity: {cores: 8, memory: 1Gi, accelerators: [{type: t4, count: 1}]}
  reservation:
    reserved: {nodes: 3, cores: 9, memory: 1025Mi, accelerators: [{type: t4, count: 2}, {type: a100, count: 1}]}
`),
      ),
    ).toMatchInlineSnapshot(`
     "site.yaml:8:33: spec.reservation.reserved.cores must not be above spec.capacity.cores. [out-of-range]
       8 |     reserved: {nodes: 3, cores: 9, memory: 1025Mi, accelerators: [{type: t4, count: 2}, {type: a100, count: 1}]}
                                           ^
     site.yaml:8:44: spec.reservation.reserved.memory must not be above spec.capacity.memory. [out-of-range]
       8 |     reserved: {nodes: 3, cores: 9, memory: 1025Mi, accelerators: [{type: t4, count: 2}, {type: a100, count: 1}]}
                                                      ^
     site.yaml:8:66: spec.reservation.reserved.accelerators must not be above what spec.capacity.accelerators has of a100. [out-of-range]
       8 |     reserved: {nodes: 3, cores: 9, memory: 1025Mi, accelerators: [{type: t4, count: 2}, {type: a100, count: 1}]}
                                                                            ^
     site.yaml:8:66: spec.reservation.reserved.accelerators must not be above what spec.capacity.accelerators has of t4. [out-of-range]
       8 |     reserved: {nodes: 3, cores: 9, memory: 1025Mi, accelerators: [{type: t4, count: 2}, {type: a100, count: 1}]}
                                                                            ^"
    `));

  test('in a status', () =>
    expect(
      told(
        site(
          '  capacity: {}\n',
          'status: {utilization: {nodes: {available: 3}, cores: {total: 1, available: 2}, disk: {used: 1}}, conditions: [{type: Ready, status: true}]}\n',
        ),
      ),
    ).toMatchInlineSnapshot(`
     "site.yaml:7:31: status.utilization.nodes must have used, or total and available. [missing-key]
       7 | status: {utilization: {nodes: {available: 3}, cores: {total: 1, available: 2}, disk: {used: 1}}, conditions: [{type: Ready, status: true}]}
                                         ^
     site.yaml:7:76: status.utilization.cores.available must not be above total. [out-of-range]
       7 | status: {utilization: {nodes: {available: 3}, cores: {total: 1, available: 2}, disk: {used: 1}}, conditions: [{type: Ready, status: true}]}
                                                                                      ^
     site.yaml:7:80: Unknown key "disk" in status.utilization. Allowed: nodes, cores, memory, storage, accelerators. [unknown-key]
       7 | status: {utilization: {nodes: {available: 3}, cores: {total: 1, available: 2}, disk: {used: 1}}, conditions: [{type: Ready, status: true}]}
                                                                                          ^
     site.yaml:7:133: status.conditions[0].status must be True, False or Unknown; got true. [invalid-value]
       7 | status: {utilization: {nodes: {available: 3}, cores: {total: 1, available: 2}, disk: {used: 1}}, conditions: [{type: Ready, status: true}]}
                                                                                                                                               ^"
    `));

  test('in the status of a cloud', () =>
    expect(
      told(
        `${cloud}status: {currentSpend: {monthly: -1, byRegoin: {}}, clusters: {byRegion: {us-east-1: lots}}}\n`,
        cloudFile,
      ),
    ).toMatchInlineSnapshot(`
     "aws.yaml:9:34: status.currentSpend.monthly must be at least 0; got -1. [out-of-range]
       9 | status: {currentSpend: {monthly: -1, byRegoin: {}}, clusters: {byRegion: {us-east-1: lots}}}
                                            ^
     aws.yaml:9:38: Unknown key "byRegoin" in status.currentSpend. Did you mean "byRegion"? Allowed: monthly, byRegion. [unknown-key]
       9 | status: {currentSpend: {monthly: -1, byRegoin: {}}, clusters: {byRegion: {us-east-1: lots}}}
                                                ^
     aws.yaml:9:86: status.clusters.byRegion.us-east-1 must be a number; got "lots". [wrong-type]
       9 | status: {currentSpend: {monthly: -1, byRegoin: {}}, clusters: {byRegion: {us-east-1: lots}}}
                                                                                                ^"
    `));

  const gcp = cloud.replace('provider: aws', 'provider: gcp');

  test('prices of aws', () =>
    expect(told(`${cloud}  prices: {note: n, egressUsdPerGb: 0}\n`, cloudFile)).toMatchInlineSnapshot(`
     "aws.yaml:9:3: spec.prices is for clouds other than aws, whose list prices are known. spec.prices of an environment replaces those. [invalid-value]
       9 |   prices: {note: n, egressUsdPerGb: 0}
             ^"
    `));

  test('in prices', () =>
    expect(
      told(
        `${gcp}  prices:
    egressUsdPerGb: free
    nodeTypes:
      - {type: a, usdPerHour: 1, allocatable: {cpu: 1, memory: 400m}}
      - {type: a, usdPerHour: 2, regions: [us-east-1], allocatable: {cpu: 1}}
`,
        cloudFile,
      ),
    ).toMatchInlineSnapshot(`
     "aws.yaml:9:3: spec.prices.note is missing. Where the figures come from, and of which day; printed beside every cost. Required. [missing-key]
       9 |   prices:
             ^
     aws.yaml:10:21: spec.prices.egressUsdPerGb must be an amount such as 0.0225; got "free". [invalid-value]
       10 |     egressUsdPerGb: free
                                ^
     aws.yaml:12:64: spec.prices.nodeTypes[0].allocatable.memory must be a whole number of bytes (m stands for thousandths); got "400m". [invalid-value]
       12 |       - {type: a, usdPerHour: 1, allocatable: {cpu: 1, memory: 400m}}
                                                                           ^
     aws.yaml:13:56: spec.prices.nodeTypes[1].allocatable.memory is missing. It must be a quantity such as 3200Gi. [missing-key]
       13 |       - {type: a, usdPerHour: 2, regions: [us-east-1], allocatable: {cpu: 1}}
                                                                   ^"
    `));

  test.each([
    ['', '', true],
    ['regions: [us-east-1], ', '', true],
    ['', 'regions: [us-east-1], ', true],
    ['regions: [us-east-1, eu-central-1], ', 'regions: [us-east-1], ', true],
    ['regions: [us-east-1], ', 'regions: [eu-central-1], ', false],
  ])('a node type that is priced twice: %j and %j', (first, second, wrong) => {
    const nodeType = (regions: string): string =>
      `      - {type: a, ${regions}usdPerHour: 1, allocatable: {cpu: 1, memory: 1}}\n`;
    const text = `${gcp}  prices:\n    note: n\n    nodeTypes:\n${nodeType(first)}${nodeType(second)}`;
    if (wrong) expect(told(text, cloudFile)).toMatch(/^aws\.yaml:13:16: .* has a price already in a region/);
    else expect(load({ [cloudFile]: text }).infrastructures[0]?.prices?.nodeTypes).toHaveLength(2);
  });

  test('in the regions of prices', () =>
    expect(
      told(
        `${gcp}  prices: {note: n, nodeTypes: [{type: a, usdPerHour: 1, regions: [us-esat-1], allocatable: {cpu: 1, memory: 1}}]}\n`,
        cloudFile,
      ),
    ).toMatchInlineSnapshot(`
     "aws.yaml:9:68: Unknown region "us-esat-1" in spec.prices.nodeTypes[0].regions[0]. Did you mean "us-east-1"? Allowed: eu-central-1, us-east-1. [unknown-region]
       9 |   prices: {note: n, nodeTypes: [{type: a, usdPerHour: 1, regions: [us-esat-1], allocatable: {cpu: 1, memory: 1}}]}
                                                                              ^"
    `));
});
