import { facts } from '../../data';
import { guardduty } from '../../modules/guardduty';
import type { Emitted } from '../../stacks/emitted';
import { buildModule, type BuildRequest } from '../support/build-module';
import { inProject, projectOf } from '../support/project';
import { quote } from './quote';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(guardduty, { facts, ...request });
}

function features(emitted: Emitted): Record<string, unknown> {
  const all = Object.values(emitted.resource['aws_guardduty_detector_feature'] ?? {});
  return Object.fromEntries(all.map(({ name, status }) => [String(name), status]));
}

test('USD a month: it charges for what it looks at', () => {
  expect(quote(guardduty.options(guardduty.inputs.parse({})), 'us-east-1')).toMatchInlineSnapshot(`
   "detector in us-east-1
     Management events, 4 a million events                     2.00      8.00     40.00
     Flow logs and DNS queries, 1 a GB                         2.00     10.00     50.00
     EKS audit events, 1.6 a million events                    0.00      3.20     16.00
     Events of S3 objects, 0.8 a million events                0.40      4.00     20.00
     a month                                                   4.40     25.20    126.00"
  `);
  const given = {
    features: { s3DataEvents: false, eksAuditLogs: false, runtimeMonitoring: true },
    usage: { cloudtrailMillionEvents: 1, flowDnsGb: 1, runtimeVcpus: 100 },
  };
  expect(quote(guardduty.options(guardduty.inputs.parse(given)), 'eu-central-1')).toMatchInlineSnapshot(`
   "detector in eu-central-1
     Management events, 4.6 a million events                   4.60      4.60      4.60
     Flow logs and DNS queries, 1.15 a GB                      1.15      1.15      1.15
     Runtime monitoring, 1.92 a vCPU-month                   192.00    192.00    192.00
     a month                                                 197.75    197.75    197.75"
  `);
});

test('every plan is stated, since AWS turns on what is not', async () => {
  expect(features(await build())).toEqual({
    EBS_MALWARE_PROTECTION: 'DISABLED',
    EKS_AUDIT_LOGS: 'ENABLED',
    LAMBDA_NETWORK_LOGS: 'DISABLED',
    RDS_LOGIN_EVENTS: 'DISABLED',
    RUNTIME_MONITORING: 'DISABLED',
    S3_DATA_EVENTS: 'ENABLED',
  });
});

test('emitted: a detector with runtime monitoring, and agents where they are wanted', async () => {
  const { resource, output } = await build({
    inputs: { features: { runtimeMonitoring: true }, runtimeAgents: { ec2: false } },
  });
  expect({ resource, output }).toMatchSnapshot();
});

describe('in an environment', () => {
  const spec = (more: string): string =>
    `  infrastructure: aws\n  regions: {max: 1, primary: us-east-1}\n  account: {id: '111122223333'}\n${more}`;
  const detectors = (emitted: Emitted): number => Object.keys(emitted.resource['aws_guardduty_detector'] ?? {}).length;

  test('a plan without a known price is refused until spec.prices gives one', async () => {
    const pinned = `  modules:\n    guardduty:\n      enabled: 'on'\n      inputs:\n        features: {rdsLoginEvents: true}\n`;
    const price = `  prices:\n    - {key: guardduty.rds.vcpuMonth, usd: 1, note: the offer}\n`;
    await inProject(projectOf({ demo: spec(pinned) }), async (project) => {
      const { code, err } = await project.run(['synth']);
      expect(code).toBe(3);
      expect(err).toContain('no price of guardduty.rds.vcpuMonth is known in any region; spec.prices can give one');
      project.write(
        'environments/demo.yaml',
        projectOf({ demo: spec(pinned + price) })['environments/demo.yaml'] ?? '',
      );
      await project.done(['synth']);
      expect(features(project.emitted('demo'))).toMatchObject({ RDS_LOGIN_EVENTS: 'ENABLED' });
    });
  });

  test('one environment of an account owns it for all', async () => {
    const needing = spec('  needs:\n    - capability: threat-detection\n');
    await inProject(projectOf({ alpha: needing, beta: needing }), async (project) => {
      await project.done(['synth']);
      expect(['alpha', 'beta'].map((name) => detectors(project.emitted(name)))).toEqual([1, 0]);
    });
  });
});
