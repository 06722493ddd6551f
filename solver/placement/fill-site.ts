/**
 * The services that stand on a site, of those that do and some that could, and where their replicas stand on its nodes: as one small integer programme, since
 * a site is worth filling to the last core and packing rules of thumb leave a part of it empty.
 *
 *   keep[s] in {0,1}, n[h,b] replicas of shape h on node b
 *   minimise   sum of loss[s] (1 - keep[s])
 *   such that  sum over b of n[h,b] = sum over s of shape h of replicas(s) keep[s]
 *              sum over h of size[h,d] n[h,b] <= size of a node in d, and what the site has beside reservations
 */
import { demandsOf } from './configurations';
import { solveMixed } from './highs';
import type { Site } from './instance';
import type { Item, Node } from './nodes';
import { Rows, type Term } from './rows';
import { programmeOf } from './values';

export interface Staying extends Item {
  /** What it costs to have the service elsewhere; Infinity: it stays. */
  readonly loss: number;
}

export interface Filled {
  readonly staying: readonly number[];
  readonly nodes: readonly Node[];
}

/** Columns of replicas on nodes up to which the programme is worth asking. */
const MOST_COLUMNS = 2_000;
const NODES = 1_000;
const CLOSE = 0.002;

/** Undefined where nothing was found in time, or the site has too many nodes to ask. */
export async function fillSite(
  items: readonly Staying[],
  { node: kind, freeNodes: count, shares }: Pick<Site, 'node' | 'freeNodes' | 'shares'>,
  seconds: number,
): Promise<Filled | undefined> {
  const { demands, shapeOf } = demandsOf(items);
  if (kind === undefined || demands.length * count > MOST_COLUMNS) return undefined;
  const rows = new Rows();
  const keep = items.map(({ service, loss }) =>
    rows.binary(`keep/${service}`, loss === Infinity ? 0 : -Math.max(1, Math.round(loss))),
  );
  for (const { services, limit } of shares) {
    for (const [d, most] of limit.entries()) {
      const terms = items.flatMap(({ service, size, count: replicas }, index): Term[] =>
        services.has(service) ? [[keep[index] ?? 0, replicas * (size[d] ?? 0)]] : [],
      );
      if (most < Infinity) rows.atMost('share', terms, most);
    }
  }
  items.forEach(({ loss }, index) => {
    if (loss === Infinity) rows.atLeast('stays', [[keep[index] ?? 0, 1]], 1);
  });
  const on = demands.map(({ count: most }, shape) =>
    Array.from({ length: count }, (_, node) => rows.integer(`on/${shape}/${node}`, most, 0)),
  );
  demands.forEach((_, shape) => {
    const wanted = items.flatMap((item, index): Term[] =>
      shapeOf.get(item.service) === shape ? [[keep[index] ?? 0, -item.count]] : [],
    );
    rows.between('held', [...(on[shape] ?? []).map((column): Term => [column, 1]), ...wanted], 0, 0);
  });
  for (let node = 0; node < count; node++) {
    kind.holds.forEach((most, d) => {
      const terms = demands.map(({ size }, shape): Term => [on[shape]?.[node] ?? 0, size[d] ?? 0]);
      if (most < Infinity) rows.atMost('node', terms, most);
    });
  }
  const answer = await solveMixed(programmeOf({ rows }), { nodes: NODES, seconds, gap: CLOSE });
  if (!('values' in answer) || answer.values === undefined) return undefined;
  const values = answer.values.map(Math.round);
  const chosen = (column: number | undefined): number => values[column ?? -1] ?? 0;
  const waiting = items.filter((_, index) => chosen(keep[index]) === 1).map((item) => ({ item, left: item.count }));
  const nodes = Array.from({ length: count }, (_, node): Node => {
    const holds = new Map<number, number>();
    for (const entry of waiting) {
      const column = on[shapeOf.get(entry.item.service) ?? -1]?.[node] ?? -1;
      const here = Math.min(entry.left, chosen(column));
      if (here === 0) continue;
      values[column] = chosen(column) - here;
      entry.left -= here;
      holds.set(entry.item.service, here);
    }
    return { kind, holds };
  });
  if (waiting.some(({ left }) => left > 0) || nodes.some((node) => isOverfull(node, items))) return undefined;
  const staying = items.filter((_, index) => chosen(keep[index]) === 1).map(({ service }) => service);
  return { staying, nodes: nodes.filter(({ holds }) => holds.size > 0) };
}

/** HiGHS rounds. */
function isOverfull({ kind, holds }: Node, items: readonly Item[]): boolean {
  return kind.holds.some((most, d) => {
    let sum = 0;
    for (const { service, size } of items) sum += (holds.get(service) ?? 0) * (size[d] ?? 0);
    return sum > most;
  });
}
