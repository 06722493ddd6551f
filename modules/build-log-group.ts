/** A log group that is encrypted with a key of the account, protected, and left behind when its instance goes. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { accountStatement, policyDocument, type Account } from './build-alert-topic';
import type { BuildContext } from './module';

const aliasLimit = 256 - 'alias/'.length;
const logGroupNameLimit = 512;
/** The longest that KMS knows: logs are read with the key long after. */
const deletionWindowInDays = 30;

export interface LogGroupRequest {
  /** Begins the name of the group: `/aws/vpc-flow-logs/`. */
  readonly prefix: string;
  /** Part of the names, and of descriptions: `flow logs`. */
  readonly about: string;
  /** Where it stands: that of the instance, or us-east-1 for what is global. */
  readonly region: string;
  readonly retentionInDays: number;
  /** ARN of the key to use. @default a key of its own */
  readonly kmsKeyId?: string | undefined;
}

export function createLogGroup(
  context: BuildContext<unknown>,
  account: Account,
  { prefix, about, region, retentionInDays, kmsKeyId }: LogGroupRequest,
): CloudwatchLogGroup {
  const own = about.replace(/ /g, '-');
  const name = `${prefix}${context.name(logGroupNameLimit - prefix.length, own)}`;
  return new CloudwatchLogGroup(context.scope, context.id('logs'), {
    region,
    name,
    retentionInDays,
    kmsKeyId: kmsKeyId ?? createKey(context, account, { about, region, logGroup: name }),
    deletionProtectionEnabled: !context.retiring,
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
}

function createKey(
  context: BuildContext<unknown>,
  account: Account,
  { about, region, logGroup }: { readonly about: string; readonly region: string; readonly logGroup: string },
): string {
  const key = new KmsKey(context.scope, context.id('logs_key'), {
    region,
    description: `${about.charAt(0).toUpperCase()}${about.slice(1)} of ${context.environment}`,
    enableKeyRotation: true,
    deletionWindowInDays,
    policy: policyDocument([
      accountStatement(account),
      {
        Sid: 'Logs',
        Effect: 'Allow',
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          ArnEquals: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${account.partition}:logs:${region}:${account.id}:log-group:${logGroup}`,
          },
        },
      },
    ]),
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  new KmsAlias(context.scope, context.id('logs_key_alias'), {
    region,
    name: `alias/${context.name(aliasLimit, about.replace(/ /g, '-'))}`,
    targetKeyId: key.keyId,
  });
  return key.arn;
}
