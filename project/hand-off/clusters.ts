/** The nodes of a pool, dealt out to clusters that may have so many of them. */
import type { Bin, Pool } from '../../solver/placement/problem';

export interface Cluster {
  readonly nodes: readonly Bin[];
  /** Service -> replicas. */
  readonly holds: Readonly<Record<string, number>>;
}

/** Nodes in their order, each cluster filled before the next one begins. A pool without nodes is one cluster. */
export function clustersOf({ bins, holds }: Pick<Pool, 'bins' | 'holds'>, mostNodes: number): readonly Cluster[] {
  const filled = bins.filter(({ count }) => count > 0);
  if (filled.length === 0) return [{ nodes: [], holds: standing(holds) }];
  const clusters: Bin[][] = [];
  let room = 0;
  for (const bin of filled) {
    for (let left = bin.count; left > 0;) {
      if (room === 0) {
        clusters.push([]);
        room = Math.max(1, mostNodes);
      }
      const count = Math.min(left, room);
      clusters.at(-1)?.push({ ...bin, count });
      left -= count;
      room -= count;
    }
  }
  return clusters.map((nodes) => ({ nodes, holds: replicasOn(nodes) }));
}

function standing(holds: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(holds).filter(([, replicas]) => replicas > 0));
}

function replicasOn(nodes: readonly Bin[]): Readonly<Record<string, number>> {
  const replicas: Record<string, number> = {};
  for (const { count, holds } of nodes) {
    for (const [service, each] of Object.entries(holds)) replicas[service] = (replicas[service] ?? 0) + each * count;
  }
  return standing(replicas);
}
