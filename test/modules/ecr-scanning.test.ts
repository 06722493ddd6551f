import { z } from 'zod';
import { facts } from '../../data';
import { ecrScanning } from '../../modules/ecr_scanning';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import type { Emitted } from '../../stacks/emitted';
import { asFiles } from '../rehearse/stack';
import { buildModule, type BuildRequest } from '../support/build-module';
import { inProject, projectOf } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { quote } from './quote';

jest.setTimeout(900_000);

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(ecrScanning, { facts, ...request });
}

function optionsOf(given: unknown) {
  return ecrScanning.options(ecrScanning.inputs.parse(given));
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = ecrScanning.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const key = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';
const repositories = {
  'ml/vllm': {},
  'ml/triton': {
    imageTagMutabilityExclusionFilter: ['latest*'],
    encryptionConfiguration: { kmsKey: key },
    lifecyclePolicy: { untaggedDays: 3, keepImages: 50 },
  },
};

const pattern = z.object({ eventPattern: z.string() });

async function patternOf(inputs: object, option: string): Promise<unknown> {
  const { resource } = await build({ inputs, option });
  const [rule] = Object.values(resource['aws_cloudwatch_event_rule'] ?? {});
  return JSON.parse(pattern.parse({ eventPattern: rule?.['event_pattern'] }).eventPattern);
}

describe('options', () => {
  test.each([
    [{}, 'BASIC', ['image-scanning']],
    [{}, 'ENHANCED', ['image-scanning', 'os-and-package-scanning', 'continuous-scanning']],
    [
      { rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: ['*'] }] },
      'ENHANCED',
      ['image-scanning', 'os-and-package-scanning'],
    ],
  ])('%j as %s gives what it can', (inputs, type, capabilities) => {
    const option = optionsOf(inputs).find((one) => one.key === type);
    expect(option?.provides.map(({ name }) => name)).toEqual(capabilities);
  });

  test('scanType leaves one', () => {
    expect(optionsOf({ scanType: 'ENHANCED' }).map((option) => option.key)).toEqual(['ENHANCED']);
  });

  test('continuous scans are not for BASIC', () => {
    const inputs = { rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilter: ['*'] }] };
    expect(optionsOf(inputs).map(({ key: option, unavailable }) => [option, unavailable])).toEqual([
      ['BASIC', 'rules ask for CONTINUOUS_SCAN, which is for scanType ENHANCED alone'],
      ['ENHANCED', undefined],
    ]);
  });

  test('USD a month, low, expected and high: the guide says free, and 20 to 50', () => {
    expect(quote(optionsOf({}), 'us-east-1')).toMatchInlineSnapshot(`
     "BASIC in us-east-1
       Key of the topic, 1 a key-month                           1.00      1.00      1.00
       a month                                                   1.00      1.00      1.00
     ENHANCED in us-east-1
       First scans of images, 0.09 a image                       9.00     22.50     40.50 secondary
       Rescans of kept images, 0.01 a rescan                     1.00      7.50     15.00 secondary
       Key of the topic, 1 a key-month                           1.00      1.00      1.00
       a month                                                  11.00     31.00     56.50"
    `);
  });

  test('USD a month of a large registry that scans on push, with its own key', () => {
    const inputs = {
      rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: ['*'] }],
      findings: { kmsKeyId: key },
      imagesPerMonth: 2000,
      storageGbPerMonth: { low: 300, expected: 500, high: 900 },
    };
    expect(quote(optionsOf(inputs), 'eu-west-1')).toMatchInlineSnapshot(`
     "BASIC in eu-west-1
       Storage of images, 0.1 a GB-month                        30.00     50.00     90.00   assumed
       a month                                                  30.00     50.00     90.00
     ENHANCED in eu-west-1
       First scans of images, 0.09 a image                     180.00    180.00    180.00   assumed
       Storage of images, 0.1 a GB-month                        30.00     50.00     90.00   assumed
       a month                                                 210.00    230.00    270.00"
    `);
  });
});

describe('inputs', () => {
  test('say what was got and what is allowed', () => {
    const found = [
      { scanType: 'DEEP' },
      { rules: [] },
      { rules: [{ scanFrequency: 'MANUAL', repositoryFilter: ['*'] }] },
      { rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: ['ML/*'] }] },
      {
        rules: [
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: ['a'] },
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: ['b'] },
        ],
      },
      { inspector: { resourceTypes: ['EC2'] } },
      { inspector: { resourceTypes: ['ECR', 'ECR'] } },
      { findings: { minSeverity: 'UNTRIAGED' } },
      { findings: { subscriptions: { team: { protocol: 'https', endpoint: 'http://example.com' } } } },
      { repositories: { 'ML/vllm': {} } },
      { repositories: { 'ml/vllm': {}, 'ml-vllm': {} } },
      { repositories: { app: { encryptionConfiguration: { encryptionType: 'AES256', kmsKey: key } } } },
      { repositories: { app: { imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilter: ['latest'] } } },
      { imagesPerMonth: { low: 5, expected: 3, high: 9 } },
      { imagesPerMonth: -1 },
    ].flatMap(problemsOf);
    expect(found.join('\n')).toMatchInlineSnapshot(`
     "scanType: Invalid option: expected one of "BASIC"|"ENHANCED"
     rules: Too small: expected array to have >=1 items
     rules.0.scanFrequency: Invalid option: expected one of "SCAN_ON_PUSH"|"CONTINUOUS_SCAN"
     rules.0.repositoryFilter.0: must be a part of repository names, in which * stands for anything: ml/* or prod
     rules: a frequency has one rule: put its filters into one list
     inspector.resourceTypes: ECR must be among them: enhanced scans are made by Inspector
     inspector.resourceTypes: each may be named once
     findings.minSeverity: Invalid option: expected one of "CRITICAL"|"HIGH"|"MEDIUM"|"LOW"|"INFORMATIONAL"
     findings.subscriptions.team.endpoint: protocol https takes a URL that begins with https://
     repositories.ML/vllm: Invalid key in record
     repositories.ml/vllm: ml/vllm and ml-vllm differ only in . _ - / and would share an address in Terraform: rename one
     repositories.app.encryptionConfiguration: kmsKey goes with encryptionType KMS alone
     repositories.app: imageTagMutabilityExclusionFilter has no effect with MUTABLE
     imagesPerMonth: low, expected and high must not fall
     imagesPerMonth: Too small: expected number to be >=0"
    `);
  });
});

describe('emitted', () => {
  test('basic scans, on push, of every repository', async () => {
    const emitted = await build();
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('enhanced scans with two rules, subscribers and repositories', async () => {
    const emitted = await build({
      option: 'ENHANCED',
      inputs: {
        rules: [
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: ['*'] },
          { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilter: ['ml/*', 'prod'] },
        ],
        findings: {
          minSeverity: 'CRITICAL',
          subscriptions: { security: { protocol: 'email', endpoint: 'security@example.com' } },
        },
        repositories,
      },
    });
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('without findings there is nothing but the scans', async () => {
    const { resource } = await build({ inputs: { findings: { enabled: false } } });
    expect(Object.keys(resource)).toEqual(['aws_ecr_registry_scanning_configuration']);
  });

  test('Inspector is left to the administrator of the organisation where asked', async () => {
    const { resource } = await build({ option: 'ENHANCED', inputs: { inspector: { enabled: false } } });
    expect(resource['aws_inspector2_enabler']).toBeUndefined();
  });

  test('a key that is given takes the place of an own one', async () => {
    const { resource } = await build({ inputs: { findings: { kmsKeyId: key } } });
    expect(resource['aws_kms_key']).toBeUndefined();
    expect(Object.values(resource['aws_sns_topic'] ?? {}).map((topic) => topic['kms_master_key_id'])).toEqual([key]);
  });

  test.each([
    [
      'BASIC',
      'CRITICAL',
      { 'scan-status': ['COMPLETE'], 'finding-severity-counts': { CRITICAL: [{ numeric: ['>', 0] }] } },
    ],
    [
      'BASIC',
      'HIGH',
      {
        'scan-status': ['COMPLETE'],
        $or: ['CRITICAL', 'HIGH'].map((severity) => ({
          'finding-severity-counts': { [severity]: [{ numeric: ['>', 0] }] },
        })),
      },
    ],
    [
      'ENHANCED',
      'MEDIUM',
      {
        severity: ['CRITICAL', 'HIGH', 'MEDIUM'],
        status: ['ACTIVE'],
        resources: { type: ['AWS_ECR_CONTAINER_IMAGE'] },
      },
    ],
  ])('%s tells findings from %s up', async (option, minSeverity, detail) => {
    expect(await patternOf({ findings: { minSeverity } }, option)).toMatchObject({ detail });
  });

  test('from BASIC to ENHANCED every address stays and Inspector comes', async () => {
    const [basic, enhanced] = await Promise.all([build({ option: 'BASIC' }), build({ option: 'ENHANCED' })]);
    const addresses = ({ resource }: Emitted) =>
      Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`));
    const before = addresses(basic);
    const after = addresses(enhanced);
    expect(before.filter((one) => !after.includes(one))).toEqual([]);
    expect(after.filter((one) => !before.includes(one))).toEqual([
      'aws_inspector2_enabler.ecr_scanning_inspector_us_east_1',
    ]);
  });

  test('images are never deleted with their repository, even in retirement', async () => {
    const { resource } = await build({ phase: 'retiring', inputs: { repositories } });
    const made = Object.values(resource['aws_ecr_repository'] ?? {});
    expect(made.map(({ force_delete, lifecycle }) => [force_delete, lifecycle])).toEqual([
      [false, undefined],
      [false, undefined],
    ]);
  });
});

describe('controls', () => {
  const claimed = ecrScanning.controls(ecrScanning.inputs.parse({ repositories }));
  const plainText = { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const service = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } };
  const policy = (...Statement: object[]): object => ({ policy: JSON.stringify({ Statement }) });

  test.each<[string, string, object, object]>([
    [
      'image-scanning',
      'aws_ecr_registry_scanning_configuration',
      { rule: [{ scan_frequency: 'SCAN_ON_PUSH' }] },
      { rule: [{ scan_frequency: 'MANUAL' }] },
    ],
    [
      'image-scanning',
      'aws_ecr_registry_scanning_configuration',
      { rule: [{ scan_frequency: 'CONTINUOUS_SCAN' }] },
      {},
    ],
    ['deletion-protection', 'aws_ecr_repository', { force_delete: false }, { force_delete: true }],
    [
      'immutable-tags',
      'aws_ecr_repository',
      { image_tag_mutability: 'IMMUTABLE' },
      { image_tag_mutability: 'MUTABLE_WITH_EXCLUSION' },
    ],
    [
      'encryption-at-rest',
      'aws_ecr_repository',
      { encryption_configuration: [{ encryption_type: 'KMS' }] },
      { encryption_configuration: [{ encryption_type: 'AES256' }] },
    ],
    ['encryption-at-rest', 'aws_sns_topic', { kms_master_key_id: key }, { kms_master_key_id: 'alias/aws/sns' }],
    ['encryption-in-transit', 'aws_sns_topic_policy', policy(service, plainText), policy(service)],
    [
      'least-privilege',
      'aws_sns_topic_policy',
      policy(service, plainText),
      policy({ Effect: 'Allow', Principal: { AWS: '*' } }, plainText),
    ],
    ['key-rotation', 'aws_kms_key', { enable_key_rotation: true }, { enable_key_rotation: false }],
  ])('%s of %s tells right from wrong', (id, type, compliant, violating) => {
    const control = claimed.find((one) => one.id === id && one.resource === type);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });

  test('each is met by what is emitted', async () => {
    const { resource } = await build({ option: 'ENHANCED', inputs: { repositories } });
    const unmet = claimed.filter(({ resource: type, complies }) => {
      const emitted = Object.values(resource[type] ?? {});
      return emitted.length === 0 || !emitted.every(complies);
    });
    expect(unmet).toEqual([]);
  });

  test('what inputs switch off is not claimed', () => {
    const loose = ecrScanning.inputs.parse({
      findings: { enabled: false },
      repositories: {
        app: { imageTagMutability: 'MUTABLE', encryptionConfiguration: { encryptionType: 'AES256' } },
      },
    });
    expect(ecrScanning.controls(loose).map(({ id }) => id)).toEqual(['image-scanning', 'deletion-protection']);
  });
});

describe('in an environment', () => {
  const needing = (capability: string): string =>
    `  infrastructure: aws\n  account:\n    id: '111122223333'\n  needs:\n    - capability: ${capability}\n`;
  const scanType = (emitted: Emitted): unknown[] =>
    Object.values(emitted.resource['aws_ecr_registry_scanning_configuration'] ?? {}).map((one) => one['scan_type']);

  test.each([
    ['image-scanning', 'BASIC'],
    ['os-and-package-scanning', 'ENHANCED'],
    ['continuous-scanning', 'ENHANCED'],
  ])('%s is met by %s, the cheapest that gives it', async (capability, type) => {
    await inProject(projectOf({ demo: needing(capability) }), async (project) => {
      await project.done(['solve']);
      await project.done(['synth']);
      expect(scanType(project.emitted('demo'))).toEqual([type]);
    });
  });

  test('one environment of an account owns the scans, and the other relies on them', async () => {
    const both = { alpha: needing('image-scanning'), beta: needing('image-scanning') };
    await inProject(projectOf(both, ['us-east-1']), async (project) => {
      await project.done(['solve']);
      await project.done(['synth']);
      expect([scanType(project.emitted('alpha')), scanType(project.emitted('beta'))]).toEqual([['BASIC'], []]);
    });
  });
});

describeRehearsal('a registry with repositories', (rig) => {
  test('retires in two steps, of which the first destroys nothing', async () => {
    const inputs = { repositories, scanType: 'ENHANCED' };
    const [on, retiring] = await Promise.all([
      build({ inputs }).then((emitted) => asFiles(emitted, 'registry')),
      build({ inputs, phase: 'retiring' }).then((emitted) => asFiles(emitted, 'registry')),
    ]);
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([...first.diagnostics, ...second.diagnostics].map(formatDiagnostic)).toEqual([]);
    expect(first.changes).toEqual([]);
    expect(new Set(second.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(second.unprotected).toEqual([]);
  });
});
