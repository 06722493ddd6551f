/** What is to be decided where a lock binds, by trying everything at each level of its hold. */
import type { Lock } from '../../solver/lock';
import type { Environment } from '../../schema/types';
import type { World } from '../../solver/world';
import { ALL_RULES, cheapest, type Best, type Held } from './enumerate';

export interface Kept extends Best {
  /** What letting go of the stateless choices would save, where that is too little. */
  readonly cheaperByMicroUsd: number;
}

class TooLarge extends Error {}

type Placed = Lock['placed'][number];

function instanceKey({ module, instance, location }: Placed): string {
  return `${module}/${instance}@${location}`;
}

function held({ option, units, identity }: Placed, hold: Held['hold']): Held {
  return { option, units, hold, ...(identity === undefined ? {} : { identity }) };
}

function combinations<T>(items: readonly T[], size: number): (readonly T[])[] {
  const [first, ...rest] = items;
  if (size === 0) return [[]];
  if (first === undefined) return [];
  return [...combinations(rest, size - 1).map((some) => [first, ...some]), ...combinations(rest, size)];
}

/** Least excess first, then as many of the wished as possible, then the lowest cost. */
function fewestChanges(
  answer: (holding: ReadonlyMap<string, Held>) => Best | undefined,
  firm: ReadonlyMap<string, Held>,
  wished: readonly Placed[],
): Best | undefined {
  const least = answer(firm);
  if (least === undefined) return undefined;
  for (let size = wished.length; size > 0; size--) {
    let best: Best | undefined;
    for (const kept of combinations(wished, size)) {
      const found = answer(new Map([...firm, ...kept.map((one) => [instanceKey(one), held(one, 'option')] as const)]));
      const fits = found !== undefined && found.excessMicroUsd === least.excessMicroUsd;
      if (fits && (best === undefined || found.microUsd < best.microUsd)) best = found;
    }
    if (best !== undefined) return best;
  }
  return least;
}

/** @throws TooLarge */
function underLock(environment: Environment, world: World, lock: Lock): Kept | undefined {
  const answer = (holding: ReadonlyMap<string, Held>): Best | undefined => {
    const best = cheapest(environment, world, { ...ALL_RULES, held: holding, primary: lock.primary });
    if (best === 'too large') throw new TooLarge();
    return best === 'none' ? undefined : best;
  };
  const stateful = lock.placed.filter((placed) => placed.stateful);
  const stateless = lock.placed.filter((placed) => !placed.stateful);
  const hold = (placed: readonly Placed[], how: Held['hold']): Map<string, Held> =>
    new Map(placed.map((one) => [instanceKey(one), held(one, how)]));
  const free = answer(hold(stateful, 'same'));
  const stay = answer(hold(lock.placed, 'same'));
  // Keeping within soft budgets comes before everything but what is stateful.
  const grown = fewestChanges(answer, hold(stateful, 'identity'), lock.placed);
  if (free === undefined || (free.excessMicroUsd > 0 && grown?.excessMicroUsd === 0))
    return grown === undefined ? undefined : { ...grown, cheaperByMicroUsd: 0 };
  const asBefore = stay !== undefined && stay.excessMicroUsd === free.excessMicroUsd;
  const best = asBefore ? stay : fewestChanges(answer, hold(stateful, 'same'), stateless);
  if (best === undefined) return { ...free, cheaperByMicroUsd: 0 };
  const saving = best.microUsd - free.microUsd;
  return saving > 0 && saving >= environment.minSavingUsd * 1e6
    ? { ...free, cheaperByMicroUsd: 0 }
    : { ...best, cheaperByMicroUsd: saving };
}

/** `none` where nothing meets the rules; `too large` where there are too many choices to try them all. */
export function cheapestUnderLock(environment: Environment, world: World, lock: Lock): Kept | 'none' | 'too large' {
  try {
    return underLock(environment, world, lock) ?? 'none';
  } catch (error) {
    if (error instanceof TooLarge) return 'too large';
    throw error;
  }
}
