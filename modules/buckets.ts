/** What modules with an S3 bucket share: what AWS refuses, and the controls of a private bucket. */
import { z } from 'zod';
import { refusesPlainText, statementsOf } from './alerts';
import type { ArgumentRule, Control } from './module';

export const bucketNameRule: ArgumentRule = {
  kind: 'matches',
  resource: 'aws_s3_bucket',
  argument: 'bucket',
  pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  says: 'lower-case letters, digits, dots and hyphens, 3 to 63',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
};

const status = z.object({ status: z.literal('Enabled') });
const versioning = z.union([status, z.array(status).length(1)]);
const ownership = z.object({ object_ownership: z.literal('BucketOwnerEnforced') });
const owner = z.union([ownership, z.array(ownership).length(1)]);
const encryptions = z
  .array(
    z.looseObject({
      apply_server_side_encryption_by_default: z.looseObject({
        sse_algorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
      }),
    }),
  )
  .min(1);

export const bucketControls: readonly Control[] = [
  {
    id: 'no-public-access',
    summary: 'The bucket refuses public access in every form.',
    resource: 'aws_s3_bucket_public_access_block',
    complies: (block) =>
      [
        block.block_public_acls,
        block.block_public_policy,
        block.ignore_public_acls,
        block.restrict_public_buckets,
      ].every((value) => value === true),
  },
  {
    id: 'no-acls',
    summary: 'Policies alone decide over access: ACLs are off.',
    resource: 'aws_s3_bucket_ownership_controls',
    complies: ({ rule }) => owner.safeParse(rule).success,
  },
  {
    id: 'encryption-at-rest',
    summary: 'Objects are encrypted.',
    resource: 'aws_s3_bucket_server_side_encryption_configuration',
    complies: ({ rule }) => encryptions.safeParse(rule).success,
  },
  {
    id: 'encryption-in-transit',
    summary: 'Objects are read and written over TLS alone.',
    resource: 'aws_s3_bucket_policy',
    complies: ({ policy }) => statementsOf(policy).some(refusesPlainText),
  },
];

export const versioningControl: Control = {
  id: 'versioning',
  summary: 'A replaced or deleted object can be brought back.',
  resource: 'aws_s3_bucket_versioning',
  complies: ({ versioning_configuration: configuration }) => versioning.safeParse(configuration).success,
};
