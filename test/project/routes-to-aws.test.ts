/** Which way calls of AWS take, with the real catalog and prices. */
import { environmentFile, environment, inProject, projectOf } from '../support/project';

jest.setTimeout(120_000);

const need = (gb: number): string =>
  `  infrastructure: [aws]\n  regions: {max: 1, primary: us-east-1}\n  needs:\n    - {capability: aws-api-logs, gbPerMonth: ${gb}}\n    - {capability: aws-api-s3, gbPerMonth: 5000}\n`;

/** NAT takes 0.045 USD a GB and 0.01 for crossing zones, an endpoint 7.30 a month and 0.01 a GB: even at 162.2 GB. */
test.each([
  [162, ['network']],
  [163, ['interface_endpoints/logs', 'network']],
])('%d GB of logs a month', (gb, expected) =>
  inProject(projectOf({ lab: need(gb) }), async (project) => {
    expect((await project.run(['solve'])).code).toBe(0);
    const lock = project.read('environments/lab.lock.json');
    const stands = [...lock.matchAll(/"module": "(\w+)",\s+"instance": "(\w+)"/g)].map(([, module, instance]) =>
      instance === 'main' ? module : `${module}/${instance}`,
    );
    expect(stands).toEqual(expected);
  }),
);

describe('where calls must be private', () => {
  const privately = `${need(1)}  modules:\n    network: {enabled: auto, inputs: {privateOnly: true}}\n`;

  test('endpoints stand whatever they cost', () =>
    inProject(projectOf({ lab: privately }), async (project) => {
      const { out } = await project.run(['solve']);
      expect(out).toContain('interface_endpoints, network');
    }));

  test('and nothing will do where there are none', () =>
    inProject(projectOf({ lab: privately }), async (project) => {
      project.write(environmentFile('lab'), environment('lab', `${privately}    interface_endpoints: off\n`));
      const { code, err } = await project.run(['solve']);
      expect(code).toBe(3);
      expect(err).toContain('interface_endpoints is pinned off');
      expect(err).toContain('environment lab needs aws-api-logs (gbPerMonth: 1)');
    }));
});
