/**
 * Rules between two services of one tree that the tree does not count, since it has no cycles: one of them is held at
 * each of its places in turn, the other is kept from where the rule would break, and the tree finds its places again.
 */
import { latencyHolds } from './exact';
import { cheapestPlaces, type Tree } from './forest';
import type { Instance, Service } from './instance';
import { improveOne } from './improve';
import type { At, State } from './state';

/** Whether two services that stand in one place each keep the rules between them. */
function agree(instance: Instance, state: State, a: Service, atA: number, b: Service, atB: number): boolean {
  const pair = (of: readonly (readonly [number, number])[]): boolean =>
    of.some(([x, y]) => (x === a.index && y === b.index) || (x === b.index && y === a.index));
  if (atA === atB ? pair(instance.apart) : pair(instance.together)) return false;
  const counts = [...state.counts];
  counts[a.index] = new Map([[atA, a.replicas]]);
  counts[b.index] = new Map([[atB, b.replicas]]);
  return (state.linksOf[a.index] ?? [])
    .filter(({ from, to }) => from === b.index || to === b.index)
    .every((link) => latencyHolds(instance, link, counts));
}

/** Makes the pair keep its rules where that makes the whole better. */
export function replant(
  state: State,
  trees: readonly Tree[],
  prices: readonly (readonly number[])[],
  a: number,
  b: number,
): void {
  const { instance } = state;
  const held = instance.services[a];
  const other = instance.services[b];
  const tree = trees.find(({ order }) => order.includes(a));
  if (tree === undefined || held?.single !== true || other === undefined) return;
  const kept = new Map<number, At>(tree.order.map((index) => [index, state.counts[index] ?? new Map()]));
  let best = { objective: state.objective, at: kept };
  for (const place of held.places) {
    for (const index of tree.order) state.move(index, new Map());
    const found = cheapestPlaces(instance, tree, (index, at) => {
      const service = instance.services[index];
      const where = instance.places[at];
      if (service === undefined || where === undefined || (index === a && at !== place)) return Infinity;
      if (index === b && service.single && !agree(instance, state, held, place, service, at)) return Infinity;
      const price = service.replicas * (prices[index]?.[at] ?? 0) + state.pull(service, at);
      return where.kind === 'static' && !state.hasRoom(service, where) ? price + 1e12 : price;
    });
    if (found.cost < Infinity) {
      for (const [index, at] of found.at) state.move(index, new Map([[at, instance.services[index]?.replicas ?? 0]]));
      if (!other.single) improveOne(state, other);
      if (state.objective < best.objective - 0.5) {
        const at = new Map<number, At>([...tree.order, b].map((index) => [index, state.counts[index] ?? new Map()]));
        best = { objective: state.objective, at };
      }
    }
  }
  for (const [index, at] of best.at) state.move(index, at);
}
