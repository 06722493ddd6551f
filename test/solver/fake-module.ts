/** Small modules for tests of decisions: facts as plain data, and no constructs. */
import { z } from 'zod';
import type { Capability, CostLine, Module, Option, Registry } from '../../modules/module';

export function capability(name: string, ...units: readonly string[]): Capability<unknown> {
  const measured = Object.fromEntries(units.map((unit) => [unit, unit]));
  return { name, summary: name, defaultAt: 'each', units: measured };
}

export const network = capability('private-network', 'crossZoneGbPerMonth', 'internetGbPerMonth');
export const cache = capability('key-value-cache', 'memoryGiB');
export const structures = capability('data-structures');
export const crossVpc = capability('cross-vpc-services', 'serviceGbPerMonth');
export const crossRegion = capability('cross-region-routing', 'crossRegionGbPerMonth');
export const crossRegionServices = capability('cross-region-services', 'crossRegionGbPerMonth');

/** A line of `usd` a month, and so much for each unit and for each unit of demand. */
export function costs(
  usd: number,
  perUnitUsd = 0,
  perDemand: Readonly<Record<string, number>> = {},
): readonly CostLine[] {
  return [
    ...(usd === 0 ? [] : [{ name: 'base', price: `usd:${usd}`, fixed: 1 }]),
    ...(perUnitUsd === 0 ? [] : [{ name: 'unit', price: `usd:${perUnitUsd}`, perUnit: 1 }]),
    ...(Object.keys(perDemand).length === 0 ? [] : [{ name: 'traffic', price: 'usd:1', perDemand }]),
  ];
}

export function option(key: string, provides: Option['provides'], given: Partial<Option> = {}): Option {
  return { key, label: key, units: { min: 1, max: 1 }, supplies: {}, provides, cost: [], ...given };
}

export function fake(
  name: string,
  given: Partial<Module<unknown>> & Pick<Module<unknown>, 'options'>,
): Module<unknown> {
  return {
    name,
    title: name,
    summary: name,
    category: 'data',
    lifecycle: 'ready',
    toggle: 'auto',
    scope: 'location',
    multiple: false,
    stateful: false,
    services: [],
    provides: [],
    quotas: {},
    inputs: z.strictObject({}),
    useWhen: [],
    avoidWhen: [],
    conflicts: {},
    references: [],
    controls: () => [],
    needs: () => [],
    load: () => Promise.reject(new Error('nothing is built here')),
    ...given,
  };
}

export function catalog(...modules: readonly Module<unknown>[]): Registry {
  const known = new Map(modules.flatMap(({ provides }) => provides.map((one) => [one.name, one] as const)));
  return { modules, capabilities: [...known.values()] };
}
