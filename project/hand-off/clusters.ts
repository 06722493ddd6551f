/** What each cluster of a pool has. */
import { dealt } from '../../solver/placed/clusters';
import type { Bin, Pool } from '../../solver/placement/problem';

export interface Cluster {
  readonly nodes: readonly Bin[];
  /** Service -> replicas. */
  readonly holds: Readonly<Record<string, number>>;
}

/** A pool without nodes is one cluster. */
export function clustersOf({ bins, holds }: Pick<Pool, 'bins' | 'holds'>, mostNodes: number): readonly Cluster[] {
  const clusters = dealt(bins, mostNodes);
  if (clusters.length === 0) return [{ nodes: [], holds: standing(holds) }];
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
