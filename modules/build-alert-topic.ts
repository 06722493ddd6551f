/** An encrypted SNS topic that one AWS service may publish to, and its subscriptions. */
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import type { Subscriptions } from './alerts';
import type { BuildContext } from './module';

const topicNameLimit = 256;
const aliasLimit = 256 - 'alias/'.length;
/** Days in which a deletion of the key can be taken back; nothing is kept under it for longer than a delivery. */
const deletionWindowInDays = 7;

/** The account that Terraform works in. */
export interface Account {
  readonly id: string;
  readonly partition: string;
}

/** For whose sake the service publishes: keeps other accounts' resources from using it as a deputy. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface AlertTopic {
  /** Part of the names, and of descriptions: `image findings`. */
  readonly about: string;
  readonly region: string;
  /** `events.amazonaws.com` */
  readonly publisher: string;
  /**
   * Left out for EventBridge, which gives SNS nothing to compare: a condition there refuses every message.
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
   */
  readonly condition?: Condition;
  readonly subscriptions: Subscriptions;
  /** ARN of the key to use. @default a key of its own, whose policy lets the publisher in */
  readonly kmsKeyId?: string;
}

export function readAccount(context: BuildContext<unknown>): Account {
  const identity = new DataAwsCallerIdentity(context.scope, context.id('account'), {});
  const partition = new DataAwsPartition(context.scope, context.id('partition'), {});
  return { id: identity.accountId, partition: partition.partition };
}

export function policyDocument(statements: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** What lets IAM policies of the account decide over a key; without it nobody could change the key again. */
export function accountStatement({ id, partition }: Account): Readonly<Record<string, unknown>> {
  return {
    Sid: 'Account',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${id}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
}

/** @returns the ARN of the topic as its policy has it, so that whoever publishes comes after the policy */
export function createAlertTopic(context: BuildContext<unknown>, account: Account, alert: AlertTopic): string {
  const { about, region, publisher, subscriptions } = alert;
  const condition = alert.condition === undefined ? {} : { Condition: alert.condition };
  const name = about.replace(/ /g, '-');
  const topic = new SnsTopic(context.scope, context.idIn(region, 'topic'), {
    region,
    name: context.name(topicNameLimit, name),
    kmsMasterKeyId: alert.kmsKeyId ?? createKey(context, account, alert, condition),
  });
  const policy = new SnsTopicPolicy(context.scope, context.idIn(region, 'topic_policy'), {
    region,
    arn: topic.arn,
    policy: policyDocument([
      {
        Sid: 'Publish',
        Effect: 'Allow',
        Principal: { Service: publisher },
        Action: 'sns:Publish',
        Resource: topic.arn,
        ...condition,
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topic.arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  });
  for (const [key, { protocol, endpoint }] of Object.entries(subscriptions).sort(([a], [b]) => (a < b ? -1 : 1))) {
    new SnsTopicSubscription(context.scope, context.idIn(region, 'subscription', key), {
      region,
      topicArn: topic.arn,
      protocol,
      endpoint,
    });
  }
  return policy.arn;
}

function createKey(context: BuildContext<unknown>, account: Account, alert: AlertTopic, condition: object): string {
  const { about, region, publisher } = alert;
  const key = new KmsKey(context.scope, context.idIn(region, 'topic_key'), {
    region,
    description: `Topic for ${about} of ${context.environment}`,
    enableKeyRotation: true,
    deletionWindowInDays,
    policy: policyDocument([
      accountStatement(account),
      {
        Sid: 'Publish',
        Effect: 'Allow',
        Principal: { Service: publisher },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        ...condition,
      },
    ]),
  });
  new KmsAlias(context.scope, context.idIn(region, 'topic_key_alias'), {
    region,
    name: `alias/${context.name(aliasLimit, about.replace(/ /g, '-'))}`,
    targetKeyId: key.keyId,
  });
  return key.arn;
}
