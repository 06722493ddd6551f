/**
 * Sound prices of shapes, by which no filling of a node is worth more than the node costs: what stands in a pool costs at
 * least what it is worth by any of them (configurations.ts has the proof). The last ones found are kept.
 */
import { type Formulation, type PoolColumns, type Standing, standingAt } from './formulate';
import type { Instance, NodeKind } from './instance';
import type { Term } from './rows';

/** Vectors that are kept for a place. */
const KEPT = 20;
/** Those that become rows of a pool, in programmes of up to so many columns and in larger ones. */
const ROWS = { columns: 3_000, small: KEPT, large: 3 };
/** Prices of a shape that differ by less are the same, as a part: rows of vectors that differ say more to branching. */
const SAME = 0.05;

export class Worths {
  private readonly byPlace: (readonly number[])[][];

  constructor(places: number) {
    this.byPlace = Array.from({ length: places }, () => []);
  }

  get isEmpty(): boolean {
    return this.byPlace.every((found) => found.length === 0);
  }

  /** By shape; the last ones last. */
  at(place: number): readonly (readonly number[])[] {
    return this.byPlace[place] ?? [];
  }

  add(place: number, worth: readonly number[]): void {
    const found = this.byPlace[place];
    if (found === undefined) return;
    const twin = found.findIndex((other) =>
      other.every((price, shape) => Math.abs(price - (worth[shape] ?? 0)) <= SAME * price),
    );
    if (twin >= 0) found.splice(twin, 1);
    found.push(worth);
    if (found.length > KEPT) found.shift();
  }
}

/** Sound prices of shapes in pools, by what nodes cost there with their part in other rows. */
export interface PoolWorth {
  readonly pools: readonly PoolColumns[];
  readonly worth: readonly number[];
  readonly kinds: readonly NodeKind[];
}

/** Prices of shapes at a site, and what a node is worth by them where it is filled best. */
export interface SiteWorth {
  readonly place: number;
  readonly worth: readonly number[];
  readonly earned: number;
}

/** As rows of the formulation: what stands in a pool is worth no more than its nodes cost, and so at sites. */
export function addWorthRows(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  found: { readonly pools: readonly PoolWorth[]; readonly sites: readonly SiteWorth[] },
): void {
  const { rows, pools, standsIn } = formulation;
  const termsOf = (worth: readonly number[], standing: readonly Standing[]): Term[] =>
    standing.map(({ service, stand: { n, replicasPerUnit } }) => [n, replicasPerUnit * (worth[service.shape] ?? 0)]);
  const most = rows.cost.length <= ROWS.columns ? ROWS.small : ROWS.large;
  for (const [index, pool] of pools.entries()) {
    const atBound = found.pools.filter((each) => each.pools.includes(pool));
    const others = worths.at(pool.place).slice(-most).map((worth) => ({ worth, kinds: pool.nodes.map(({ kind }) => kind) })); // prettier-ignore
    for (const { worth, kinds } of [...atBound, ...others]) {
      const prices = new Map(kinds.map(({ type, microUsd }) => [type, microUsd]));
      const paid = pool.nodes.map(({ kind, column }): Term => [column, -(prices.get(kind.type) ?? kind.microUsd)]);
      rows.atMost('nodes', [...paid, ...termsOf(worth, standsIn[index] ?? [])], 0);
    }
  }
  for (const { place, worth, earned } of found.sites) {
    const site = instance.places[place];
    if (site?.kind !== 'static' || earned <= 0) continue;
    const terms = termsOf(worth, standingAt(instance, formulation, place));
    rows.atMost(`capacity/${site.id}/nodes`, terms, earned * site.freeNodes);
  }
}
