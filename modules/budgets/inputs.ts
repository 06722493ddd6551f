/** Inputs of budgets. */
import { z } from 'zod';
import { subscriptionsInput, topicKeyInput } from '../alerts';

export const inputs = z.strictObject({
  covers: z
    .enum(['environment', 'account'])
    .default('environment')
    .describe(
      'What counts against the budget: environment, which is what carries its tag once the tag is activated for cost allocation, or the whole account; environment when left out.',
    ),
  activateCostAllocationTag: z
    .boolean()
    .default(false)
    .describe(
      'Whether to activate the tag trellis.dev/environment for cost allocation, which the management account alone may do, in one environment of the account, and a day after the first resources carry it; false when left out: activate it by hand.',
    ),
  notificationTypes: z
    .array(z.enum(['ACTUAL', 'FORECASTED']))
    .min(1)
    .refine((types) => new Set(types).size === types.length, 'each may be named once')
    .default(['ACTUAL', 'FORECASTED'])
    .describe(
      'What is compared with the budget: ACTUAL cost, FORECASTED cost of the month; both when left out. Forecasts need about five weeks of usage.',
    ),
  kmsKeyId: topicKeyInput.describe(
    'ARN of the KMS key of the topic, in us-east-1, which lets budgets.amazonaws.com decrypt and generate data keys; left out, a key is made.',
  ),
  subscriptions: subscriptionsInput,
});

export type Inputs = z.infer<typeof inputs>;
