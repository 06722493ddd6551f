/** From a point of the model to what was decided, and back from a lock to a point. */
import { billOf, chosenOption, unitsOf } from './bill';
import { instanceKey, type Bill, type Decision, type Hosts, type Placed, type Serving } from './decision';
import type { Draft } from './draft';
import { coveredCost, exceededBudgets } from './limits';
import { generationOf } from './leave';
import type { Lock } from './lock';
import type { Point } from './model';
import { makesRegionCount } from './regions';

export interface Reading {
  readonly primary: string;
  readonly regions: Decision['regions'];
  readonly placed: readonly Placed[];
  readonly serves: readonly Serving[];
  readonly hosts?: Hosts;
  readonly bill: Bill;
  readonly excessMicroUsd: number;
}

/** Above budgets by so much, all of them added. */
function excessOf(draft: Draft, bill: Bill): number {
  return exceededBudgets(draft.environment, draft.input.world, bill).reduce(
    (sum, budget) => sum + coveredCost(budget, bill) - budget.limitMicroUsd,
    0,
  );
}

export function read(draft: Draft, point: Point, lock: Lock | undefined): Reading {
  const primary = draft.regions.find((_, index) => point[draft.primary[index] ?? -1] === 1)?.location ?? '';
  const usedRegions = draft.regions.filter((_, index) => point[draft.used[index] ?? -1] === 1);
  const roleOf = (location: string): Placed['role'] =>
    location !== primary ? 'secondary' : usedRegions.length === 1 ? 'only' : 'primary';
  const placed = draft.instances.flatMap((instance): Placed[] => {
    const option = chosenOption(instance, point);
    if (option === undefined) return [];
    const { module, instance: named, site, key } = instance.candidate;
    const of = { module: module.name, instance: named.name, location: site.location };
    return [
      {
        ...of,
        region: site.region,
        option: option.priced.option.key,
        units: unitsOf(option, point),
        role: roleOf(site.location),
        phase: draft.heldByKey.get(key)?.retiring === true ? 'retiring' : 'active',
        generation: generationOf(of, lock),
        inputs: named.inputs,
        stateful: module.stateful,
        ...(option.priced.option.identity === undefined ? {} : { identity: option.priced.option.identity }),
      },
    ];
  });
  const serves = draft.serves
    .filter(({ variable }) => point[variable] === 1)
    .map(({ need, location, capability, provider }) => ({ need, location, capability, provider }));
  const bill = billOf(draft, point);
  return {
    primary,
    regions: usedRegions
      .map(({ location, region }) => ({ location, region, role: roleOf(location) }))
      .sort((a, b) => Number(b.location === primary) - Number(a.location === primary)),
    placed: sorted(placed),
    serves: unique(serves),
    ...hostsOf(draft, point),
    bill,
    excessMicroUsd: excessOf(draft, bill),
  };
}

function hostsOf(draft: Draft, point: Point): Pick<Reading, 'hosts'> {
  const found = [...draft.hosted].flatMap(([service, byRegion]) => {
    const region = draft.regions.find((_, index) => point[byRegion[index] ?? -1] === 1);
    return region === undefined ? [] : [[service, region.location] as const];
  });
  if (found.length === 0) return {};
  return { hosts: Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function sorted(placed: readonly Placed[]): Placed[] {
  return [...placed].sort((a, b) => (instanceKey(a) < instanceKey(b) ? -1 : 1));
}

function unique(serves: readonly Serving[]): Serving[] {
  const byKey = new Map(serves.map((serving) => [servingKey(serving), serving]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, serving]) => serving);
}

export function servingKey({ need, location, provider }: Omit<Serving, 'capability'>): string {
  return `${need}@${location} by ${provider}`;
}

/** What a lock holds that the present environment has no place for: one sentence each. */
export type Misfit = string;

/** The point that a lock stands for, or why it stands for none. Variables that the lock doesn't name are derived. */
export function pointOf(draft: Draft, lock: Lock): { readonly point: Point } | { readonly misfits: readonly Misfit[] } {
  const misfits: Misfit[] = [];
  const point = draft.variables.map(() => 0);
  const set = (variable: number | undefined, value = 1): void => {
    if (variable !== undefined) point[variable] = value;
  };
  const regionIndex = (location: string): number => draft.regions.findIndex((region) => region.location === location);
  for (const { location } of lock.regions) {
    const index = regionIndex(location);
    if (index < 0) misfits.push(`${location} may no longer be used`);
    set(draft.used[index]);
  }
  set(draft.primary[regionIndex(lock.primary)]);
  const instances = new Map(draft.instances.map((instance) => [instance.candidate.key, instance]));
  for (const placed of lock.placed) {
    const instance = instances.get(instanceKey(placed));
    const option = instance?.options.find(({ priced }) => priced.option.key === placed.option);
    if (option === undefined) {
      const why = instance?.candidate.unavailable ?? `the environment has no place for it`;
      misfits.push(`${instanceKey(placed)} as ${placed.option}: ${why}`);
    }
    set(option?.binary);
    set(option?.units, placed.units);
  }
  const served = new Set(lock.serves.map(servingKey));
  const chosen = new Map(lock.placed.map((placed) => [instanceKey(placed), placed.option]));
  const committed = new Set<string>();
  for (const serve of draft.serves) {
    const option = chosen.get(serve.provider);
    if (serve.elsewhere === 'primary' && draft.regions[serve.region]?.location !== lock.primary) continue;
    if (!served.has(servingKey(serve))) continue;
    if (serve.options.length === 0) {
      // Another environment may serve from several regions: any one that is used will do.
      const key = `${serve.elsewhere} ${servingKey(serve)}`;
      if (point[draft.used[serve.region] ?? -1] !== 1 || committed.has(key)) continue;
      committed.add(key);
      set(serve.variable);
    } else if (option !== undefined && serve.options.includes(option)) set(serve.variable);
  }
  derive(draft, point, lock.hosts ?? {});
  return misfits.length > 0 ? { misfits } : { point };
}

/** Where services run that may run anywhere (the primary region for those that are new), and which regions count. */
function derive(draft: Draft, point: number[], hosts: Hosts): void {
  for (const [name, hosted] of draft.hosted) {
    const locked = draft.regions.findIndex(({ location }) => location === hosts[name]);
    const index = locked < 0 ? draft.primary.findIndex((variable) => point[variable] === 1) : locked;
    const variable = hosted[index];
    if (variable !== undefined) point[variable] = 1;
  }
  for (const [index, { location }] of draft.regions.entries()) {
    const counted = draft.variables.findIndex(({ name }) => name === `counted/${location}`);
    if (counted < 0 || point[draft.used[index] ?? -1] !== 1) continue;
    const asked = draft.serves.some(
      (serve) => serve.region === index && makesRegionCount(serve) && point[serve.variable] === 1,
    );
    const hosts = [...draft.hosted.values()].some((byRegion) => point[byRegion[index] ?? -1] === 1);
    const placed = draft.environment.services.some(({ places }) => places?.includes(location));
    const primary =
      point[draft.primary[index] ?? -1] === 1 && draft.environment.services.some(({ at }) => at === 'primary');
    if (asked || hosts || placed || primary) point[counted] = 1;
  }
}
