import { z } from 'zod';
import { facts, offers, regions } from '../../data';
import { greengrassV2 } from '../../modules/greengrass_v2';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import type { Emitted } from '../../stacks/emitted';
import { asFiles } from '../rehearse/stack';
import { buildModule, type BuildRequest } from '../support/build-module';
import { inProject, projectOf } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { quote } from './quote';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(greengrassV2, { facts, ...request });
}

function optionsOf(given: unknown) {
  return greengrassV2.options(greengrassV2.inputs.parse(given));
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = greengrassV2.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const inspection = {
  thingGroups: {
    cameras: {
      description: 'Cameras on the line',
      parentGroupName: 'factory',
      deployment: {
        components: {
          'aws.greengrass.Nucleus': {
            componentVersion: '2.13.0',
            configurationUpdate: { merge: { logging: { level: 'WARN' } }, reset: ['/mqtt'] },
          },
          'com.example.Inspector': {},
        },
        maximumPerMinute: 10,
      },
    },
    factory: {},
  },
  components: {
    'com.example.Inspector': {
      version: '1.2.0',
      description: 'Finds defects',
      defaultConfiguration: { threshold: 0.8 },
      dependencies: { 'aws.greengrass.StreamManager': { versionRequirement: '~2.1.0' } },
      manifests: [
        {
          platform: { os: 'linux', architecture: 'aarch64' },
          lifecycle: { run: 'exec ${HOME}/inspect {artifacts:decompressedPath}/model' },
          artifacts: [{ key: 'inspector/1.2.0/model.zip', unarchive: 'ZIP' }],
        },
      ],
    },
  },
};

const text = z.string();

function only(emitted: Emitted, type: string): Record<string, unknown> {
  const [first, ...others] = Object.values(emitted.resource[type] ?? {});
  if (first === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return first;
}

jest.setTimeout(900_000);

describe('options', () => {
  test('AWS offers it in 14 regions of the commercial partition, each with a price of its own', () => {
    const offered = regions
      .ids()
      .filter((region) => greengrassV2.services.every((service) => offers(service, region)))
      .filter((region) => !/^(cn|us-gov)-/.test(region));
    expect(offered).toHaveLength(14);
    const assumed = offered.filter((region) => / device.* assumed/.test(quote(optionsOf({}), region)));
    expect(assumed).toEqual([]);
  });

  test('USD a month, low, expected and high: the guide says 10 to 50 for a fleet', () => {
    expect(quote(optionsOf({}), 'us-east-1')).toMatchInlineSnapshot(`
     "fleet in us-east-1
       Active core devices, 0.16 a device-month                  8.00     16.00     40.00
       Messages, 1 a million messages                            2.19      4.38     10.95 secondary
       Connections, 0.08 a million connection-minutes            0.18      0.35      0.88 secondary
       Artifacts, 0.023 a GB-month                               0.23      0.23      0.23
       a month                                                  10.60     20.96     52.06"
    `);
    expect(quote(optionsOf({}), 'ap-northeast-1')).toMatchInlineSnapshot(`
     "fleet in ap-northeast-1
       Active core devices, 0.18 a device-month                  9.00     18.00     45.00
       Messages, 1.2 a million messages                          2.63      5.26     13.14
       Connections, 0.096 a million connection-minutes           0.21      0.42      1.05
       Artifacts, 0.025 a GB-month                               0.25      0.25      0.25
       a month                                                  12.09     23.93     59.44"
    `);
  });

  test('USD a month of ten devices that talk much', () => {
    const inputs = {
      coreDevices: 10,
      messagesPerDeviceHour: { low: 600, expected: 3600, high: 7200 },
      artifactGb: 200,
    };
    expect(quote(optionsOf(inputs), 'us-east-1')).toMatchInlineSnapshot(`
     "fleet in us-east-1
       Active core devices, 0.16 a device-month                  1.60      1.60      1.60
       Messages, 1 a million messages                            4.38     26.28     52.56 secondary
       Connections, 0.08 a million connection-minutes            0.04      0.04      0.04 secondary
       Artifacts, 0.023 a GB-month                               4.60      4.60      4.60
       a month                                                  10.62     32.52     58.80"
    `);
  });
});

describe('inputs', () => {
  test('say what was got and what is allowed', () => {
    const manifests = [{ lifecycle: { run: 'true' } }];
    const found = [
      { thingGroups: {} },
      { thingGroups: { Cameras: {} } },
      { thingGroups: { cameras: { parentGroupName: 'plant' } } },
      { thingGroups: { a: { parentGroupName: 'b' }, b: { parentGroupName: 'a' } } },
      { thingGroups: { cameras: { deployment: { components: {} } } } },
      { thingGroups: { cameras: { deployment: { components: { 'aws.greengrass.Nucleus': {} } } } } },
      { thingGroups: { a: { deployment: { components: { b: { componentVersion: '2' } } } } } },
      { components: { 'com.example.A': { version: 'latest', manifests } } },
      { components: { 'com.example.A': { version: '1.0.0', manifests: [] } } },
      {
        components: { 'com.example.A': { version: '1.0.0', manifests: [{ lifecycle: { run: 'x'.repeat(50_000) } }] } },
      },
      { thingNamePrefix: 'line *' },
      { credentialDuration: 60 },
      { managedPolicyArns: ['AdministratorAccess'] },
      { coreDevices: { low: 1, expected: 2 } },
    ].flatMap(problemsOf);
    expect(found.join('\n')).toMatchInlineSnapshot(`
     "thingGroups: name at least one group
     thingGroups.Cameras: Invalid key in record
     thingGroups.cameras.parentGroupName: no group plant here; there are cameras
     thingGroups.a.parentGroupName: a would belong to itself
     thingGroups.b.parentGroupName: b would belong to itself
     thingGroups.cameras.deployment.components: name at least one component
     thingGroups.cameras.deployment.components.aws.greengrass.Nucleus: aws.greengrass.Nucleus is no custom component of this module, so componentVersion must say which version to run
     thingGroups.a.deployment.components.b.componentVersion: must be a semantic version such as 1.0.0
     components.com.example.A.version: must be a semantic version such as 1.0.0
     components.com.example.A.manifests: Too small: expected array to have >=1 items
     components: components and deployments are 50188 bytes; CloudFormation takes 48000 of them
     thingNamePrefix: must be 1 to 64 letters, digits, and : _ -
     credentialDuration: Too small: expected number to be >=900
     managedPolicyArns.0: must be the ARN of a managed policy
     coreDevices: a number of 0 or more, or {low, expected, high}"
    `);
  });
});

describe('emitted', () => {
  test('groups, access and a bucket', async () => {
    const emitted = await build();
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('components and deployments go into one template of CloudFormation', async () => {
    const emitted = await build({ inputs: inspection });
    const template: unknown = JSON.parse(text.parse(only(emitted, 'aws_cloudformation_stack')['template_body']));
    expect(template).toMatchSnapshot();
  });

  test('a new version of a component replaces it under the same logical id', async () => {
    const template = async (version: string): Promise<string> => {
      const component = { ...inspection.components['com.example.Inspector'], version };
      const inputs = { ...inspection, components: { 'com.example.Inspector': component } };
      return text.parse(only(await build({ inputs }), 'aws_cloudformation_stack')['template_body']);
    };
    const [before, after] = await Promise.all([template('1.2.0'), template('1.3.0')]);
    expect(after.replaceAll('1.3.0', '1.2.0')).toBe(before);
    expect(after.match(/1\.3\.0/g)).toHaveLength(2);
  });

  test('no stack where nothing is deployed', async () => {
    expect((await build()).resource['aws_cloudformation_stack']).toBeUndefined();
  });

  test('a device acts under names with the prefix alone', async () => {
    const policyOf = async (inputs: object): Promise<string> =>
      text.parse(only(await build({ inputs }), 'aws_iot_policy')['policy']);
    expect(await policyOf({})).toContain(':client/test-*"');
    expect(await policyOf({ thingNamePrefix: 'line-7-' })).toContain(':topicfilter/$aws/things/line-7-*/jobs/*"');
  });

  test('a key of the bucket is one that devices may decrypt with', async () => {
    const kmsKeyId = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';
    const emitted = await build({ inputs: { kmsKeyId } });
    expect(text.parse(only(emitted, 'aws_iam_role_policy')['policy'])).toContain(
      `"Action":["kms:Decrypt"],"Resource":["${kmsKeyId}"]`,
    );
    expect(only(emitted, 'aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: { kms_master_key_id: kmsKeyId, sse_algorithm: 'aws:kms' },
        bucket_key_enabled: true,
      },
    ]);
  });

  test('only a bucket that retires may go with what it holds', async () => {
    const [active, retiring] = await Promise.all([build(), build({ phase: 'retiring' })]);
    expect([active, retiring].map((emitted) => only(emitted, 'aws_s3_bucket')['force_destroy'])).toEqual([false, true]);
  });
});

describe('controls', () => {
  const claimed = greengrassV2.controls();
  const denied = { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const policy = (Statement: object): object => ({ policy: JSON.stringify({ Statement: [Statement] }) });
  const blocked = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };
  const encrypted = (sse_algorithm: string): object => ({
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm } }],
  });

  test.each<[string, string, object, object]>([
    ['no-public-access', 'aws_s3_bucket_public_access_block', blocked, { ...blocked, restrict_public_buckets: false }],
    [
      'encryption-at-rest',
      'aws_s3_bucket_server_side_encryption_configuration',
      encrypted('aws:kms'),
      encrypted('none'),
    ],
    ['encryption-in-transit', 'aws_s3_bucket_policy', policy(denied), policy({ ...denied, Effect: 'Allow' })],
    [
      'versioning',
      'aws_s3_bucket_versioning',
      { versioning_configuration: { status: 'Enabled' } },
      { versioning_configuration: { status: 'Suspended' } },
    ],
    [
      'least-privilege',
      'aws_iot_policy',
      policy({ Action: 'iot:Connect', Resource: 'arn:aws:iot:us-east-1:111122223333:client/a-*' }),
      policy({ Action: 'iot:Connect', Resource: '*' }),
    ],
    [
      'least-privilege',
      'aws_iam_role_policy',
      policy({ Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::a/*'] }),
      policy({ Action: ['s3:*'], Resource: ['arn:aws:s3:::a/*'] }),
    ],
  ])('%s of %s tells right from wrong', (id, type, compliant, violating) => {
    const control = claimed.find((one) => one.id === id && one.resource === type);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });
});

describe('in an environment', () => {
  test('it stands in a region that AWS has it in, the cheaper one of two', async () => {
    const spec = '  infrastructure: aws\n  needs:\n    - capability: edge-runtime\n';
    await inProject(projectOf({ demo: spec }, ['eu-north-1', 'eu-west-1', 'us-west-2']), async (project) => {
      await project.done(['solve']);
      await project.done(['synth']);
      const groups = Object.values(project.emitted('demo').resource['aws_iot_thing_group'] ?? {});
      expect(groups.map(({ name, region }) => [name, region])).toEqual([['demo-cores', 'us-west-2']]);
    });
  });
});

describeRehearsal('a fleet with components and deployments', (rig) => {
  const files = async (phase: 'active' | 'retiring') => asFiles(await build({ inputs: inspection, phase }), 'fleet');

  test('retires in two steps, of which the first destroys nothing', async () => {
    const [on, retiring] = await Promise.all([files('active'), files('retiring')]);
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([...first.diagnostics, ...second.diagnostics].map(formatDiagnostic)).toEqual([]);
    expect(first.changes.map(({ action, address }) => [action, address])).toEqual([
      ['changed', 'aws_s3_bucket.greengrass_v2_artifacts_us_east_1'],
    ]);
    expect(new Set(second.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(second.unprotected).toEqual([]);
  });
});
