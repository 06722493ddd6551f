/**
 * A placement in outline: how many replicas of each kind of service stand where, as a linear programme that is small at
 * any size and quick. Services with the same request and the same places are one, clouds with the same price list too;
 * what ties services to each other, and what a place costs as soon as it is used, is left out. Its optimum is a lower
 * bound, and its prices and fillings are where the relaxation (relaxation.ts) begins.
 */
import { type Alike, alikePools, cloudFillings, siteBin } from './bins';
import type { Formulation, Stand } from './formulate';
import type { Cloud, Instance, NodeKind, Service, Site } from './instance';
import { lent, type Priceable, soundPrices } from './lending';
import { FillingLibrary, NodesProgramme, type Point } from './nodes-programme';
import { undominated } from './nodes';
import type { Left } from './time';
import type { Worths } from './worths';

export interface Outline {
  readonly bound: number;
  readonly fillings: FillingLibrary;
  /** Service -> place -> marginal price of a replica. */
  readonly prices: readonly (readonly number[])[];
}

/** Services that may stand in the same places and need the same. */
interface Group {
  readonly one: Service;
  replicas: number;
}

const ROUNDS = 200;
/** Ends once bound and value are this close, as a part: the relaxation goes on from there. */
const CLOSE = 2e-3;
/** A price that is lower by so much draws somebody. */
const DRAWS = 1e-4;
const NOBODY = 1e-6;
/** Times the dearest node, for a replica that stands nowhere. */
const NOWHERE = 10;

export function outlineOf(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  left: Left,
): Promise<Outline | undefined> {
  return new OutlineProgramme(instance, formulation, worths).run(left);
}

class OutlineProgramme {
  private readonly library = new FillingLibrary();
  private readonly programme: NodesProgramme;
  private readonly groups: readonly Group[];
  private readonly clouds: readonly (Alike & { readonly bin: number })[];
  /** Pool -> index into clouds. */
  private readonly cloudOf = new Map<number, number>();
  private readonly sites: readonly {
    readonly site: Site;
    readonly bin?: number;
    readonly shares: readonly {
      readonly row: number;
      readonly services: ReadonlySet<number>;
      readonly dimension: number;
      readonly limit: number;
    }[];
  }[];
  /** By group: columns by cloud. */
  private readonly inClouds: ReadonlyMap<number, number>[] = [];
  private readonly groupOf: readonly number[];
  /** Micro-USD of the dearest node. */
  private readonly dearest: number;

  constructor(
    private readonly instance: Instance,
    private readonly formulation: Formulation,
    private readonly worths: Worths,
  ) {
    const { shapes, places } = instance;
    this.programme = new NodesProgramme(shapes, this.library);
    const tables = cloudFillings(instance);
    this.clouds = alikePools(instance, formulation, withControlPlane).map((alike) => ({
      ...alike,
      bin: this.programme.addBins({ kinds: alike.kinds, fillings: tables }),
    }));
    this.clouds.forEach(({ pools }, index) => pools.forEach((pool) => this.cloudOf.set(pool, index)));
    this.sites = places.flatMap((site) => (site.kind === 'static' ? [{ site, ...this.addSite(site) }] : []));
    this.dearest = Math.max(1, ...this.clouds.flatMap(({ kinds }) => kinds.map(({ microUsd }) => microUsd)));
    const { groups, groupOf } = groupsOf(instance, formulation);
    this.groups = groups;
    this.groupOf = groupOf;
    for (const group of groups) this.addGroup(group);
  }

  private addSite(site: Site): Omit<OutlineProgramme['sites'][number], 'site'> {
    const { programme, instance } = this;
    const shares = site.shares.flatMap(({ services, limit: most }) =>
      most.flatMap((limit, dimension) =>
        limit < Infinity ? [{ row: programme.row(-Infinity, limit), services, dimension, limit }] : [],
      ),
    );
    const own = siteBin(programme, instance, site);
    return { shares, ...(own !== undefined && { bin: own.bin }) };
  }

  private addGroup({ one, replicas }: Group): void {
    const { programme } = this;
    const { shape, request, rank } = one;
    const row = programme.row(replicas, replicas);
    programme.term(row, programme.column(NOWHERE * this.dearest), 1);
    const inClouds = new Map<number, number>();
    for (const index of new Set(this.standsOf(one).flatMap(({ pool = -1 }) => this.cloudOf.get(pool) ?? []))) {
      const column = programme.column(rank);
      programme.term(row, column, 1);
      programme.stand(this.clouds[index]?.bin ?? -1, column, shape, 1);
      inClouds.set(index, column);
    }
    for (const { site, bin, shares } of this.sites) {
      if (!one.places.includes(site.index)) continue;
      const column = programme.column(0);
      programme.term(row, column, 1);
      if (bin !== undefined) programme.stand(bin, column, shape, 1);
      for (const share of shares)
        if (share.services.has(one.index)) programme.term(share.row, column, request[share.dimension] ?? 0);
    }
    this.inClouds.push(inClouds);
  }

  private standsOf({ index }: Service): readonly Stand[] {
    return this.formulation.stands[index] ?? [];
  }

  async run(left: Left): Promise<Outline | undefined> {
    const { formulation, programme } = this;
    let best: { bound: number; prices: readonly (readonly number[])[] } | undefined;
    for (let round = 0; round < ROUNDS && left() > 0; round++) {
      const point = await programme.solve(left());
      if (point === undefined || point === 'infeasible') break;
      const { duals, value } = point;
      this.screen(point);
      const { clouds, sites } = this.priceables(point);
      const priced = soundPrices(programme, [...sites.filter(({ bin }) => bin >= 0), ...clouds], duals);
      if (priced === undefined) continue;
      const byCloud = clouds.map((each) => priced.byBin.get(each)?.worth ?? []);
      const bySite = sites.map((each) => priced.byBin.get(each));
      for (const [index, { pools, kinds }] of this.clouds.entries()) {
        for (const place of new Set(pools.map((pool) => formulation.pools[pool]?.place ?? -1))) {
          const cloud = this.instance.places[place];
          if (cloud?.kind === 'cloud')
            this.worths.add(place, lent(byCloud[index] ?? [], kinds, undominated(cloud.nodeTypes)));
        }
      }
      let bound = 0;
      this.sites.forEach(({ site, shares }, index) => {
        bound -= (bySite[index]?.earned ?? 0) * (site.freeNodes < Infinity ? site.freeNodes : 0);
        for (const { row, limit } of shares) bound += Math.min(0, duals[row] ?? 0) * limit;
      });
      const tolls = this.sites.map((_, index) => bySite[index]?.worth ?? []);
      const prices = this.groups.map(({ one }) => this.pricesOf(one, duals, byCloud, tolls));
      prices.forEach((own, index) => (bound += Math.min(...own) * (this.groups[index]?.replicas ?? 0)));
      if (best === undefined || bound > best.bound) best = { bound, prices };
      if (priced.added === 0 || value - best.bound < CLOSE * value) break;
    }
    if (best === undefined) return undefined;
    const { bound, prices } = best;
    return { bound, fillings: this.library, prices: this.groupOf.map((group) => prices[group] ?? []) };
  }

  private screen({ duals, values }: Point): void {
    this.clouds.forEach(({ bin }, index) => {
      if (this.isUsed(index, values)) this.programme.screen(bin, duals);
    });
    for (const { bin } of this.sites) if (bin !== undefined) this.programme.screen(bin, duals);
  }

  private isUsed(cloud: number, values: readonly number[]): boolean {
    return this.inClouds.some((own) => (values[own.get(cloud) ?? -1] ?? 0) > NOBODY);
  }

  private priceables({ values }: Point): {
    readonly clouds: readonly Priceable[];
    readonly sites: readonly Priceable[];
  } {
    let least: readonly number[] | undefined;
    const clouds = this.clouds.map(({ bin, kinds }, index): Priceable => ({
      bin,
      kinds,
      isSite: false,
      isUsed: this.isUsed(index, values),
      draws: (worth, priced) => {
        least ??= this.groups.map(({ one }, group) => {
          const here = clouds.filter((_, other) => this.inClouds[group]?.has(other));
          return Math.min(...here.flatMap((each) => priced.get(each)?.worth[one.shape] ?? []), Infinity);
        });
        return this.groups.some(
          ({ one }, group) =>
            this.inClouds[group]?.has(index) && (worth[one.shape] ?? 0) < (least?.[group] ?? 0) * (1 - DRAWS),
        );
      },
    }));
    const sites = this.sites.map(({ bin = -1 }): Priceable => ({
      bin,
      kinds: [],
      isSite: true,
      isUsed: true,
      draws: () => true,
    }));
    return { clouds, sites };
  }

  /** Of a replica at each place; Infinity where it may not stand. */
  private pricesOf(
    one: Service,
    duals: readonly number[],
    byCloud: readonly (readonly number[])[],
    tolls: readonly (readonly number[])[],
  ): readonly number[] {
    const prices = this.instance.places.map(() => Infinity);
    for (const { place, pool = -1 } of this.standsOf(one)) {
      const cloud = this.cloudOf.get(pool);
      if (cloud === undefined) continue;
      prices[place] = Math.min(prices[place] ?? Infinity, one.rank + (byCloud[cloud]?.[one.shape] ?? 0));
    }
    this.sites.forEach(({ site, shares }, index) => {
      if (!one.places.includes(site.index)) return;
      let price = tolls[index]?.[one.shape] ?? 0;
      for (const { row, services, dimension } of shares)
        if (services.has(one.index)) price -= Math.min(0, duals[row] ?? 0) * (one.request[dimension] ?? 0);
      prices[site.index] = price;
    });
    return prices;
  }
}

/** A node with its part of a control plane: a cluster holds only so many. */
function withControlPlane({ nodeTypes, clusterMicroUsd, maxNodesPerCluster }: Cloud): NodeKind[] {
  const part = maxNodesPerCluster < Infinity ? Math.floor(clusterMicroUsd / maxNodesPerCluster) : 0;
  return undominated(nodeTypes).map((kind) => ({ ...kind, microUsd: kind.microUsd + part }));
}

function groupsOf(
  { services, places }: Instance,
  { stands }: Formulation,
): { readonly groups: readonly Group[]; readonly groupOf: readonly number[] } {
  const groups = new Map<string, { readonly index: number; readonly group: Group }>();
  const shares = places.flatMap((place) => (place.kind === 'static' ? place.shares : []));
  const groupOf = services.map((one) => {
    const sharing = shares.map((share) => (share.services.has(one.index) ? 1 : 0)).join('');
    const where = stands[one.index]?.map(({ place, pool }) => `${place} ${pool ?? ''}`).join() ?? '';
    const key = `${one.shape} ${where} ${one.rank} ${sharing}`;
    const { index, group } = groups.get(key) ?? { index: groups.size, group: { one, replicas: 0 } };
    groups.set(key, { index, group });
    group.replicas += one.replicas;
    return index;
  });
  return { groups: [...groups.values()].map(({ group }) => group), groupOf };
}
