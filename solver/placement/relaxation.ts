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
import type { Formulation, Stand } from './formulate';
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

export async function tighten(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  time: Left,
): Promise<Tightened | { readonly status: 'infeasible' }> {
  const left = atMost(time, (1 - LENDING) * time());
  // Rows keep their places, so that simplex goes on where it was.
  const included = new Set<number>();
  formulation.rows.list.forEach(({ columns }, row) => columns.length > SHORT && included.add(row));
  let basis: HighsBasis | undefined;
  let best: Tightened = { status: 'bounded', bound: 0, values: [], reduced: [] };
  let stalled = 0;
  for (let round = 0; round < ROUNDS && stalled < 2 && left() > 0; round++) {
    const programme = programmeOf(formulation);
    const rows = [...included].flatMap((row) => programme.rows[row] ?? []);
    const relaxed = await relax(
      { ...programme, rows },
      left(),
      basis && widened(basis, programme.cost.length, rows.length),
    );
    if (relaxed.status === 'infeasible') return { status: 'infeasible' };
    if (relaxed.status !== 'optimal') break;
    const { values } = relaxed;
    basis = relaxed.basis;
    const before = formulation.rows.list.length;
    const { bound, reduced } = dualBound({ ...programme, rows }, relaxed.rowDuals);
    stalled = bound < best.bound * (1 + GROWTH) ? stalled + 1 : 0;
    best = { status: 'bounded', bound: Math.max(bound, best.bound), values, reduced };
    let added = 0;
    programme.rows.forEach(({ variables, coefficients, lower, upper }, index) => {
      if (included.has(index)) return;
      const value = variables.reduce((sum, j, k) => sum + (values[j] ?? 0) * (coefficients[k] ?? 0), 0);
      if (value > upper + BROKEN || value < lower - BROKEN) {
        included.add(index);
        added++;
      }
    });
    added += await priceRows(instance, formulation, worths, values, bound, left);
    for (let row = before; row < formulation.rows.list.length; row++) included.add(row);
    if (added === 0) break;
  }
  lend(instance, formulation, worths, time);
  return best;
}

/** Rows that a point of cost `total` breaks, for each pool and site; returns how many. */
async function priceRows(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  values: readonly number[],
  total: number,
  left: Left,
): Promise<number> {
  let added = 0;
  for (const index of formulation.pools.keys()) {
    if (left() <= 0) return added;
    const worth = await worthOf(instance, formulation, worths, index, values, total, left);
    if (worth === undefined) continue;
    addRow(instance, formulation, worths, index, worth);
    added++;
  }
  for (const place of instance.places)
    if (place.kind === 'static' && left() > 0)
      added += Number(await siteRow(instance, formulation, worths, place, values, left));
  return added;
}

/** Replicas by shape that the point puts somewhere, and which shapes may stand there. */
function loadAt(
  { services, shapes }: Instance,
  { stands }: Formulation,
  values: readonly number[],
  isThere: (stand: Stand) => boolean,
): { readonly load: readonly number[]; readonly allowed: ReadonlySet<number> } {
  const load = shapes.map(() => 0);
  const allowed = new Set<number>();
  for (const { index, shape } of services) {
    for (const stand of stands[index] ?? []) {
      if (!isThere(stand)) continue;
      allowed.add(shape);
      load[shape] = (load[shape] ?? 0) + stand.replicasPerUnit * Math.max(0, values[stand.n] ?? 0);
    }
  }
  return { load, allowed };
}

function termsOf(
  { services }: Instance,
  { stands }: Formulation,
  worth: readonly number[],
  isThere: (stand: Stand) => boolean,
): Term[] {
  return services.flatMap(({ index, shape }) =>
    (stands[index] ?? [])
      .filter(isThere)
      .map(({ n, replicasPerUnit }): Term => [n, replicasPerUnit * (worth[shape] ?? 0)]),
  );
}

/** Where the point pays less than the load of a pool is worth. */
async function worthOf(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  index: number,
  values: readonly number[],
  total: number,
  left: Left,
): Promise<readonly number[] | undefined> {
  const pool = formulation.pools[index];
  const place = instance.places[pool?.place ?? -1];
  if (pool === undefined || place?.kind !== 'cloud') return undefined;
  const isThere = (stand: Stand): boolean => stand.pool === index;
  const { load, allowed } = loadAt(instance, formulation, values, isThere);
  if (load.every((count) => count < NOBODY)) return undefined;
  const paid = pool.nodes.reduce((sum, { kind, column }) => sum + kind.microUsd * (values[column] ?? 0), 0);
  if (paid < LITTLE * total) return undefined;
  return worths.of(undominated(place.nodeTypes), load, allowed, paid * (1 + MISSING), left);
}

function addRow(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  index: number,
  worth: readonly number[],
): void {
  const { place = -1, nodes = [] } = formulation.pools[index] ?? {};
  worths.found[place]?.push(worth);
  worths.byPool.set(index, worth);
  const paid = nodes.map(({ kind, column }): Term => [column, -kind.microUsd]);
  const terms = termsOf(instance, formulation, worth, (stand) => stand.pool === index);
  formulation.rows.atMost('nodes', [...paid, ...terms], 0);
}

/** Pools that no point has put much on know nothing of packing yet, and would look cheap: they borrow prices of others. */
function lend(instance: Instance, formulation: Formulation, worths: Worths, left: Left): void {
  const { pools } = formulation;
  const priced = new Map(worths.byPool);
  const isOverflow = (index: number): boolean => pools[index]?.overflowOf !== undefined;
  pools.forEach(({ place: at }, index) => {
    const place = instance.places[at];
    if (place?.kind !== 'cloud' || priced.has(index)) return;
    const alike = [...priced].filter(([other]) => isOverflow(other) === isOverflow(index)).slice(-LENT);
    const kinds = undominated(place.nodeTypes);
    for (const [, worth] of alike)
      if (left() > 0) addRow(instance, formulation, worths, index, worths.elsewhere(kinds, worth));
  });
}

/** Where the load of a site takes more nodes than are free. */
async function siteRow(
  instance: Instance,
  formulation: Formulation,
  worths: Worths,
  site: Site,
  values: readonly number[],
  left: Left,
): Promise<boolean> {
  if (site.node === undefined || site.freeNodes === Infinity) return false;
  const isThere = (stand: Stand): boolean => stand.place === site.index;
  const { load, allowed } = loadAt(instance, formulation, values, isThere);
  if (load.every((count) => count < NOBODY)) return false;
  const paid = NODE * site.freeNodes * (1 + MISSING);
  const worth = await worths.of([{ ...site.node, microUsd: NODE }], load, allowed, paid, left);
  if (worth === undefined) return false;
  const terms = termsOf(instance, formulation, worth, isThere);
  formulation.rows.atMost(`capacity/${site.id}/nodes`, terms, NODE * site.freeNodes);
  return true;
}
