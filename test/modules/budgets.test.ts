import { z } from 'zod';
import { facts } from '../../data';
import { budgets } from '../../modules/budgets';
import type { Emitted } from '../../stacks/emitted';
import { buildModule, type BuildRequest } from '../support/build-module';
import { environment, inProject, projectOf } from '../support/project';
import { quote } from './quote';

const key = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(budgets, { facts, ...request });
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = budgets.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const notifications = z.array(
  z.object({
    notification_type: z.string(),
    threshold: z.number(),
    subscriber_sns_topic_arns: z.array(z.string()),
  }),
);

async function alertsOf(request: Partial<BuildRequest>): Promise<readonly (readonly [string, number])[]> {
  const { resource } = await build(request);
  const [budget] = Object.values(resource['aws_budgets_budget'] ?? {});
  return notifications.parse(budget?.['notification']).map((one) => [one.notification_type, one.threshold]);
}

test('USD a month: a budget is free and its key is not', () => {
  expect(quote(budgets.options(budgets.inputs.parse({})), 'eu-central-1')).toMatchInlineSnapshot(`
   "monthly in eu-central-1
     Key of the topic, 1 a key-month                           1.00      1.00      1.00
     a month                                                   1.00      1.00      1.00"
  `);
  expect(quote(budgets.options(budgets.inputs.parse({ kmsKeyId: key })), 'eu-central-1')).toMatchInlineSnapshot(`
   "monthly in eu-central-1
     a month                                                   0.00      0.00      0.00"
  `);
});

test('inputs say what was got and what is allowed', () => {
  const found = [
    { covers: 'team' },
    { notificationTypes: [] },
    { notificationTypes: ['ACTUAL', 'ACTUAL'] },
    { kmsKeyId: 'alias/aws/sns' },
    { subscriptions: { Team: { protocol: 'email', endpoint: 'team@example.com' } } },
    { subscriptions: { team: { protocol: 'sms', endpoint: '+1' } } },
    { subscriptions: { team: { protocol: 'email', endpoint: 'team' } } },
    { limitAmount: 5 },
  ].flatMap(problemsOf);
  expect(found.join('\n')).toMatchInlineSnapshot(`
   "covers: Invalid option: expected one of "environment"|"account"
   notificationTypes: Too small: expected array to have >=1 items
   notificationTypes: each may be named once
   kmsKeyId: must be the ARN of a KMS key
   subscriptions.Team: Invalid key in record
   subscriptions.team.protocol: Invalid option: expected one of "email"|"email-json"|"https"|"sqs"|"lambda"
   subscriptions.team.endpoint: protocol email takes an address such as platform@example.com
   : Unrecognized key: "limitAmount""
  `);
});

describe('emitted', () => {
  test('a budget of the environment with four alerts, and its topic', async () => {
    const emitted = await build({
      inputs: {
        activateCostAllocationTag: true,
        subscriptions: { platform: { protocol: 'email', endpoint: 'platform@example.com' } },
      },
    });
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('alerts at the threshold and at the whole, each once', async () => {
    expect(await alertsOf({})).toEqual([
      ['ACTUAL', 80],
      ['ACTUAL', 100],
      ['FORECASTED', 80],
      ['FORECASTED', 100],
    ]);
    const whole = { budget: { monthlyUsd: 500, alertThresholdPercent: 100 } };
    expect(await alertsOf({ frame: whole, inputs: { notificationTypes: ['ACTUAL'] } })).toEqual([['ACTUAL', 100]]);
  });

  test('the whole account, without a filter', async () => {
    const { resource } = await build({ inputs: { covers: 'account', kmsKeyId: key } });
    const [budget] = Object.values(resource['aws_budgets_budget'] ?? {});
    expect(budget).not.toHaveProperty('cost_filter');
    expect(resource['aws_kms_key']).toBeUndefined();
  });

  test('no address changes when the primary region does', async () => {
    const addresses = async (region: string): Promise<string[]> =>
      Object.values((await build({ region })).resource).flatMap((byId) => Object.keys(byId));
    expect(await addresses('eu-central-1')).toEqual(await addresses('us-east-1'));
  });
});

describe('controls', () => {
  const claimed = budgets.controls(budgets.inputs.parse({}));
  const held = { StringEquals: { 'aws:SourceAccount': '1' }, ArnLike: { 'aws:SourceArn': 'arn:aws:budgets::1:*' } };
  const policy = (Condition?: object): object => ({
    policy: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { Service: 'budgets.amazonaws.com' }, Condition }],
    }),
  });

  test.each<[string, string, object, object]>([
    [
      'budget-alerts',
      'aws_budgets_budget',
      { notification: [{ threshold: 100, subscriber_sns_topic_arns: ['a'] }] },
      { notification: [{ threshold: 100, subscriber_sns_topic_arns: [] }] },
    ],
    [
      'budget-alerts',
      'aws_budgets_budget',
      { notification: [{ threshold: 100, subscriber_sns_topic_arns: ['a'] }] },
      { notification: [{ threshold: 80, subscriber_sns_topic_arns: ['a'] }] },
    ],
    ['confused-deputy', 'aws_sns_topic_policy', policy(held), policy()],
    ['confused-deputy', 'aws_kms_key', policy(held), policy({ StringEquals: held.StringEquals })],
  ])('%s of %s tells right from wrong', (id, type, compliant, violating) => {
    const control = claimed.find((one) => one.id === id && one.resource === type);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });
});

describe('in an environment', () => {
  const needs = '  infrastructure: aws\n  needs:\n    - capability: private-network\n';
  const budget = '  budget:\n    monthly: 400\n    alertThreshold: 75\n';

  test('it stands wherever a budget is set, and follows it', async () => {
    await inProject(projectOf({ demo: budget + needs }), async (project) => {
      await project.done(['solve']);
      await project.done(['synth']);
      const [emitted] = Object.values(project.emitted('demo').resource['aws_budgets_budget'] ?? {});
      expect(emitted).toMatchObject({
        limit_amount: '400',
        cost_filter: [{ name: 'TagKeyValue', values: ['user:trellis.dev/environment$demo'] }],
      });
      project.write('environments/demo.yaml', environment('demo', budget.replace('400', '600') + needs));
      await project.done(['solve']);
      await project.done(['synth']);
      const [changed] = Object.values(project.emitted('demo').resource['aws_budgets_budget'] ?? {});
      expect(changed).toMatchObject({ limit_amount: '600' });
    });
  });

  test('it is off where none is set, and says so', async () => {
    await inProject(projectOf({ demo: needs }), async (project) => {
      await project.done(['solve']);
      const { out } = await project.done(['explain', '--env', 'demo']);
      expect(out).toContain('spec.budget sets no budget');
    });
  });

  test('pinned on without a budget it is an error that names the budget', async () => {
    await inProject(projectOf({ demo: `${needs}  modules:\n    budgets: 'on'\n` }), async (project) => {
      const { code, err } = await project.run(['solve']);
      expect(code).toBe(3);
      expect(err).toContain('budgets stands on a budget and spec.budget sets none');
    });
  });
});
