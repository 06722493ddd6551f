/** Where access logs go: a private bucket that the service of load balancers writes to, for TLS alone. */
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { policyDocument, readAccount } from '../build-alert-topic';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const bucketNameLimit = 63;
const accountSuffix = '-123456789012'.length;
const daysAfterInitiation = 7;

export interface LogBucket {
  readonly bucket: string;
  /** The load balancer can't log before it stands. */
  readonly policy: S3BucketPolicy;
}

export function createLogBucket(context: BuildContext<Inputs>): LogBucket {
  const { scope, inputs, retiring } = context;
  const { region } = context.chosen;
  const account = readAccount(context);
  const bucket = new S3Bucket(scope, context.id('logs'), {
    region,
    // Names of buckets are one space for all accounts in the world.
    bucket: `${context.name(bucketNameLimit - accountSuffix, 'alb-logs', region)}-${account.id}`,
    forceDestroy: retiring,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  const common = { region, bucket: bucket.id };
  const block = new S3BucketPublicAccessBlock(scope, context.id('logs_access'), {
    ...common,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, context.id('logs_ownership'), {
    ...common,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, context.id('logs_encryption'), {
    ...common,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  new S3BucketLifecycleConfiguration(scope, context.id('logs_lifecycle'), {
    ...common,
    rule: [
      {
        id: 'old',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        expiration: [{ days: inputs.accessLogsDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation }],
      },
    ],
  });
  const policy = new S3BucketPolicy(scope, context.id('logs_policy'), {
    ...common,
    policy: policyDocument([
      {
        Sid: 'LoadBalancers',
        Effect: 'Allow',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${bucket.arn}/AWSLogs/${account.id}/*`,
        Condition: {
          ArnLike: {
            'aws:SourceArn': `arn:${account.partition}:elasticloadbalancing:${region}:${account.id}:loadbalancer/*`,
          },
        },
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket.arn, `${bucket.arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
    // AWS takes one change of access at a time.
    dependsOn: [block],
  });
  return { bucket: bucket.bucket, policy };
}
