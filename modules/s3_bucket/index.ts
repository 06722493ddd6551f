/**
 * A private S3 bucket: encrypted, versioned, without ACLs and public access, for TLS alone.
 *
 * It stands in the region of whoever asks for it: data near its compute, logs in the region of their source. An
 * instance in another region is another bucket with other objects; nothing is copied between them.
 *
 * Encryption with a KMS key of the account is the default, since it puts a second lock on the data: whoever reads needs
 * rights on the bucket and on the key, CloudTrail names each use of the key, and to disable it shuts everybody out at
 * once. A bucket key keeps requests to KMS few. It is wrong where AWS itself writes and takes keys of S3 alone (logs of
 * load balancers and of S3) and needless for what everybody may read; `sseAlgorithm: AES256` is for those.
 *
 * It leaves in two steps. Even then AWS refuses to delete a bucket that holds objects: empty it first, or say
 * `forceDestroy` before the retirement begins, and all versions go with it. The logs of its requests always do.
 *
 * It has no replication, no object lock, no CORS rules and no website hosting, which static_site does through CloudFront.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
import { bucketControls, bucketNameRule, versioningControl } from '../buckets';
import { objectStorage } from '../capabilities';
import type { Control, Module } from '../module';
import { costs } from './costs';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

const keyRotation: Control = {
  id: 'key-rotation',
  summary: 'The key of the bucket is rotated every year.',
  resource: 'aws_kms_key',
  complies: ({ enable_key_rotation: rotated }) => rotated === true,
};

function ownKey({ sseAlgorithm, kmsMasterKeyId }: Inputs): boolean {
  return sseAlgorithm === 'aws:kms' && kmsMasterKeyId === undefined;
}

export const s3Bucket = {
  name: 's3_bucket',
  title: 'S3 bucket',
  summary: 'A private bucket for objects: encrypted, versioned, for TLS alone, with storage classes by age.',
  category: 'data',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: true,
  services: ['s3', 'kms'],
  provides: [objectStorage],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'files are stored: uploads, media, models, backups', holds: needsObjects },
    { text: 'data is large, is read seldom, or must outlive whatever wrote it' },
  ],
  avoidWhen: [
    { text: 'items are small and found by key within milliseconds: a table is made for that' },
    { text: 'files are served to browsers: static_site puts CloudFront in front of a bucket' },
  ],
  conflicts: {},
  rules: [
    bucketNameRule,
    {
      kind: 'one-of',
      resource: 'aws_s3_bucket_lifecycle_configuration',
      argument: 'rule.transition.storage_class',
      values: ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER', 'DEEP_ARCHIVE'],
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_Transition.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html: a bucket key cuts requests to KMS by up to 99 percent, so they are not counted.',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html: 30 days before and in the infrequent-access classes, 90 in GLACIER before DEEP_ARCHIVE; objects below 128 KB do not move.',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html: logs take keys of S3 alone and a policy for logging.s3.amazonaws.com.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/s3_bucket_lifecycle_configuration',
    'Prices of the infrequent-access and archive classes are known in us-east-1 alone and assumed elsewhere. Least storage times (30, 90 and 180 days) are not counted.',
  ],
  controls: (given) => [...bucketControls, versioningControl, ...(ownKey(given) ? [keyRotation] : [])],
  needs: () => [],
  options: (given) => [
    {
      key: 'standard',
      label: 'bucket',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [objectStorage],
      cost: costs(given),
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;

function needsObjects({ needs }: { readonly needs: readonly string[] }): boolean {
  return needs.includes(objectStorage.name);
}
