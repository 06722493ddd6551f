/** A private S3 bucket: no public access, no ACLs, encrypted, and for TLS alone. */
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { policyDocument, type Account } from './build-alert-topic';
import type { BuildContext } from './module';

const bucketNameLimit = 63;
const accountSuffix = '-123456789012'.length;
/** An upload that was given up is cleared away. */
const daysAfterInitiation = 7;

export interface PrivateBucket {
  /** Of the bucket itself; what belongs to it takes `<role>_access` and so on. */
  readonly role: string;
  /** Parts of its name after those of the environment; region and account follow. */
  readonly about: readonly string[];
  readonly versioned: boolean;
  /** ARN of a KMS key. @default keys of S3, at no charge */
  readonly kmsKeyArn?: string;
  /** Whether its deletion deletes what it holds. */
  readonly forceDestroy: boolean;
  readonly lifecycleRules: readonly S3BucketLifecycleConfigurationRule[];
}

export interface CreatedBucket {
  readonly bucket: S3Bucket;
  /**
   * Writes its policy, which wants TLS and allows what is given; called once, when those who are allowed are known.
   *
   * @returns what relies on access through the policy comes after
   */
  allow(statements?: readonly Readonly<Record<string, unknown>>[]): S3BucketPolicy;
}

/** Clears uploads that were given up; further actions are added to it. */
export function lifecycleRule(
  id: string,
  actions: Partial<S3BucketLifecycleConfigurationRule>,
): S3BucketLifecycleConfigurationRule {
  return {
    id,
    status: 'Enabled',
    filter: [{ prefix: '' }],
    ...actions,
    abortIncompleteMultipartUpload: [{ daysAfterInitiation }],
  };
}

export function createBucket(context: BuildContext<unknown>, account: Account, given: PrivateBucket): CreatedBucket {
  const { scope, retiring } = context;
  const { region } = context.chosen;
  const { role, kmsKeyArn } = given;
  const name = context.name(bucketNameLimit - accountSuffix, ...given.about, region);
  const bucket = new S3Bucket(scope, context.id(role), {
    region,
    // Names of buckets are one space for all accounts in the world.
    bucket: `${name}-${account.id}`,
    forceDestroy: given.forceDestroy,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  const common = { region, bucket: bucket.id };
  const block = new S3BucketPublicAccessBlock(scope, context.id(`${role}_access`), {
    ...common,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, context.id(`${role}_ownership`), {
    ...common,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, context.id(`${role}_encryption`), {
    ...common,
    rule: [
      kmsKeyArn === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn },
            bucketKeyEnabled: true,
          },
    ],
  });
  const versioning = given.versioned
    ? [
        new S3BucketVersioningA(scope, context.id(`${role}_versioning`), {
          ...common,
          versioningConfiguration: { status: 'Enabled' },
        }),
      ]
    : [];
  new S3BucketLifecycleConfiguration(scope, context.id(`${role}_lifecycle`), {
    ...common,
    rule: [...given.lifecycleRules],
    ...(versioning.length === 0 ? {} : { dependsOn: versioning }),
  });
  return {
    bucket,
    allow: (statements = []) =>
      new S3BucketPolicy(scope, context.id(`${role}_policy`), {
        ...common,
        policy: policyDocument([tlsOnly(bucket), ...statements]),
        // AWS takes one change of access at a time.
        dependsOn: [block],
      }),
  };
}

function tlsOnly(bucket: S3Bucket): Readonly<Record<string, unknown>> {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket.arn, `${bucket.arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
