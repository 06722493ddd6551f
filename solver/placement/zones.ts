/**
 * Nodes over zones: a service that is to stand in several zones of a place has nodes in as many. Which node stands in
 * which zone is a colouring of nodes, in which the nodes of such a service have at least so many colours.
 */
import type { NodeKind } from './instance';
import { type Item, type Node, opened, type OpenNode, put, room, shrink, slack } from './nodes';

type Zoning =
  /** In the order of the nodes, from 1; undefined where any zone will do. */
  | { readonly status: 'fits'; readonly zones: readonly (number | undefined)[] }
  /** `short`: the service whose nodes were too few or could not all be apart; `impossible` is proved. */
  | { readonly status: 'impossible' | 'unknown'; readonly short: number };

/** Steps of an exact search for a zoning, and of one that only tries. */
const EFFORT = { exact: 20_000, tried: 500 };
/** Nodes that are added at most to have services apart. */
const ADDED = 6;

interface Wanted {
  readonly service: number;
  readonly least: number;
  readonly nodes: readonly number[];
  /** Nodes in each zone, from 1. */
  readonly inZone: number[];
  zones: number;
  /** Nodes that are in no zone yet. */
  open: number;
}

/** Depth first over the nodes that services with zones stand on, those with the fewest nodes to spare first. */
class Zones {
  readonly zones: (number | undefined)[];
  work = 0;
  short = -1;
  private readonly order: readonly number[];
  private readonly ownersOf = new Map<number, Wanted[]>();

  constructor(
    nodes: number,
    wanted: readonly Wanted[],
    private readonly most: number,
    private readonly effort: number,
  ) {
    this.zones = Array.from({ length: nodes }, () => undefined);
    const spare = (one: Wanted): number => one.nodes.length - one.least;
    const tight = [...wanted].sort((a, b) => spare(a) - spare(b) || a.service - b.service);
    this.order = [...new Set(tight.flatMap((one) => one.nodes))];
    for (const one of tight)
      for (const node of one.nodes) this.ownersOf.set(node, [...(this.ownersOf.get(node) ?? []), one]);
  }

  run(position = 0, used = 0): boolean {
    const node = this.order[position];
    if (node === undefined) return true;
    if (++this.work > this.effort) return false;
    const owners = this.ownersOf.get(node) ?? [];
    const taken = (zone: number): number => owners.reduce((sum, { inZone }) => sum + Math.sign(inZone[zone] ?? 0), 0);
    // Zones that nobody is in yet are alike.
    const choices = Array.from({ length: Math.min(this.most, used + 1) }, (_, index) => index + 1);
    for (const zone of choices.sort((a, b) => taken(a) - taken(b) || a - b)) {
      this.put(node, zone, owners, 1);
      const narrow = owners.find((one) => one.zones + one.open < one.least);
      if (narrow !== undefined) this.short = narrow.service;
      else if (this.run(position + 1, Math.max(used, zone))) return true;
      this.put(node, zone, owners, -1);
      if (this.work > this.effort) return false;
    }
    return false;
  }

  private put(node: number, zone: number, owners: readonly Wanted[], sign: 1 | -1): void {
    this.zones[node] = sign > 0 ? zone : undefined;
    for (const one of owners) {
      const before = one.inZone[zone] ?? 0;
      one.inZone[zone] = before + sign;
      one.open -= sign;
      if (before === 0 || before + sign === 0) one.zones += sign;
    }
  }
}

/** `exact`: nothing is given up that could be found with more effort than is worth while packing. */
export function zoningOf(
  nodes: readonly Pick<Node, 'holds'>[],
  items: readonly Item[],
  how: keyof typeof EFFORT = 'exact',
): Zoning {
  const most = Math.max(1, ...items.map(({ zones }) => zones?.of ?? 1));
  const wanted = items.flatMap(({ service, zones }): Wanted[] => {
    if (zones === undefined) return [];
    const own = [...nodes.keys()].filter((index) => nodes[index]?.holds.has(service));
    return [{ service, least: zones.least, nodes: own, inZone: [], zones: 0, open: own.length }];
  });
  const few = wanted.find((one) => one.nodes.length < one.least);
  if (few !== undefined) return { status: 'impossible', short: few.service };
  const search = new Zones(nodes.length, wanted, most, EFFORT[how]);
  if (search.run()) return { status: 'fits', zones: search.zones };
  return { status: search.work > EFFORT[how] ? 'unknown' : 'impossible', short: search.short };
}

/** Items dealt out to zones, evenly: each zone is then packed by itself. */
export function byZone(items: readonly Item[]): Item[][] {
  const most = Math.max(1, ...items.map(({ zones }) => zones?.least ?? 1));
  const parts: Item[][] = Array.from({ length: most }, () => []);
  const size = (part: readonly Item[]): number =>
    part.reduce((sum, { count, size: amounts }) => sum + count * Math.max(...amounts), 0);
  const loads = parts.map(() => 0);
  for (const item of items) {
    const { least = 1 } = item.zones ?? {};
    const order = [...loads.keys()].sort((a, b) => (loads[a] ?? 0) - (loads[b] ?? 0) || a - b).slice(0, least);
    order.forEach((zone, position) => {
      const count = Math.floor((item.count + least - 1 - position) / least);
      const part = { service: item.service, count, size: item.size };
      parts[zone]?.push(part);
      loads[zone] = (loads[zone] ?? 0) + size([part]);
    });
  }
  return parts.filter((part) => part.length > 0);
}

/** Nodes as the zones of items want them; undefined where that was not found. */
export function withZones(
  nodes: readonly OpenNode[],
  items: readonly Item[],
  kinds: readonly NodeKind[],
): readonly Node[] | undefined {
  if (items.every(({ zones }) => zones === undefined)) return nodes.map((node) => shrink(node, kinds));
  const spread = spreadOut(nodes, items, kinds);
  return spread?.nodes.map((node, index) => {
    const zone = spread.zones[index];
    return { ...shrink(node, kinds), ...(zone !== undefined && { zone }) };
  });
}

/** Nodes with what is free on them. */
export function reopened(nodes: readonly Node[], sizeOf: (service: number) => readonly number[]): OpenNode[] {
  return nodes.map(({ kind, holds }) => {
    const node = opened(kind);
    for (const [service, count] of holds) put(node, { service, count, size: sizeOf(service) }, count);
    return node;
  });
}

/** Services with too few nodes get more: first on nodes with room, then on nodes of their own. */
function spreadOut(
  given: readonly OpenNode[],
  items: readonly Item[],
  kinds: readonly NodeKind[],
): { readonly nodes: readonly OpenNode[]; readonly zones: readonly (number | undefined)[] } | undefined {
  const nodes = [...given];
  const byService = new Map(items.map((item) => [item.service, item]));
  /** From the node with most of it; one of a service with a node for each replica shares its zone with somebody else. */
  const move = (item: Item, alone: boolean): boolean => {
    const from = nodes.reduce<OpenNode | undefined>(
      (a, b) => ((b.holds.get(item.service) ?? 0) > (a?.holds.get(item.service) ?? 0) ? b : a),
      undefined,
    );
    if (from === undefined) return false;
    const target = alone ? undefined : fullest(nodes, item);
    const kind = kinds.find(({ holds }) => room(holds, item.size) > 0);
    if (target === undefined && kind === undefined) return false;
    const to = target ?? opened(kind ?? from.kind);
    put(from, item, -1);
    put(to, item, 1);
    if (target === undefined) nodes.push(to);
    return true;
  };
  for (const item of items) {
    const { least = 1 } = item.zones ?? {};
    for (let held = countOf(nodes, item); held < Math.min(least, item.count); held++)
      if (!move(item, false)) return undefined;
  }
  for (let added = 0; added <= ADDED; added++) {
    const inUse = nodes.filter(({ holds }) => holds.size > 0);
    const zoning = zoningOf(inUse, items, 'tried');
    if (zoning.status === 'fits') return { nodes: inUse, zones: zoning.zones };
    const item = byService.get(zoning.short);
    if (item === undefined || !move(item, true)) return undefined;
  }
  return undefined;
}

function countOf(nodes: readonly OpenNode[], { service }: Item): number {
  return nodes.reduce((sum, { holds }) => sum + (holds.has(service) ? 1 : 0), 0);
}

/** The fullest node that has room for one more, and none of it yet. */
function fullest(nodes: readonly OpenNode[], item: Item): OpenNode | undefined {
  const fitting = nodes.filter(({ holds, free }) => !holds.has(item.service) && room(free, item.size) > 0);
  return fitting.reduce<OpenNode | undefined>((a, b) => (a === undefined || slack(b) < slack(a) ? b : a), undefined);
}

/** A lower bound on the price of nodes that are in so many zones. */
export function apart(items: readonly Item[], kinds: readonly NodeKind[]): number {
  let bound = 0;
  for (const { zones, size } of items) {
    if (zones === undefined) continue;
    const fitting = kinds.filter(({ holds }) => room(holds, size) > 0);
    bound = Math.max(bound, zones.least * Math.min(...fitting.map(({ microUsd }) => microUsd)));
  }
  return bound;
}
