/** Security controls that greengrass_v2 claims. */
import { z } from 'zod';
import { refusesPlainText, statementsOf } from '../alerts';
import type { Control } from '../module';

const status = z.object({ status: z.literal('Enabled') });
const versioning = z.union([status, z.array(status).length(1)]);
const rules = z.array(
  z.looseObject({
    apply_server_side_encryption_by_default: z.looseObject({
      sse_algorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
    }),
  }),
);
const document = z.object({
  Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() })),
});

/** What neither IoT nor IAM may be given on everything; Greengrass itself takes no narrower resources. */
function isNarrow(policy: unknown): boolean {
  if (typeof policy !== 'string') return false;
  return document.parse(JSON.parse(policy)).Statement.every(({ Action, Resource }) => {
    const actions = [Action].flat();
    const everything = [Resource].flat().includes('*');
    return actions.every((action) => !action.includes('*') && (!everything || action.startsWith('greengrass:')));
  });
}

export const controls: readonly Control[] = [
  {
    id: 'no-public-access',
    summary: 'The artifact bucket refuses public access in every form.',
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
    id: 'encryption-at-rest',
    summary: 'Artifacts are encrypted.',
    resource: 'aws_s3_bucket_server_side_encryption_configuration',
    complies: ({ rule }) => {
      const read = rules.safeParse(rule);
      return read.success && read.data.length > 0;
    },
  },
  {
    id: 'encryption-in-transit',
    summary: 'Artifacts are fetched over TLS alone.',
    resource: 'aws_s3_bucket_policy',
    complies: ({ policy }) => statementsOf(policy).some(refusesPlainText),
  },
  {
    id: 'versioning',
    summary: 'A replaced artifact can be brought back.',
    resource: 'aws_s3_bucket_versioning',
    complies: ({ versioning_configuration: configuration }) => versioning.safeParse(configuration).success,
  },
  {
    id: 'least-privilege',
    summary: 'A device connects, publishes and subscribes as core devices of this fleet alone.',
    resource: 'aws_iot_policy',
    complies: ({ policy }) => isNarrow(policy),
  },
  {
    id: 'least-privilege',
    summary: 'The role of the devices names what it may do, and on what.',
    resource: 'aws_iam_role_policy',
    complies: ({ policy }) => isNarrow(policy),
  },
];
