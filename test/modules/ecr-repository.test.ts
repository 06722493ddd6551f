import { facts } from '../../data';
import { ecrRepository } from '../../modules/ecr_repository';
import { buildModule } from '../support/build-module';
import { quote } from './quote';
import { only, problemsOf } from './workload.fixtures';

test('USD a month: storage, of what is expected and what needs ask for', () => {
  const given = ecrRepository.inputs.parse({ storageGbPerMonth: { low: 1, expected: 5, high: 20 } });
  expect(quote(ecrRepository.options(given), 'us-east-1')).toMatchInlineSnapshot(`
   "repository in us-east-1
     Storage of images, 0.1 a GB-month                         0.10      0.50      2.00
     a month                                                   0.10      0.50      2.00"
  `);
  expect(ecrRepository.options(given)[0]?.cost[0]?.perDemand).toEqual({ storedGb: 1 });
});

test('inputs say what was got and what is allowed', () => {
  const found = [
    { imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilter: ['latest'] },
    { encryptionConfiguration: { encryptionType: 'AES256', kmsKey: key } },
    { lifecyclePolicy: { untaggedDays: 0 } },
    { scanOnPush: true },
  ].flatMap((inputs) => problemsOf(ecrRepository, inputs));
  expect(found).toMatchInlineSnapshot(`
   [
     ": imageTagMutabilityExclusionFilter has no effect with MUTABLE",
     "encryptionConfiguration: kmsKey goes with encryptionType KMS alone",
     "lifecyclePolicy.untaggedDays: Too small: expected number to be >=1",
     ": Unrecognized key: "scanOnPush"",
   ]
  `);
});

const key = 'arn:aws:kms:us-east-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

describe('emitted', () => {
  test('a repository under the name of its instance, and when its images expire', async () => {
    const { resource, output } = await buildModule(ecrRepository, { facts, instance: 'api' });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('functions pull where that is said, of this account and region', async () => {
    const emitted = await buildModule(ecrRepository, { facts, inputs: { lambdaAccess: true } });
    expect(only(emitted, 'aws_ecr_repository_policy')).toMatchSnapshot();
  });

  test('a key of your own, and tags that may move', async () => {
    const inputs = {
      encryptionConfiguration: { kmsKey: key },
      imageTagMutabilityExclusionFilter: ['latest'],
      lifecyclePolicy: { keepImages: 30 },
    };
    expect(only(await buildModule(ecrRepository, { facts, inputs }), 'aws_ecr_repository')).toMatchObject({
      encryption_configuration: [{ encryption_type: 'KMS', kms_key: key }],
      image_tag_mutability: 'IMMUTABLE_WITH_EXCLUSION',
    });
  });

  test('scans are left to the registry, and images are never deleted by force', async () => {
    for (const phase of ['active', 'retiring'] as const) {
      const repository = only(await buildModule(ecrRepository, { facts, phase }), 'aws_ecr_repository');
      expect(repository['force_delete']).toBe(false);
      expect(repository).not.toHaveProperty('image_scanning_configuration');
    }
  });
});
