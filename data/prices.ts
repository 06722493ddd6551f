/** What one unit costs in a region: list prices, their stand-ins where none is known, and what an environment overrides. */
import { Big } from 'big.js';
import picomatch from 'picomatch';
import type { PriceRule } from '../schema/types';
import { listEntry, sourceWithDate, type ListEntry, type ListPrice } from './price-list';

export interface Price {
  /** Decimal string, USD for one `unit`. */
  readonly usd: string;
  /** `hour`, `GB`, `million requests` */
  readonly unit: string;
  /** `awsmap-vpc 2025-09-11`; `spec.prices` where the environment gives the figure. */
  readonly source: string;
  /** `assumed`: another region's price; `secondary`: not from AWS price data; `override`: from spec.prices. */
  readonly mark?: 'assumed' | 'secondary' | 'override';
  /** Why the mark, or what else to know of the figure. */
  readonly note?: string;
}

export interface Prices {
  /** Undefined where no price of the key is known in any region and none is given. */
  find(key: string, region: string): Price | undefined;
}

/**
 * List prices under the rules of an environment. The last rule that matches decides; its discount is taken off the
 * list price, and a discounted figure that was assumed or secondary stays marked so.
 */
export function prices(rules: readonly PriceRule[]): Prices {
  const matchers = rules.map((rule) => ({ rule, matches: picomatch(rule.key) }));
  const found = new Map<string, Price | undefined>();
  const compute = (key: string, region: string): Price | undefined => {
    const last = matchers.findLast(
      ({ rule, matches }) =>
        (rule.region === undefined || rule.region === region) && (rule.key === key || matches(key)),
    );
    const list = listPrice(key, region);
    return last === undefined ? list : overridden(last.rule, list);
  };
  return {
    find(key, region) {
      const id = `${key} ${region}`;
      if (!found.has(id)) found.set(id, compute(key, region));
      return found.get(id);
    },
  };
}

function overridden(rule: PriceRule, list: Price | undefined): Price | undefined {
  if (rule.usd !== undefined) {
    const usd = new Big(rule.usd).toFixed();
    return { usd, unit: list?.unit ?? 'unit', source: 'spec.prices', mark: 'override', note: rule.note };
  }
  if (list === undefined) return undefined;
  const percent = rule.discountPercent ?? 0;
  const notes = [`${percent} % off the list price: ${rule.note}`, ...(list.note === undefined ? [] : [list.note])];
  return {
    ...list,
    usd: new Big(list.usd).times(new Big(100).minus(percent)).div(100).toFixed(),
    mark: list.mark ?? 'override',
    note: notes.join('; '),
  };
}

function listPrice(key: string, region: string): Price | undefined {
  const entry = listEntry(key);
  if (entry === undefined) return undefined;
  const here = entry.regions[region] ?? entry.regions['*'];
  if (here !== undefined) return asPrice(entry, here);
  const highest = highestOf(entry);
  if (highest === undefined) return undefined;
  if (entry.globalService === true) return asPrice(entry, highest.price);
  const { note, ...price } = asPrice(entry, highest.price);
  const assumed = `the highest known list price, that of ${highest.region}: none is known for ${region}`;
  return { ...price, mark: 'assumed', note: note === undefined ? assumed : `${assumed}; ${note}` };
}

function highestOf(entry: ListEntry): { readonly region: string; readonly price: ListPrice } | undefined {
  const [first, ...others] = Object.entries(entry.regions).map(([region, price]) => ({ region, price }));
  return others.reduce(
    (best, next) => (best === undefined || new Big(charged(next.price)).gt(charged(best.price)) ? next : best),
    first,
  );
}

/** The first tier that is charged: a free allowance is one account's, and may be used up elsewhere. */
function charged(price: ListPrice): string {
  return price.tiers?.find(({ usd }) => usd !== '0')?.usd ?? price.usd;
}

function asPrice(entry: ListEntry, price: ListPrice): Price {
  const notes = [
    ...(price.confidence === undefined ? [] : ['from prose or a table kept by hand, not from AWS price data']),
    ...(price.derived === true ? ['worked out from a monthly figure rounded to cents'] : []),
    ...(price.note === undefined ? [] : [price.note]),
  ];
  return {
    usd: charged(price),
    unit: entry.unit,
    source: sourceWithDate(price.source),
    ...(price.confidence === undefined ? {} : { mark: price.confidence }),
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  };
}
