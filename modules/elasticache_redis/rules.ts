/** What the provider refuses of a replication group, or replaces it for, beyond the schema. */
import type { ArgumentRule } from '../module';

const page = {
  resource: 'aws_elasticache_replication_group',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group',
};
const code = {
  ...page,
  source:
    'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elasticache/replication_group.go',
};

export const rules: readonly ArgumentRule[] = [
  {
    ...code,
    kind: 'replaces',
    arguments: [
      'replication_group_id',
      'at_rest_encryption_enabled',
      'data_tiering_enabled',
      'global_replication_group_id',
      'kms_key_id',
      'network_type',
      'port',
      'snapshot_arns',
      'snapshot_name',
      'subnet_group_name',
    ],
  },
  {
    resource: page.resource,
    source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html',
    kind: 'matches',
    argument: 'replication_group_id',
    pattern: '^(?=.{1,40}$)[a-z](-?[a-z0-9])*$',
    says: 'at most 40 lower-case letters, digits and single hyphens, a letter first and no hyphen last',
  },
  { ...page, kind: 'one-of', argument: 'engine', values: ['redis', 'valkey'] },
  { ...page, kind: 'one-of', argument: 'cluster_mode', values: ['enabled', 'disabled', 'compatible'] },
  { ...page, kind: 'one-of', argument: 'transit_encryption_mode', values: ['preferred', 'required'] },
  { ...page, kind: 'one-of', argument: 'log_delivery_configuration.log_format', values: ['json', 'text'] },
  { ...page, kind: 'one-of', argument: 'log_delivery_configuration.log_type', values: ['slow-log', 'engine-log'] },
  {
    ...page,
    kind: 'one-of',
    argument: 'log_delivery_configuration.destination_type',
    values: ['cloudwatch-logs', 'kinesis-firehose'],
  },
  { ...page, kind: 'not-together', arguments: ['num_cache_clusters', 'num_node_groups'] },
  { ...page, kind: 'not-together', arguments: ['num_cache_clusters', 'replicas_per_node_group'] },
  { ...page, kind: 'not-together', arguments: ['global_replication_group_id', 'num_node_groups'] },
  { ...page, kind: 'not-together', arguments: ['node_group_configuration', 'preferred_cache_cluster_azs'] },
  { ...code, kind: 'not-together', arguments: ['auth_token', 'user_group_ids'] },
];
