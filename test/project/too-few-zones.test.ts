/** Networks with private subnets in fewer zones than what is to stand in them: told when it is decided. */
import { inProject, projectOf } from '../support/project';

jest.setTimeout(120_000);

const lab = (modules: string, network: string): string =>
  `  infrastructure: [aws]\n  regions: {max: 1, primary: us-east-1}\n  modules:\n    network: {inputs: {${network}}}\n${modules}\n`;

const cluster = '    cluster_factory: on';

test('the conflict names the input, and leaving it out is enough', () =>
  inProject(projectOf({ lab: lab(cluster, 'privateZones: 1') }, ['us-east-1']), async (project) => {
    const before = project.files();
    const { code, err, files } = await project.run(['solve']);
    expect([code, files]).toEqual([3, before]);
    expect(err).toMatchInlineSnapshot(`
     "lab is infeasible. Because cluster_factory is pinned on (environments/lab.yaml:10:5),
         and cluster_factory in us-east-1 needs private-network (privateZones: 2),
         and the network has private subnets in 1 zone (environments/lab.yaml:9:24),
       nothing satisfies it.
       Any one of these is enough:
         - set spec.modules.cluster_factory to auto (environments/lab.yaml:10:5)
         - leave out spec.modules.network.inputs.privateZones (environments/lab.yaml:9:24)
     "
    `);
  }));

test.each([
  ['a cluster', cluster],
  ['a database', '    aurora: on'],
  [
    'an internal load balancer',
    '    load_balancer: {enabled: on, inputs: {scheme: internal, certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1"}}',
  ],
  ['an endpoint in two zones', '    interface_endpoints: {enabled: on, inputs: {service: logs, zones: 2}}'],
])('%s is decided and emitted over two zones, and not decided over one', async (_, modules) => {
  await inProject(projectOf({ lab: lab(modules, 'privateZones: 1') }, ['us-east-1']), async (project) => {
    const { code, err } = await project.run(['solve']);
    expect(code).toBe(3);
    expect(err).toContain('the network has private subnets in 1 zone (environments/lab.yaml:9:24)');
    expect(err).toContain('leave out spec.modules.network.inputs.privateZones');
  });
  await inProject(projectOf({ lab: lab(modules, 'privateZones: 2') }, ['us-east-1']), async (project) => {
    await project.done(['synth']);
  });
});

test('isolated subnets take databases, however few private ones there are', () =>
  inProject(projectOf({ lab: lab('    aurora: on', 'privateZones: 1, isolated: true') }, ['us-east-1']), (project) =>
    project.done(['synth']),
  ));
