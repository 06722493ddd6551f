/** The service network of a region: who reaches it, who may call through it, its logs and its share. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { RamPrincipalAssociation } from '@cdktf/provider-aws/lib/ram-principal-association';
import { RamResourceAssociation } from '@cdktf/provider-aws/lib/ram-resource-association';
import { RamResourceShare } from '@cdktf/provider-aws/lib/ram-resource-share';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { VpclatticeAccessLogSubscription } from '@cdktf/provider-aws/lib/vpclattice-access-log-subscription';
import { VpclatticeAuthPolicy } from '@cdktf/provider-aws/lib/vpclattice-auth-policy';
import { VpclatticeServiceNetwork } from '@cdktf/provider-aws/lib/vpclattice-service-network';
import { VpclatticeServiceNetworkVpcAssociation } from '@cdktf/provider-aws/lib/vpclattice-service-network-vpc-association';
import { crossVpcServices, privateNetwork, type PrivateNetwork, type ServiceNetworkEndpoint } from '../capabilities';
import type { BuildContext } from '../module';
import { servicesIn, type Inputs } from '.';
import { policyDocument, statements } from './allow';
import { buildService } from './build-service';
import { portOf } from './listeners';
import { sortedEntries, unreserved } from './names';

type Context = BuildContext<Inputs>;

/** Limits of AWS on names, in characters. */
const nameLimit = { network: 63, securityGroup: 255, logGroup: 400, share: 255 };

/** Both, because a plain HTTP request and a TLS connection are different actions. */
const everyCall = ['vpc-lattice-svcs:Invoke', 'vpc-lattice-svcs:Connect'];

export function aws(context: Context): void {
  const { scope, inputs, chosen } = context;
  const { region } = chosen;
  const vpc = context.require(privateNetwork);
  const network = new VpclatticeServiceNetwork(scope, context.id('network'), {
    region,
    name: unreserved('servicenetwork-', nameLimit.network, (limit) => context.name(limit, 'lattice')),
    authType: inputs.authType,
  });
  associate(context, network, vpc);
  const services = servicesIn(inputs, region).map(([name, given]) =>
    buildService(context, { name, given, network, vpc }),
  );
  const allowed = [
    ...statements(inputs.allow, { actions: everyCall, resources: ['*'] }, vpc.vpcId),
    ...services.flatMap(({ allowed: some }) => some),
  ];
  if (inputs.authType === 'AWS_IAM' && allowed.length > 0) {
    new VpclatticeAuthPolicy(scope, context.id('network_policy'), {
      region,
      resourceIdentifier: network.arn,
      policy: policyDocument(allowed),
    });
  }
  if (inputs.accessLogs.enabled) log(context, network);
  if (inputs.shareWithPrincipals.length > 0) share(context, network);
  context.output('service_network_id', network.id, 'Id of the service network.');
  context.output('service_network_arn', network.arn, 'ARN of the service network.');
  let endpoint: ServiceNetworkEndpoint | undefined;
  context.provide(crossVpcServices, {
    serviceNetworkId: network.id,
    serviceNetworkArn: network.arn,
    ports: portsIn(inputs, region),
    services: services.map(({ service }) => service),
    endpoint: (create) => (endpoint ??= create()),
  });
}

/** Inbound rules alone decide which clients get in; without outbound ones the group lets nothing else happen. */
function associate(context: Context, network: VpclatticeServiceNetwork, vpc: PrivateNetwork): void {
  const { scope, inputs, chosen } = context;
  const { region } = chosen;
  const group = new SecurityGroup(scope, context.id('clients'), {
    region,
    name: context.name(nameLimit.securityGroup, 'lattice-clients'),
    description: 'Clients of the VPC Lattice service network',
    vpcId: vpc.vpcId,
    egress: [],
  });
  for (const port of portsIn(inputs, region)) {
    for (const client of clientsOf(inputs, vpc)) {
      new VpcSecurityGroupIngressRule(scope, context.id('ingress', `${port}_${client.key}`), {
        region,
        securityGroupId: group.id,
        description: `Port ${port} from ${client.what}`,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        ...client.source,
      });
    }
  }
  new VpclatticeServiceNetworkVpcAssociation(scope, context.id('association'), {
    region,
    serviceNetworkIdentifier: network.id,
    vpcIdentifier: vpc.vpcId,
    securityGroupIds: [group.id],
  });
  for (const [name, other] of sortedEntries(inputs.vpcAssociations)) {
    if (other.region !== undefined && other.region !== region) continue;
    new VpclatticeServiceNetworkVpcAssociation(scope, context.id('further_association', name), {
      region,
      serviceNetworkIdentifier: network.id,
      vpcIdentifier: other.vpcIdentifier,
      securityGroupIds: [...new Set(other.securityGroupIds)].sort(),
    });
  }
}

function portsIn(inputs: Inputs, region: string): readonly number[] {
  const ports = servicesIn(inputs, region).flatMap(([, { listeners }]) => Object.values(listeners).map(portOf));
  const wanted = inputs.ingressPorts ?? (ports.length === 0 ? [443] : ports);
  return [...new Set(wanted)].sort((a, b) => a - b);
}

function clientsOf({ clientSecurityGroupIds }: Inputs, vpc: PrivateNetwork) {
  if (clientSecurityGroupIds.length === 0) {
    return [{ key: 'vpc', what: 'the VPC', source: { cidrIpv4: vpc.cidr } }];
  }
  return [...new Set(clientSecurityGroupIds)]
    .sort()
    .map((id) => ({ key: id, what: id, source: { referencedSecurityGroupId: id } }));
}

/** Under /aws/vendedlogs/ the resource policy that AWS writes for log delivery stays within its size limit. */
function log(context: Context, network: VpclatticeServiceNetwork): void {
  const { scope, inputs, chosen } = context;
  const { region } = chosen;
  const { retentionInDays, kmsKeyId } = inputs.accessLogs;
  const group = new CloudwatchLogGroup(scope, context.id('access_logs'), {
    region,
    name: `/aws/vendedlogs/vpc-lattice/${context.name(nameLimit.logGroup, 'lattice')}`,
    retentionInDays,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  });
  new VpclatticeAccessLogSubscription(scope, context.id('access_log_subscription'), {
    region,
    resourceIdentifier: network.id,
    destinationArn: group.arn,
    serviceNetworkLogType: 'SERVICE',
  });
}

function share(context: Context, network: VpclatticeServiceNetwork): void {
  const { scope, inputs, chosen } = context;
  const { region } = chosen;
  const shared = new RamResourceShare(scope, context.id('share'), {
    region,
    name: context.name(nameLimit.share, 'lattice'),
    allowExternalPrincipals: inputs.allowExternalPrincipals,
  });
  new RamResourceAssociation(scope, context.id('share_network'), {
    region,
    resourceArn: network.arn,
    resourceShareArn: shared.arn,
  });
  for (const principal of [...new Set(inputs.shareWithPrincipals)].sort()) {
    // The last part of an ARN is the organisation or the unit, unique in itself; an account has no other part.
    const key = principal.split('/').at(-1) ?? principal;
    new RamPrincipalAssociation(scope, context.id('share_principal', key), {
      region,
      principal,
      resourceShareArn: shared.arn,
    });
  }
}
