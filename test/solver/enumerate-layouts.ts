/** Which regions are used, which one is primary and where services run: all ways, and the rules that each breaks. */
import type { CloudRegion, Environment, ServiceIntent } from '../../schema/types';
import type { World } from '../../solver/world';
import { reachedFrom, runsIn, type Layout } from './enumerate-asks';
import { regionsOf, unmet } from './enumerate-cells';

function subsets<T>(items: readonly T[]): (readonly T[])[] {
  return items.reduce<(readonly T[])[]>((all, item) => [...all, ...all.map((some) => [...some, item])], [[]]);
}

function hostings(services: readonly ServiceIntent[], used: readonly string[]): ReadonlyMap<string, string>[] {
  return services
    .filter(({ at }) => at === 'any')
    .reduce<ReadonlyMap<string, string>[]>(
      (all, { name }) => all.flatMap((some) => used.map((location) => new Map([...some, [name, location]]))),
      [new Map()],
    );
}

export function layoutsOf(environment: Environment, world: World): Layout[] {
  const locations = regionsOf(environment, world).map(({ location }) => location);
  return subsets(locations).flatMap((used) =>
    used.flatMap((primary) => hostings(environment.services, used).map((hosts) => ({ used, primary, hosts }))),
  );
}

/** Whether a region goes by one of the names: its own, or that of its location. */
function named({ region, location }: CloudRegion, names: readonly string[]): boolean {
  return names.includes(region) || names.includes(location);
}

/** Names of the clauses about regions and services that a layout breaks. */
export function brokenBy(layout: Layout, environment: Environment, world: World): string[] {
  const { regions, services } = environment;
  const all = regionsOf(environment, world);
  const used = all.filter(({ location }) => layout.used.includes(location));
  const primary = used.filter(({ location }) => location === layout.primary);
  const broken: string[] = [];
  if (regions.max !== undefined && used.length > regions.max) broken.push('regions/max');
  if (regions.primary !== 'auto' && !primary.some((one) => named(one, [regions.primary])))
    broken.push('regions/primary');
  for (const region of used) {
    if (regions.allowed !== undefined && !named(region, regions.allowed)) broken.push('regions/allowed');
    broken.push(...unmet('requires', environment.requires, region));
    for (const service of services.filter((one) => runsIn(one, layout).includes(region.location)))
      broken.push(...unmet(`service/${service.name}`, service.requires, region));
  }
  for (const { module, toggle, regions: where, instances } of environment.modules) {
    if (toggle !== 'on' || typeof where === 'string' || instances.length === 0) continue;
    const listed = where.every((name) => used.some((one) => named(one, [name])));
    const unused = all.some((one) => named(one, where) && !used.includes(one));
    if (!listed || unused) broken.push(`toggle/${module}`);
  }
  return [...broken, ...brokenByEdges(layout, environment, world)];
}

function brokenByEdges(layout: Layout, environment: Environment, world: World): string[] {
  const region = new Map(regionsOf(environment, world).map((one) => [one.location, one.region]));
  return environment.services.flatMap((service) =>
    service.talksTo.flatMap((edge) => {
      const target = environment.services.find(({ name }) => name === edge.service);
      if (target === undefined) throw new Error(edge.service);
      return runsIn(service, layout).flatMap((from) => {
        const to = reachedFrom(from, target, layout);
        if (to === from || to === undefined) return [];
        const apart = target.at === 'any' ? [`together/${service.name}/${target.name}`] : [];
        const most = edge.maxLatencyMs ?? Infinity;
        const measured = world.latencyMs(region.get(from) ?? '', region.get(to) ?? '') ?? Infinity;
        const far = edge.maxLatencyMs !== undefined && measured > most;
        return [...apart, ...(far ? [`latency/${service.name}/${edge.service}`] : [])];
      });
    }),
  );
}
