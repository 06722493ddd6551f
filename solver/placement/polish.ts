/**
 * Local search at real prices: services of pools whose nodes cost much more than totals say go elsewhere one by one, each
 * change settled with real packing. Slow for each change, so a number of changes is tried, the greatest loss first.
 */
import { neighboursOf } from './improve';
import { rulesHold } from './pairs';
import { totalOf } from './nodes';
import type { Pools } from './pools';
import { cornersOf, dearest } from './rates';
import { type Counts, settle } from './settle';

export interface Polished {
  readonly counts: Counts;
  readonly objective: number;
}

/** `objective` is that of `counts`, settled. */
export function polish(pools: Pools, start: Polished, trials: number, stop: () => boolean): Polished {
  const { instance } = pools;
  let best = start;
  let left = trials;
  for (let changed = true; changed && left > 0 && !stop();) {
    changed = false;
    for (const index of byLoss(pools, best.counts)) {
      const service = instance.services[index];
      if (service === undefined) continue;
      for (const at of neighboursOf(instance, service, best.counts[index] ?? new Map())) {
        if (left <= 0 || stop()) return best;
        const counts = best.counts.map((each, other) => (other === index ? at : each));
        if (!rulesHold(instance, counts)) continue;
        left--;
        const { found } = settle(pools, counts);
        if (found === undefined || found.objective >= best.objective) continue;
        best = { counts, objective: found.objective };
        changed = true;
      }
    }
  }
  return best;
}

/** Services of the pools that lose most against totals, the largest requests last: small ones are what is in the way. */
function byLoss(pools: Pools, counts: Counts): readonly number[] {
  const { instance } = pools;
  const losses = (settle(pools, counts).found?.pools ?? []).flatMap(({ place: index, load, choice }) => {
    const place = instance.places[index];
    if (place?.kind !== 'cloud' || choice?.bought === undefined) return [];
    const corners = cornersOf(place.nodeTypes, instance.dimensions.length);
    return [{ load, loss: choice.bought.microUsd - dearest(corners, totalOf(pools.items(load))).value }];
  });
  return losses.sort((a, b) => b.loss - a.loss).flatMap(({ load }) => [...load.keys()]);
}
