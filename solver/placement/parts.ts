/** Parts of a placement that are decided anew while the rest stands still (refill.ts). */
import type { Tree } from './forest';
import type { Formulation, Stand } from './formulate';
import type { Best } from './incumbent';
import type { Pools } from './pools';
import { type Counts, settle } from './settle';
import type { Worths } from './worths';

/** What may change. */
export interface Part {
  /** Indexes into the pools of the formulation, and into places. */
  readonly pools: ReadonlySet<number>;
  readonly sites: ReadonlySet<number>;
  readonly services: ReadonlySet<number>;
}

/** Columns of the formulation up to which all of it is one part. */
const WHOLE = 2_000;
/** Pools in use and services that are free in a part of a larger one. */
const PART = { pools: 2, services: 40 };

export class Parts {
  constructor(
    private readonly pools: Pools,
    private readonly formulation: Formulation,
    private readonly worths: Worths,
    private readonly trees: readonly Tree[],
  ) {}

  /** Another part each round: the pools that waste most, a site, and some of the trees that stand there. */
  at(round: number, { counts }: Best): Part {
    const { formulation, trees } = this;
    const { instance } = this.pools;
    const sites = instance.places.flatMap(({ index, kind }) => (kind === 'static' ? [index] : []));
    const services = instance.services.map(({ index }) => index);
    if (formulation.rows.cost.length <= WHOLE)
      return { pools: new Set(formulation.pools.keys()), sites: new Set(sites), services: new Set(services) };
    const wasteful = this.wasteful(counts);
    const pools = wasteful.filter((_, position) => (position + round * (wasteful.length - 1)) % wasteful.length < PART.pools); // prettier-ignore
    const site = sites[round % Math.max(1, sites.length)];
    const chosen = new Set(pools);
    const isThere = ({ place, pool }: Stand): boolean => (pool === undefined ? place === site : chosen.has(pool));
    const free = new Set<number>();
    for (let k = 0; k < trees.length && free.size < PART.services; k++) {
      for (const service of trees[(round * 7 + k) % trees.length]?.order ?? []) {
        const there = new Set((formulation.stands[service] ?? []).filter(isThere).map(({ place }) => place));
        if ([...(counts[service]?.keys() ?? [])].every((place) => there.has(place))) free.add(service);
      }
    }
    return { pools: chosen, sites: new Set(site === undefined ? [] : [site]), services: free };
  }

  /** Pools in use, by what their nodes cost beyond what they hold is worth. */
  private wasteful(counts: Counts): number[] {
    const { formulation, pools, worths } = this;
    const { instance } = pools;
    const losses = (settle(pools, counts).found?.pools ?? []).flatMap(({ place, overflowOf, load, choice }) => {
      const worth = worths.at(place).at(-1) ?? [];
      const index = formulation.pools.findIndex((pool) => pool.place === place && pool.overflowOf === overflowOf);
      let loss = choice?.bought?.microUsd ?? 0;
      for (const [service, count] of load) loss -= count * (worth[instance.services[service]?.shape ?? -1] ?? 0);
      return index < 0 || choice === undefined ? [] : [{ index, loss }];
    });
    return losses.sort((a, b) => b.loss - a.loss || a.index - b.index).map(({ index }) => index);
  }
}
