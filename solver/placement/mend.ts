/** Rules between two services that a local search could not keep by moving one of them: both move at once, or more. */
import { latencyHolds } from './exact';
import { neighboursOf } from './improve';
import { regrow } from './regrow';
import type { At, State } from './state';

const PASSES = 4;

/** First the pair alone, then with all services that rules tie to it. */
export function mend(state: State, prices: readonly (readonly number[])[]): void {
  for (let pass = 0; pass < PASSES; pass++) {
    const broken = brokenPairs(state);
    if (broken.length === 0) return;
    for (const [a, b] of broken) mendPair(state, a, b);
  }
  for (const index of brokenPairs(state).flat()) regrow(state, prices, index);
}

function brokenPairs({ instance, counts }: State): (readonly [number, number])[] {
  const at = (index: number): At => counts[index] ?? new Map<number, number>();
  return [
    ...instance.links
      .filter((link) => !latencyHolds(instance, link, counts))
      .map(({ from, to }) => [from, to] as const),
    ...instance.together.filter(([a, b]) => at(a).size !== at(b).size || [...at(a).keys()].some((p) => !at(b).has(p))),
    ...instance.apart.filter(([a, b]) => [...at(a).keys()].some((place) => at(b).has(place))),
  ];
}

function mendPair(state: State, a: number, b: number): void {
  const options = (index: number): At[] => {
    const service = state.instance.services[index];
    const now = state.counts[index] ?? new Map<number, number>();
    return service === undefined ? [now] : [now, ...neighboursOf(state.instance, service, now)];
  };
  const [ofA, ofB] = [options(a), options(b)];
  const startA = state.counts[a] ?? new Map<number, number>();
  const startB = state.counts[b] ?? new Map<number, number>();
  const before = state.objective;
  let best = { objective: before, a: startA, b: startB };
  for (const x of ofA) {
    state.move(a, x);
    for (const y of ofB) {
      state.move(b, y);
      if (state.objective < best.objective - 0.5) best = { objective: state.objective, a: x, b: y };
    }
    state.move(b, startB);
  }
  state.move(a, best.a);
  state.move(b, best.b);
}
