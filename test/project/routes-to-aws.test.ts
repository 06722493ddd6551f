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
      expect(err).toMatchInlineSnapshot(`
       "lab is infeasible. Because interface_endpoints is pinned off (environments/lab.yaml:13:5),
           and environment lab needs aws-api-logs (gbPerMonth: 1) (environments/lab.yaml:9:7),
           and privateOnly of the network keeps calls to APIs of AWS off NAT (environments/lab.yaml:12:39),
         nothing satisfies it.
         Any one of these is enough:
           - drop or shrink the need (environments/lab.yaml:9:7)
           - leave out spec.modules.network.inputs.privateOnly (environments/lab.yaml:12:39)
           - set spec.modules.interface_endpoints to auto (environments/lab.yaml:13:5)
       "
      `);
    }));

  test('and a hard budget that has no room for them names the input', () =>
    inProject(projectOf({ lab: `${privately}  budget: {monthly: 40, hardLimit: true}\n` }), async (project) => {
      const { code, err } = await project.run(['solve']);
      expect(code).toBe(3);
      expect(err).toMatchInlineSnapshot(`
       "lab is infeasible. Because environment lab needs aws-api-logs (gbPerMonth: 1) (environments/lab.yaml:9:7),
           and privateOnly of the network keeps calls to APIs of AWS off NAT (environments/lab.yaml:12:39),
           and environment lab needs aws-api-s3 (gbPerMonth: 5000) (environments/lab.yaml:10:7),
           and lab may cost at most 40.00 USD a month (hard limit) (environments/lab.yaml:13:12),
         nothing satisfies it.
         Any one of these is enough:
           - drop or shrink the need (environments/lab.yaml:9:7)
           - leave out spec.modules.network.inputs.privateOnly (environments/lab.yaml:12:39)
           - raise spec.budget.monthly: the cheapest answer costs 45.36 USD a month (environments/lab.yaml:13:12)
       "
      `);
    }));

  test('and nothing will do without NAT either, where there are no endpoints', () =>
    inProject(
      projectOf({ lab: `${need(1)}  modules: {network: {inputs: {nat: none}}, interface_endpoints: off}\n` }),
      async (project) => {
        const { code, err } = await project.run(['solve']);
        expect(code).toBe(3);
        expect(err).toMatchInlineSnapshot(`
         "lab is infeasible. Because interface_endpoints is pinned off (environments/lab.yaml:11:45),
             and environment lab needs aws-api-logs (gbPerMonth: 1) (environments/lab.yaml:9:7),
             and nat of the network is none (environments/lab.yaml:11:32),
           nothing satisfies it.
           Any one of these is enough:
             - drop or shrink the need (environments/lab.yaml:9:7)
             - set spec.modules.interface_endpoints to auto (environments/lab.yaml:11:45)
             - leave out spec.modules.network.inputs.nat (environments/lab.yaml:11:32)
         "
        `);
      },
    ));
});
