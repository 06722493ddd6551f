/** Security controls that mlflow claims with an instance of its own; those of the bucket and of roles hold in any case. */
import { z } from 'zod';
import { bucketControls, versioningControl } from '../buckets';
import { isNarrow } from '../workload-controls';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const encryption = z.array(
  z.looseObject({
    apply_server_side_encryption_by_default: z.looseObject({
      sse_algorithm: z.literal('aws:kms'),
      kms_master_key_id: z.string(),
    }),
  }),
);

const always: readonly Control[] = [
  ...bucketControls,
  versioningControl,
  {
    id: 'key-of-the-account',
    summary: 'Artifacts are encrypted with a key of the account.',
    resource: 'aws_s3_bucket_server_side_encryption_configuration',
    complies: ({ rule }) => {
      const read = encryption.safeParse(rule);
      return read.success && read.data.length > 0;
    },
  },
  {
    id: 'key-rotation',
    summary: 'The key is rotated every year.',
    resource: 'aws_kms_key',
    complies: ({ enable_key_rotation: on }) => on === true,
  },
  {
    id: 'least-privilege',
    summary: 'The roles of the server and of its setup name what they may do, and on what.',
    resource: 'aws_iam_role_policy',
    complies: ({ policy }) => isNarrow(policy),
  },
  {
    id: 'named-clients',
    summary: 'The database is open to the pods of the cluster, never to an address range.',
    resource: 'aws_vpc_security_group_ingress_rule',
    complies: (rule) => typeof rule.referenced_security_group_id === 'string' && rule.cidr_ipv4 === undefined,
  },
  {
    id: 'no-password',
    summary: 'The server logs in by IAM over verified TLS: its values hold no password.',
    resource: 'helm_release',
    complies: ({ values }) => {
      const text = Array.isArray(values) ? values.join('\n') : '';
      return text.includes('"PGSSLMODE":"verify-full"') && !/"(PG)?PASSWORD"|"password"|:[^@/"]+@/i.test(text);
    },
  },
];

const instance = 'aws_db_instance';

const ownDatabase: readonly Control[] = [
  {
    id: 'encryption-at-rest',
    summary: 'The database, its backups and snapshots are encrypted with a key of the account.',
    resource: instance,
    complies: ({ storage_encrypted: encrypted, kms_key_id: key }) => encrypted === true && typeof key === 'string',
  },
  {
    id: 'encryption-in-transit',
    summary: 'Clients of the database connect over TLS alone.',
    resource: 'aws_db_parameter_group',
    complies: ({ parameter }) =>
      z.array(z.looseObject({ name: z.literal('rds.force_ssl'), value: z.literal('1') })).safeParse(parameter).success,
  },
  {
    id: 'managed-password',
    summary: 'RDS draws and rotates the master password; Terraform never sees it.',
    resource: instance,
    complies: ({ manage_master_user_password: managed, password }) => managed === true && password === undefined,
  },
  {
    id: 'iam-authentication',
    summary: 'Users log in by IAM.',
    resource: instance,
    complies: ({ iam_database_authentication_enabled: enabled }) => enabled === true,
  },
  {
    id: 'no-public-access',
    summary: 'The database has no public address.',
    resource: instance,
    complies: ({ publicly_accessible: open }) => open === false,
  },
  {
    id: 'deletion-protection',
    summary: 'AWS refuses to delete the database.',
    resource: instance,
    complies: ({ deletion_protection: on }) => on === true,
  },
  {
    id: 'final-snapshot',
    summary: 'A snapshot is taken before the database goes.',
    resource: instance,
    complies: ({ skip_final_snapshot: skipped, final_snapshot_identifier: name }) =>
      skipped !== true && typeof name === 'string',
  },
  {
    id: 'automatic-backups',
    summary: 'The database can be restored to any moment of the last days.',
    resource: instance,
    complies: ({ backup_retention_period: days }) => typeof days === 'number' && days >= 1,
  },
  {
    id: 'logs-exported',
    summary: 'The logs of the database go to CloudWatch Logs.',
    resource: instance,
    complies: ({ enabled_cloudwatch_logs_exports: logs }) => Array.isArray(logs) && logs.includes('postgresql'),
  },
];

export function controls({ database }: Inputs): readonly Control[] {
  return database === 'shared' ? always : [...always, ...ownDatabase];
}
