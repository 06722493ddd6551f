/**
 * A Valkey or Redis OSS replication group on ElastiCache: a key-value cache with data structures, publish and
 * subscribe, replicas and daily snapshots.
 *
 * Cluster mode is on even for one shard. AWS reshards a cluster-mode group in place, while a group without it has one
 * shard for ever, leaves by a way through `compatible` that needs a replica and moves clients to another address, and
 * never comes back. So the endpoint that clients get first is the one they keep, and an environment that asks for more
 * memory adds shards or takes a larger node type, both in place, while nothing is replaced. The price is that clients
 * must speak the cluster protocol; `clusterMode: disabled` is there for those that can't, and such a group grows by
 * node type alone. What does replace the group, and is stopped by `prevent_destroy`: a change of `kmsKeyId`, of the
 * engine from Valkey to Redis OSS, or to a lower engine version. From Redis OSS to Valkey AWS upgrades in place, but
 * user groups change their engine after the cache and not with it: do that step by hand before `engine` says valkey.
 *
 * Clients log in by IAM (`elasticache:Connect` on the group and the user, 15-minute tokens): passwords and the AUTH
 * token have no write-only argument in the provider, so both would stand in the state. A Valkey user group turns the
 * built-in open `default` user off by itself and takes no user without authentication; a Redis OSS one must hold a user
 * named `default`, so there it gets one that is off and may do nothing, and its missing password opens nothing.
 *
 * It can't replicate to another region, nor survive the loss of a zone without losing the writes of the last moment:
 * replicas follow asynchronously. Traffic between zones is charged to the clients at the rate of the network.
 *
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html
 */
import { privateNetwork } from '../capabilities';
import { cacheNodeQuota, needsMoreThanKeyValue } from '../elasticache';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { options, provides, replicasOf } from './options';
import { rules } from './rules';

export type { Inputs };

export const elasticacheRedis = {
  name: 'elasticache_redis',
  title: 'ElastiCache for Valkey and Redis OSS',
  summary: 'A Valkey or Redis OSS replication group: cache, data structures, publish and subscribe, snapshots.',
  category: 'cache',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: true,
  services: ['elasticache'],
  provides,
  quotas: cacheNodeQuota,
  inputs,
  useWhen: [
    {
      text: 'persistence, publish and subscribe or data structures are needed',
      holds: needsMoreThanKeyValue,
    },
    { text: 'the cache should survive the loss of a node or a zone' },
    { text: 'clients should log in and may do different things' },
    { text: 'no particular engine is needed: Valkey is the cheapest of the three for the same node type' },
  ],
  avoidWhen: [
    { text: 'a plain key-value cache should use all vCPUs of large nodes, which is what Memcached does' },
    { text: 'the data must be durable to the last write, which asks for a database' },
  ],
  conflicts: {},
  rules,
  references: [
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group',
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_user',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Shards.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html',
    'https://aws.amazon.com/elasticache/faqs/ (one snapshot of each active cache is free)',
    'The guide calls Redis the cheap default over Memcached. List prices of the two are the same for each node type; Valkey costs a fifth less, and both keep a quarter of each node for themselves.',
  ],
  controls,
  needs: () => [{ capability: privateNetwork, at: 'each' }],
  options,
  zoneParts: (given, { availability }) => {
    const nodes = 1 + replicasOf(given, availability);
    const what = nodes === 1 ? 'node of each shard' : 'nodes of each shard';
    return [{ what, zones: nodes, where: 'any', loses: 'its data is not reached' }];
  },
  load: () => import('./build'),
} satisfies Module<Inputs>;
