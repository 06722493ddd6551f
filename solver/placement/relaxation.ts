/**
 * The bound of the linear relaxation (standing.ts). It is solved by what matters, and whatever prices come of that are made
 * sound for everything that could be:
 *
 *   a pool       no filling is worth more than its node; where nobody stands, the prices of another pool are lent
 *   a site       what its nodes are worth when filled best is taken off
 *   clusters and modules   what they cost and rows don't ask for yet pays for what is too good to be true in them
 *   a service    the price of standing somewhere is that of its cheapest place
 */
import type { PoolColumns, Stand } from './formulate';
import { lent, type Priceable, soundPrices } from './lending';
import { type Bins, isUsed, type StandingPoint, type StandingProgramme } from './standing';
import type { Left } from './time';
import type { PoolWorth, SiteWorth, Worths } from './worths';

export interface Tightened {
  readonly bound: number;
  /** Whether the programme had a point before time ran out. */
  readonly hasPoint: boolean;
  readonly sites: readonly SiteWorth[];
  readonly pools: readonly PoolWorth[];
  /** No point was found that has every service somewhere. */
  readonly isInfeasible: boolean;
}

interface Bounded {
  readonly bound: number;
  /** As if what has no column yet could not be. */
  readonly restricted: number;
  readonly sites: readonly SiteWorth[];
  readonly pools: readonly PoolWorth[];
  readonly wanted: readonly Stand[];
  readonly added: number;
}

const ROUNDS = 200;
/** Ends once bound and value are this close, as a part. */
const CLOSE = 2e-4;
/** Rows and columns are looked for once fillings are found to this part; to half of it the next time. */
const NEAR = 0.02;
/** Columns that come in for a service at once. */
const WANTED = 3;
/** Micro-USD that a column must be too good by to come in. */
const GAIN = 100;

export class Relaxation {
  /** Sound prices that were found for some bins before. */
  private readonly known = new Map<Bins, readonly number[]>();

  constructor(
    private readonly standing: StandingProgramme,
    private readonly worths: Worths,
  ) {}

  async tighten(left: Left): Promise<Tightened> {
    const { standing } = this;
    let best: Tightened = { bound: 0, hasPoint: false, sites: [], pools: [], isInfeasible: false };
    let near = NEAR;
    for (let round = 0; round < ROUNDS && left() > 0; round++) {
      const point = await standing.solve(left());
      if (point === 'infeasible') {
        // Rules that the columns which are there can't keep together.
        if (standing.bringMore()) continue;
        return { ...best, isInfeasible: true };
      }
      if (point === undefined) break;
      const bounded = this.boundBy(point);
      best = { ...best, hasPoint: true };
      if (bounded === undefined) continue;
      const { bound, restricted, sites, pools, wanted, added } = bounded;
      if (bound > best.bound) best = { ...best, bound, sites, pools };
      if (point.value - restricted >= near * point.value) continue;
      // Beyond, each round would take seconds, and prove little more than the outline has.
      if (standing.isLarge) break;
      near = Math.max(CLOSE / 2, near / 2);
      const broken = standing.includeBroken(point.at);
      for (const stand of wanted) standing.bring(stand);
      const isDone = added === 0 && wanted.length === 0;
      const isClose = point.value - best.bound < CLOSE * point.value;
      if (broken === 0 && (isDone || isClose)) return { ...best, isInfeasible: standing.isShort(point.values) };
    }
    return best;
  }

  private boundBy({ duals, at: values }: StandingPoint): Bounded | undefined {
    const { standing } = this;
    const { rows, stands } = standing.formulation;
    const reduced = [...rows.cost];
    let bound = 0;
    for (const row of standing.included) {
      const dual = standing.dualOf(row, duals);
      const { columns, coefficients, lower, upper } = standing.rowAt(row);
      const side = dual > 0 ? lower : upper;
      if (dual === 0 || !Number.isFinite(side)) continue;
      bound += dual * side;
      columns.forEach((column, k) => (reduced[column] = (reduced[column] ?? 0) - dual * (coefficients[k] ?? 0)));
    }
    for (const { pools, counted = -1 } of standing.bins)
      for (const { clusters, nodesPerCluster } of pools)
        reduced[clusters] = (reduced[clusters] ?? 0) + nodesPerCluster * Math.min(0, duals[counted] ?? 0);
    const prices = this.priceBins(duals, values, reduced);
    if (prices === undefined) return undefined;
    const { added, sites, pools } = prices;
    for (const { place, earned } of sites) bound -= earned * this.freeNodes(place);
    for (const own of standing.bins) for (const pool of own.pools) this.settleClusters(pool, own, reduced);
    let restricted = bound;
    const wanted: Stand[] = [];
    const dear = ({ n, x }: Stand): number => Math.min(reduced[n] ?? 0, reduced[x] ?? 0);
    const least = (list: readonly Stand[]): number => list.reduce((a, { n }) => Math.min(a, reduced[n] ?? 0), 0);
    for (const { index, single } of standing.instance.services) {
      const own = stands[index] ?? [];
      const missing = own.filter((stand) => !standing.has(stand.n) && dear(stand) < -GAIN);
      wanted.push(...missing.sort((a, b) => dear(a) - dear(b)).slice(0, WANTED));
      const there = own.filter(({ n }) => standing.has(n));
      if (!single) {
        for (const { n, x } of there)
          restricted += Math.min(0, reduced[n] ?? 0) * (rows.upper[n] ?? 0) + Math.min(0, reduced[x] ?? 0);
        continue;
      }
      restricted += least(there);
      const change = least(own);
      bound += change;
      for (const { n } of own) reduced[n] = (reduced[n] ?? 0) - change;
    }
    for (const [column, value] of reduced.entries()) {
      if (value >= 0 || standing.isNode[column] === true) continue;
      const loss = value * (rows.upper[column] ?? 0);
      bound += loss;
      if (standing.isStand[column] !== true) restricted += loss;
    }
    // Well above the error of so many sums.
    return { bound: bound - Math.abs(bound) * 1e-9, restricted, sites, pools, wanted, added };
  }

  private freeNodes(place: number): number {
    const site = this.standing.instance.places[place];
    return site?.kind === 'static' ? site.freeNodes : 0;
  }

  /** Adds to each column what its replicas cost in their bins. */
  private priceBins(
    duals: readonly number[],
    values: readonly number[],
    reduced: number[],
  ):
    { readonly added: number; readonly sites: readonly SiteWorth[]; readonly pools: readonly PoolWorth[] } | undefined {
    const { programme, bins, instance } = this.standing;
    const kindsOf = new Map(bins.map((own) => [own, programme.kindsAt(own.bin, duals)]));
    const priceables = new Map(
      bins.map((own): [Bins, Priceable] => {
        const kinds = kindsOf.get(own) ?? [];
        const before = this.known.get(own);
        return [
          own,
          {
            bin: own.bin,
            kinds,
            isSite: own.site !== undefined,
            isUsed: isUsed(own, values),
            known: before === undefined ? instance.shapes.map(() => 0) : lent(before, own.kinds, kinds),
            // What stands are worth here must keep them away, or their own fillings are looked for.
            draws: (worth) =>
              own.stands.some(
                ({ service, stand: { n, replicasPerUnit } }) =>
                  this.standing.has(n) && (reduced[n] ?? 0) + replicasPerUnit * (worth[service.shape] ?? 0) < -GAIN,
              ),
          },
        ];
      }),
    );
    const priced = soundPrices(programme, [...priceables.values()], duals);
    if (priced === undefined) return undefined;
    const sites: SiteWorth[] = [];
    const pools: PoolWorth[] = [];
    for (const [own, priceable] of priceables) {
      const { worth = [], earned = 0 } = priced.byBin.get(priceable) ?? {};
      if (own.site !== undefined) sites.push({ place: own.site.index, worth, earned });
      for (const { service, stand } of own.stands)
        reduced[stand.n] = (reduced[stand.n] ?? 0) + stand.replicasPerUnit * (worth[service.shape] ?? 0);
      if (own.site !== undefined) continue;
      const kinds = kindsOf.get(own) ?? [];
      pools.push({ pools: own.pools, worth, kinds });
      // By the prices of nodes alone: a part of clusters is in what they cost here.
      const plain = lent(worth, kinds, own.kinds);
      this.known.set(own, plain);
      for (const place of new Set(own.pools.map((pool) => pool.place))) this.worths.add(place, plain);
    }
    return { added: priced.added, sites, pools };
  }

  /** What a cluster and the modules of its place cost beyond what rows ask for, in rows that are not there yet. */
  private settleClusters({ place, clusters }: PoolColumns, { stands }: Bins, reduced: number[]): void {
    const { instance, formulation } = this.standing;
    const own = stands.filter(
      ({ service, stand: { n, pool = -1 } }) =>
        service.single && (reduced[n] ?? 0) < 0 && formulation.pools[pool]?.clusters === clusters,
    );
    const debt = own.reduce((sum, { stand }) => sum - (reduced[stand.n] ?? 0), 0);
    if (debt === 0) return;
    const used = formulation.used[place] ?? -1;
    const fromCluster = Math.min(debt, Math.max(0, reduced[clusters] ?? 0));
    const hasModules = (instance.places[place]?.fixedMicroUsd ?? 0) > 0;
    const fromModules = hasModules ? Math.min(debt - fromCluster, Math.max(0, reduced[used] ?? 0)) : 0;
    reduced[clusters] = (reduced[clusters] ?? 0) - fromCluster;
    reduced[used] = (reduced[used] ?? 0) - fromModules;
    const rest = 1 - (fromCluster + fromModules) / debt;
    for (const { stand } of own) reduced[stand.n] = (reduced[stand.n] ?? 0) * rest;
  }
}
