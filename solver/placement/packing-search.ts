/** The cheapest packing, exactly, within a limit of effort. */
import type { NodeKind } from './instance';
import { type Bought, inUse, type Item, opened, type OpenNode, priceBound, put, room } from './nodes';
import { zoningOf } from './zones';

/** Depth first over replicas, largest first; equal replicas take nodes in order, equal nodes are tried once. */
export class Search {
  exhausted = true;
  private best: Bought | undefined;
  private bestPrice = Infinity;
  private work = 0;
  private readonly sizes: readonly Item[];
  private readonly isZoned: boolean;
  /** What is left to pack from each replica on, by dimension. */
  private readonly rest: readonly (readonly number[])[];

  constructor(
    private readonly nodes: OpenNode[],
    private readonly items: readonly Item[],
    private readonly kinds: readonly NodeKind[],
    private readonly maxNodes: number,
    private readonly effort: number,
  ) {
    this.isZoned = items.some(({ zones }) => zones !== undefined);
    this.sizes = items.flatMap((item) => Array.from({ length: item.count }, () => ({ ...item, count: 1 })));
    const rest: number[][] = [];
    let sum = (items[0]?.size ?? []).map(() => 0);
    for (const { size } of this.sizes.toReversed()) {
      sum = sum.map((amount, d) => amount + (size[d] ?? 0));
      rest.unshift(sum);
    }
    this.rest = rest;
  }

  /** The cheapest packing below `cutoff`, if any was found. */
  run(cutoff: number): Bought | undefined {
    this.bestPrice = cutoff;
    this.step(0, 0, 0);
    return this.best;
  }

  private step(index: number, from: number, price: number): void {
    const item = this.sizes[index];
    const before = this.sizes[index - 1];
    if (before !== undefined && before.service !== item?.service && this.isTooNarrow(before)) return;
    if (item === undefined) {
      this.take(price);
      return;
    }
    if (this.bound(index, price) >= this.bestPrice) return;
    if (++this.work > this.effort) {
      this.exhausted = false;
      return;
    }
    const next = this.sizes[index + 1];
    const start = (at: number): number => (next?.service === item.service ? at : 0);
    const tried = new Set<string>();
    for (let at = from; at < this.nodes.length; at++) {
      const node = this.nodes[at];
      if (node === undefined || room(node.free, item.size) < 1) continue;
      const likeness = `${node.kind.type} ${node.free.join()} ${this.zonedOn(node)}`;
      if (tried.has(likeness)) continue;
      tried.add(likeness);
      put(node, item, 1);
      this.step(index + 1, start(at), price);
      put(node, item, -1);
      if (this.stopped()) return;
    }
    if (this.nodes.length >= this.maxNodes) return;
    for (const kind of this.kinds) {
      if (room(kind.holds, item.size) < 1 || price + kind.microUsd >= this.bestPrice) continue;
      const node = opened(kind);
      put(node, item, 1);
      this.nodes.push(node);
      this.step(index + 1, start(this.nodes.length - 1), price + kind.microUsd);
      this.nodes.pop();
      if (this.stopped()) return;
    }
  }

  private take(price: number): void {
    const zoning = this.isZoned ? zoningOf(this.nodes, this.items) : undefined;
    if (zoning !== undefined && zoning.status !== 'fits') {
      if (zoning.status === 'unknown') this.exhausted = false;
      return;
    }
    const nodes = this.nodes.flatMap((node, index) => {
      const zone = zoning?.zones[index];
      return inUse([node]).map((used) => ({ ...used, ...(zone !== undefined && { zone }) }));
    });
    this.best = { microUsd: price, nodes };
    this.bestPrice = price;
  }

  /** All its replicas are placed, on fewer nodes than it needs zones. */
  private isTooNarrow({ service, zones }: Item): boolean {
    return zones !== undefined && this.nodes.filter(({ holds }) => holds.has(service)).length < zones.least;
  }

  /** Nodes are alike only where the same services need zones beside them. */
  private zonedOn({ holds }: OpenNode): string {
    if (!this.isZoned) return '';
    return this.items
      .flatMap(({ service, zones }) => (zones !== undefined && holds.has(service) ? [service] : []))
      .join();
  }

  /** Where nodes are given and cost nothing, the first packing is enough. */
  private stopped(): boolean {
    return !this.exhausted || (this.best !== undefined && this.kinds.length === 0);
  }

  private bound(index: number, price: number): number {
    const rest = this.rest[index] ?? [];
    const missing = rest.map((amount, d) => {
      let free = 0;
      for (const node of this.nodes) free += node.free[d] ?? 0;
      return Math.max(0, amount - free);
    });
    if (this.kinds.length === 0) return missing.some((amount) => amount > 0) ? Infinity : price;
    return price + priceBound(missing, this.kinds);
  }
}
