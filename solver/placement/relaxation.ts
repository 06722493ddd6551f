/**
 * The linear relaxation of the programme, and the bound that it gives. Most of its rows say something about two columns
 * and few of them bind, so those are added as points break them. Totals by dimension know nothing of packing; rows that
 * price shapes soundly (worths.ts) do:
 *
 *   sum of worth[shape(s)] n[s,p] <= sum of price[t] m[p,t]       in a pool p
 *   sum of worth[shape(s)] n[s,l] <= free nodes                   at a site l, where a node is worth 1
 *
 * They are added for the load that the point puts on a place, and stay in the programme.
 */
import type { Formulation, PoolColumns, Stand } from './formulate';
import type { LinearRow } from '../programme';
import { dualBound, type HighsBasis, relax, widened } from './highs';
import type { Instance, Site } from './instance';
import { undominated } from './packing';
import type { Term } from './rows';
import { atMost, type Left } from './time';
import { programmeOf } from './values';
import type { Worths } from './worths';

export interface Tightened {
  readonly status: 'bounded';
  readonly bound: number;
  /** The last point of the relaxation, by column; empty where time ran out before the first one. */
  readonly values: readonly number[];
  /** What a column costs beyond what it is worth by the prices of rows. */
  readonly reduced: readonly number[];
}

/** Columns of a row that is left out until it is broken. */
const SHORT = 3;
/** What breaks a row. */
const BROKEN = 0.01;
/** A worth that is so much more than what the point pays is a row. */
const MISSING = 2e-4;
/** Ends when the bound has grown by less than this in a round, twice. */
const GROWTH = 1e-4;
const ROUNDS = 40;
/** Pools that cost less than this part of all are left as they are. */
const LITTLE = 3e-4;
/** Vectors of prices that are lent to a pool without any. */
const LENT = 2;
/** Part of the time for that. */
const LENDING = 0.15;
/** Replicas that are none. */
const NOBODY = 1e-3;
/** What a node of a site is worth, in units of its own: prices of shapes are read to a part of it. */
const NODE = 1e6;

export function tighten(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  left: Left,
): Promise<Tightened | { readonly status: 'infeasible' }> {
  return new Relaxation(instance, formulation, worths).tighten(left);
}

class Relaxation {
  /** Pool -> the last prices that were found for it. */
  private readonly priced = new Map<number, readonly number[]>();

  constructor(
    private readonly instance: Instance,
    private readonly formulation: Formulation,
    private readonly worths: Worths,
  ) {}

  async tighten(time: Left): Promise<Tightened | { readonly status: 'infeasible' }> {
    const left = atMost(time, (1 - LENDING) * time());
    const { list } = this.formulation.rows;
    // Rows keep their places, so that simplex goes on where it was.
    const included = new Set<number>();
    list.forEach(({ columns }, row) => columns.length > SHORT && included.add(row));
    let basis: HighsBasis | undefined;
    let best: Tightened = { status: 'bounded', bound: 0, values: [], reduced: [] };
    let stalled = 0;
    for (let round = 0; round < ROUNDS && stalled < 2 && left() > 0; round++) {
      const all = programmeOf(this.formulation);
      const programme = { ...all, rows: [...included].flatMap((row) => all.rows[row] ?? []) };
      const start = basis && widened(basis, programme.cost.length, programme.rows.length);
      const relaxed = await relax(programme, left(), start);
      if (relaxed.status === 'infeasible') return { status: 'infeasible' };
      if (relaxed.status !== 'optimal') break;
      const { values } = relaxed;
      basis = relaxed.basis;
      const { bound, reduced } = dualBound(programme, relaxed.rowDuals);
      stalled = bound < best.bound * (1 + GROWTH) ? stalled + 1 : 0;
      best = { status: 'bounded', bound: Math.max(bound, best.bound), values, reduced };
      const before = included.size;
      all.rows.forEach((row, index) => !included.has(index) && isBroken(row, values) && included.add(index));
      const known = list.length;
      await this.priceRows(values, bound, left);
      for (let row = known; row < list.length; row++) included.add(row);
      if (included.size === before) break;
    }
    this.lend(time);
    return best;
  }

  /** Rows that a point of cost `total` breaks, for each pool and site. */
  private async priceRows(values: readonly number[], total: number, left: Left): Promise<void> {
    for (const [index, pool] of this.formulation.pools.entries())
      if (left() > 0) await this.pricePool(index, pool, values, total, left);
    for (const place of this.instance.places)
      if (place.kind === 'static' && left() > 0) await this.priceSite(place, values, left);
  }

  /** Where the point pays less than the load of a pool is worth. */
  private async pricePool(
    index: number,
    pool: PoolColumns,
    values: readonly number[],
    total: number,
    left: Left,
  ): Promise<void> {
    const place = this.instance.places[pool.place];
    if (place?.kind !== 'cloud') return;
    const { load, allowed } = this.loadAt(values, (stand) => stand.pool === index);
    if (load.every((count) => count < NOBODY)) return;
    const paid = pool.nodes.reduce((sum, { kind, column }) => sum + kind.microUsd * (values[column] ?? 0), 0);
    if (paid < LITTLE * total) return;
    const kinds = undominated(place.nodeTypes);
    const worth = await this.worths.of(kinds, load, allowed, paid * (1 + MISSING), left);
    if (worth === undefined) return;
    this.addRow(index, pool, worth);
    this.priced.set(index, worth);
  }

  /** Where the load of a site takes more nodes than are free. */
  private async priceSite(site: Site, values: readonly number[], left: Left): Promise<void> {
    if (site.node === undefined || site.freeNodes === Infinity) return;
    const isThere = (stand: Stand): boolean => stand.place === site.index;
    const { load, allowed } = this.loadAt(values, isThere);
    if (load.every((count) => count < NOBODY)) return;
    const paid = NODE * site.freeNodes * (1 + MISSING);
    const worth = await this.worths.of([{ ...site.node, microUsd: NODE }], load, allowed, paid, left);
    if (worth === undefined) return;
    this.formulation.rows.atMost(`capacity/${site.id}/nodes`, this.termsOf(worth, isThere), NODE * site.freeNodes);
  }

  /** Pools that no point has put much on know nothing of packing yet, and would look cheap: they borrow prices. */
  private lend(left: Left): void {
    const { pools } = this.formulation;
    const isOverflow = (index: number): boolean => pools[index]?.overflowOf !== undefined;
    for (const [index, pool] of pools.entries()) {
      const place = this.instance.places[pool.place];
      if (place?.kind !== 'cloud' || this.priced.has(index)) continue;
      const alike = [...this.priced].filter(([other]) => isOverflow(other) === isOverflow(index)).slice(-LENT);
      const kinds = undominated(place.nodeTypes);
      for (const [, worth] of alike) if (left() > 0) this.addRow(index, pool, this.worths.elsewhere(kinds, worth));
    }
  }

  private addRow(index: number, { place, nodes }: PoolColumns, worth: readonly number[]): void {
    this.worths.found[place]?.push(worth);
    const paid = nodes.map(({ kind, column }): Term => [column, -kind.microUsd]);
    const taken = this.termsOf(worth, (stand) => stand.pool === index);
    this.formulation.rows.atMost('nodes', [...paid, ...taken], 0);
  }

  /** Replicas by shape that the point puts somewhere, and which shapes may stand there. */
  private loadAt(
    values: readonly number[],
    isThere: (stand: Stand) => boolean,
  ): { readonly load: readonly number[]; readonly allowed: ReadonlySet<number> } {
    const load = this.instance.shapes.map(() => 0);
    const allowed = new Set<number>();
    for (const { index, shape } of this.instance.services) {
      for (const stand of this.formulation.stands[index] ?? []) {
        if (!isThere(stand)) continue;
        allowed.add(shape);
        load[shape] = (load[shape] ?? 0) + stand.replicasPerUnit * Math.max(0, values[stand.n] ?? 0);
      }
    }
    return { load, allowed };
  }

  private termsOf(worth: readonly number[], isThere: (stand: Stand) => boolean): Term[] {
    return this.instance.services.flatMap(({ index, shape }) =>
      (this.formulation.stands[index] ?? [])
        .filter(isThere)
        .map(({ n, replicasPerUnit }): Term => [n, replicasPerUnit * (worth[shape] ?? 0)]),
    );
  }
}

function isBroken({ variables, coefficients, lower, upper }: LinearRow, values: readonly number[]): boolean {
  const value = variables.reduce((sum, j, k) => sum + (values[j] ?? 0) * (coefficients[k] ?? 0), 0);
  return value > upper + BROKEN || value < lower - BROKEN;
}
