/** Inputs of s3_bucket. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { storageClasses, type StorageClass } from './storage-classes';

const days = z.int().min(1);

const transition = z.strictObject({
  days: days.describe('Days after which objects move there, counted from when they were written, 1 or more.'),
  storedGb: amountInput.default(0).describe('Objects that lie there, GB, for the cost; 0 when left out.'),
  objectMillionPerMonth: amountInput
    .default(0)
    .describe('Objects that move there, millions a month, for the cost; 0 when left out.'),
  retrievedGbPerMonth: amountInput
    .default(0)
    .describe('What is read from there, GB a month, for the cost; 0 when left out.'),
});

/** AWS moves objects only downwards: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const transitions = z
  .strictObject({
    STANDARD_IA: transition.optional().describe('Read seldom, at once; 30 days or more. Left out, none.'),
    ONEZONE_IA: transition
      .optional()
      .describe('As STANDARD_IA but in one zone, with which it may be lost; 30 days or more. Left out, none.'),
    GLACIER: transition.optional().describe('An archive that is read after minutes to hours. Left out, none.'),
    DEEP_ARCHIVE: transition.optional().describe('An archive that is read after hours. Left out, none.'),
  })
  .superRefine((given, context) => {
    let above: { readonly name: StorageClass; readonly until: number } | undefined;
    for (const [name, { leastDays, stays }] of storageClasses) {
      const chosen = given[name];
      if (chosen === undefined) continue;
      const least = Math.max(leastDays, above?.until ?? 0);
      if (chosen.days < least) {
        const after = above === undefined ? '' : ` after ${above.name}`;
        const message = `${name}${after} takes ${least} days or more; got ${chosen.days}`;
        context.addIssue({ code: 'custom', path: [name, 'days'], message });
      }
      above = { name, until: chosen.days + stays };
    }
  });

export const inputs = z
  .strictObject({
    sseAlgorithm: z
      .enum(['aws:kms', 'AES256'])
      .default('aws:kms')
      .describe(
        'How objects are encrypted: aws:kms, with a KMS key of the account, so that reading takes rights on the key too, its use is logged and it can be shut; AES256, with keys of S3 at no charge, for what only AWS writes or everybody may read. aws:kms when left out.',
      ),
    kmsMasterKeyId: z
      .string()
      .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
      .optional()
      .describe('ARN of the KMS key, in the region of the bucket, with sseAlgorithm aws:kms; left out, one is made.'),
    noncurrentDays: days
      .default(90)
      .describe('Days that a replaced or deleted object can be brought back, 1 or more; 90 when left out.'),
    expirationDays: days
      .optional()
      .describe(
        'Days after which objects are deleted, 1 or more, counted from when they were written; left out, never.',
      ),
    transition: transitions
      .default({})
      .describe('Cheaper storage classes that objects move to with age; left out, they stay in STANDARD.'),
    logging: z
      .strictObject({
        enabled: z.boolean().default(false).describe('Whether requests are logged; false when left out.'),
        expirationDays: days.default(90).describe('Days that logs are kept, 1 or more; 90 when left out.'),
        storedGb: amountInput.default(1).describe('Logs that are kept, GB, for the cost; 1 when left out.'),
      })
      .prefault({})
      .describe('Logs of requests, in a bucket of their own.'),
    forceDestroy: z
      .boolean()
      .default(false)
      .describe(
        'Whether a retirement deletes what the bucket holds; false when left out: AWS then refuses to delete it until it is empty.',
      ),
    expected: z
      .strictObject({
        storedGb: amountInput
          .default(0)
          .describe('Objects in STANDARD beside what needs ask for, replaced ones too, GB; 0 when left out.'),
        putMillionPerMonth: amountInput
          .default({ low: 0.01, expected: 0.1, high: 1 })
          .describe('PUT, COPY, POST and LIST requests, millions a month; left out, 0.01 to 1 with 0.1 expected.'),
        getMillionPerMonth: amountInput
          .default({ low: 0.1, expected: 1, high: 10 })
          .describe('GET and other requests, millions a month; left out, 0.1 to 10 with 1 expected.'),
        internetGbPerMonth: amountInput
          .default(0)
          .describe('What is read over the internet and not through CloudFront, GB a month; 0 when left out.'),
      })
      .prefault({})
      .describe('What is expected of usage, for the cost alone: a number, or low, expected and high.'),
  })
  .superRefine(({ sseAlgorithm, kmsMasterKeyId, transition: moves, expirationDays }, context) => {
    if (kmsMasterKeyId !== undefined && sseAlgorithm !== 'aws:kms') {
      const message = `a key is for sseAlgorithm aws:kms; got ${sseAlgorithm}`;
      context.addIssue({ code: 'custom', path: ['kmsMasterKeyId'], message });
    }
    for (const [name] of storageClasses) {
      const moved = moves[name]?.days;
      if (moved === undefined || expirationDays === undefined || moved < expirationDays) continue;
      const message = `objects are deleted after ${expirationDays} days, before they would move at ${moved}`;
      context.addIssue({ code: 'custom', path: ['transition', name, 'days'], message });
    }
  });

export type Inputs = z.infer<typeof inputs>;
