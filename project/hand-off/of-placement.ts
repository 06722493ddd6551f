/** From a placement to what is handed on: one document for each site and each cloud other than AWS that it uses. */
import type { StaticInfrastructure } from '../../schema/infrastructure-types';
import type { CloudInfrastructure, Environment, ServiceIntent } from '../../schema/types';
import { formatUsd } from '../../solver/money';
import type {
  Exclusion,
  LocationCost,
  Placement,
  PlacementLocation,
  PlacementProblem,
  Pool,
} from '../../solver/placement/problem';
import { clusterName } from './cluster-name';
import { clustersOf } from './clusters';
import { quantitiesOf, requestedQuantities } from './quantities';
import { reasonsOf } from './reasons';
import type { HandedCluster, HandedNodes, HandedService, HandOff } from './types';
import { isOf, uncheckedOf } from './unchecked';

export interface HandOffInput {
  readonly environment: Environment;
  readonly clouds: readonly CloudInfrastructure[];
  readonly sites: readonly StaticInfrastructure[];
  readonly problem: PlacementProblem;
  readonly placement: Placement;
  /** Whether no cheaper placement exists. */
  readonly proved: boolean;
  readonly excluded: readonly Exclusion[];
  readonly unchecked: HandOff['unchecked'];
}

/** Sorted by the name of the infrastructure. */
export function handOffsOf(input: HandOffInput): HandOff[] {
  const elsewhere = [
    ...input.clouds.filter(({ provider }) => provider !== 'aws').map((cloud) => ofCloud(cloud, input)),
    ...input.sites.map((site) => ofSite(site, input)),
  ];
  return elsewhere
    .filter(({ clusters }) => clusters.length > 0)
    .sort((a, b) => (a.infrastructure.name < b.infrastructure.name ? -1 : 1));
}

function ofCloud({ name, provider, credentialsRef, prices }: CloudInfrastructure, input: HandOffInput): HandOff {
  const charged = Object.entries(input.placement.costs).filter(([location]) => isOf(location, name));
  const clusters = clustersIn(name, input);
  const microUsd = charged.reduce((sum, [, cost]) => sum + sumOf(cost), 0);
  return {
    environment: input.environment.name,
    infrastructure: {
      kind: 'CloudInfrastructure',
      name,
      provider,
      ...(credentialsRef === undefined ? {} : { credentialsRef }),
    },
    ...(prices === undefined
      ? {}
      : { cost: { monthlyUsd: formatUsd(microUsd).replaceAll(',', ''), source: prices.note } }),
    clusters,
    unchecked: uncheckedOf(clusters, input.unchecked, name),
  };
}

function ofSite(site: StaticInfrastructure, input: HandOffInput): HandOff {
  const { name, provider, credentialsRef, providerConfig, zone } = site;
  const clusters = clustersIn(name, input);
  return {
    environment: input.environment.name,
    infrastructure: {
      kind: 'StaticInfrastructure',
      name,
      ...(provider === undefined ? {} : { provider }),
      ...(credentialsRef === undefined ? {} : { credentialsRef }),
      ...(providerConfig === undefined ? {} : { providerConfig }),
    },
    clusters: clusters.map((cluster) => (zone === undefined ? cluster : { ...cluster, zone })),
    unchecked: uncheckedOf(clusters, input.unchecked, name),
  };
}

function sumOf(cost: LocationCost): number {
  return cost.nodesMicroUsd + cost.clustersMicroUsd + cost.fixedMicroUsd + cost.trafficMicroUsd;
}

function clustersIn(infrastructure: string, input: HandOffInput): HandedCluster[] {
  return input.placement.pools
    .filter(({ location }) => isOf(location, infrastructure))
    .flatMap((pool) => {
      const place = input.problem.locations.find(({ id }) => id === pool.location);
      return place === undefined ? [] : ofPool(pool, place, input);
    });
}

function ofPool(pool: Pool, place: PlacementLocation, input: HandOffInput): HandedCluster[] {
  const mostNodes = place.kind === 'cloud' ? (place.maxNodesPerCluster ?? Infinity) : Infinity;
  return clustersOf(pool, mostNodes)
    .filter(({ holds }) => Object.keys(holds).length > 0)
    .map(({ nodes, holds }, index) => ({
      name: clusterName(input.environment.name, pool.location, pool.overflowOf, index),
      location: pool.location,
      region: place.region,
      ...(pool.overflowOf === undefined ? {} : { overflowOf: pool.overflowOf }),
      nodes: nodes.map(({ type, count, zone, holds: each }): HandedNodes => {
        const allocatable = sizeOf(type, place);
        return {
          type,
          count,
          ...(zone === undefined ? {} : { zone }),
          ...(allocatable === undefined ? {} : { allocatable }),
          holds: each,
        };
      }),
      services: Object.entries(holds).flatMap(([name, replicas]) => {
        const service = input.environment.services.find((one) => one.name === name);
        return service === undefined ? [] : [handed(service, replicas, pool, place, input)];
      }),
    }));
}

function sizeOf(type: string, place: PlacementLocation): HandedNodes['allocatable'] {
  const size = place.kind === 'static' ? place.perNode : place.nodeTypes.find((one) => one.type === type)?.allocatable;
  return size === undefined ? undefined : quantitiesOf(size);
}

function handed(
  service: ServiceIntent,
  replicas: number,
  pool: Pool,
  place: PlacementLocation,
  input: HandOffInput,
): HandedService {
  return {
    name: service.name,
    replicas,
    requests: service.placement === undefined ? {} : requestedQuantities(service.placement),
    labels: service.labels,
    reasons: reasonsOf(service, pool, place, input),
  };
}
