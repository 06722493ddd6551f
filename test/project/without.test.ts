/** `solve --without`: what moves where a location is lost. */
import { environment, environmentFile, inProject, type Files, type Project } from '../support/project';

const documents = `apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: dc}
spec:
  location: {name: here}
  capacity: {nodes: 2, cores: 8, memory: 32Gi}
---
apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: gcp}
spec:
  provider: gcp
  regions: {us-central1: {}}
  prices:
    note: a test
    nodeTypes: [{type: eight, usdPerHour: '0.10', allocatable: {cpu: 8, memory: 32Gi}}]
---
apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: aws}
spec:
  provider: aws
  regions: {us-east-1: {}, us-west-2: {}}
`;

const files: Files = {
  'environments/infrastructure/all.yaml': documents,
  [environmentFile('lab')]: environment(
    'lab',
    '  infrastructure: [dc, gcp]\n  services: {web: {replicas: 2, requests: {cpu: 3}}}\n',
  ),
  [environmentFile('net')]: environment(
    'net',
    '  infrastructure: [aws]\n  regions: {max: 1, primary: us-east-1}\n  needs: [{capability: private-network}]\n',
  ),
};

function solved<T>(use: (project: Project) => Promise<T>): Promise<T> {
  return inProject(files, async (project) => {
    await project.done(['solve']);
    return use(project);
  });
}

test('services of a lost site go where there is room, at its price, and nothing is written', () =>
  solved(async (project) => {
    const before = project.files();
    const { out, err, files: after } = await project.done(['-e', 'lab', 'solve', '--without', 'dc/here']);
    expect(out).toBe(`lab without dc/here: 73.00 USD a month, 73.00 more than now
  service web: dc/here x 2 -> gcp/us-central1 x 2
`);
    expect(err).toContain('nothing was written');
    expect(after).toEqual(before);
  }));

test('what does not stand there does not move', () =>
  solved(async (project) => {
    const { out } = await project.done(['-e', 'lab', 'solve', '--without', 'gcp/us-central1']);
    expect(out).toBe('lab without gcp/us-central1: 0.00 USD a month, as much as now\n  nothing moves\n');
  }));

test('a lost primary region moves, stateful things with it', () =>
  solved(async (project) => {
    const { out } = await project.done(['-e', 'net', 'solve', '--without', 'aws/us-east-1']);
    expect(out).toContain('  network/main: aws/us-east-1 -> aws/us-west-2\n');
  }));

test('where all is lost nothing fits: 3; a location that is not there is a usage error that lists those: 64', () =>
  solved(async (project) => {
    const all = await project.run(['-e', 'lab', 'solve', '--without', 'dc/here', 'gcp/us-central1']);
    expect(all).toMatchObject({ code: 3, out: '' });
    expect(all.err).toContain('web must be placed');
    const unknown = await project.run(['-e', 'lab', 'solve', '--without', 'dc/there']);
    expect(unknown).toMatchObject({ code: 64, out: '' });
    expect(unknown.err).toContain('--without dc/there: lab has no such location; it has dc/here, gcp/us-central1.');
  }));
