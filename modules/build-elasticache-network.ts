/** Where an ElastiCache cluster stands in the VPC: its subnets, and a security group that opens one port to named groups. */
import { ElasticacheSubnetGroup } from '@cdktf/provider-aws/lib/elasticache-subnet-group';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { privateNetwork } from './capabilities';
import type { BuildContext } from './module';
import { dataSubnetIds } from './subnets';

const nameLimit = 255;

export interface CacheNetwork {
  readonly subnetGroupName: string;
  readonly securityGroupId: string;
}

/** `kind` is the part of the names that tells this cache from others: `redis`. */
export function placeInNetwork(
  context: BuildContext<{ readonly allowedSecurityGroupIds: Readonly<Record<string, string>> }>,
  kind: string,
  port: number,
): CacheNetwork {
  const { region } = context.chosen;
  const network = context.require(privateNetwork);
  const subnetGroup = new ElasticacheSubnetGroup(context.scope, context.id('subnets'), {
    region,
    name: context.name(nameLimit, kind),
    description: `Private subnets of the ${kind} cache`,
    subnetIds: dataSubnetIds(network),
  });
  const securityGroup = new SecurityGroup(context.scope, context.id('access'), {
    region,
    name: context.name(nameLimit, kind),
    description: `Clients of the ${kind} cache`,
    vpcId: network.vpcId,
    egress: [],
  });
  const allowed = Object.entries(context.inputs.allowedSecurityGroupIds).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, securityGroupId] of allowed) {
    new VpcSecurityGroupIngressRule(context.scope, context.id('ingress', name), {
      region,
      securityGroupId: securityGroup.id,
      referencedSecurityGroupId: securityGroupId,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description: name,
    });
  }
  return { subnetGroupName: subnetGroup.name, securityGroupId: securityGroup.id };
}
