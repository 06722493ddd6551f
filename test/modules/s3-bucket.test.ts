import { z } from 'zod';
import { facts } from '../../data';
import { s3Bucket } from '../../modules/s3_bucket';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import type { Emitted } from '../../stacks/emitted';
import { asFiles } from '../rehearse/stack';
import { buildModule, type BuildRequest } from '../support/build-module';
import { describeRehearsal } from '../support/rig';
import { quote } from './quote';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(s3Bucket, { facts, ...request });
}

function quoteOf(given: unknown, region = 'us-east-1'): string {
  return quote(s3Bucket.options(s3Bucket.inputs.parse(given)), region);
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = s3Bucket.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const text = z.string();
const kmsMasterKeyId = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';

function one(emitted: Emitted, type: string, id: string): Record<string, unknown> {
  const found = emitted.resource[type]?.[id];
  if (found === undefined) throw new Error(`no ${type}.${id}`);
  return found;
}

jest.setTimeout(900_000);

describe('costs', () => {
  test('USD a month, low, expected and high, with default inputs', () => {
    expect(quoteOf({})).toMatchInlineSnapshot(`
     "standard in us-east-1
       Storage, 0.023 a GB-month                                 0.00      0.00      0.00
       PUT requests, 5 a million requests                        0.05      0.50      5.00
       GET requests, 0.4 a million requests                      0.04      0.40      4.00
       Key of the bucket, 1 a key-month                          1.00      1.00      1.00
       a month                                                   1.09      1.90     10.00"
    `);
    expect(quoteOf({ sseAlgorithm: 'AES256' }, 'ap-northeast-1')).toMatchInlineSnapshot(`
     "standard in ap-northeast-1
       Storage, 0.025 a GB-month                                 0.00      0.00      0.00
       PUT requests, 4.7 a million requests                      0.05      0.47      4.70
       GET requests, 0.37 a million requests                     0.04      0.37      3.70
       a month                                                   0.08      0.84      8.40"
    `);
  });

  test('USD a month of assets that move to cheaper storage', () => {
    expect(
      quoteOf({
        kmsMasterKeyId,
        transition: {
          STANDARD_IA: { days: 30, storedGb: { low: 500, expected: 2000, high: 6000 }, objectMillionPerMonth: 0.2 },
          DEEP_ARCHIVE: { days: 90, storedGb: 8000, objectMillionPerMonth: 0.2, retrievedGbPerMonth: 10 },
        },
        logging: { enabled: true, storedGb: 20 },
        expected: { storedGb: 500, putMillionPerMonth: 2, getMillionPerMonth: 30, internetGbPerMonth: 100 },
      }),
    ).toMatchInlineSnapshot(`
     "standard in us-east-1
       Storage, 0.023 a GB-month                                11.50     11.50     11.50
       PUT requests, 5 a million requests                       10.00     10.00     10.00
       GET requests, 0.4 a million requests                     12.00     12.00     12.00
       Reads over the internet, 0.09 a GB                        9.00      9.00      9.00
       Storage in Standard-IA, 0.0125 a GB-month                 6.25     25.00     75.00
       Moves to Standard-IA, 10 a million requests               2.00      2.00      2.00
       Storage in Glacier Deep Archive, 0.00099 a GB-month       7.92      7.92      7.92
       Moves to Glacier Deep Archive, 50 a million requests     10.00     10.00     10.00
       Reads from Glacier Deep Archive, 0.02 a GB                0.20      0.20      0.20
       Storage of logs, 0.023 a GB-month                         0.46      0.46      0.46
       a month                                                  69.33     88.08    138.08"
    `);
  });
});

describe('inputs', () => {
  test('say what was got and what is allowed', () => {
    const found = [
      { sseAlgorithm: 'none' },
      { sseAlgorithm: 'AES256', kmsMasterKeyId },
      { kmsMasterKeyId: 'alias/mine' },
      { noncurrentDays: 0 },
      { transition: { STANDARD_IA: { days: 29 } } },
      { transition: { STANDARD_IA: { days: 30 }, GLACIER: { days: 45 } } },
      { transition: { GLACIER: { days: 1 }, DEEP_ARCHIVE: { days: 60 } } },
      { transition: { STANDARD_IA: { days: 400 } }, expirationDays: 365 },
      { transition: { GLACIER_IR: { days: 1 } } },
    ].map(problemsOf);
    expect(found.flat().join('\n')).toMatchInlineSnapshot(`
     "sseAlgorithm: Invalid option: expected one of "aws:kms"|"AES256"
     kmsMasterKeyId: a key is for sseAlgorithm aws:kms; got AES256
     kmsMasterKeyId: must be the ARN of a KMS key
     noncurrentDays: Too small: expected number to be >=1
     transition.STANDARD_IA.days: STANDARD_IA takes 30 days or more; got 29
     transition.GLACIER.days: GLACIER after STANDARD_IA takes 60 days or more; got 45
     transition.DEEP_ARCHIVE.days: DEEP_ARCHIVE after GLACIER takes 91 days or more; got 60
     transition.STANDARD_IA.days: objects are deleted after 365 days, before they would move at 400
     transition: Unrecognized key: "GLACIER_IR""
    `);
    expect(found.filter((problems) => problems.length !== 1)).toEqual([]);
  });

  test('archives of an object that was never read seldom may follow at once', () => {
    expect(problemsOf({ transition: { DEEP_ARCHIVE: { days: 1 } } })).toEqual([]);
  });
});

describe('emitted', () => {
  test('a bucket with a key of its own', async () => {
    const { resource, output } = await build({ instance: 'assets' });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('logs of requests go to a second bucket, which S3 alone may write to', async () => {
    const emitted = await build({ inputs: { logging: { enabled: true, expirationDays: 7 } } });
    const policy = text.parse(one(emitted, 'aws_s3_bucket_policy', 's3_bucket_logs_policy_us_east_1')['policy']);
    expect(JSON.parse(policy)).toMatchSnapshot();
    expect(one(emitted, 'aws_s3_bucket_logging', 's3_bucket_logging_us_east_1')).toMatchObject({
      bucket: '${aws_s3_bucket.s3_bucket_bucket_us_east_1.id}',
      target_bucket: '${aws_s3_bucket.s3_bucket_logs_us_east_1.id}',
    });
    expect(Object.keys(emitted.resource['aws_s3_bucket_versioning'] ?? {})).toEqual([
      's3_bucket_bucket_versioning_us_east_1',
    ]);
  });

  test('objects move and go with age, in the order in which AWS moves them', async () => {
    const transition = { DEEP_ARCHIVE: { days: 400 }, STANDARD_IA: { days: 30 }, GLACIER: { days: 60 } };
    const emitted = await build({ inputs: { transition, expirationDays: 2555, noncurrentDays: 14 } });
    const lifecycle = one(emitted, 'aws_s3_bucket_lifecycle_configuration', 's3_bucket_bucket_lifecycle_us_east_1');
    expect(lifecycle['rule']).toEqual([
      {
        id: 'age',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        transition: [
          { days: 30, storage_class: 'STANDARD_IA' },
          { days: 60, storage_class: 'GLACIER' },
          { days: 400, storage_class: 'DEEP_ARCHIVE' },
        ],
        expiration: [{ days: 2555 }],
        noncurrent_version_expiration: [{ noncurrent_days: 14 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  test('a bucket that comes back takes another name', async () => {
    const nameOf = async (request: Partial<BuildRequest>): Promise<unknown> => {
      const [bucket] = Object.values((await build(request)).resource['aws_s3_bucket'] ?? {});
      return bucket?.['bucket'];
    };
    const account = '${data.aws_caller_identity.s3_bucket_account_us_east_1.account_id}';
    expect(await nameOf({})).toBe(`test-bucket-us-east-1-${account}`);
    expect(await nameOf({ generation: 2 })).toBe(`test-bucket-us-east-1-g2-${account}`);
  });

  test('only a bucket that retires, and only where that was said, goes with what it holds', async () => {
    const forced = async (phase: 'active' | 'retiring', forceDestroy: boolean): Promise<unknown> =>
      one(await build({ phase, inputs: { forceDestroy } }), 'aws_s3_bucket', 's3_bucket_bucket_us_east_1')[
        'force_destroy'
      ];
    expect(await Promise.all([forced('active', true), forced('retiring', false), forced('retiring', true)])).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('controls', () => {
  const claimed = s3Bucket.controls(s3Bucket.inputs.parse({}));

  test.each<[string, string, object, object]>([
    [
      'no-acls',
      'aws_s3_bucket_ownership_controls',
      { rule: { object_ownership: 'BucketOwnerEnforced' } },
      { rule: { object_ownership: 'ObjectWriter' } },
    ],
    ['encryption-at-rest', 'aws_s3_bucket_server_side_encryption_configuration', encrypted('aws:kms'), { rule: [] }],
    ['key-rotation', 'aws_kms_key', { enable_key_rotation: true }, { enable_key_rotation: false }],
  ])('%s of %s tells right from wrong', (id, type, compliant, violating) => {
    const control = claimed.find((candidate) => candidate.id === id && candidate.resource === type);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });

  test('a key that is given is nobody else to rotate', () => {
    const ids = (given: unknown): readonly string[] =>
      s3Bucket.controls(s3Bucket.inputs.parse(given)).map(({ id }) => id);
    expect(ids({})).toContain('key-rotation');
    expect(ids({ kmsMasterKeyId })).not.toContain('key-rotation');
    expect(ids({ sseAlgorithm: 'AES256' })).not.toContain('key-rotation');
  });
});

function encrypted(sse_algorithm: string): object {
  return { rule: [{ apply_server_side_encryption_by_default: { sse_algorithm } }] };
}

describeRehearsal('a bucket with all that it can have', (rig) => {
  const inputs = {
    logging: { enabled: true },
    transition: { STANDARD_IA: { days: 30 }, DEEP_ARCHIVE: { days: 60 } },
    forceDestroy: true,
  };

  test('changes its rules in place, and retires in two steps of which the first destroys nothing', async () => {
    const files = async (more: object, phase: 'active' | 'retiring' = 'active') =>
      asFiles(await build({ inputs: { ...inputs, ...more }, phase }), 'bucket');
    const on = await files({});
    const [plain, retiring] = await Promise.all([files({ expirationDays: 700 }), files({}, 'retiring')]);
    const changed = await rehearseTransition(on, plain, rig());
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    const all = [changed, first, second];
    expect(all.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    expect(changed.changes.map(({ action, address }) => [action, address])).toEqual([
      ['changed', 'aws_s3_bucket_lifecycle_configuration.s3_bucket_bucket_lifecycle_us_east_1'],
    ]);
    expect(first.changes.map(({ action, address }) => [action, address])).toEqual([
      ['changed', 'aws_s3_bucket.s3_bucket_bucket_us_east_1'],
      ['changed', 'aws_s3_bucket.s3_bucket_logs_us_east_1'],
    ]);
    expect(new Set(second.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(second.unprotected).toEqual([]);
  });
});
