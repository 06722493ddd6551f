/** The catalog as `trellis list` and the documentation show it. */
import { facts, offers, prices, regions } from '../data';
import type { Module, Registry } from '../modules/module';
import { formatUsd, microUsd } from '../solver/money';

export interface CatalogEntry {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  readonly toggle: string;
  readonly lifecycle: string;
  readonly stateful: boolean;
  readonly provides: readonly string[];
  /** Least monthly cost with default inputs and no traffic, by region: `24.82 (us-east-1) to 38.69 (sa-east-1)`. */
  readonly cost: string;
  readonly regions: number;
  readonly useWhen: readonly string[];
  readonly avoidWhen: readonly string[];
}

interface Counted {
  /** Options that can't be had with default inputs count too. */
  readonly unavailable: boolean;
  /** Prices of other regions, which stand in where a region has none of its own, count too. */
  readonly assumed: boolean;
}

/** From what a reader can rely on most: the first that any region meets is shown. */
const tries: readonly Counted[] = [
  { unavailable: false, assumed: false },
  { unavailable: false, assumed: true },
  { unavailable: true, assumed: false },
];

/** Least cost of a module alone in a region, or undefined where nothing counts. */
function leastCost(module: Module<unknown>, region: string, counted: Counted): number | undefined {
  if (!module.services.every((service) => offers(service, region))) return undefined;
  const list = prices([]);
  const site = { location: `aws/${region}`, region, availability: 'single-az' as const };
  const costs = module.options(module.inputs.parse({}), site, facts).flatMap(({ cost, units, unavailable }) => {
    if (unavailable !== undefined && !counted.unavailable) return [];
    let sum = 0;
    for (const { price: key, fixed = 0, perUnit = 0 } of cost) {
      const price = list.find(key, region);
      const quantity = (typeof fixed === 'number' ? fixed : fixed.expected) + perUnit * units.min;
      if (price === undefined || (price.mark === 'assumed' && quantity > 0 && !counted.assumed)) return [];
      sum += microUsd(price.usd, quantity);
    }
    return [sum];
  });
  return costs.length === 0 ? undefined : Math.min(...costs);
}

function costsByRegion(
  module: Module<unknown>,
  counted: Counted,
): { readonly region: string; readonly cost: number }[] {
  return regions.ids().flatMap((region) => {
    const cost = leastCost(module, region, counted);
    return cost === undefined ? [] : [{ region, cost }];
  });
}

function costRange(module: Module<unknown>): { readonly text: string; readonly regions: number } {
  const byRegion = tries.map((counted) => costsByRegion(module, counted)).find(({ length }) => length > 0) ?? [];
  const sorted = byRegion.sort((a, b) => a.cost - b.cost || (a.region < b.region ? -1 : 1));
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return { text: 'no price known', regions: 0 };
  const same = least.cost === most.cost;
  const text = same
    ? formatUsd(least.cost)
    : `${formatUsd(least.cost)} (${least.region}) to ${formatUsd(most.cost)} (${most.region})`;
  return { text, regions: sorted.length };
}

export function catalog(registry: Registry): CatalogEntry[] {
  return registry.modules.map((module) => {
    const { text, regions: count } = costRange(module);
    return {
      name: module.name,
      title: module.title,
      summary: module.summary,
      category: module.category,
      toggle: module.toggle,
      lifecycle: module.lifecycle,
      stateful: module.stateful,
      provides: module.provides.map(({ name }) => name),
      cost: text,
      regions: count,
      useWhen: module.useWhen.map((rule) => rule.text),
      avoidWhen: module.avoidWhen.map((rule) => rule.text),
    };
  });
}
