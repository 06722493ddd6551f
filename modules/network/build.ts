/** A VPC, its subnets and its ways out. Everything that exists per zone is keyed by zone id. */
import { Fn } from 'cdktf';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { gatewayServices, interfaceServices } from '../aws-apis';
import { awsApi, privateNetwork } from '../capabilities';
import type { Addresses, BuildContext } from '../module';
import type { Inputs } from './index';
import { natOf, natZones } from './nat';

const everywhere = '0.0.0.0/0';
const tagValueLimit = 256;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, chosen, addresses } = context;
  if (addresses === undefined) throw new Error(`no addresses for the network in ${chosen.region}`);
  const { zones } = addresses;
  const { region } = chosen;

  const vpc = new Vpc(scope, context.id('vpc'), {
    region,
    cidrBlock: addresses.cidr,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: nameTag(context, 'vpc'),
    lifecycle: { preventDestroy: !context.retiring },
  });
  // Empty lists, not absent ones: rules that someone adds later show up as a change.
  new DefaultSecurityGroup(scope, context.id('default_security_group'), {
    region,
    vpcId: vpc.id,
    ingress: [],
    egress: [],
    tags: nameTag(context, 'default-closed'),
  });
  const internet = new InternetGateway(scope, context.id('internet_gateway'), {
    region,
    vpcId: vpc.id,
    tags: nameTag(context, 'internet'),
  });

  const publicTable = new RouteTable(scope, context.id('public_route_table'), {
    region,
    vpcId: vpc.id,
    tags: nameTag(context, 'public'),
  });
  new Route(scope, context.id('public_internet_route'), {
    region,
    routeTableId: publicTable.id,
    destinationCidrBlock: everywhere,
    gatewayId: internet.id,
  });
  const privateTables = new Map(
    zones.map((zone) => [
      zone,
      new RouteTable(scope, context.id('private_route_table', zone), {
        region,
        vpcId: vpc.id,
        tags: nameTag(context, 'private', zone),
      }),
    ]),
  );
  const publicSubnets = subnets(context, addresses, vpc, 'public', () => publicTable);
  const privateSubnets = subnets(context, addresses, vpc, 'private', (zone) => at(privateTables, zone));
  const addressesOfNat = nat(context, zones, publicSubnets, privateTables, internet);

  for (const service of gatewayServices) {
    const endpoint = new VpcEndpoint(scope, context.id(`${service}_endpoint`), {
      region,
      vpcId: vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${region}.${service}`,
      routeTableIds: [publicTable, ...privateTables.values()].map(({ id }) => id),
      tags: nameTag(context, service),
    });
    context.provide(awsApi(service), { service, prefixListId: endpoint.prefixListId });
  }
  for (const service of interfaceServices) context.provide(awsApi(service), { service });

  const privateSubnetIds = zones.map((zone) => at(privateSubnets, zone).id);
  const publicSubnetIds = zones.map((zone) => at(publicSubnets, zone).id);
  context.provide(privateNetwork, {
    vpcId: vpc.id,
    cidr: addresses.cidr,
    region,
    privateSubnetIds,
    publicSubnetIds,
    privateRouteTableIds: Object.fromEntries([...privateTables].map(([zone, table]) => [zone, table.id])),
    zones,
  });
  context.output('vpc_id', vpc.id, 'Id of the VPC.');
  context.output('private_subnet_ids', Fn.join(',', privateSubnetIds), 'Private subnets in zone order.');
  context.output('public_subnet_ids', Fn.join(',', publicSubnetIds), 'Public subnets in zone order.');
  if (addressesOfNat.length > 0) {
    context.output('nat_public_ips', Fn.join(',', addressesOfNat), 'Addresses from which private subnets reach out.');
  }
}

/** One subnet a zone, each with its route table. */
function subnets(
  context: BuildContext<Inputs>,
  addresses: Addresses,
  vpc: Vpc,
  tier: 'private' | 'public',
  tableOf: (zone: string) => RouteTable,
): ReadonlyMap<string, Subnet> {
  return new Map(
    addresses.zones.map((zone) => {
      const cidrBlock = addresses.subnets[tier]?.[zone];
      if (cidrBlock === undefined) throw new Error(`no address for the ${tier} subnet in ${zone}`);
      const subnet = new Subnet(context.scope, context.id(`${tier}_subnet`, zone), {
        region: context.chosen.region,
        vpcId: vpc.id,
        availabilityZoneId: zone,
        cidrBlock,
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

/** Gateways and the routes to them: each zone takes its own, or the one that there is. Gives the public addresses. */
function nat(
  context: BuildContext<Inputs>,
  zones: readonly string[],
  publicSubnets: ReadonlyMap<string, Subnet>,
  privateTables: ReadonlyMap<string, RouteTable>,
  internet: InternetGateway,
): string[] {
  const { scope, inputs, availability } = context;
  const { region } = context.chosen;
  const publicIps: string[] = [];
  const gateways = new Map<string, NatGateway>();
  for (const zone of natZones(natOf(inputs, availability), zones)) {
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

function nameTag(context: BuildContext<Inputs>, ...parts: readonly string[]): { Name: string } {
  return { Name: context.name(tagValueLimit, ...parts) };
}

function at<T>(byZone: ReadonlyMap<string, T>, zone: string): T {
  const value = byZone.get(zone);
  if (value === undefined) throw new Error(`nothing stands in ${zone}`);
  return value;
}
