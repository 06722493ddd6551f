/** NAT gateways, and the routes of private subnets to them. */
import { Eip } from '@cdktf/provider-aws/lib/eip';
import type { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import type { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import type { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { BuildContext } from '../module';
import { at, nameTag } from './build-subnets';
import type { Inputs } from './inputs';
import { natOf, natZones } from './nat';

export const everywhere = '0.0.0.0/0';

/** Each zone takes its own gateway, or the one that there is. Gives the public addresses. */
export function createNat(
  context: BuildContext<Inputs>,
  publicSubnets: ReadonlyMap<string, Subnet>,
  privateTables: ReadonlyMap<string, RouteTable>,
  internet: InternetGateway,
): string[] {
  const { scope, inputs, availability } = context;
  const { region } = context.chosen;
  const publicIps: string[] = [];
  const gateways = new Map<string, NatGateway>();
  for (const zone of natZones(natOf(inputs, availability), [...privateTables.keys()])) {
    // Partners put these addresses on their lists of callers, so they are kept like the subnets.
    const address = new Eip(scope, context.id('nat_address', zone), {
      region,
      domain: 'vpc',
      tags: nameTag(context, 'nat', zone),
      dependsOn: [internet],
      lifecycle: { preventDestroy: !context.retiring },
    });
    const gateway = new NatGateway(scope, context.id('nat_gateway', zone), {
      region,
      allocationId: address.allocationId,
      subnetId: at(publicSubnets, zone).id,
      connectivityType: 'public',
      tags: nameTag(context, 'nat', zone),
      dependsOn: [internet],
    });
    publicIps.push(address.publicIp);
    gateways.set(zone, gateway);
  }
  const [first] = gateways.values();
  for (const [zone, table] of privateTables) {
    const gateway = gateways.get(zone) ?? first;
    if (gateway === undefined) continue;
    new Route(scope, context.id('private_internet_route', zone), {
      region,
      routeTableId: table.id,
      destinationCidrBlock: everywhere,
      natGatewayId: gateway.id,
    });
  }
  return publicIps;
}
