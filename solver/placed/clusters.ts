/** The nodes of a pool, dealt out to clusters that may have so many of them. */
import type { Bin } from '../placement/problem';

/** Nodes in their order, each cluster filled before the next one begins. */
export function dealt(bins: readonly Bin[], mostNodes: number): Bin[][] {
  const clusters: Bin[][] = [];
  let room = 0;
  for (const bin of bins) {
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
  return clusters;
}
