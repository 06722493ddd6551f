/** Ways to have a replication group: one option for each engine and node type, in shards. */
import { cachePersistence, dataStructures, keyValueCache, pubSub } from '../capabilities';
import {
  hoursPerMonth,
  nodeHourPrice,
  nodeTypes,
  optionKey,
  unknownNodeType,
  usableAfterPercent,
} from '../elasticache';
import type { AwsFacts, CostLine, Option, Site } from '../module';
import { maxNodes, type Inputs } from './inputs';

export const provides = [keyValueCache, cachePersistence, pubSub, dataStructures];

type RedisEngine = 'valkey' | 'redis';

const engineTitles: Readonly<Record<RedisEngine, string>> = { valkey: 'Valkey', redis: 'Redis OSS' };

/** Replicas of each shard: what is pinned, else one where no single zone may take the service down. */
export function replicasOf(given: Pick<Inputs, 'replicasPerNodeGroup'>, availability: Site['availability']): number {
  return given.replicasPerNodeGroup ?? (availability === 'multi-az' ? 1 : 0);
}

export function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const replicas = replicasOf(given, site.availability);
  const nodesPerShard = 1 + replicas;
  const most = given.clusterMode === 'disabled' ? 1 : Math.floor(maxNodes / nodesPerShard);
  const pinned = given.numNodeGroups;
  const units = { min: pinned ?? 1, max: pinned ?? most };
  const unavailable = reasonAgainst(given, site, replicas, most);
  const engines: readonly RedisEngine[] = given.engine === undefined ? ['valkey', 'redis'] : [given.engine];
  const types = nodeTypes(facts, given, site.availability);
  const { nodeType } = given;
  if (types.length === 0 && nodeType !== undefined) {
    return engines.map((engine) => unknownNodeType(engine, nodeType, provides));
  }
  return engines.flatMap((engine) =>
    types.map(({ type, memoryGiB }): Option => ({
      key: optionKey(engine, type),
      label: `${engineTitles[engine]} on ${type}`,
      unitName: 'shard',
      units,
      supplies: { memoryGiB: usableAfterPercent(memoryGiB, given.reservedMemoryPercent) },
      provides,
      identity: engine,
      cost: [
        {
          name: `${engineTitles[engine]} nodes ${type}`,
          price: nodeHourPrice(engine, type),
          perUnit: nodesPerShard * hoursPerMonth,
          basis: `${nodesPerShard} ${nodesPerShard === 1 ? 'node' : 'nodes'} a shard x ${hoursPerMonth} h`,
        },
        ...snapshotCost(given.snapshotRetentionLimit),
      ],
      consumes: { maxCacheNodes: { perUnit: nodesPerShard } },
      ...(unavailable === undefined ? {} : { unavailable }),
    })),
  );
}

/** AWS gives the storage of one snapshot of an active cache. Each other one is counted as large as the data asked for. */
function snapshotCost(retentionDays: number): readonly CostLine[] {
  const charged = retentionDays - 1;
  if (charged < 1) return [];
  return [
    {
      name: 'Snapshots',
      price: 'elasticache.backup.gbMonth',
      perDemand: { memoryGiB: charged },
      basis: `${charged} daily ${charged === 1 ? 'snapshot' : 'snapshots'} beyond the free one, of all data asked for`,
    },
  ];
}

function reasonAgainst(given: Inputs, site: Site, replicas: number, most: number): string | undefined {
  if (site.availability === 'multi-az' && replicas === 0) {
    return 'replicasPerNodeGroup is 0 and multi-az takes at least 1 replica a shard';
  }
  if (given.numNodeGroups !== undefined && given.numNodeGroups > most) {
    return given.clusterMode === 'disabled'
      ? `numNodeGroups is ${given.numNodeGroups} and clusterMode disabled has 1 shard`
      : `numNodeGroups is ${given.numNodeGroups} and ${maxNodes} nodes allow ${most} shards with ${replicas} replicas each`;
  }
  return undefined;
}
