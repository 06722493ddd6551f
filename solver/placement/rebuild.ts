/**
 * Large neighbourhoods without an engine: some trees of services are taken out and put back one after another, each
 * where it is cheapest at the prices of the bound and with the room that is left. What is not better is undone. The
 * numbers that choose trees are the same in every run.
 */
import { randomNumbers } from '../random-numbers';
import { cheapestPlaces, type Tree } from './forest';
import { improveOne } from './improve';
import type { At, State } from './state';

/** Most trees that are taken out at once. */
const MOST_TREES = 5;

export function rebuild(
  state: State,
  trees: readonly Tree[],
  prices: readonly (readonly number[])[],
  rounds: number,
  stop: () => boolean,
): void {
  const random = randomNumbers(1);
  for (let round = 0; round < rounds; round++) {
    if (round % 16 === 0 && stop()) return;
    const count = 1 + random(Math.min(MOST_TREES, trees.length));
    const chosen = new Set<Tree>();
    for (let k = 0; k < count; k++) {
      const tree = trees[random(trees.length)];
      if (tree !== undefined) chosen.add(tree);
    }
    const before = state.objective;
    const members = [...chosen].flatMap(({ order }) => order);
    const saved = new Map<number, At>(members.map((index) => [index, state.counts[index] ?? new Map()]));
    for (const index of members) state.move(index, new Map());
    // What static capacity is worth to others: nothing, some of it, all of it.
    const toll = [0, 0.3, 0.7, 1, 1.3][random(5)] ?? 1;
    for (const tree of chosen) putBack(state, tree, prices, toll, saved);
    for (const index of members) {
      const service = state.instance.services[index];
      if (service !== undefined) improveOne(state, service);
    }
    if (state.objective < before - 0.5) continue;
    for (const index of members) state.move(index, new Map());
    for (const [index, at] of saved) state.move(index, at);
    // Sums of floating-point numbers drift.
    state.objective = before;
  }
}

function putBack(
  state: State,
  tree: Tree,
  prices: readonly (readonly number[])[],
  toll: number,
  saved: ReadonlyMap<number, At>,
): void {
  const { services, places } = state.instance;
  const [first] = tree.order;
  const head = services[first ?? -1];
  if (head !== undefined && !head.single) {
    state.move(head.index, saved.get(head.index) ?? new Map());
    return;
  }
  const found = cheapestPlaces(state.instance, tree, (index, at) => {
    const service = services[index];
    const place = places[at];
    if (service === undefined || place === undefined) return Infinity;
    const price = service.replicas * (prices[index]?.[at] ?? 0);
    if (place.kind === 'static') return state.hasRoom(service, place) ? price * toll : 1e12;
    return price + state.opening(place) / tree.order.length + state.pull(service, at);
  });
  if (found.cost === Infinity) for (const [index, at] of saved) if (tree.order.includes(index)) state.move(index, at);
  for (const [index, place] of found.at) {
    const replicas = services[index]?.replicas ?? 0;
    if (place >= 0) state.move(index, new Map([[place, replicas]]));
  }
}
