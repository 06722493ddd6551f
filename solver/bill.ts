/** The bill of what was chosen: every component priced, sourced and summed in integer micro-USD. */
import type { Range } from '../modules/module';
import { counts, type PricedLine } from './candidates';
import type { Bill, CostComponent } from './decision';
import type { Draft, InstanceVariables, OptionVariable } from './draft';
import { microUsd } from './money';
import type { Point } from './model';

const NOTHING: Range = { low: 0, expected: 0, high: 0 };

function add(a: Range, b: Range, factor = 1): Range {
  return { low: a.low + b.low * factor, expected: a.expected + b.expected * factor, high: a.high + b.high * factor };
}

function rangeOf(quantity: number | Range | undefined): Range {
  if (typeof quantity !== 'number') return quantity ?? NOTHING;
  return { low: quantity, expected: quantity, high: quantity };
}

/** What was asked of an instance that it serves. */
interface Served {
  readonly capability: string;
  readonly unit: string;
  readonly amount: Range;
}

function served(draft: Draft, point: Point, key: string): Served[] {
  return draft.serves
    .filter(({ provider, variable }) => provider === key && point[variable] === 1)
    .flatMap(({ capability, asked }) =>
      Object.entries(asked.amount).map(([unit, amount]) => ({
        capability,
        unit,
        amount: { low: asked.low[unit] ?? amount, expected: amount, high: asked.high[unit] ?? amount },
      })),
    );
}

/** Sums of decimals such as 730 x 0.1 pick up noise in binary; twelve digits are far below a micro-dollar. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function component(
  owner: string,
  location: string,
  { line, price }: PricedLine,
  units: number,
  demand: readonly Served[],
): CostComponent {
  let quantity = rangeOf(line.fixed);
  quantity = add(quantity, rangeOf(line.perUnit), units);
  for (const { unit, capability, amount } of demand) {
    const rate = line.perDemand?.[unit];
    if (rate !== undefined && counts(line, capability)) quantity = add(quantity, amount, rate);
  }
  quantity = { low: tidy(quantity.low), expected: tidy(quantity.expected), high: tidy(quantity.high) };
  return {
    owner,
    location,
    name: line.name,
    priceKey: line.price,
    unit: price.unit,
    usd: price.usd,
    quantity,
    microUsd: {
      low: microUsd(price.usd, quantity.low),
      expected: microUsd(price.usd, quantity.expected),
      high: microUsd(price.usd, quantity.high),
    },
    source: price.source,
    ...(price.mark === undefined ? {} : { mark: price.mark }),
    ...(price.note === undefined ? {} : { note: price.note }),
    ...(line.basis === undefined ? {} : { basis: line.basis }),
    ...(line.group === undefined ? {} : { group: line.group }),
    ...(line.overlooked === undefined ? {} : { overlooked: line.overlooked }),
  };
}

export function unitsOf(option: OptionVariable, point: Point): number {
  return option.units === undefined ? option.minUnits : (point[option.units] ?? 0);
}

/** The chosen option of an instance, where it stands. */
export function chosenOption(instance: InstanceVariables, point: Point): OptionVariable | undefined {
  return instance.options.find(({ binary }) => point[binary] === 1);
}

export function sumBill(components: readonly CostComponent[], spared: readonly CostComponent[]): Bill {
  const microUsdTotal = { low: 0, expected: 0, high: 0 };
  for (const { microUsd: part } of components) {
    microUsdTotal.low += part.low;
    microUsdTotal.expected += part.expected;
    microUsdTotal.high += part.high;
  }
  return { components, spared, microUsd: microUsdTotal };
}

/** Components in the order of instances, then of the module's own lines; those of no quantity at all are left out. */
export function billOf(draft: Draft, point: Point): Bill {
  const chosen = draft.instances.flatMap((instance) => {
    const option = chosenOption(instance, point);
    if (option === undefined) return [];
    const { key, site } = instance.candidate;
    const demand = served(draft, point, key);
    const units = unitsOf(option, point);
    const priced = (lines: readonly PricedLine[]): CostComponent[] =>
      lines
        .map((line) => component(key, site.location, line, units, demand))
        .filter(({ quantity }) => quantity.high > 0);
    return [{ costs: priced(option.priced.lines), spares: priced(option.priced.spares) }];
  });
  return sumBill(
    chosen.flatMap(({ costs }) => costs),
    chosen.flatMap(({ spares }) => spares),
  );
}
