/** Nodes that are filled alike: of clouds with the same price list, and of a site. */
import { Fillings } from './fillings';
import type { Formulation, PoolColumns } from './formulate';
import type { Cloud, Instance, NodeKind, Site } from './instance';
import { undominated } from './nodes';
import type { NodesProgramme } from './nodes-programme';

/** Pools whose nodes cost the same. */
export interface Alike {
  readonly kinds: readonly NodeKind[];
  /** Indexes into the pools of the formulation. */
  readonly pools: readonly number[];
}

/** What overflows from a site has clusters of its own, so it shares nodes with nobody else. */
export function alikePools(
  { places }: Instance,
  { pools }: Formulation,
  kindsOf: (place: Cloud) => readonly NodeKind[],
  isApart: (pool: PoolColumns) => boolean = () => false,
): Alike[] {
  const byKey = new Map<string, { readonly kinds: readonly NodeKind[]; readonly pools: number[] }>();
  for (const [index, pool] of pools.entries()) {
    const place = places[pool.place];
    if (place?.kind !== 'cloud') continue;
    const kinds = kindsOf(place);
    const list = kinds.map(({ type, microUsd, holds }) => `${type} ${microUsd} ${holds.join()}`).join();
    const key = isApart(pool) ? `${index}` : `${pool.overflowOf ?? ''} ${list}`;
    const alike = byKey.get(key) ?? { kinds, pools: [] };
    alike.pools.push(index);
    byKey.set(key, alike);
  }
  return [...byKey.values()];
}

/** One table for all clouds: what a node may hold depends on its size alone. */
export function cloudFillings({ shapes, places, measured }: Instance): Fillings {
  const kinds = places.flatMap((place) => (place.kind === 'cloud' ? undominated(place.nodeTypes) : []));
  return new Fillings(shapes.map((size) => ({ size })), kinds, measured); // prettier-ignore
}

/** The node of a site: its name says its size, since it has none of its own. */
export function siteKind({ node }: Site): NodeKind | undefined {
  return node && { ...node, type: `node ${node.holds.join()}` };
}

/** Bins of the nodes that a site has; undefined where their size or number is not known. */
export function siteBin(
  programme: NodesProgramme,
  { shapes, measured }: Instance,
  site: Site,
): { readonly bin: number; readonly kind: NodeKind } | undefined {
  const kind = siteKind(site);
  if (kind === undefined || site.freeNodes === Infinity) return undefined;
  const limit = programme.row(-Infinity, site.freeNodes);
  const fillings = new Fillings(shapes.map((size) => ({ size })), [kind], measured); // prettier-ignore
  return { bin: programme.addBins({ kinds: [kind], fillings, limit }), kind };
}
