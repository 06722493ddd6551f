/** Placement and catalog together, by the command line: what is locked, what moves, what no longer holds. */
import { registry } from '../../../modules';
import { openWorkspace } from '../../../project/workspace';
import type { Lock } from '../../../solver/lock';
import { cloud } from '../../schema/project';
import { environment, environmentFile, inProject, type Project } from '../../support/project';

const infrastructureFile = 'environments/infrastructure/all.yaml';
const labFile = environmentFile('lab');
const lockFile = 'environments/lab.lock.json';

interface Quote {
  /** Region -> USD an hour of a node with 4 cores. */
  readonly nodes: Readonly<Record<string, string>>;
}

function gcp({ nodes }: Quote): string {
  const types = Object.entries(nodes).map(
    ([region, usd]) =>
      `      - {type: four, regions: [${region}], usdPerHour: '${usd}', allocatable: {cpu: 4, memory: 16Gi}}\n`,
  );
  const regions = Object.keys(nodes).map((region) => `${region}: {}`);
  return `apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: gcp}
spec:
  provider: gcp
  regions: {${regions.join(', ')}}
  prices:
    note: a test
    nodeTypes:
${types.join('')}`;
}

function lab(service: string, more = ''): string {
  return environment('lab', `  infrastructure: [gcp]\n  services: {web: ${service}}\n${more}`);
}

const small = '{requests: {cpu: 1}}';
const even: Quote = { nodes: { 'us-central1': '0.10', 'us-east4': '0.11' } };

function lockOf(project: Project): Lock {
  const lock = openWorkspace({ root: project.root, registry, only: [] }).locks.get('lab');
  if (lock === undefined) throw new Error('lab has no lock');
  return lock;
}

function webAt(project: Project): readonly string[] {
  return Object.keys(lockOf(project).placement?.placement.services['web'] ?? {});
}

async function state(project: Project): Promise<string> {
  return (await project.run(['validate'])).out.split('\n')[1]?.replace(/ +/g, ' ') ?? '';
}

/** A project that was solved once. */
function solved(files: Readonly<Record<string, string>>, use: (project: Project) => Promise<void>): Promise<void> {
  return inProject({ [infrastructureFile]: gcp(even), [labFile]: lab(small), ...files }, async (project) => {
    await project.done(['solve']);
    await use(project);
  });
}

test('each region has the price of its own node type on the bill', () =>
  solved(
    {
      [infrastructureFile]: gcp({ nodes: { 'us-central1': '1', 'us-east4': '0.10' } }),
      [labFile]: lab(small),
    },
    async (project) => {
      expect(webAt(project)).toEqual(['gcp/us-east4']);
      expect(lockOf(project).monthlyMicroUsd).toBe(73_000_000);
      expect((await project.done(['cost'])).out).toMatch(/Nodes four +730 +hour +0\.1 +73\.00/);
    },
  ));

test('solving again after a move changes nothing', () =>
  solved({}, async (project) => {
    expect(webAt(project)).toEqual(['gcp/us-central1']);
    project.write(labFile, lab('{requests: {cpu: 1}, requires: {regions: [us-east4]}}'));
    expect(await state(project)).toMatch(/^lab stale /);
    await project.done(['solve']);
    expect(webAt(project)).toEqual(['gcp/us-east4']);
    const lock = project.read(lockFile);
    await project.done(['solve', '--detailed-exitcode']);
    expect(project.read(lockFile)).toBe(lock);
  }));

test.each([
  ['a saving below the least one moves nothing', '0.09', 'gcp/us-central1'],
  ['a larger one does', '0.05', 'gcp/us-east4'],
])('%s', (_, usd, place) =>
  solved({}, async (project) => {
    project.write(infrastructureFile, gcp({ nodes: { 'us-central1': '0.10', 'us-east4': usd } }));
    await project.done(['solve']);
    expect(webAt(project)).toEqual([place]);
    await project.done(['solve', '--reoptimise']);
    expect(webAt(project)).toEqual(['gcp/us-east4']);
  }),
);

test('a new price breaks no lock, and is on the bill', () =>
  solved({}, async (project) => {
    project.write(infrastructureFile, gcp({ nodes: { 'us-central1': '0.20', 'us-east4': '0.11' } }));
    expect(await state(project)).toMatch(/^lab valid/);
    expect((await project.done(['cost'])).out).toContain('Total: 146.00 USD');
  }));

test('a request that its node cannot hold breaks the lock', () =>
  solved({}, async (project) => {
    project.write(labFile, lab('{requests: {cpu: 3}}'));
    expect(await state(project)).toMatch(/^lab valid/);
    project.write(labFile, lab('{requests: {cpu: 3}, replicas: 2}'));
    expect(await state(project)).toMatch(/^lab stale web has 1 replicas of 2/);
    project.write(labFile, lab('{requests: {cpu: 5}}'));
    expect(await state(project)).toMatch(/^lab stale /);
    expect(await project.run(['solve'])).toMatchObject({ code: 3 });
  }));

test('what is too little at a site is told in the amounts of documents', () => {
  const site = `apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: gcp}
spec:
  location: {name: here}
  capacity: {cores: 4, memory: 8Gi}
`;
  const files = { [infrastructureFile]: site, [labFile]: lab('{requests: {cpu: 4500m, memory: 1Gi}}') };
  return inProject(files, async (project) => {
    const { code, err } = await project.run(['solve']);
    expect(code).toBe(3);
    expect(err).toContain('gcp/here has cpu 4, 0 of it in use');
    expect(err).toContain('- add cpu at gcp/here');
    expect(project.has(lockFile)).toBe(false);
  });
});

test.each([
  ['the cheapest nodes win where networks cost the same', [], 'aws/us-west-2'],
  ['a region whose network costs less wins over them', [['vpc.natGateway.hour', '0.9']], 'aws/us-east-1'],
] as const)('%s', (_, dearer, place) => {
  const rules = [['eks.cluster.hour', '0.05'] as const, ...dearer].map(
    ([key, usd]) => `    - {key: ${key}, region: us-west-2, usd: '${usd}', note: a test}\n`,
  );
  const services = `  services: {web: ${small}}\n`;
  const files = {
    [infrastructureFile]: cloud.replace('eu-central-1', 'us-west-2'),
    [labFile]: environment('lab', `  infrastructure: [aws]\n${services}  prices:\n${rules.join('')}`),
  };
  return inProject(files, async (project) => {
    await project.done(['solve']);
    expect(webAt(project)).toEqual([place]);
  });
});

test('of many regions the one is found that may be used alone, although two would cost less', () => {
  const document = `apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: aws}
spec:
  provider: aws
  defaults: {compliance: [SOC2]}
  regions:
    ap-south-1: {}
    eu-west-1: {}
    us-east-1: {}
    us-east-2: {compliance: [HIPAA]}
    us-west-2: {compliance: [SOC2, HIPAA]}
`;
  const spec = `  infrastructure: [aws]
  regions: {max: 1}
  services:
    web: {requests: {cpu: 1}, requires: {compliance: [SOC2]}}
    api: {requests: {cpu: 1}, requires: {compliance: [HIPAA]}}
  prices: [{key: eks.cluster.hour, region: us-west-2, usd: '9', note: a test}]
`;
  const files = { [infrastructureFile]: document, [labFile]: environment('lab', spec) };
  return inProject(files, async (project) => {
    await project.done(['solve']);
    expect(webAt(project)).toEqual(['aws/us-west-2']);
  });
});

test('places that no answer of the catalog has are told as places, not as modules that nobody pinned', () => {
  const files = {
    [infrastructureFile]: cloud,
    [labFile]: environment(
      'lab',
      '  infrastructure: [aws]\n  regions: {max: 1}\n  services: {web: {replicas: 2, requests: {cpu: 1}, spread: {locations: 2}}}\n',
    ),
  };
  return inProject(files, async (project) => {
    const { code, err } = await project.run(['solve']);
    expect(code).toBe(3);
    expect(err).toMatch(/services stand in aws\/[a-z0-9-]+ by what they request and require \(.*lab\.yaml:8:3\)/);
    expect(err).toContain('at most 1 region may be used');
    expect(err).not.toContain('pinned');
  });
});
