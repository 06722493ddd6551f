/** Zones of nodes under the names that the lock has for them: a zone is as good as another, and a group that moves is new. */
import type { Bin, Placement, Pool } from '../placement/problem';

/** The same placement, with its zones named so that as many nodes as possible stand where they stood. */
export function keepZones(placement: Placement, before: Placement | undefined): Placement {
  if (before === undefined) return placement;
  const pools = placement.pools.map((pool) => {
    const old = before.pools.find(
      ({ location, overflowOf }) => location === pool.location && overflowOf === pool.overflowOf,
    );
    return old === undefined ? pool : renamed(pool, countsOf(old.bins));
  });
  return { ...placement, pools };
}

/** `type zone` -> nodes. */
function countsOf(bins: readonly Bin[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { type, zone, count } of bins)
    if (zone !== undefined) counts.set(`${type} ${zone}`, (counts.get(`${type} ${zone}`) ?? 0) + count);
  return counts;
}

function renamed(pool: Pool, before: ReadonlyMap<string, number>): Pool {
  const zones = [...new Set(pool.bins.flatMap(({ zone }) => zone ?? []))].sort((a, b) => a - b);
  let best = { names: zones, stay: -1 };
  for (const names of orders(zones)) {
    const bins = withNames(pool.bins, zones, names);
    let stay = 0;
    for (const [key, count] of countsOf(bins)) stay += Math.min(count, before.get(key) ?? 0);
    if (stay > best.stay) best = { names, stay };
  }
  return { ...pool, bins: withNames(pool.bins, zones, best.names) };
}

function withNames(bins: readonly Bin[], zones: readonly number[], names: readonly number[]): Bin[] {
  return bins.map((bin) => {
    const name = bin.zone === undefined ? undefined : names[zones.indexOf(bin.zone)];
    return name === undefined ? bin : { ...bin, zone: name };
  });
}

/** All orders, the given one first. */
function orders(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) => orders(items.filter((other) => other !== first)).map((rest) => [first, ...rest]));
}
