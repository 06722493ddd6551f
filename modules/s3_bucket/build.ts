/** Constructs of s3_bucket. */
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { S3BucketLifecycleConfigurationRule } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { readAccount, type Account } from '../build-alert-topic';
import { createBucket, lifecycleRule } from '../build-bucket';
import { objectStorage } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';
import { storageClasses } from './storage-classes';

const aliasLimit = 256 - 'alias/'.length;
/** Days in which a deletion of the key can be taken back. */
const deletionWindowInDays = 30;

export function aws(context: BuildContext<Inputs>): void {
  const { inputs } = context;
  const { region } = context.chosen;
  const account = readAccount(context);
  const kmsKeyArn = inputs.sseAlgorithm === 'AES256' ? undefined : (inputs.kmsMasterKeyId ?? createKey(context));
  const { bucket, allow } = createBucket(context, account, {
    role: 'bucket',
    about: ['bucket'],
    versioned: true,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    forceDestroy: context.retiring && inputs.forceDestroy,
    lifecycleRules: [rule(inputs)],
  });
  allow();
  if (inputs.logging.enabled) keepLogs(context, account, bucket, inputs.logging.expirationDays);
  context.provide(objectStorage, {
    region,
    bucketName: bucket.bucket,
    bucketArn: bucket.arn,
    regionalDomainName: bucket.bucketRegionalDomainName,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
  });
  context.output('name', bucket.bucket, 'Name of the bucket');
  context.output('arn', bucket.arn, 'ARN of the bucket');
}

function rule({ noncurrentDays, expirationDays, transition }: Inputs): S3BucketLifecycleConfigurationRule {
  const moves = [...storageClasses.keys()].flatMap((storageClass) => {
    const chosen = transition[storageClass];
    return chosen === undefined ? [] : [{ days: chosen.days, storageClass }];
  });
  return lifecycleRule('age', {
    noncurrentVersionExpiration: [{ noncurrentDays }],
    ...(moves.length === 0 ? {} : { transition: moves }),
    ...(expirationDays === undefined ? {} : { expiration: [{ days: expirationDays }] }),
  });
}

function createKey(context: BuildContext<Inputs>): string {
  const { scope, retiring } = context;
  const { region } = context.chosen;
  const key = new KmsKey(scope, context.id('key'), {
    region,
    description: `Objects in a bucket of ${context.environment}`,
    enableKeyRotation: true,
    deletionWindowInDays,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  new KmsAlias(scope, context.id('key_alias'), {
    region,
    name: `alias/${context.name(aliasLimit, 'bucket')}`,
    targetKeyId: key.keyId,
  });
  return key.arn;
}

/** S3 writes its own logs with keys of S3 alone, so the bucket of the logs has no KMS key. */
function keepLogs(context: BuildContext<Inputs>, account: Account, of: S3Bucket, days: number): void {
  const logs = createBucket(context, account, {
    role: 'logs',
    about: ['bucket', 'logs'],
    versioned: false,
    forceDestroy: context.retiring,
    lifecycleRules: [lifecycleRule('age', { expiration: [{ days }] })],
  });
  const policy = logs.allow([
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${logs.bucket.arn}/*`,
      Condition: { StringEquals: { 'aws:SourceAccount': account.id }, ArnLike: { 'aws:SourceArn': of.arn } },
    },
  ]);
  new S3BucketLoggingA(context.scope, context.id('logging'), {
    region: context.chosen.region,
    bucket: of.id,
    targetBucket: logs.bucket.id,
    targetPrefix: 'requests/',
    targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: 'EventTime' } },
    dependsOn: [policy],
  });
}
