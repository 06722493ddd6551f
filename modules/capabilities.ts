/** The typed capabilities of the catalog: what one module hands to another. */
import type { Capability } from './module';

/** A VPC in the region. Subnet ids are listed in zone order; route tables by tier and zone id. */
export interface PrivateNetwork {
  readonly vpcId: string;
  readonly cidr: string;
  readonly region: string;
  readonly privateSubnetIds: readonly string[];
  readonly publicSubnetIds: readonly string[];
  /** Zone id -> id of the route table of the private subnet there. */
  readonly privateRouteTableIds: Readonly<Record<string, string>>;
  /** Zone ids in order. */
  readonly zones: readonly string[];
}

export interface KeyValueCache {
  /** DNS name that clients connect to. */
  readonly host: string;
  readonly port: number;
  readonly securityGroupId: string;
}

export interface CrossVpcServices {
  readonly serviceNetworkId: string;
  readonly serviceNetworkArn: string;
}

export const privateNetwork: Capability<PrivateNetwork> = {
  name: 'private-network',
  summary: 'A VPC with private subnets over the chosen zones and a way out to the internet.',
  defaultAt: 'each',
  units: {
    crossZoneGbPerMonth: 'traffic between services of one region that may cross a zone, GB a month',
    internetGbPerMonth: 'traffic from private subnets to the internet, GB a month',
  },
};

export const keyValueCache: Capability<KeyValueCache> = {
  name: 'key-value-cache',
  summary: 'An in-memory key-value cache.',
  defaultAt: 'each',
  units: { memoryGiB: 'data that the cache holds, after what the engine reserves, GiB' },
};

export const cachePersistence: Capability<KeyValueCache> = {
  name: 'cache-persistence',
  summary: 'A cache whose data survives a node: snapshots and replicas.',
  defaultAt: 'each',
  units: {},
};

export const pubSub: Capability<KeyValueCache> = {
  name: 'pub-sub',
  summary: 'Publish and subscribe on the cache connection.',
  defaultAt: 'each',
  units: {},
};

export const dataStructures: Capability<KeyValueCache> = {
  name: 'data-structures',
  summary: 'Lists, sets, sorted sets and hashes in the cache.',
  defaultAt: 'each',
  units: {},
};

export const crossVpcServices: Capability<CrossVpcServices> = {
  name: 'cross-vpc-services',
  summary: 'Service-level routing between VPCs and accounts of one region, with IAM in front of each service.',
  defaultAt: 'each',
  units: { serviceGbPerMonth: 'traffic that crosses the service network, GB a month' },
};

export const crossRegionRouting: Capability<{ readonly connectionId: string }> = {
  name: 'cross-region-routing',
  summary: 'IP routes between the VPC of this region and that of the primary one.',
  defaultAt: 'each',
  units: { crossRegionGbPerMonth: 'traffic from this region to the primary one, GB a month' },
};

export const crossRegionServices: Capability<CrossVpcServices> = {
  name: 'cross-region-services',
  summary: 'Service-level routing between regions.',
  defaultAt: 'each',
  units: { crossRegionGbPerMonth: 'traffic from this region to the primary one, GB a month' },
};

export const capabilities: readonly Capability<unknown>[] = [
  privateNetwork,
  keyValueCache,
  cachePersistence,
  pubSub,
  dataStructures,
  crossVpcServices,
  crossRegionRouting,
  crossRegionServices,
];
