/** Where artifacts lie: private, versioned, encrypted with the module's key, and for TLS alone. */
import type { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { policyDocument, type Account } from '../build-alert-topic';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const bucketNameLimit = 63;
const accountSuffix = '-123456789012'.length;
/** An upload that was given up is cleared away. */
const daysAfterInitiation = 7;

export function createBucket(context: BuildContext<Inputs>, account: Account, key: KmsKey): S3Bucket {
  const { scope, inputs, retiring } = context;
  const { region } = context.chosen;
  const bucket = new S3Bucket(scope, context.id('artifacts'), {
    region,
    // Names of buckets are one space for all accounts in the world.
    bucket: `${context.name(bucketNameLimit - accountSuffix, 'mlflow', region)}-${account.id}`,
    // A bucket that holds artifacts goes only after both steps of a retirement.
    forceDestroy: retiring,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  const common = { region, bucket: bucket.id };
  const block = new S3BucketPublicAccessBlock(scope, context.id('artifacts_access'), {
    ...common,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, context.id('artifacts_ownership'), {
    ...common,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  const versioning = new S3BucketVersioningA(scope, context.id('artifacts_versioning'), {
    ...common,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, context.id('artifacts_encryption'), {
    ...common,
    rule: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
        bucketKeyEnabled: true,
      },
    ],
  });
  const { noncurrentDays, transitionDays } = inputs;
  new S3BucketLifecycleConfiguration(scope, context.id('artifacts_lifecycle'), {
    ...common,
    rule: [
      {
        id: 'replaced',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        noncurrentVersionExpiration: [{ noncurrentDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation }],
      },
      ...(transitionDays === undefined
        ? []
        : [
            {
              id: 'infrequent',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              transition: [{ days: transitionDays, storageClass: 'STANDARD_IA' }],
            },
          ]),
    ],
    dependsOn: [versioning],
  });
  // AWS takes one change of access at a time.
  new S3BucketPolicy(scope, context.id('artifacts_policy'), {
    ...common,
    policy: policyDocument([
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket.arn, `${bucket.arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
    dependsOn: [block],
  });
  return bucket;
}
