/**
 * Sound prices of shapes in all bins of a programme. Where somebody stands they are found by an exact knapsack; elsewhere
 * the prices of other bins are lent, which costs nothing, if they keep everybody away.
 */
import type { NodeKind } from './instance';
import type { NodesProgramme, Priced } from './nodes-programme';

export interface Priceable {
  readonly bin: number;
  /** With what a node costs beside its part in other rows. */
  readonly kinds: readonly NodeKind[];
  /** Its nodes are given: it lends nothing and borrows nothing. */
  readonly isSite: boolean;
  readonly isUsed: boolean;
  /** Sound for these kinds, from before. */
  readonly known?: readonly number[];
  /** Whether somebody would come at these prices, of bins in which nobody stands yet. */
  draws(worth: readonly number[], priced: ReadonlyMap<Priceable, Priced>): boolean;
}

export interface SoundPrices {
  readonly byBin: ReadonlyMap<Priceable, Pick<Priced, 'worth' | 'earned'>>;
  /** Fillings that were missing. */
  readonly added: number;
}

/** Fillings that are worth so many times their node are missing: too far from the end for a bound. */
const FAR = 1.05;

/** Undefined where prices are far from sound still: what nobody stands in yet can wait. */
export function soundPrices(
  programme: NodesProgramme,
  bins: readonly Priceable[],
  duals: readonly number[],
): SoundPrices | undefined {
  const own = new Map<Priceable, Priced>();
  for (const each of bins) if (each.isSite || each.isUsed) own.set(each, programme.price(each.bin, duals));
  const lenders = new Map([...own].filter(([{ isSite }]) => !isSite));
  if ([...lenders.values()].some(({ excess }) => excess > FAR)) return undefined;
  const byBin = new Map<Priceable, Pick<Priced, 'worth' | 'earned'>>(own);
  for (const each of bins) {
    if (own.has(each)) continue;
    let worth: readonly number[] = each.known ?? [];
    for (const [lender, priced] of lenders) {
      const offer = lent(priced.worth, lender.kinds, each.kinds);
      if (total(offer) > total(worth)) worth = offer;
    }
    if (each.draws(worth, lenders)) {
      const priced = programme.price(each.bin, duals);
      own.set(each, priced);
      byBin.set(each, priced);
    } else byBin.set(each, { worth, earned: 0 });
  }
  return { byBin, added: [...own.values()].reduce((sum, { added }) => sum + added, 0) };
}

/** Sound prices of one list of kinds, as far as they are sound for another: by the kind that is cheapest beside. */
export function lent(worth: readonly number[], from: readonly NodeKind[], to: readonly NodeKind[]): readonly number[] {
  const prices = new Map(from.map((kind) => [kind.type, kind]));
  let ratio = Infinity;
  for (const { type, microUsd, holds } of to) {
    const own = prices.get(type);
    const isSame = own?.holds.every((amount, d) => amount >= (holds[d] ?? 0)) === true;
    // A kind that the other list lacks could hold more for its price.
    if (own === undefined || !isSame || own.microUsd <= 0) return worth.map(() => 0);
    ratio = Math.min(ratio, microUsd / own.microUsd);
  }
  return worth.map((each) => each * Math.max(0, ratio === Infinity ? 0 : ratio));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
