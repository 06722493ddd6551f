/** Facts that the two ElastiCache modules share: node types, memory, controls, and how the engines compare. */
import type { Availability, AwsFacts, CacheNodeType, Control, Option, Rule } from './module';

export const hoursPerMonth = 730;

/** Default quota `Nodes per Region`: https://docs.aws.amazon.com/general/latest/gr/elasticache-service.html */
export const cacheNodeQuota = { maxCacheNodes: 'ElastiCache nodes in the region, replicas counted' };

/** Families with known list prices for each engine. AWS data in hand has none for c7gn, m4 and r4. */
const pricedFamilies: readonly string[] = ['t3', 't4g', 'm5', 'm6g', 'm7g', 'r5', 'r6g', 'r7g'];

export type Engine = 'memcached' | 'redis' | 'valkey';

/** Sums of money and memory are compared in thousandths, so what a node holds is rounded down to them. */
const milli = 1000;

/**
 * Burstable families. AWS advises them up to some 20,000 requests a second, but a node without CPU credits slows down,
 * so what has to stay up does not get one unasked.
 * https://aws.amazon.com/blogs/database/five-workload-characteristics-to-consider-when-right-sizing-amazon-elasticache-redis-clusters/
 */
const burstableFamilies: readonly string[] = ['t3', 't4g'];

interface NodeTypeInputs {
  readonly nodeType?: string | undefined;
  readonly burstable?: boolean | undefined;
}

/** The node types that an instance may use: all that have a price, or the one that is pinned, priced or not. */
export function nodeTypes(
  facts: AwsFacts,
  given: NodeTypeInputs,
  availability: Availability,
): readonly CacheNodeType[] {
  const { nodeType, burstable = availability === 'single-az' } = given;
  return facts.cacheNodeTypes().filter(({ type }) => {
    if (nodeType !== undefined) return type === nodeType;
    const family = type.split('.')[1] ?? '';
    return pricedFamilies.includes(family) && (burstable || !burstableFamilies.includes(family));
  });
}

/** Stands for a pinned node type that is not in the data, so that the user hears of it. */
export function unknownNodeType(engine: Engine, nodeType: string, provides: Option['provides']): Option {
  return {
    key: optionKey(engine, nodeType),
    label: nodeType,
    units: { min: 1, max: 1 },
    supplies: { memoryGiB: 0 },
    provides,
    cost: [],
    unavailable: `${nodeType} is not a node type that is known here`,
  };
}

/** `valkey-cache.t4g.small` */
export function optionKey(engine: Engine, nodeType: string): string {
  return `${engine}-${nodeType}`;
}

/** The node type of an option of `optionKey`. */
export function nodeTypeOf(option: string): string {
  return option.slice(option.indexOf('-') + 1);
}

export function nodeHourPrice(engine: Engine, nodeType: string): string {
  return `elasticache.${engine}.${nodeType}.hour`;
}

/** GiB that stay for data when the engine keeps `reservedPercent` of the node, rounded down to thousandths. */
export function usableAfterPercent(memoryGiB: number, reservedPercent: number): number {
  return Math.floor((Math.round(memoryGiB * milli) * (100 - reservedPercent)) / 100) / milli;
}

/** GiB that stay for data when the engine keeps `reservedMiB` of the node, rounded down to thousandths. */
export function usableAfterMiB(memoryGiB: number, reservedMiB: number): number {
  const kept = Math.floor((Math.round(memoryGiB * milli) * 1024 - reservedMiB * milli) / 1024) / milli;
  return Math.max(0, kept);
}

/** What the security group of a cache keeps; `allowed` as in `allowedSecurityGroupIdsInput`. */
export function accessControls(allowed: Readonly<Record<string, string>>): readonly Control[] {
  const closed: Control = {
    id: 'no-inline-access',
    summary: 'The security group itself opens nothing, in or out.',
    resource: 'aws_security_group',
    complies: ({ ingress, egress }) => isEmpty(ingress) && isEmpty(egress),
  };
  const fromGroups: Control = {
    id: 'no-public-access',
    summary: 'Only named security groups may connect, never an address range.',
    resource: 'aws_vpc_security_group_ingress_rule',
    complies: (rule) =>
      typeof rule.referenced_security_group_id === 'string' &&
      rule.cidr_ipv4 === undefined &&
      rule.cidr_ipv6 === undefined &&
      rule.prefix_list_id === undefined,
  };
  return Object.keys(allowed).length === 0 ? [closed] : [closed, fromGroups];
}

function isEmpty(rules: unknown): boolean {
  return rules === undefined || (Array.isArray(rules) && rules.length === 0);
}

const beyondMemcached: readonly string[] = ['cache-persistence', 'pub-sub', 'data-structures'];

/** Holds when something asks for what only Redis OSS and Valkey do. */
export const needsMoreThanKeyValue: NonNullable<Rule['holds']> = ({ needs }) =>
  needs.some((need) => beyondMemcached.includes(need));

/** One row of the comparison that the documentation prints. */
export interface EngineFeature {
  readonly feature: string;
  readonly redis: string;
  readonly memcached: string;
}

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html; `redis` stands for Redis OSS and Valkey. */
export const engineFeatures: readonly EngineFeature[] = [
  { feature: 'Persistence', redis: 'daily snapshots, a final one', memcached: 'none' },
  { feature: 'Publish and subscribe', redis: 'yes', memcached: 'no' },
  { feature: 'Data types', redis: 'lists, sets, sorted sets, hashes, streams', memcached: 'strings' },
  { feature: 'Threads', redis: 'one thread runs the commands of a shard', memcached: 'all vCPUs of a node' },
  { feature: 'Replicas and failover', redis: 'yes', memcached: 'no: what a lost node held is gone' },
  { feature: 'Scaling out', redis: 'shards, online', memcached: 'nodes; clients rehash the keys' },
  { feature: 'Another node type', redis: 'in place', memcached: 'a new, empty cluster' },
  { feature: 'Encryption', redis: 'at rest and in transit', memcached: 'in transit' },
  { feature: 'Authentication', redis: 'IAM, by user', memcached: 'none: security groups alone' },
  { feature: 'Memory kept by the engine', redis: '25 % of a node', memcached: '100 MiB of a node' },
];
