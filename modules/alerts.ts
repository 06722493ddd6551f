/** What modules with an SNS topic for alerts share: who hears of them, and what the topic keeps. */
import { z } from 'zod';
import type { Control, CostLine } from './module';

/** Protocols that need no phone number and no mobile platform; `http` is left out, since it isn't encrypted. */
const endpoints = {
  email: { pattern: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, looks: 'an address such as platform@example.com' },
  'email-json': { pattern: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, looks: 'an address such as platform@example.com' },
  https: { pattern: /^https:\/\/\S+$/, looks: 'a URL that begins with https://' },
  sqs: { pattern: /^arn:[a-z-]+:sqs:/, looks: 'the ARN of an SQS queue' },
  lambda: { pattern: /^arn:[a-z-]+:lambda:/, looks: 'the ARN of a Lambda function' },
} as const;

const protocols = ['email', 'email-json', 'https', 'sqs', 'lambda'] as const;

const subscription = z
  .strictObject({
    protocol: z.enum(protocols).describe('How it is told: email, email-json, https, sqs or lambda.'),
    endpoint: z.string().describe('Address, https URL, or ARN of the queue or function, as the protocol asks for.'),
  })
  .superRefine(({ protocol, endpoint }, context) => {
    const { pattern, looks } = endpoints[protocol];
    if (pattern.test(endpoint)) return;
    context.addIssue({ code: 'custom', path: ['endpoint'], message: `protocol ${protocol} takes ${looks}` });
  });

export const subscriptionsInput = z
  .record(
    z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and hyphens'),
    subscription,
  )
  .default({})
  .describe(
    'Who is told, by a name of your own; left out, nobody: subscribe to the topic later. Each e-mail address confirms once by hand.',
  );

export type Subscriptions = z.infer<typeof subscriptionsInput>;

export const topicKeyInput = z
  .string()
  .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
  .optional();

/** The key that a topic gets where none is given. Requests of alerts stay far below a cent. */
export function topicKeyCost(given: string | undefined): readonly CostLine[] {
  return given === undefined ? [{ name: 'Key of the topic', price: 'kms.key.month', fixed: 1, basis: '1 key' }] : [];
}

/** What the topic of `createAlertTopic` keeps; `ownKey` where it makes the key too. */
export function topicControls(ownKey: boolean): readonly Control[] {
  const topic: readonly Control[] = [
    {
      id: 'encryption-at-rest',
      summary: 'Messages of the topic are encrypted with a key of the account.',
      resource: 'aws_sns_topic',
      complies: ({ kms_master_key_id: key }) => typeof key === 'string' && key !== '' && key !== 'alias/aws/sns',
    },
    {
      id: 'encryption-in-transit',
      summary: 'Nobody may publish without TLS.',
      resource: 'aws_sns_topic_policy',
      complies: ({ policy }) => statementsOf(policy).some(refusesPlainText),
    },
    {
      id: 'least-privilege',
      summary: 'Only services of AWS may publish under the policy of the topic.',
      resource: 'aws_sns_topic_policy',
      complies: ({ policy }) => {
        const allowed = statementsOf(policy).filter(({ Effect }) => Effect === 'Allow');
        return allowed.length > 0 && allowed.every(({ Principal }) => isService(Principal));
      },
    },
  ];
  const key: Control = {
    id: 'key-rotation',
    summary: 'The key of the topic is rotated every year.',
    resource: 'aws_kms_key',
    complies: ({ enable_key_rotation: rotated }) => rotated === true,
  };
  return ownKey ? [...topic, key] : topic;
}

const statement = z.looseObject({
  Effect: z.string(),
  Principal: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const document = z.object({ Statement: z.array(statement) });

/** Statements of an IAM policy document in JSON; none where it can't be read. */
export function statementsOf(policy: unknown): readonly z.infer<typeof statement>[] {
  if (typeof policy !== 'string') return [];
  const read = document.safeParse(JSON.parse(policy));
  return read.success ? read.data.Statement : [];
}

export function refusesPlainText({ Effect, Condition }: z.infer<typeof statement>): boolean {
  return Effect === 'Deny' && Condition?.['Bool']?.['aws:SecureTransport'] === 'false';
}

function isService(principal: unknown): boolean {
  return typeof principal === 'object' && principal !== null && Object.keys(principal).join() === 'Service';
}
