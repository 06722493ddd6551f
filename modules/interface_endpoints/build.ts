/** The endpoint, its security group and the rules for clients that don't add theirs. */
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { awsApi, kubernetesCluster, privateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { UserError } from '../../schema/problem';
import { zonesOf, type Inputs } from './index';
import { endpointPolicy } from './policy';

const tagValueLimit = 256;
const groupNameLimit = 255;
const https = 443;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, chosen } = context;
  const { region } = chosen;
  const { service } = inputs;
  const network = context.require(privateNetwork);
  const zones = zonesOf(inputs, context);
  const subnetIds = network.privateSubnetIds.slice(0, zones);
  if (subnetIds.length < zones) {
    const message = `The endpoint of ${service} asks for ${zones} zones, and the network of ${region} has private subnets in ${subnetIds.length}.`;
    throw new UserError([{ code: 'too-few-zones', message }]);
  }
  const identity = new DataAwsCallerIdentity(scope, context.id('account'), {});
  const { partition } = new DataAwsPartition(scope, context.id('partition'), {});

  const group = new SecurityGroup(scope, context.id('access'), {
    region,
    name: context.name(groupNameLimit, 'endpoint'),
    description: `Clients of the interface endpoint of ${service}`,
    vpcId: network.vpcId,
    egress: [],
    tags: { Name: context.name(tagValueLimit, 'endpoint') },
  });
  const open = (key: string, from: { referencedSecurityGroupId: string } | { cidrIpv4: string }): void => {
    new VpcSecurityGroupIngressRule(scope, context.id('ingress', key), {
      region,
      securityGroupId: group.id,
      ipProtocol: 'tcp',
      fromPort: https,
      toPort: https,
      description: key,
      ...from,
    });
  };
  for (const [client, groupId] of byName(inputs.allowedSecurityGroupIds))
    open(`client-${client}`, { referencedSecurityGroupId: groupId });
  for (const cluster of context.standing(kubernetesCluster))
    open(`cluster-${cluster.access.name}`, { referencedSecurityGroupId: cluster.securityGroupId });
  if (inputs.openToVpc) open('vpc', { cidrIpv4: network.cidr });

  new VpcEndpoint(scope, context.id('endpoint'), {
    region,
    vpcId: network.vpcId,
    vpcEndpointType: 'Interface',
    serviceName: `com.amazonaws.${region}.${service}`,
    subnetIds,
    securityGroupIds: [group.id],
    privateDnsEnabled: true,
    policy: endpointPolicy(service, { id: identity.accountId, partition }, inputs.trustedAccounts),
    tags: { Name: context.name(tagValueLimit, 'endpoint') },
  });
  context.provide(awsApi(service), { service, endpointSecurityGroupId: group.id });
}

function byName(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
