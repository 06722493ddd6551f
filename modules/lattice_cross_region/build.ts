/** The endpoint that all secondary regions share, and what this one adds: who may come, and names. */
import { DataAwsVpcEndpointAssociations } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-associations';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import {
  crossRegionRouting,
  crossRegionServices,
  crossVpcServices,
  privateNetwork,
  type CrossVpcServices,
  type PrivateNetwork,
  type ServiceNetworkEndpoint,
} from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from '.';
import { createZones, nameBehind } from './build-names';

const securityGroupNameLimit = 255;
const tagValueLimit = 256;

export function aws(context: BuildContext<Inputs>): void {
  const here = context.require(privateNetwork, 'here');
  const primary = context.require(privateNetwork, 'primary');
  const network = context.require(crossVpcServices, 'primary');
  if (here.region === primary.region) throw new Error(`the VPC of ${here.region} needs no endpoint for itself`);
  // What carries the traffic is built first and has nothing to say here.
  context.require(crossRegionRouting);
  const endpoint = network.endpoint(() => createEndpoint(context, primary, network));
  for (const port of network.ports) {
    new VpcSecurityGroupIngressRule(context.scope, context.id('ingress', String(port)), {
      region: primary.region,
      securityGroupId: endpoint.securityGroupId,
      description: `Port ${port} from the VPC in ${here.region}`,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      cidrIpv4: here.cidr,
    });
  }
  createZones(context, here, network, endpoint);
  for (const service of network.services) {
    context.output(
      `dns_name_${service.name}`,
      nameBehind(endpoint, service),
      `Name of the service ${service.name} of ${primary.region} for clients in ${here.region}.`,
    );
  }
  context.provide(crossRegionServices, { serviceNetworkArn: network.serviceNetworkArn, endpointId: endpoint.id });
  context.output('endpoint_id', endpoint.id, `Endpoint of the service network of ${primary.region}.`);
}

/** Ids and names come from the primary region, whichever secondary one is built first. */
function createEndpoint(
  context: BuildContext<Inputs>,
  { region, vpcId, privateSubnetIds }: PrivateNetwork,
  { serviceNetworkArn, services }: CrossVpcServices,
): ServiceNetworkEndpoint {
  const { scope } = context;
  const group = new SecurityGroup(scope, context.idIn(region, 'callers'), {
    region,
    name: context.name(securityGroupNameLimit, 'lattice-callers'),
    description: 'Callers of the VPC Lattice service network from other regions',
    vpcId,
    // Inbound rules come from the regions; the endpoint calls nobody.
    egress: [],
  });
  const endpoint = new VpcEndpoint(scope, context.idIn(region, 'endpoint'), {
    region,
    vpcId,
    vpcEndpointType: 'ServiceNetwork',
    serviceNetworkArn,
    subnetIds: [...privateSubnetIds],
    securityGroupIds: [group.id],
    ipAddressType: 'ipv4',
    tags: { Name: context.name(tagValueLimit, 'lattice', region) },
  });
  const associations = new DataAwsVpcEndpointAssociations(scope, context.idIn(region, 'associations'), {
    region,
    vpcEndpointId: endpoint.id,
    dependsOn: services.map(({ association }) => ({ fqn: association })),
  });
  return { id: endpoint.id, securityGroupId: group.id, associations: associations.fqn };
}
