/** Inputs of dynamodb_table. */
import { z } from 'zod';
import { amountInput } from '../amounts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const attributeName = z.string().min(1).max(255);

/** Indexes of a table before a quota increase: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const mostIndexes = 20;

const attributeType = z.enum(['S', 'N', 'B']);

const rangeKey = attributeName.optional();

const index = z
  .strictObject({
    hashKey: attributeName.describe('Attribute that spreads its items.'),
    rangeKey: rangeKey.describe('Attribute that orders items of one hash key; left out, none.'),
    projectionType: z
      .enum(['ALL', 'KEYS_ONLY', 'INCLUDE'])
      .default('ALL')
      .describe('Attributes that are copied: ALL, KEYS_ONLY or INCLUDE those that are named; ALL when left out.'),
    nonKeyAttributes: z
      .array(attributeName)
      .min(1)
      .max(100)
      .optional()
      .describe('Attributes beside keys that are copied, 1 to 100, with INCLUDE alone; left out, none.'),
    readMillionPerMonth: amountInput
      .default(0)
      .describe('Read request units of its queries, millions a month, for the cost; 0 when left out.'),
    writePercent: z
      .number()
      .min(0)
      .max(200)
      .default(100)
      .describe(
        'Writes of the table that write to it too, percent, for the cost: 200 where each changes its keys; 100 when left out.',
      ),
  })
  .refine(
    ({ projectionType, nonKeyAttributes }) => (projectionType === 'INCLUDE') === (nonKeyAttributes !== undefined),
    {
      error: 'INCLUDE names attributes, and the other projections name none',
      path: ['nonKeyAttributes'],
    },
  );

export const inputs = z
  .strictObject({
    hashKey: attributeName
      .default('id')
      .describe('Attribute that identifies and spreads items; id when left out. A change would replace the table.'),
    rangeKey: rangeKey.describe(
      'Attribute that orders items of one hash key; left out, none. A change would replace the table.',
    ),
    attribute: z
      .record(attributeName, attributeType)
      .default({})
      .describe('Types of attributes that are keys, S, N or B, by name; what is left out is S.'),
    globalSecondaryIndex: z
      .record(z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be 3 to 255 letters, digits and . _ -'), index)
      .refine((indexes) => Object.keys(indexes).length <= mostIndexes, `at most ${mostIndexes} indexes`)
      .default({})
      .describe(`Ways to find items by other keys, by name, at most ${mostIndexes}; left out, none.`),
    billingMode: z
      .enum(['PAY_PER_REQUEST', 'PROVISIONED'])
      .optional()
      .describe(
        'PAY_PER_REQUEST charges each request, PROVISIONED the capacity that follows the load; left out, the cheaper one.',
      ),
    autoscaling: z
      .strictObject({
        targetValue: z
          .number()
          .min(20)
          .max(90)
          .default(70)
          .describe('Use of the capacity that is aimed at, 20 to 90 percent; 70 when left out.'),
        minReadCapacity: z.int().min(1).default(1).describe('Least read capacity, units; 1 when left out.'),
        minWriteCapacity: z.int().min(1).default(1).describe('Least write capacity, units; 1 when left out.'),
      })
      .prefault({})
      .describe('How capacity follows the load, with PROVISIONED.'),
    ttl: z
      .strictObject({
        attributeName: attributeName.describe('Attribute with the time, in seconds since 1970, at which an item goes.'),
      })
      .optional()
      .describe('Deletion of items by age, within days and at no charge; left out, items stay.'),
    streamViewType: z
      .enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'])
      .optional()
      .describe('What a stream of changes carries; left out, there is no stream.'),
    recoveryPeriodInDays: z
      .int()
      .min(1)
      .max(35)
      .default(35)
      .describe('Days back to which the table can be restored, 1 to 35; 35 when left out, at the same cost.'),
    kmsKeyArn: z
      .string()
      .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
      .optional()
      .describe('ARN of the KMS key of the table, in its region; left out, one is made.'),
    expected: z
      .strictObject({
        storedGb: amountInput
          .default({ low: 1, expected: 5, high: 20 })
          .describe('Items with their indexes, GB; left out, 1 to 20 with 5 expected.'),
        readMillionPerMonth: amountInput
          .default({ low: 1, expected: 5, high: 20 })
          .describe(
            'Read request units, millions a month: one a 4 KB, half of it where an older answer may do; left out, 1 to 20 with 5 expected.',
          ),
        writeMillionPerMonth: amountInput
          .default({ low: 0.5, expected: 2, high: 10 })
          .describe('Write request units, millions a month: one a KB; left out, 0.5 to 10 with 2 expected.'),
        peakFactor: z
          .number()
          .min(1)
          .default(4)
          .describe('Load of the busiest minutes, times the average; 1 or more, 4 when left out.'),
        peakHoursPerDay: z
          .number()
          .min(0)
          .max(24)
          .default(6)
          .describe('Hours a day for which capacity stays at the peak, 0 to 24; 6 when left out.'),
      })
      .prefault({})
      .describe('What is expected of usage: it decides between the billing modes, and bounds the capacity.'),
  })
  .superRefine(({ hashKey, rangeKey: range, attribute, globalSecondaryIndex }, context) => {
    const indexes = Object.values(globalSecondaryIndex);
    const keys = new Set([hashKey, range, ...indexes.flatMap((one) => [one.hashKey, one.rangeKey])]);
    for (const name of Object.keys(attribute)) {
      if (keys.has(name)) continue;
      context.addIssue({ code: 'custom', path: ['attribute', name], message: `${name} is no key of table or index` });
    }
  });

export type Inputs = z.infer<typeof inputs>;
