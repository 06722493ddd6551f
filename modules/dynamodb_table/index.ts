/**
 * A DynamoDB table in the primary region, charged by request or by capacity that follows the load, whichever costs
 * less for what is expected: steady load favours capacity, short peaks favour requests.
 *
 * An environment has a table once: a table of the same name in another region would hold other items. Replicas in other
 * regions (global tables) are not offered.
 *
 * AWS changes the billing mode in place, to PAY_PER_REQUEST at most four times in 24 hours. It never changes the keys of
 * a table: other keys make another table, which a table that stands never suffers. With autoscaling Terraform leaves
 * capacity alone. It can't do so for the capacity of one index among the blocks of a table, so a table with indexes is
 * charged by request.
 *
 * It leaves in two steps. When a table with point-in-time recovery is deleted, AWS keeps a backup of it for 35 days, at
 * no charge. The key outlives the table, or that backup could not be read: it stays in the account, out of Terraform's
 * sight, and is charged until somebody deletes it.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
 */
import { keyValueTable } from '../capabilities';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { options, provides } from './options';

export type { Inputs };

export const dynamodbTable = {
  name: 'dynamodb_table',
  title: 'DynamoDB table',
  summary: 'A durable table of items by key, without servers, charged by request or by capacity.',
  category: 'data',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'environment',
  multiple: true,
  stateful: true,
  keeps: [
    { resource: 'aws_kms_key', role: 'key' },
    { resource: 'aws_kms_alias', role: 'key_alias' },
  ],
  services: ['dynamodb', 'kms'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'items are found by key, at any scale, in milliseconds',
      holds: ({ needs }) => needs.includes(keyValueTable.name),
    },
    { text: 'load comes and goes, and nobody wants to run a database for it' },
  ],
  avoidWhen: [
    { text: 'queries join, sort or add up what no key was planned for: a relational database does' },
    { text: 'items are larger than 400 KB: a bucket holds them' },
  ],
  conflicts: {},
  rules: [
    {
      kind: 'one-of',
      resource: 'aws_dynamodb_table',
      argument: 'billing_mode',
      values: ['PAY_PER_REQUEST', 'PROVISIONED'],
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html',
    },
    {
      kind: 'matches',
      resource: 'aws_dynamodb_table',
      argument: 'name',
      pattern: '^[a-zA-Z0-9_.-]{3,255}$',
      says: 'letters, digits and . _ -, 3 to 255',
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html',
    },
    {
      kind: 'replaces',
      resource: 'aws_dynamodb_table',
      arguments: ['name', 'hash_key', 'range_key'],
      source: 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/dynamodb_table',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html: capacity goes up after two minutes above the target and comes down after fifteen below it, at most once an hour after the first four times of a day.',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html: the backup of a deleted table.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/dynamodb_table: ignore changes of read_capacity and write_capacity with autoscaling.',
    'https://github.com/cloudposse/terraform-aws-dynamodb/issues/140: ignored changes do not reach the capacity of an index.',
    'The price of storage is known in us-east-2 alone and assumed elsewhere. Streams read by functions, the infrequent-access class and backups beside point-in-time recovery are not counted; the table class is always STANDARD.',
    'KMS is asked once in five minutes by each client, so its requests are not counted.',
  ],
  controls,
  needs: () => [],
  options: (given) => options(given),
  load: () => import('./build'),
} satisfies Module<Inputs>;
