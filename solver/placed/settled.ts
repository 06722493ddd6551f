/** An environment whose services are placed, as one that the catalog can be decided for: where they run is given. */
import type { Hosted } from '../../modules/module';
import type { Environment, ModuleIntent } from '../../schema/types';
import type { Bin, Placement, Pool } from '../placement/problem';
import { isAws, regionAt, type World } from '../world';
import { dealt } from './clusters';
import { hostingModule, hostInputs } from './places';
import { plus, requestsOf, times } from './resources';

/** Services with their places, and an instance of the hosting module for each cluster in a region of AWS. */
export function settled(environment: Environment, world: World, placement: Placement): Environment {
  const services = environment.services.map((service) =>
    service.placement === undefined ? service : { ...service, places: placesIn(placement, service.name) },
  );
  const hosts = hostIntents(environment, world, placement);
  const settledOne = { ...environment, services, modules: [...environment.modules, ...hosts] };
  // Where all stand outside of AWS and nothing else is asked for, no region is used.
  const idle =
    hosts.length === 0 && environment.needs.length === 0 && services.every(({ places }) => places !== undefined);
  return idle && !environment.modules.some(pinned)
    ? { ...settledOne, regions: { ...environment.regions, min: 0 } }
    : settledOne;
}

function pinned({ toggle }: ModuleIntent): boolean {
  return toggle === 'on';
}

export function placesIn({ services }: Placement, service: string): string[] {
  const counts = Object.entries(services[service] ?? {});
  return counts
    .filter(([, replicas]) => replicas > 0)
    .map(([location]) => location)
    .sort();
}

function hostIntents(environment: Environment, world: World, placement: Placement): ModuleIntent[] {
  const module = hostingModule(world);
  if (module?.hosting === undefined) return [];
  const inputs = hostInputs(environment, module);
  const { hosting } = module;
  return placement.pools
    .filter(({ location }) => isAws(world, location))
    .flatMap((pool) =>
      clustersOf(pool, environment, world).map(({ name, hosted }) => ({
        module: module.name,
        toggle: 'on' as const,
        regions: [pool.location],
        instances: [
          {
            name,
            inputs: hosting.withHosted(inputs, hosted),
            locations: [pool.location],
            path: ['spec', 'modules', module.name],
          },
        ],
        path: ['spec', 'services'],
      })),
    );
}

interface NamedCluster {
  readonly name: string;
  readonly hosted: Hosted;
}

/** `placed`, `placed-2` ...; what overflows from a site has clusters of its own. */
function clustersOf(pool: Pool, environment: Environment, world: World): NamedCluster[] {
  const overflow = pool.overflowOf?.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
  const base = overflow === undefined ? 'placed' : `overflow-${overflow}`;
  const mostNodes = regionAt(world, pool.location)?.region.quotas['maxNodesPerCluster'] ?? Infinity;
  return dealt(pool.bins, mostNodes).map((bins, index) => ({
    name: index === 0 ? base : `${base}-${index + 1}`,
    hosted: {
      nodes: countNodes(bins.filter(({ zone }) => zone === undefined)),
      zonedNodes: countByZone(bins),
      requests: requestsIn(bins, environment),
      hub: pool.overflowOf === undefined && index === 0,
    },
  }));
}

function countNodes(bins: readonly Bin[]): Readonly<Record<string, number>> {
  const nodes: Record<string, number> = {};
  for (const { type, count } of bins) nodes[type] = (nodes[type] ?? 0) + count;
  return Object.fromEntries(Object.entries(nodes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Type -> nodes in the first zone, in the second ... */
function countByZone(bins: readonly Bin[]): Hosted['zonedNodes'] {
  const zoned = bins.filter(({ zone }) => zone !== undefined);
  const most = Math.max(0, ...zoned.map(({ zone = 0 }) => zone));
  const inZone = (zone: number) => countNodes(zoned.filter((bin) => bin.zone === zone));
  const counts = Array.from({ length: most }, (_, index) => inZone(index + 1));
  return Object.fromEntries(
    Object.keys(countNodes(zoned)).map((type) => [type, counts.map((each) => each[type] ?? 0)]),
  );
}

function requestsIn(bins: readonly Bin[], environment: Environment): Hosted['requests'] {
  const requests = new Map(
    environment.services.map(({ name, placement }) => [name, placement === undefined ? {} : requestsOf(placement)]),
  );
  return bins
    .flatMap(({ count, holds }) =>
      Object.entries(holds).map(([service, replicas]) => times(requests.get(service) ?? {}, replicas * count)),
    )
    .reduce(plus, {});
}

/** What pools hold of sites, for the locks of others. */
export function capacityOfPools(
  environment: Environment,
  world: World,
  placement: Placement,
): Readonly<Record<string, { readonly resources: Readonly<Record<string, number>>; readonly nodes: number }>> {
  const sites = new Set(world.sites.map(({ location }) => location));
  const pools = placement.pools.filter(({ location }) => sites.has(location));
  return Object.fromEntries(
    pools.map((pool) => {
      const requests = environment.services.map(({ name, placement: intent }) =>
        intent === undefined ? {} : times(requestsOf(intent), pool.holds[name] ?? 0),
      );
      const nodes = Object.values(pool.nodes).reduce((sum, count) => sum + count, 0);
      return [pool.location, { resources: requests.reduce(plus, {}), nodes }] as const;
    }),
  );
}
