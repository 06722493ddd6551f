/** What clusters and nodes a set of replicas needs at one place, remembered: searches ask the same again and again. */
import { demandsOf, quickBound } from './configurations';
import type { Cloud, Instance, NodeKind, Site } from './instance';
import { type Bought, type Item, type Node, priceOf } from './nodes';
import { cheapestNodes, type Fit, fitsInto, patched } from './packing';

/** Service -> replicas, by ascending service. */
export type Load = ReadonlyMap<number, number>;

/** A way to run a load with so many clusters. */
export interface Choice {
  readonly clusters: number;
  /** Of nodes and clusters. Proved: no way with as many clusters, or for the last choice with more, costs less. */
  readonly lower: number;
  /** Absent where no packing was found. */
  readonly bought?: Bought;
  readonly microUsd: number;
}

/** Packings that are kept for a place. */
const KNOWN = 6;
/** Part of services that two loads share. */
const SIMILAR = 0.6;
/** Effort from which a bound may cost something. */
const THOROUGH = 10_000;

export class Pools {
  private readonly choices = new Map<string, readonly Choice[]>();
  private readonly fits = new Map<string, Fit>();
  private readonly repacked = new Set<string>();
  /** Cloud place -> good packings, to begin with where a load is similar. */
  private readonly known = new Map<number, { readonly load: Load; readonly nodes: readonly Node[] }[]>();

  constructor(
    readonly instance: Instance,
    /** Of one exact search for a packing; 0 for good packings alone. */
    private readonly effort: number,
  ) {}

  /** At a cloud place with the zones that they stand in. */
  items(load: Load, place?: Cloud): Item[] {
    return [...load].map(([service, count]) => {
      const { request = [], zonesAtPlace = 1 } = this.instance.services[service] ?? {};
      const least = Math.min(count, zonesAtPlace, place?.zones ?? 1);
      return {
        service,
        count,
        size: request,
        ...(place !== undefined && least > 1 && { zones: { least, of: place.zones } }),
      };
    });
  }

  /** Fewest clusters first; each further one is cheaper. Empty where it is proved that nothing is allowed. */
  at(place: Cloud, load: Load): readonly Choice[] {
    const key = `${place.index} ${keyOf(load)}`;
    const known = this.choices.get(key);
    if (known !== undefined) return known;
    const found = this.withKnown(place, load, this.compute(place, this.items(load, place)));
    this.choices.set(key, found);
    return found;
  }

  isRepacked(place: Cloud, load: Load): boolean {
    return this.repacked.has(`${place.index} ${keyOf(load)}`);
  }

  /** Makes known what another search has proved of nodes for a load, and the packing that it found. */
  offer(place: Cloud, load: Load, lower: number, bought?: Bought): void {
    const key = `${place.index} ${keyOf(load)}`;
    this.repacked.add(key);
    const choices = this.at(place, load).map((choice) => ({
      ...choice,
      lower: Math.min(choice.microUsd, Math.max(choice.lower, lower + choice.clusters * place.clusterMicroUsd)),
    }));
    this.choices.set(key, choices);
    if (bought === undefined) return;
    this.choices.set(key, withBought(place, choices, bought));
    const others = (this.known.get(place.index) ?? []).slice(0, KNOWN - 1);
    this.known.set(place.index, [{ load, nodes: bought.nodes }, ...others]);
  }

  /** With the nodes of similar loads, as far as they do for this one. */
  private withKnown(place: Cloud, load: Load, choices: readonly Choice[]): readonly Choice[] {
    const items = this.items(load, place);
    const sizeOf = (service: number): readonly number[] => this.instance.services[service]?.request ?? [];
    let best = choices;
    for (const known of this.known.get(place.index) ?? []) {
      if (!isSimilar(known.load, load)) continue;
      const nodes = patched(known.nodes, items, sizeOf, place.nodeTypes);
      if (nodes === undefined) continue;
      best = withBought(place, best, { microUsd: priceOf(nodes), nodes });
    }
    return best;
  }

  private compute(place: Cloud, items: readonly Item[]): readonly Choice[] {
    const { nodeTypes, maxNodesPerCluster, clusterMicroUsd } = place;
    const { measured } = this.instance;
    let known: number | undefined;
    const better = (kinds: readonly NodeKind[]): number =>
      this.effort < THOROUGH ? 0 : (known ??= quickBound(demandsOf(items).demands, kinds, measured));
    const choice = (clusters: number | undefined): Choice => {
      const maxNodes = clusters === undefined ? Infinity : clusters * maxNodesPerCluster;
      const { lower, found } = cheapestNodes(items, nodeTypes, maxNodes, this.effort, better);
      const needed = found === undefined ? 1 : Math.max(1, Math.ceil(found.nodes.length / maxNodesPerCluster));
      const least = lower + clusterMicroUsd * (clusters ?? needed);
      if (found === undefined) return { clusters: clusters ?? 1, lower: least, microUsd: Infinity };
      return { clusters: needed, lower: least, bought: found, microUsd: found.microUsd + clusterMicroUsd * needed };
    };
    const most = choice(undefined);
    const all: Choice[] = [];
    for (let clusters = 1; clusters < most.clusters; clusters++) {
      if (clusters > place.maxClusters) return all;
      const fewer = choice(clusters);
      if (fewer.lower === Infinity) continue;
      if (fewer.clusters === clusters) all.push(fewer);
      else {
        // What needs fewer clusters was found before, but its bound may have been of fewer nodes alone.
        const before = all.pop();
        if (before !== undefined) all.push({ ...before, lower: Math.min(before.lower, fewer.lower) });
      }
    }
    if (most.clusters <= place.maxClusters) all.push(most);
    return all;
  }

  /** Makes known what another search has found out. */
  offerFit(site: Site, load: Load, fit: Fit): void {
    this.fits.set(`${site.index} ${keyOf(load)}`, fit);
  }

  /** Whether a load packs into the free nodes of a static place. */
  into(site: Site, load: Load): Fit {
    const { node, freeNodes } = site;
    if (node === undefined || freeNodes === Infinity || load.size === 0) return { status: 'fits', nodes: [] };
    const key = `${site.index} ${keyOf(load)}`;
    const known = this.fits.get(key);
    if (known !== undefined) return known;
    const fit = fitsInto(this.items(load), [{ kind: node, count: freeNodes }], this.effort);
    this.fits.set(key, fit);
    return fit;
  }
}

function withBought(place: Cloud, choices: readonly Choice[], bought: Bought): readonly Choice[] {
  const clusters = Math.max(1, Math.ceil(bought.nodes.length / place.maxNodesPerCluster));
  const microUsd = bought.microUsd + clusters * place.clusterMicroUsd;
  const better = choices.map((choice) =>
    choice.clusters === clusters && microUsd < choice.microUsd ? { ...choice, bought, microUsd } : choice,
  );
  const isNew = clusters <= place.maxClusters && !choices.some((choice) => choice.clusters === clusters);
  const least = Math.min(...choices.map((choice) => choice.lower));
  return isNew && Number.isFinite(least) ? [...better, { clusters, lower: least, bought, microUsd }] : better;
}

/** Most services of the larger one are in both. */
function isSimilar(a: Load, b: Load): boolean {
  let both = 0;
  for (const service of a.keys()) if (b.has(service)) both++;
  return both >= SIMILAR * Math.max(a.size, b.size);
}

function keyOf(load: Load): string {
  let key = '';
  for (const [service, count] of load) key += `${service}x${count} `;
  return key;
}
