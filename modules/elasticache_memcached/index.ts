/**
 * A Memcached cluster on ElastiCache: a plain key-value cache over one or more nodes of one type.
 *
 * It gives a configuration endpoint for auto discovery, TLS, and access for named security groups. It cannot keep
 * data: there are no replicas, snapshots, users or encryption at rest, and a lost node takes its share of the keys
 * along. With multi-az the nodes are spread over zones, so that a lost zone empties a part of the cache and no more.
 *
 * More nodes are added in place. Another node type, and switching TLS, make AWS build a new and empty cluster under
 * the same name, so the cache is away for minutes and cold afterwards; pin `nodeType` where that hurts.
 * Traffic between zones is charged to the clients at the rate of the network.
 *
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html
 */
import { z } from 'zod';
import { keyValueCache, privateNetwork } from '../capabilities';
import {
  accessControls,
  cacheNodeQuota,
  hoursPerMonth,
  needsMoreThanKeyValue,
  nodeHourPrice,
  nodeTypes,
  optionKey,
  unknownNodeType,
  usableAfterMiB,
} from '../elasticache';
import {
  allowedSecurityGroupIdsInput,
  applyImmediatelyInput,
  burstableInput,
  maintenanceWindowInput,
  nodeTypeInput,
  notificationTopicArnInput,
} from '../elasticache-inputs';
import type { AwsFacts, Control, Module, Option, Site } from '../module';
import { rules } from './rules';

/** `NumCacheNodes`: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html */
export const maxNodes = 40;

/** `memcached_connections_overhead`: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html */
export const defaultConnectionsOverheadMiB = 100;

/** In-transit encryption came with 1.6.12. */
const minTlsPatch = 12;

const inputs = z.strictObject({
  nodeType: nodeTypeInput,
  burstable: burstableInput,
  numCacheNodes: z
    .int()
    .min(1)
    .max(maxNodes)
    .optional()
    .describe(`Number of nodes, 1 to ${maxNodes}, with multi-az at least 2; left out, as many as the memory takes.`),
  engineVersion: z
    .string()
    .regex(/^1\.6\.[0-9]+$/, 'must look like 1.6.22')
    .refine((version) => Number(version.split('.')[2]) >= minTlsPatch, `TLS needs 1.6.${minTlsPatch} or later`)
    .default('1.6.22')
    .describe(
      `Memcached version, 1.6.${minTlsPatch} or later; 1.6.22 when left out. A lower one than what runs rebuilds it.`,
    ),
  transitEncryptionEnabled: z
    .boolean()
    .default(true)
    .describe('Whether clients must use TLS; true when left out. A change builds a new, empty cluster.'),
  memcachedConnectionsOverhead: z
    .int()
    .min(0)
    .max(400)
    .default(defaultConnectionsOverheadMiB)
    .describe('Memory of each node kept for connections, 0 to 400 MiB; 100 when left out. It is lost for items.'),
  maintenanceWindow: maintenanceWindowInput,
  applyImmediately: applyImmediatelyInput,
  notificationTopicArn: notificationTopicArnInput,
  allowedSecurityGroupIds: allowedSecurityGroupIdsInput,
});

export type Inputs = z.infer<typeof inputs>;

function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const least = site.availability === 'multi-az' ? 2 : 1;
  const pinned = given.numCacheNodes;
  const units = { min: pinned ?? least, max: pinned ?? maxNodes };
  const tooFew = pinned !== undefined && pinned < least;
  const types = nodeTypes(facts, given, site.availability);
  if (types.length === 0 && given.nodeType !== undefined) {
    return [unknownNodeType('memcached', given.nodeType, [keyValueCache])];
  }
  return types.map(({ type, memoryGiB }): Option => ({
    key: optionKey('memcached', type),
    label: `Memcached on ${type}`,
    unitName: 'node',
    units,
    supplies: { memoryGiB: usableAfterMiB(memoryGiB, given.memcachedConnectionsOverhead) },
    provides: [keyValueCache],
    cost: [
      {
        name: `Memcached nodes ${type}`,
        price: nodeHourPrice('memcached', type),
        perUnit: hoursPerMonth,
        basis: `each node x ${hoursPerMonth} h`,
      },
    ],
    consumes: { maxCacheNodes: { perUnit: 1 } },
    ...(tooFew ? { unavailable: `numCacheNodes is ${pinned} and multi-az takes at least ${least} nodes` } : {}),
  }));
}

function controls(given: Inputs): readonly Control[] {
  const inTransit: Control = {
    id: 'encryption-in-transit',
    summary: 'Clients connect over TLS alone.',
    resource: 'aws_elasticache_cluster',
    complies: ({ transit_encryption_enabled: enabled }) => enabled === true,
  };
  return [...(given.transitEncryptionEnabled ? [inTransit] : []), ...accessControls(given.allowedSecurityGroupIds)];
}

export const elasticacheMemcached = {
  name: 'elasticache_memcached',
  title: 'ElastiCache for Memcached',
  summary: 'A Memcached cluster: a plain, multi-threaded key-value cache that keeps nothing.',
  category: 'cache',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: false,
  services: ['elasticache'],
  provides: [keyValueCache],
  quotas: cacheNodeQuota,
  inputs,
  useWhen: [
    { text: 'a simple key-value cache is enough and nothing in it has to last' },
    { text: 'clients with many threads should use all vCPUs of a node' },
    { text: 'throughput matters more than features' },
    { text: 'the application expires and invalidates what it caches' },
  ],
  avoidWhen: [
    {
      text: 'persistence, publish and subscribe or data structures are needed, which only Redis OSS and Valkey have',
      holds: needsMoreThanKeyValue,
    },
    { text: 'Redis OSS or Valkey already serves the same clients well' },
    { text: 'cost comes first: a Valkey node of the same type costs a fifth less' },
  ],
  conflicts: {},
  rules,
  references: [
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_cluster',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-mc.html',
    'The guide puts two cache.t3.micro at about 12 USD a month and two cache.r6g.large at about 200 USD. List prices of us-east-1 (0.017 and 0.206 USD an hour, 730 hours) give 24.82 and 300.76 USD.',
    'The API reference allows 1 to 40 nodes in a cluster; a raised quota is not counted on.',
  ],
  controls,
  needs: () => [{ capability: privateNetwork, at: 'each' }],
  options,
  // Nodes are spread over zones when multi-az asks for it.
  zoneParts: (_, { availability }, __, { units }) => {
    const zones = availability === 'multi-az' ? units : 1;
    return [{ what: 'nodes', zones, where: 'any', loses: 'the cache is away and comes back empty' }];
  },
  load: () => import('./build'),
} satisfies Module<Inputs>;
