/** From an environment to the problem of placing those of its services that say what they request. */
import type { Environment, ServiceIntent } from '../../schema/types';
import { spentOf } from '../present-use';
import type { Held, PlacedService, PlacementProblem, Traffic } from '../placement/problem';
import { isAws, regionAt, type World } from '../world';
import { budgetOf, placesOf, type Setting } from './places';
import { requestsOf } from './resources';

export function isPlaced(environment: Environment): boolean {
  return environment.services.some(({ placement }) => placement !== undefined);
}

export function problemOf(setting: Setting, held: readonly Held[]): PlacementProblem {
  const { environment, world } = setting;
  const locations = placesOf(setting);
  const infrastructures = world.infrastructures
    .filter(({ name }) => environment.infrastructure.includes(name))
    .map((cloud) => {
      const { name, budget, regions } = cloud;
      const locations = regions.map(({ location }) => location);
      return {
        name,
        ...(budget === undefined ? {} : { budget: budgetOf(setting, budget, spentOf(cloud, world), locations) }),
      };
    });
  const sites = world.sites
    .filter(({ name }) => environment.infrastructure.includes(name))
    .map(({ name }) => ({ name }));
  return {
    infrastructures: [...infrastructures, ...sites],
    locations,
    services: environment.services.flatMap((service) => placedService(service, environment)),
    latencyMs: latencies(
      setting,
      locations.map(({ id }) => id),
    ),
    held,
  };
}

/** No single zone may take a service down that has several replicas. */
const ZONES_OF_MULTI_AZ = 2;

function placedService(service: ServiceIntent, environment: Environment): PlacedService[] {
  const { name, replicas, labels, placement, requires, talksTo } = service;
  if (placement === undefined) return [];
  const placed = new Set(environment.services.filter((one) => one.placement !== undefined).map((one) => one.name));
  return [
    {
      name,
      replicas,
      requests: requestsOf(placement),
      labels,
      requires: {
        compliance: requires.compliance,
        capabilities: requires.capabilities,
        residency: requires.residency === undefined ? [] : [requires.residency],
        regions: placement.regions,
      },
      ...(placement.spread === undefined ? {} : { spread: placement.spread }),
      ...(environment.requires.availability === 'single-az' ? {} : { zonesAtPlace: ZONES_OF_MULTI_AZ }),
      keepWith: placement.keepWith,
      keepApart: placement.keepApart,
      priority: placement.priority,
      talksTo: talksTo
        .filter(({ service: target }) => placed.has(target))
        .map(({ service: to, gbPerMonth, maxLatencyMs, reach }): Traffic => ({
          to,
          gbPerMonth: gbPerMonth.expected,
          ...(maxLatencyMs === undefined ? {} : { maxLatencyMs }),
          reach: reach ?? 'nearest',
        })),
    },
  ];
}

/** Names under which a location is known: `aws-us-east-1` and `us-east-1` stand for `aws-production/us-east-1`. */
function namesOf(world: World, location: string): readonly string[] {
  const at = regionAt(world, location);
  if (at !== undefined) {
    const { region } = at.region;
    return [location, region, `${at.cloud.provider}-${region}`, `${at.cloud.name}-${region}`];
  }
  const site = world.sites.find((one) => one.location === location);
  return site === undefined ? [location] : [location, site.site, site.name];
}

/** Measured round trips between regions, and what sites state; a statement of either end holds both ways. */
function latencies({ world }: Setting, locations: readonly string[]): PlacementProblem['latencyMs'] {
  const stated = (from: string, to: string): number | undefined => {
    const site = world.sites.find(({ location }) => location === from);
    return namesOf(world, to).flatMap((name) => site?.latencyMsTo[name] ?? [])[0];
  };
  const regionOf = (location: string): string | undefined =>
    isAws(world, location) ? regionAt(world, location)?.region.region : undefined;
  const between = (from: string, to: string): number | undefined => {
    const said = stated(from, to) ?? stated(to, from);
    if (said !== undefined) return said;
    const [source, target] = [regionOf(from), regionOf(to)];
    if (source === undefined || target === undefined) return undefined;
    return source === target ? 0 : world.latencyMs(source, target);
  };
  return Object.fromEntries(
    locations.map((from) => [
      from,
      Object.fromEntries(
        locations.flatMap((to) => {
          const milliseconds = from === to ? undefined : between(from, to);
          return milliseconds === undefined ? [] : [[to, milliseconds] as const];
        }),
      ),
    ]),
  );
}
