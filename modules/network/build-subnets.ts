/** Subnets of a tier with their route tables. Everything that exists per zone is keyed by zone id. */
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import type { Addresses, BuildContext } from '../module';
import type { Inputs } from './inputs';
import type { Tier } from './tiers';

const tagValueLimit = 256;

export function nameTag(context: BuildContext<Inputs>, ...parts: readonly string[]): { Name: string } {
  return { Name: context.name(tagValueLimit, ...parts) };
}

/** Zones that have a subnet of the tier, in zone order. */
export function zonesWith({ zones, subnets }: Addresses, tier: Tier): readonly string[] {
  return zones.filter((zone) => subnets[tier]?.[zone] !== undefined);
}

export function createRouteTable(context: BuildContext<Inputs>, vpc: Vpc, tier: Tier, zone?: string): RouteTable {
  return new RouteTable(context.scope, context.id(`${tier}_route_table`, zone), {
    region: context.chosen.region,
    vpcId: vpc.id,
    tags: nameTag(context, tier, ...(zone === undefined ? [] : [zone])),
  });
}

/** One subnet a zone, each with its route table. */
export function createSubnets(
  context: BuildContext<Inputs>,
  addresses: Addresses,
  vpc: Vpc,
  tier: Tier,
  tableOf: (zone: string) => RouteTable,
): ReadonlyMap<string, Subnet> {
  return new Map(
    zonesWith(addresses, tier).map((zone) => {
      const subnet = new Subnet(context.scope, context.id(`${tier}_subnet`, zone), {
        region: context.chosen.region,
        vpcId: vpc.id,
        availabilityZoneId: zone,
        cidrBlock: addresses.subnets[tier]?.[zone] ?? '',
        mapPublicIpOnLaunch: false,
        tags: nameTag(context, tier, zone),
        lifecycle: { preventDestroy: !context.retiring },
      });
      new RouteTableAssociation(context.scope, context.id(`${tier}_route_table_association`, zone), {
        region: context.chosen.region,
        subnetId: subnet.id,
        routeTableId: tableOf(zone).id,
      });
      return [zone, subnet];
    }),
  );
}

export function at<T>(byZone: ReadonlyMap<string, T>, zone: string): T {
  const value = byZone.get(zone);
  if (value === undefined) throw new Error(`nothing stands in ${zone}`);
  return value;
}
