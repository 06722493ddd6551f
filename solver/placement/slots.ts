/**
 * Slots: further dimensions that follow from the others and say what totals hide. Where a node holds three replicas of
 * 4 cores in its 15.9, it has three slots of that size, and every replica takes as many as its request holds in full.
 * Any packing keeps to them, so models of totals that count them as well come closer to packing. A few are dimensions of
 * the instance, which searches count; the programme has rows for more of them.
 */
import { ACCELERATOR, PODS } from './problem';

export interface Slot {
  /** Dimension -> amount. */
  readonly size: ReadonlyMap<number, number>;
}

interface Sized {
  readonly replicas: number;
  readonly request: readonly number[];
}

const MOST_SLOTS = 3;
/** In rows of the programme: fewer where each row is long. */
const mostRows = (services: number): number => Math.max(8, Math.min(40, Math.round(8_000 / services)));
const LEAST_LOSS = 0.03;

/** The sizes that hide most, by what is lost of the nodes that hold least of them in vain. */
export function slotsOf(
  dimensions: readonly string[],
  services: readonly Sized[],
  kinds: readonly (readonly number[])[],
): readonly Slot[] {
  const accelerators = [...dimensions.keys()].filter((d) => dimensions[d]?.startsWith(ACCELERATOR));
  const scored = candidates(dimensions, services, accelerators).map((slot) => {
    const [d = 0] = slot.size.keys();
    const each = slot.size.get(d) ?? 0;
    const shares = kinds.flatMap((holds) => {
      const whole = holds[d] ?? 0;
      const count = slotsIn(slot, holds);
      return whole > 0 && whole < Infinity && count > 0 ? [(count * each) / whole] : [];
    });
    const loss = shares.length === 0 ? 0 : 1 - Math.max(...shares);
    const average = shares.length === 0 ? 0 : 1 - shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const takers = services.filter(({ request }) => slotsIn(slot, request) > 0);
    const amount = takers.reduce((sum, { replicas, request }) => sum + replicas * (request[d] ?? 0), 0);
    const all = services.reduce((sum, { replicas, request }) => sum + replicas * (request[d] ?? 0), 0);
    // Nodes with accelerators are dear: one too small for those beside them is bought in vain.
    const inVain =
      slot.size.size > 1 ? kinds.filter((holds) => (holds[d] ?? 0) > 0 && slotsIn(slot, holds) === 0).length : 0;
    const lost = slot.size.size > 1 ? inVain : loss + average;
    return { slot, score: (lost * amount) / Math.max(1, all) };
  });
  return scored
    .filter(({ score }) => score > LEAST_LOSS)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SLOTS)
    .map(({ slot }) => slot);
}

/** An amount of one dimension, or an accelerator with the most that its users ask for beside it. */
function candidates(
  dimensions: readonly string[],
  services: readonly Sized[],
  accelerators: readonly number[],
): Slot[] {
  const found: Slot[] = [];
  for (const d of dimensions.keys()) {
    if (accelerators.includes(d)) continue;
    const amounts = [...new Set(services.map(({ request }) => request[d] ?? 0))].sort((a, b) => b - a);
    for (const amount of amounts.slice(0, 12)) if (amount > 1) found.push({ size: new Map([[d, amount]]) });
    for (const device of accelerators) {
      const users = services.filter(({ request }) => (request[device] ?? 0) > 0);
      const wanted = [...new Set(users.map(({ request }) => request[d] ?? 0))].sort((a, b) => b - a);
      for (const most of wanted.slice(0, 4))
        if (most > 1) found.push({ size: new Map([[device, 1], [d, most]]) }); // prettier-ignore
    }
  }
  return found;
}

/** One for every different request of as much as an accelerator, else for every pair of different amounts, largest first. */
export function rowSlotsOf(dimensions: readonly string[], services: readonly Sized[]): readonly Slot[] {
  const real = [...dimensions.keys()].filter((d) => !isSlot(dimensions[d]) && dimensions[d] !== PODS);
  const weights = new Map<string, { slot: Slot; weight: number }>();
  for (const { replicas, request } of services) {
    const parts = real.filter((d) => (request[d] ?? 0) > 1 || isDevice(dimensions[d], request[d]));
    for (const chosen of subsets(parts)) {
      const size = new Map(chosen.map((d) => [d, request[d] ?? 0]));
      const key = [...size].join(' ');
      const known = weights.get(key) ?? { slot: { size }, weight: 0 };
      const scarce = chosen.some((d) => isDevice(dimensions[d], request[d])) ? 1000 : 1;
      const most = Math.max(...chosen.map((d) => (request[d] ?? 0) / largest(services, d)));
      weights.set(key, { ...known, weight: known.weight + scarce * replicas * most });
    }
  }
  return [...weights.entries()]
    .sort(([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1))
    .slice(0, mostRows(services.length))
    .map(([, { slot }]) => slot);
}

export const SLOTS = 'slots/';

function isSlot(dimension: string | undefined): boolean {
  return dimension?.startsWith(SLOTS) ?? false;
}

function isDevice(dimension: string | undefined, amount: number | undefined): boolean {
  return (amount ?? 0) > 0 && (dimension?.startsWith(ACCELERATOR) ?? false);
}

function largest(services: readonly Sized[], d: number): number {
  return Math.max(1, ...services.map(({ request }) => request[d] ?? 0));
}

/** All that are not empty, of the first few. */
function subsets(of: readonly number[]): number[][] {
  const few = of.slice(0, 4);
  return Array.from({ length: (1 << few.length) - 1 }, (_, set) => few.filter((__, k) => ((set + 1) >> k) % 2 === 1));
}

/** How many a node holds or a request takes; Infinity where a node does not state a dimension of it. */
export function slotsIn({ size }: Slot, holds: readonly number[]): number {
  let least = Infinity;
  for (const [d, amount] of size) least = Math.min(least, Math.floor((holds[d] ?? 0) / amount));
  return least;
}
