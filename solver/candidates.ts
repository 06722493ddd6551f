/** Every instance that could stand at every site, with its options priced. */
import type { Availability, CostLine, Module, Option, Site } from '../modules/module';
import type { CloudInfrastructure, CloudRegion, Environment, InstanceIntent, ModuleIntent } from '../schema/types';
import { instanceKey } from './decision';
import { microUsd } from './money';
import type { Price, Prices, World } from './world';

export interface PricedLine {
  readonly line: CostLine;
  readonly price: Price;
}

export interface PricedOption {
  readonly option: Option;
  readonly lines: readonly PricedLine[];
  /** Those of `spares` that have a price. */
  readonly spares: readonly PricedLine[];
  /** Expected micro-USD a month, whatever the units. */
  readonly fixedMicroUsd: number;
  readonly perUnitMicroUsd: number;
  /** Micro-USD for a thousand of each demand unit; `gbPerMonth of a, b` where a line counts some capabilities alone. */
  readonly rates: ReadonlyMap<string, number>;
}

export interface Candidate {
  readonly key: string;
  readonly module: Module<unknown>;
  readonly intent: ModuleIntent;
  readonly instance: InstanceIntent;
  readonly site: Site;
  /** Options that can be had, none of them dominated by another. */
  readonly options: readonly PricedOption[];
  /** Why there is no option, where there is none: a clause. */
  readonly unavailable?: string;
}

export function availabilityOf(environment: Environment): Availability {
  return environment.requires.availability === 'single-az' ? 'single-az' : 'multi-az';
}

/** Whether a line's `perDemand` counts needs of a capability. */
export function counts({ demandOf }: CostLine, capability: string): boolean {
  return demandOf === undefined || demandOf.some(({ name }) => name === capability);
}

export function expected(quantity: CostLine['fixed']): number {
  if (quantity === undefined) return 0;
  return typeof quantity === 'number' ? quantity : quantity.expected;
}

function priceOption(option: Option, region: string, prices: Prices): PricedOption | { readonly missing: string } {
  const lines: PricedLine[] = [];
  let fixedMicroUsd = 0;
  let perUnitMicroUsd = 0;
  const rates = new Map<string, number>();
  for (const line of option.cost) {
    const price = prices.find(line.price, region);
    if (price === undefined)
      return { missing: `no price of ${line.price} is known in any region; spec.prices can give one` };
    lines.push({ line, price });
    fixedMicroUsd += microUsd(price.usd, expected(line.fixed));
    perUnitMicroUsd += microUsd(price.usd, line.perUnit ?? 0);
    const only = line.demandOf === undefined ? '' : ` of ${line.demandOf.map(({ name }) => name).join(', ')}`;
    for (const [unit, quantity] of Object.entries(line.perDemand ?? {})) {
      const rate = `${unit}${only}`;
      rates.set(rate, (rates.get(rate) ?? 0) + microUsd(price.usd, quantity * 1000));
    }
  }
  const spares = (option.spares ?? []).flatMap((line) => {
    const price = prices.find(line.price, region);
    return price === undefined ? [] : [{ line, price }];
  });
  return { option, lines, spares, fixedMicroUsd, perUnitMicroUsd, rates };
}

function amountsAtMost(a: PricedOption, b: PricedOption): boolean {
  const quotas = new Set([...Object.keys(a.option.consumes ?? {}), ...Object.keys(b.option.consumes ?? {})]);
  for (const quota of quotas) {
    const [ofA, ofB] = [a.option.consumes?.[quota], b.option.consumes?.[quota]];
    if ((ofA?.fixed ?? 0) > (ofB?.fixed ?? 0) || (ofA?.perUnit ?? 0) > (ofB?.perUnit ?? 0)) return false;
  }
  return true;
}

function ratesAtMost(a: PricedOption, b: PricedOption): boolean {
  return [...a.rates].every(([unit, rate]) => rate <= (b.rates.get(unit) ?? 0));
}

function suppliesAtLeast(a: Option, b: Option): boolean {
  for (const unit of Object.keys(a.supplies))
    if ((a.supplies[unit] ?? 0) < (b.supplies[unit] ?? Infinity)) return false;
  return true;
}

function hasAtLeast({ has = {} }: Option, other: Option): boolean {
  return Object.entries(has).every(([name, { amount }]) => amount >= (other.has?.[name]?.amount ?? Infinity));
}

/** Whatever A needs, B needs as well, in the same place and as much of it. */
function needsAtMost(a: Option, b: Option): boolean {
  return (a.needs ?? []).every((need) =>
    (b.needs ?? []).some(
      (other) =>
        other.capability.name === need.capability.name &&
        other.at === need.at &&
        Object.entries(need.atLeast ?? {}).every(([name, least]) => least <= (other.atLeast?.[name] ?? 0)) &&
        Object.entries(need.demand ?? {}).every(([unit, amount]) => amount <= (other.demand?.[unit] ?? 0)),
    ),
  );
}

/** A does all that B does, with no more of anything, for no more money. Equal options count as dominating each other. */
function dominates(a: PricedOption, b: PricedOption): boolean {
  return (
    a.perUnitMicroUsd <= b.perUnitMicroUsd &&
    a.fixedMicroUsd <= b.fixedMicroUsd &&
    suppliesAtLeast(a.option, b.option) &&
    hasAtLeast(a.option, b.option) &&
    a.option.units.min <= b.option.units.min &&
    a.option.units.max >= b.option.units.max &&
    b.option.provides.every((capability) => a.option.provides.some(({ name }) => name === capability.name)) &&
    a.option.exclusive === b.option.exclusive &&
    amountsAtMost(a, b) &&
    ratesAtMost(a, b) &&
    needsAtMost(a.option, b.option)
  );
}

/** The option that a lock names, and its identity, offered or not. */
export interface Locked {
  readonly option: string;
  readonly identity?: string;
}

/** Drops what another option does at no higher price; of equals the first key stays. What is locked survives in any case. */
export function undominated(options: readonly PricedOption[], locked?: Locked): PricedOption[] {
  const sorted = [...options].sort((a, b) => (a.option.key < b.option.key ? -1 : 1));
  // What is locked may have to grow among options of its own identity: another identity doesn't replace those.
  const comparable = (a: PricedOption, b: PricedOption): boolean =>
    locked === undefined || b.option.identity !== locked.identity || a.option.identity === b.option.identity;
  const kept: PricedOption[] = [];
  for (const [index, option] of sorted.entries()) {
    const beaten = sorted.some(
      (other, at) =>
        at !== index &&
        comparable(other, option) &&
        dominates(other, option) &&
        (at < index || !dominates(option, other)),
    );
    if (!beaten || option.option.key === locked?.option) kept.push(option);
  }
  return kept;
}

/** Regions of the environment's infrastructure in which AWS modules can stand at all, sorted by location. */
export function regionsOf(environment: Environment, infrastructures: readonly CloudInfrastructure[]): CloudRegion[] {
  return infrastructures
    .filter(({ name, provider }) => environment.infrastructure.includes(name) && provider === 'aws')
    .flatMap(({ regions }) => regions)
    .sort((a, b) => (a.location < b.location ? -1 : 1));
}

interface Where {
  readonly environment: Environment;
  readonly world: World;
  readonly prices: Prices;
  /** Instance key -> what the lock names. */
  readonly locked: ReadonlyMap<string, Locked>;
  /** `locked` considers nothing but what the lock names: enough to check it. */
  readonly options: 'all' | 'locked';
}

interface Offer {
  /** In the module's order. */
  readonly priced: readonly PricedOption[];
  /** Why an option can't be had: the first is told where none can. */
  readonly reasons: readonly string[];
  /** What is left of `priced` without a lock. */
  readonly undominated: readonly PricedOption[];
}

const offers = new WeakMap<Module<unknown>, WeakMap<Prices, Map<string, Offer>>>();

function priceAll(options: readonly Option[], region: string, prices: Prices): Offer {
  const reasons: string[] = [];
  const priced: PricedOption[] = [];
  for (const option of options) {
    const result = option.unavailable ?? priceOption(option, region, prices);
    if (typeof result === 'string') reasons.push(result);
    else if ('missing' in result) reasons.push(result.missing);
    else priced.push(result);
  }
  return { priced, reasons, undominated: undominated(priced) };
}

/** Facts are pure, so what a module offers for the same inputs at the same site and prices is worked out once. */
function offerOf(module: Module<unknown>, inputs: unknown, site: Site, { prices, world }: Where): Offer {
  const ofModule = offers.get(module) ?? new WeakMap<Prices, Map<string, Offer>>();
  offers.set(module, ofModule);
  const known = ofModule.get(prices) ?? new Map<string, Offer>();
  ofModule.set(prices, known);
  const key = JSON.stringify([site, inputs]);
  const found = known.get(key) ?? priceAll(module.options(inputs, site, world.facts), site.region, prices);
  known.set(key, found);
  return found;
}

function candidateAt(where: Where, intent: ModuleIntent, instance: InstanceIntent, region: CloudRegion): Candidate {
  const { environment, world, locked } = where;
  const module = world.registry.modules.find(({ name }) => name === intent.module);
  if (module === undefined) throw new Error(`module ${intent.module} is not in the registry`);
  const site: Site = { location: region.location, region: region.region, availability: availabilityOf(environment) };
  const key = instanceKey({ module: module.name, instance: instance.name, location: region.location });
  const base = { key, module, intent, instance, site };
  const lockedOption = locked.get(key);
  if (where.options === 'locked' && lockedOption === undefined) return { ...base, options: [] };
  const missing = module.services.find((service) => !world.offers(service, region.region));
  if (missing !== undefined)
    return { ...base, options: [], unavailable: `AWS does not offer ${missing} in ${region.region}` };
  if (module.needsBudget === true && environment.budget === undefined)
    return { ...base, options: [], unavailable: `${module.name} stands on a budget and spec.budget sets none` };
  const none = `${module.name} has no option in ${region.region}`;
  if (where.options === 'locked') {
    const named = module
      .options(instance.inputs, site, world.facts)
      .filter((option) => option.key === lockedOption?.option);
    const { priced, reasons } = priceAll(named, region.region, where.prices);
    return priced.length > 0 ? { ...base, options: priced } : { ...base, options: [], unavailable: reasons[0] ?? none };
  }
  const offer = offerOf(module, instance.inputs, site, where);
  const options = lockedOption === undefined ? offer.undominated : undominated(offer.priced, lockedOption);
  return options.length > 0 ? { ...base, options } : { ...base, options, unavailable: offer.reasons[0] ?? none };
}

/** All candidates, sorted by module, instance and location. */
export function candidatesOf(
  where: Where,
  regions: readonly CloudRegion[],
  include: (intent: ModuleIntent) => boolean,
): Candidate[] {
  return [...where.environment.modules]
    .filter(include)
    .sort((a, b) => (a.module < b.module ? -1 : 1))
    .flatMap((intent) =>
      [...intent.instances]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((instance) =>
          regions
            .filter(({ location }) => instance.locations?.includes(location) ?? true)
            .map((region) => candidateAt(where, intent, instance, region)),
        ),
    );
}
