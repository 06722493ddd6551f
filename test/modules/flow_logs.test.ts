import { facts } from '../../data';
import { flowLogs } from '../../modules/flow_logs';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import type { Emitted } from '../../stacks/emitted';
import { asFiles } from '../rehearse/stack';
import { buildModule, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { inProject, projectOf } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { quote } from './quote';

const key = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  const region = request.region ?? 'us-east-1';
  const site = { location: `aws/${region}`, region, availability: 'single-az' as const };
  return buildModule(flowLogs, { facts, ...sampleOutputs(flowLogs, site), ...request });
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = flowLogs.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('USD a month, by the volume of the logs', () => {
  expect(quote(flowLogs.options(flowLogs.inputs.parse({})), 'us-east-1')).toMatchInlineSnapshot(`
   "cloudwatch in us-east-1
     Logs taken in, 0.5 a GB                                   0.50      2.50     12.50
     Logs kept, 0.03 a GB-month                                0.36      1.80      9.00
     Key of the logs, 1 a key-month                            1.00      1.00      1.00
     a month                                                   1.86      5.30     22.50"
  `);
  const given = { retentionInDays: 30, kmsKeyId: key, logGbPerMonth: 100 };
  expect(quote(flowLogs.options(flowLogs.inputs.parse(given)), 'eu-central-1')).toMatchInlineSnapshot(`
   "cloudwatch in eu-central-1
     Logs taken in, 0.63 a GB                                 63.00     63.00     63.00
     Logs kept, 0.03 a GB-month                                2.96      2.96      2.96   assumed
     a month                                                  65.96     65.96     65.96"
  `);
});

test('inputs say what was got and what is allowed', () => {
  const found = [
    { trafficType: 'ACCEPT' },
    { maxAggregationInterval: 300 },
    { retentionInDays: 0 },
    { kmsKeyId: 'alias/logs' },
    { logGbPerMonth: { low: 5, expected: 1, high: 9 } },
  ].flatMap(problemsOf);
  expect(found.join('\n')).toMatchInlineSnapshot(`
   "trafficType: Invalid option: expected one of "ALL"|"REJECT"
   maxAggregationInterval: Invalid option: expected one of 60|600
   retentionInDays: Invalid option: expected one of 1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1096|1827|2192|2557|2922|3288|3653
   kmsKeyId: must be the ARN of a KMS key
   logGbPerMonth: low, expected and high must not fall"
  `);
});

describe('emitted', () => {
  test('a flow log, its log group, key and role', async () => {
    const { resource, output } = await build({
      inputs: { trafficType: 'REJECT', maxAggregationInterval: 60, retentionInDays: 90 },
    });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('a key that is given is used, and none is made', async () => {
    const { resource } = await build({ inputs: { kmsKeyId: key } });
    expect(resource['aws_kms_key']).toBeUndefined();
    expect(Object.values(resource['aws_cloudwatch_log_group'] ?? {}).map(({ kms_key_id }) => kms_key_id)).toEqual([
      key,
    ]);
  });

  test('coming back, the group has another name: the old one is still there', async () => {
    const names = async (generation: number): Promise<unknown[]> =>
      Object.values((await build({ generation })).resource['aws_cloudwatch_log_group'] ?? {}).map(({ name }) => name);
    expect(await names(1)).toEqual(['/aws/vpc-flow-logs/test-flow-logs']);
    expect(await names(2)).toEqual(['/aws/vpc-flow-logs/test-flow-logs-g2']);
  });
});

test('leaving for good, logs and key stay in the account', async () => {
  const spec = (toggle: string): string =>
    `  infrastructure: aws\n  regions: {max: 1, primary: us-east-1}\n  needs:\n    - capability: private-network\n  modules:\n    flow_logs: '${toggle}'\n`;
  await inProject(projectOf({ demo: spec('on') }), async (project) => {
    await project.done(['synth']);
    const { 'environments/demo.yaml': off } = projectOf({ demo: spec('off') });
    project.write('environments/demo.yaml', off ?? '');
    expect((await project.run(['synth'])).code).toBe(5);
    const allowed = ['--env', 'demo', '--allow-destroy', 'flow_logs@aws/us-east-1'];
    await project.done(['solve', ...allowed]);
    await project.done(['synth']);
    await project.done(['solve', ...allowed]);
    await project.done(['synth']);
    const emitted = project.emitted('demo');
    expect(Object.keys(emitted.resource)).not.toContain('aws_flow_log');
    expect(JSON.parse(project.read('cdktf.out/stacks/demo/cdk.tf.json'))).toMatchObject({
      removed: [
        { from: 'aws_cloudwatch_log_group.flow_logs_logs_us_east_1', lifecycle: { destroy: false } },
        { from: 'aws_kms_alias.flow_logs_logs_key_alias_us_east_1', lifecycle: { destroy: false } },
        { from: 'aws_kms_key.flow_logs_logs_key_us_east_1', lifecycle: { destroy: false } },
      ],
    });
  });
});

describeRehearsal('flow logs', (rig) => {
  test('retire in two steps, of which the first destroys nothing', async () => {
    const on = asFiles(await build(), 'flow-logs');
    const retiring = asFiles(await build({ phase: 'retiring' }), 'flow-logs');
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([...first.diagnostics, ...second.diagnostics].map(formatDiagnostic)).toEqual([]);
    expect(first.changes.map(({ address, action }) => [address, action])).toEqual([
      ['aws_cloudwatch_log_group.flow_logs_logs_us_east_1', 'changed'],
    ]);
    expect(second.unprotected).toEqual([]);
  });
});
