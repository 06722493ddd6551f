/** What AWS or the provider refuses of Aurora clusters, or replaces them for, and no schema tells. */
import type { ArgumentRule } from './module';

const cluster = {
  resource: 'aws_rds_cluster',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster',
};
const instance = {
  resource: 'aws_rds_cluster_instance',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster_instance',
};
const globalCluster = {
  resource: 'aws_rds_global_cluster',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_global_cluster',
};
const secretVersion = {
  resource: 'aws_secretsmanager_secret_version',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_version',
};

const identifier = '^[a-z](-?[a-z0-9])*$';

export const clusterRules: readonly ArgumentRule[] = [
  {
    ...cluster,
    kind: 'replaces',
    arguments: [
      'cluster_identifier',
      'database_name',
      'db_subnet_group_name',
      'engine',
      'kms_key_id',
      'master_username',
      'source_region',
      'storage_encrypted',
    ],
  },
  {
    ...cluster,
    kind: 'matches',
    argument: 'cluster_identifier',
    pattern: identifier,
    says: 'lower-case letters, digits and single hyphens',
  },
  {
    ...cluster,
    kind: 'not-together',
    arguments: ['manage_master_user_password', 'master_password', 'master_password_wo'],
  },
  { ...cluster, kind: 'one-of', argument: 'engine', values: ['aurora-mysql', 'aurora-postgresql'] },
  { ...instance, kind: 'replaces', arguments: ['cluster_identifier', 'identifier', 'engine', 'availability_zone'] },
  {
    ...instance,
    kind: 'matches',
    argument: 'identifier',
    pattern: identifier,
    says: 'lower-case letters, digits and single hyphens',
  },
  { ...globalCluster, kind: 'replaces', arguments: ['global_cluster_identifier', 'source_db_cluster_identifier'] },
  { ...globalCluster, kind: 'not-together', arguments: ['engine', 'source_db_cluster_identifier'] },
  { ...secretVersion, kind: 'replaces', arguments: ['secret_id', 'secret_string_wo_version'] },
];
