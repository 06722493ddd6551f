/** A VPC, its subnets and its ways out. */
import { Fn } from 'cdktf';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import type { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { gatewayServices, interfaceServices } from '../aws-apis';
import { awsApi, privateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { createAcl } from './build-acls';
import { createNat, everywhere } from './build-nat';
import { at, createRouteTable, createSubnets, nameTag, zonesWith } from './build-subnets';
import type { Inputs } from './inputs';
import type { Tier } from './tiers';

export function aws(context: BuildContext<Inputs>): void {
  const { scope, chosen, addresses, inputs } = context;
  if (addresses === undefined) throw new Error(`no addresses for the network in ${chosen.region}`);
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

  const publicTable = createRouteTable(context, vpc, 'public');
  new Route(scope, context.id('public_internet_route'), {
    region,
    routeTableId: publicTable.id,
    destinationCidrBlock: everywhere,
    gatewayId: internet.id,
  });
  const privateTables = new Map(
    zonesWith(addresses, 'private').map((zone) => [zone, createRouteTable(context, vpc, 'private', zone)]),
  );
  const hasIsolated = zonesWith(addresses, 'isolated').length > 0;
  const isolatedTables = hasIsolated ? [createRouteTable(context, vpc, 'isolated')] : [];
  const subnets: Readonly<Record<Tier, ReadonlyMap<string, Subnet>>> = {
    public: createSubnets(context, addresses, vpc, 'public', () => publicTable),
    private: createSubnets(context, addresses, vpc, 'private', (zone) => at(privateTables, zone)),
    isolated: new Map(
      isolatedTables.flatMap((table) => [...createSubnets(context, addresses, vpc, 'isolated', () => table)]),
    ),
  };
  const addressesOfNat = createNat(context, subnets.public, privateTables, internet);
  if (inputs.networkAcls) {
    for (const tier of ['public', 'private', 'isolated'] as const)
      if (subnets[tier].size > 0) createAcl(context, { id: vpc.id, cidr: addresses.cidr }, tier, subnets[tier]);
  }
  provideApis(context, vpc, [publicTable, ...privateTables.values(), ...isolatedTables]);

  const idsOf = (tier: Tier): string[] => [...subnets[tier].values()].map(({ id }) => id);
  context.provide(privateNetwork, {
    vpcId: vpc.id,
    cidr: addresses.cidr,
    region,
    privateSubnetIds: idsOf('private'),
    publicSubnetIds: idsOf('public'),
    ...(hasIsolated ? { isolatedSubnetIds: idsOf('isolated') } : {}),
    privateRouteTableIds: Object.fromEntries([...privateTables].map(([zone, table]) => [zone, table.id])),
    zones: addresses.zones,
  });
  context.output('vpc_id', vpc.id, 'Id of the VPC.');
  context.output('private_subnet_ids', Fn.join(',', idsOf('private')), 'Private subnets in zone order.');
  context.output('public_subnet_ids', Fn.join(',', idsOf('public')), 'Public subnets in zone order.');
  if (hasIsolated)
    context.output('isolated_subnet_ids', Fn.join(',', idsOf('isolated')), 'Isolated subnets in zone order.');
  if (addressesOfNat.length > 0) {
    context.output('nat_public_ips', Fn.join(',', addressesOfNat), 'Addresses from which private subnets reach out.');
  }
}

/** Gateway endpoints, which are free: traffic to their services does not pass NAT, and that to the others does. */
function provideApis(context: BuildContext<Inputs>, vpc: Vpc, tables: readonly RouteTable[]): void {
  const { region } = context.chosen;
  for (const service of gatewayServices) {
    const endpoint = new VpcEndpoint(context.scope, context.id(`${service}_endpoint`), {
      region,
      vpcId: vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${region}.${service}`,
      routeTableIds: tables.map(({ id }) => id),
      tags: nameTag(context, service),
    });
    context.provide(awsApi(service), { service, prefixListId: endpoint.prefixListId });
  }
  for (const service of interfaceServices) context.provide(awsApi(service), { service });
}
