/** What the provider refuses of a Memcached cluster, or replaces it for, beyond the schema. */
import type { ArgumentRule } from '../module';

const cluster = {
  resource: 'aws_elasticache_cluster',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_cluster',
};

export const rules: readonly ArgumentRule[] = [
  // `node_type` replaces a Memcached cluster, and no other; this catalog has no other as a cluster of its own.
  {
    ...cluster,
    kind: 'replaces',
    arguments: ['cluster_id', 'node_type', 'port', 'subnet_group_name', 'availability_zone'],
  },
  {
    resource: cluster.resource,
    source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html',
    kind: 'matches',
    argument: 'cluster_id',
    pattern: '^(?=.{1,50}$)[a-z](-?[a-z0-9])*$',
    says: 'at most 50 lower-case letters, digits and single hyphens, a letter first and no hyphen last',
  },
  { ...cluster, kind: 'one-of', argument: 'az_mode', values: ['single-az', 'cross-az'] },
];
