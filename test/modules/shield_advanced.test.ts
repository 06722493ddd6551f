import { facts } from '../../data';
import { shieldAdvanced } from '../../modules/shield_advanced';
import { buildModule } from '../support/build-module';
import { inProject, projectOf } from '../support/project';
import { quote } from './quote';

const balancer = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/0123456789abcdef';

test('USD a month', () => {
  expect(quote(shieldAdvanced.options(), 'eu-central-1')).toMatchInlineSnapshot(`
   "subscription in eu-central-1
     Subscription, 3000 a subscription-month                3000.00   3000.00   3000.00 secondary
     a month                                                3000.00   3000.00   3000.00"
  `);
});

test('inputs say what was got and what is allowed', () => {
  const problemsOf = (inputs: unknown): readonly string[] =>
    shieldAdvanced.inputs.safeParse(inputs).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
    [];
  const bucket = 'arn:aws:s3:::assets';
  const found = [{ autoRenew: 'YES' }, { protections: { web: bucket } }, { protections: { Web: balancer } }];
  expect(found.flatMap(problemsOf).join('\n')).toMatchInlineSnapshot(`
   "autoRenew: Invalid option: expected one of "ENABLED"|"DISABLED"
   protections.web: must be the ARN of a load balancer, a distribution, a hosted zone, an accelerator or an Elastic IP address
   protections.Web: Invalid key in record"
  `);
});

test('emitted: a subscription, and what it protects', async () => {
  const { resource, output } = await buildModule(shieldAdvanced, { facts, inputs: { protections: { web: balancer } } });
  expect({ resource, output }).toMatchSnapshot();
  const lapsing = shieldAdvanced.controls(shieldAdvanced.inputs.parse({ autoRenew: 'DISABLED' }));
  expect(lapsing).toEqual([]);
});

describe('nothing takes it unasked', () => {
  const spec = (...more: readonly string[]): string =>
    ['  infrastructure: aws', "  account: {id: '111122223333'}", ...more, ''].join('\n');
  const need = '  needs: [{capability: ddos-response}]';
  const toggle = (value: string): string => `  modules: {shield_advanced: '${value}'}`;
  const regions = '  regions: {min: 2, max: 2, primary: us-east-1}';
  const subscriptions = async (text: string): Promise<string[]> =>
    inProject(projectOf({ demo: text }), async (project) => {
      await project.done(['synth']);
      return Object.keys(project.emitted('demo').resource['aws_shield_subscription'] ?? {});
    });
  const one = ['shield_advanced_subscription_us_east_1'];
  const network = '  needs: [{capability: private-network}]';

  test('auto alone does not, and auto with a need does', async () => {
    expect(await subscriptions(spec(network, toggle('auto')))).toEqual([]);
    expect(await subscriptions(spec(need, toggle('auto')))).toHaveLength(1);
  });

  test('a need alone is a conflict that says how', async () => {
    await inProject(projectOf({ demo: spec(need) }), async (project) => {
      const { code, err } = await project.run(['synth']);
      expect(code).toBe(3);
      expect(err).toContain('shield_advanced is off by default');
      expect(err).toContain('set spec.modules.shield_advanced to auto');
    });
  });

  test('pinned, it stands once, whatever the number of regions, and its price is told', async () => {
    await inProject(projectOf({ demo: spec(regions, network, toggle('on')) }), async (project) => {
      const { out, err } = await project.done(['solve']);
      expect(`${out}${err}`).toContain('the subscription binds for a year');
      await project.done(['synth']);
      expect(Object.keys(project.emitted('demo').resource['aws_shield_subscription'] ?? {})).toEqual(one);
      expect((await project.done(['cost'])).out).toMatch(/shield_advanced.*3,?000/);
    });
  });

  test('another environment of the account relies on it, in whatever region it is', async () => {
    const owner = spec(need, toggle('on'), '  regions: {max: 1, primary: us-west-2}');
    const other = spec(need, '  regions: {max: 1, primary: us-east-1}');
    await inProject(projectOf({ alpha: owner, beta: other }), async (project) => {
      await project.done(['synth']);
      const count = (name: string): number =>
        Object.keys(project.emitted(name).resource['aws_shield_subscription'] ?? {}).length;
      expect(['alpha', 'beta'].map(count)).toEqual([1, 0]);
    });
  });
});
