/** From infrastructure documents and services to the problem of placement, with the real catalog and data. */
import { openWorkspace, worldOf } from '../../../project/workspace';
import { registry } from '../../../modules';
import { problemOf } from '../../../solver/placed/problem-of';
import type { CloudPlace, PlacementProblem, StaticPlace } from '../../../solver/placement/problem';
import type { World } from '../../../solver/world';
import { guide } from '../../schema/project';
import { environment, environmentFile, inProject } from '../../support/project';

const infrastructureFile = 'environments/infrastructure/all.yaml';

const web = '  services: {web: {requests: {cpu: 1}}}\n';

async function problem(
  documents: string,
  spec = web,
  change: (world: World) => World = (world) => world,
): Promise<PlacementProblem> {
  const names = [...documents.matchAll(/metadata:\s*\n?\s*\{?\s*name: ([a-z0-9-]+)/g)].map(([, name]) => name);
  const lab = environment('lab', `  infrastructure: [${names.join(', ')}]\n${spec}`);
  return inProject({ [infrastructureFile]: documents, [environmentFile('lab')]: lab }, ({ root }) => {
    const workspace = openWorkspace({ root, registry, only: [] });
    const [read] = workspace.environments;
    if (read === undefined) throw new Error('lab was not loaded');
    const world = change(worldOf(workspace, 'lab'));
    return problemOf({ environment: read, world, prices: world.prices([]), held: {}, besides: {} }, []);
  });
}

function cloudPlace({ locations }: PlacementProblem, id: string): CloudPlace {
  const found = locations.find((one) => one.id === id);
  if (found?.kind !== 'cloud') throw new Error(`${id} is no place of a cloud`);
  return found;
}

function sitePlace({ locations }: PlacementProblem, id: string): StaticPlace {
  const found = locations.find((one) => one.id === id);
  if (found?.kind !== 'static') throw new Error(`${id} is no site`);
  return found;
}

const cloud = (more = '', status = ''): string => `apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata:
  name: aws
spec:
  provider: aws
${more === '' ? '  regions: {us-east-1: {}, eu-west-1: {}}\n' : more}${status}`;

const site = (spec: string, status = ''): string => `apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata:
  name: dc
spec:
  location: {name: here}
${spec}${status}`;

describe("the guide's documents", () => {
  test('the static one: present use, one node, devices by type and maker, what is kept back', async () => {
    const asked = '  services: {web: {requests: {cpu: 1, accelerators: {tpu-v4: 1}}}}\n';
    const place = sitePlace(await problem(guide('static'), asked), 'dc-east/us-east-dc1');
    expect(place).toMatchObject({
      region: 'us-east',
      compliance: ['SOC2', 'HIPAA', 'PCI-DSS'],
      capabilities: ['gpu', 'nvme', 'arm64'],
      residency: ['us'],
      capacity: {
        cpuMilli: 800_000,
        memoryMiB: 3200 * 1024,
        storageMiB: 500 * 1024 ** 2,
        'accelerator/nvidia-a100': 16,
        'accelerator/nvidia-t4': 32,
        'accelerator/nvidia.com/gpu': 48,
        'accelerator/tpu-v4': 0,
        'accelerator/google.com/tpu': 0,
      },
      nodes: 100,
      perNode: { cpuMilli: 8000, memoryMiB: 32_768, storageMiB: 5_242_880 },
      used: { cpuMilli: 580_000, memoryMiB: 2100 * 1024 },
      usedNodes: 72,
      reservations: [{ amount: { cpuMilli: 100_000, memoryMiB: 400 * 1024 }, selectors: [{ priority: 'critical' }] }],
    });
    expect(place.closed).toBeUndefined();
  });

  test('the cloud one: spend and clusters of its status count', async () => {
    const made = await problem(guide('cloud'));
    expect(made.infrastructures).toEqual([
      {
        name: 'aws-production',
        budget: { monthlyMicroUsd: 50_000_000_000, spentMicroUsd: 32_450_000_000, limit: 'hard' },
      },
    ]);
    const place = cloudPlace(made, 'aws-production/us-east-1');
    expect(place).toMatchObject({
      zones: 6,
      maxClusters: 6,
      maxNodesPerCluster: 100,
      budget: { monthlyMicroUsd: 20_000_000_000, spentMicroUsd: 18_200_000_000, limit: 'hard' },
    });
    expect(cloudPlace(made, 'aws-production/eu-west-1')).toMatchObject({
      residency: ['eu', 'eea', 'ie'],
      maxClusters: 3,
    });
    const type = place.nodeTypes.find((one) => one.type === 'm6i.large');
    expect(type?.allocatable).toMatchObject({ storageMiB: 45_056 });
    expect(made.latencyMs['aws-production/us-east-1']?.['aws-production/eu-west-1']).toBeGreaterThan(50);
  });

  test('latencies under the names that the documents use', async () => {
    const both = await problem(`${guide('static')}---\n${guide('cloud')}`);
    expect(both.latencyMs['dc-east/us-east-dc1']).toEqual({ 'aws-production/us-east-1': 2 });
    expect(both.latencyMs['aws-production/us-east-1']).toMatchObject({ 'dc-east/us-east-dc1': 2 });
  });

  test('the three of the multi-cloud example', async () => {
    const { locations } = await problem(guide('hybrid'));
    expect(locations.map(({ id, closed }) => [id, closed])).toEqual([
      ['aws-production/us-east-1', undefined],
      ['gcp-ml/us-central1', 'no prices of gcp are known; spec.prices of gcp-ml can give them'],
      ['dc-east/us-east-dc1', undefined],
    ]);
    expect(locations[2]).toMatchObject({
      capacity: {},
      nodes: 100,
      overflow: { target: 'aws-production', thresholdPercent: 100 },
    });
    expect(locations[2]).not.toHaveProperty('perNode');
  });
});

describe('present use', () => {
  const status =
    'status: {currentSpend: {byRegion: {us-east-1: 300, eu-west-1: 50}}, clusters: {byRegion: {us-east-1: 4}}}\n';
  const budgeted = cloud(
    '  budget: {monthly: 1000}\n  regions: {us-east-1: {budget: {monthly: 400}, quotas: {maxClusters: 5}}, eu-west-1: {}}\n',
    status,
  );
  const spent = async (change: (world: World) => World): Promise<readonly unknown[]> => {
    const made = await problem(budgeted, web, change);
    const place = cloudPlace(made, 'aws/us-east-1');
    return [made.infrastructures[0]?.budget?.spentMicroUsd, place.budget?.spentMicroUsd, place.maxClusters];
  };
  const other = (microUsd: number, clusters: number): World['commitments'][number] => ({
    environment: 'other',
    accountModules: [],
    microUsdByLocation: { 'aws/us-east-1': microUsd },
    quotas: {},
    clusters: { 'aws/us-east-1': clusters },
  });

  test('what was measured counts', async () => {
    expect(await spent((world) => world)).toEqual([350_000_000, 300_000_000, 1]);
  });

  test('less what the own lock holds', async () => {
    const own = { microUsdByLocation: { 'aws/us-east-1': 120_000_000 }, clusters: { 'aws/us-east-1': 1 } };
    expect(await spent((world) => ({ ...world, own }))).toEqual([230_000_000, 180_000_000, 2]);
  });

  test('and never below what other locks hold', async () => {
    const commitments = [other(320_000_000, 5)];
    expect(await spent((world) => ({ ...world, commitments }))).toEqual([350_000_000, 320_000_000, 0]);
    const own = { microUsdByLocation: { 'aws/us-east-1': 900_000_000 } };
    expect(await spent((world) => ({ ...world, commitments, own }))).toEqual([320_000_000, 320_000_000, 0]);
  });
});

test('a document that says that it is not ready takes nothing', async () => {
  const notReady = 'status: {conditions: [{type: Ready, status: "False", message: maintenance}]}\n';
  expect(cloudPlace(await problem(cloud('', notReady)), 'aws/us-east-1').closed).toBe('aws is not ready: maintenance');
  expect(sitePlace(await problem(site('  capacity: {}\n', notReady)), 'dc/here').closed).toBe(
    'dc is not ready: maintenance',
  );
});

test('nodes that are kept back keep what they hold', async () => {
  const text = site(`  capacity: {nodes: 10, cores: 80, memory: 320Gi}
  reservation: {reserved: {nodes: 2, cores: 20}, reservedFor: [{labelSelector: {a: b}}]}
`);
  expect(sitePlace(await problem(text), 'dc/here').reservations).toEqual([
    { amount: { cpuMilli: 20_000, memoryMiB: 65_536 }, selectors: [{ a: 'b' }] },
  ]);
});

test('zones as a document says', async () => {
  const made = await problem(cloud('  regions: {us-east-1: {zones: 2}, eu-west-1: {}}\n'));
  expect(cloudPlace(made, 'aws/us-east-1').zones).toBe(2);
  expect(cloudPlace(made, 'aws/eu-west-1').zones).toBe(3);
});

test('amounts are never better than stated: requests are rounded up, capacity down', async () => {
  const spec = '  services: {web: {requests: {memory: 1000001, nvidia.com/gpu: 1}}}\n';
  const made = await problem(site('  capacity: {memory: "1999999"}\n'), spec);
  expect(made.services[0]?.requests).toEqual({ memoryMiB: 1, 'accelerator/nvidia.com/gpu': 1 });
  expect(sitePlace(made, 'dc/here').capacity).toEqual({ memoryMiB: 1, 'accelerator/nvidia.com/gpu': 0 });
});

test('prices of a document: nodes by region, a control plane, a GB that leaves; none elsewhere', async () => {
  const text = cloud('  regions: {us-central1: {}, us-east4: {}}\n').replace('provider: aws', 'provider: gcp');
  const four =
    "{type: four, regions: [us-central1], usdPerHour: '0.5', allocatable: {cpu: 3900m, memory: 15Gi, pods: 32}}";
  const prices = `  prices: {note: n, clusterUsdPerHour: '0.10', egressUsdPerGb: '0.08', nodeTypes: [${four}]}\n`;
  const made = await problem(`${text}${prices}`);
  expect(cloudPlace(made, 'aws/us-central1')).toMatchObject({
    zones: 1,
    nodeTypes: [
      { type: 'four', microUsd: 365_000_000, allocatable: { cpuMilli: 3900, memoryMiB: 15 * 1024, pods: 32 } },
    ],
    clusterMicroUsd: 73_000_000,
    egressMicroUsdPerGb: 80_000,
  });
  expect(cloudPlace(made, 'aws/us-central1')).not.toHaveProperty('closed');
  expect(cloudPlace(made, 'aws/us-east4').closed).toBe('spec.prices of aws gives no node type for us-east4');
});

test.each([
  ['  regions: {allowed: [eu-west-1]}\n', /^only eu-west-1 is allowed$/],
  ['  modules: {cluster_factory: off}\n', /^cluster_factory, on which services run there, is pinned off$/],
])('why a region is closed: %j', async (spec, why) => {
  expect(cloudPlace(await problem(cloud(), `${spec}${web}`), 'aws/us-east-1').closed).toMatch(why);
});

test('a region without the service that hosts is closed', async () => {
  const change = (world: World): World => ({ ...world, offers: (_, region) => region !== 'us-east-1' });
  const made = await problem(cloud(), web, change);
  expect(cloudPlace(made, 'aws/us-east-1').closed).toMatch(/^AWS does not offer .* in us-east-1$/);
  expect(cloudPlace(made, 'aws/eu-west-1').closed).toBeUndefined();
});

test('budgets are hard or soft as documents say, and a region follows its cloud', async () => {
  const limits = async (hard: string, ofRegion: string): Promise<unknown[]> => {
    const regions = `  regions: {us-east-1: {budget: {monthly: 10.5${ofRegion}}}, eu-west-1: {}}\n`;
    const made = await problem(cloud(`  budget: {monthly: 100${hard}}\n${regions}`));
    const budget = cloudPlace(made, 'aws/us-east-1').budget;
    return [made.infrastructures[0]?.budget?.limit, budget?.limit, budget?.monthlyMicroUsd];
  };
  expect(await limits('', '')).toEqual(['soft', 'soft', 10_500_000]);
  expect(await limits(', hardLimit: true', '')).toEqual(['hard', 'hard', 10_500_000]);
  expect(await limits(', hardLimit: true', ', hardLimit: false')).toEqual(['hard', 'soft', 10_500_000]);
});
