/** Both sides of an inter-region peering connection. Each side's settings are made in its own region. */
import { Route } from '@cdktf/provider-aws/lib/route';
import { VpcPeeringConnection } from '@cdktf/provider-aws/lib/vpc-peering-connection';
import { VpcPeeringConnectionAccepterA } from '@cdktf/provider-aws/lib/vpc-peering-connection-accepter';
import { VpcPeeringConnectionOptions } from '@cdktf/provider-aws/lib/vpc-peering-connection-options';
import { crossRegionRouting, privateNetwork, type PrivateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './index';

const tagValueLimit = 256;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs } = context;
  const here = context.require(privateNetwork, 'here');
  const primary = context.require(privateNetwork, 'primary');
  if (here.region === primary.region) throw new Error(`the VPC of ${here.region} can't be peered with itself`);
  const tags = { Name: context.name(tagValueLimit, here.region, primary.region) };

  const connection = new VpcPeeringConnection(scope, context.id('connection'), {
    region: here.region,
    vpcId: here.vpcId,
    peerVpcId: primary.vpcId,
    peerRegion: primary.region,
    tags,
  });
  // A request into another region can't accept itself; this adopts it there.
  const accepted = new VpcPeeringConnectionAccepterA(scope, context.id('accepter'), {
    region: primary.region,
    vpcPeeringConnectionId: connection.id,
    autoAccept: true,
    tags,
  });

  // What follows takes the id from the accepter: options and routes need an active connection.
  if (inputs.allowRemoteVpcDnsResolution) {
    new VpcPeeringConnectionOptions(scope, context.id('requester_options'), {
      region: here.region,
      vpcPeeringConnectionId: accepted.id,
      requester: { allowRemoteVpcDnsResolution: true },
    });
    new VpcPeeringConnectionOptions(scope, context.id('accepter_options'), {
      region: primary.region,
      vpcPeeringConnectionId: accepted.id,
      accepter: { allowRemoteVpcDnsResolution: true },
    });
  }
  routes(context, 'route_to_primary', here, primary, accepted.id);
  routes(context, 'route_from_primary', primary, here, accepted.id);

  context.provide(crossRegionRouting, { connectionId: accepted.id });
  context.output('connection_id', accepted.id, `Peering connection with ${primary.region}.`);
}

/** In every private route table of `from`; the order of zones has no say in the ids. */
function routes(
  context: BuildContext<Inputs>,
  role: string,
  from: PrivateNetwork,
  to: PrivateNetwork,
  connectionId: string,
): void {
  for (const [zone, routeTableId] of Object.entries(from.privateRouteTableIds)) {
    new Route(context.scope, context.id(role, zone), {
      region: from.region,
      routeTableId,
      destinationCidrBlock: to.cidr,
      vpcPeeringConnectionId: connectionId,
    });
  }
}
