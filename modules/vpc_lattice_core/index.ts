/**
 * A VPC Lattice service network in each region: services with names, listeners, rules and weighted target groups, IAM
 * in front of each, reachable from every VPC and account that the network is associated or shared with. Nobody may call
 * a service until `allow` names them: AWS_IAM without a policy refuses every request.
 *
 * A service network is regional: it carries nothing from one region to another (that takes peering or a transit gateway
 * and a VPC endpoint of type service-network), nor does it speak WebSocket or UDP. The security groups of targets must let
 * the prefix list com.amazonaws.<region>.vpc-lattice in, and DNS records of custom names are made elsewhere. Access logs
 * leave with the module.
 * https://docs.aws.amazon.com/vpc-lattice/latest/ug/what-is-vpc-lattice.html
 */
import { asRange } from '../amounts';
import { crossVpcServices, privateNetwork } from '../capabilities';
import type { CostLine, Module, Option, Range, Rule, Site } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { sortedEntries } from './names';
import { rules } from './rules';
import type { Service } from './service';
import { regionOfTarget } from './target-groups';

export type { Inputs } from './inputs';

const hoursPerMonth = 730;

/** Services that stand in a region, by name. */
export function servicesIn({ services }: Inputs, region: string): readonly (readonly [string, Service])[] {
  return sortedEntries(services).filter(([, { regions }]) => regions === undefined || regions.includes(region));
}

function costs(given: Inputs, services: number): readonly CostLine[] {
  const { accessLogs, millionRequestsPerMonth, millionConnectionsPerMonth } = given;
  const lines: readonly (CostLine & { readonly fixed: Range })[] = [
    {
      name: 'Lattice services',
      price: 'vpcLattice.service.hour',
      fixed: asRange(services * hoursPerMonth),
      basis: `${services} service${services === 1 ? '' : 's'} x ${hoursPerMonth} h`,
    },
    {
      name: 'Requests above the free ones',
      price: 'vpcLattice.service.millionRequests',
      fixed: asRange(millionRequestsPerMonth),
      basis: 'millionRequestsPerMonth',
    },
    {
      name: 'Connections above the free ones',
      price: 'vpcLattice.service.millionConnections',
      fixed: asRange(millionConnectionsPerMonth),
      basis: 'millionConnectionsPerMonth',
    },
    {
      name: 'Access log ingestion',
      price: 'cloudwatch.logs.ingestGb',
      fixed: asRange(accessLogs.enabled ? accessLogs.ingestGbPerMonth : 0),
      basis: 'accessLogs.ingestGbPerMonth; storage is not counted',
    },
  ];
  return [
    ...lines.filter(({ fixed }) => fixed.high > 0),
    {
      name: 'Data through Lattice',
      price: 'vpcLattice.service.gb',
      perDemand: { serviceGbPerMonth: 1 },
      basis: 'every GB through a service, requests and answers',
    },
  ];
}

/** Certificates, load balancers and functions must be in the service's own region, which only their ARNs tell. */
function strangers(services: readonly (readonly [string, Service])[], region: string): readonly string[] {
  return services.flatMap(([name, { certificateArn, targetGroups }]) => {
    const arns = sortedEntries(targetGroups).flatMap(([, { type, targets }]) =>
      sortedEntries(targets).map(([target, { id }]) => [`target ${target}`, regionOfTarget(type, id)] as const),
    );
    return [['certificate', certificateArn?.split(':')[3]] as const, ...arns]
      .filter(([, of]) => of !== undefined && of !== region)
      .map(([what, of]) => `the ${what} of service ${name} is in ${of ?? ''}; name regions for that service`);
  });
}

function optionAt(given: Inputs, site: Site): Option {
  const services = servicesIn(given, site.region);
  const [stranger] = strangers(services, site.region);
  return {
    key: 'service-network',
    label: 'VPC Lattice service network',
    units: { min: 1, max: 1 },
    supplies: {},
    provides: [crossVpcServices],
    cost: costs(given, services.length),
    consumes: {
      maxServiceNetworks: { fixed: 1 },
      ...(services.length > 0 ? { maxVpcLatticeServices: { fixed: services.length } } : {}),
    },
    ...(stranger === undefined ? {} : { unavailable: stranger }),
  };
}

const useWhen: readonly Rule[] = [
  {
    text: 'services in several VPCs or accounts of a region call each other by name',
    holds: ({ patterns }) => patterns.includes('service'),
  },
  { text: 'several environments share a service, such as one MLflow for dev, qa and prod' },
  { text: 'services run on EKS, Lambda and EC2 side by side' },
  { text: 'tenants are kept apart and reach a shared service under IAM policies' },
];

const avoidWhen: readonly Rule[] = [
  {
    text: 'there is one VPC with one cluster and no service-level traffic, for which Cilium is enough',
    holds: ({ maxRegions, patterns, needs }) =>
      maxRegions === 1 && !patterns.includes('service') && !needs.includes(crossVpcServices.name),
  },
  {
    text: 'all traffic is pod-to-pod, for which a Cilium cluster mesh is enough',
    holds: ({ patterns, needs }) =>
      patterns.length > 0 &&
      patterns.every((pattern) => pattern === 'pod-to-pod') &&
      !needs.includes(crossVpcServices.name),
  },
  { text: 'cost matters most and networking is simple' },
];

export const vpcLatticeCore = {
  name: 'vpc_lattice_core',
  title: 'VPC Lattice',
  summary: 'A service network for calls between VPCs and accounts of a region, with IAM in front of each service.',
  category: 'network',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  // A VPC has one association with a service network, and the VPC of the region is shared by all instances.
  multiple: false,
  // It holds no data, and the environment file rebuilds all of it. Names that Lattice generates change then; clients that
  // must not notice use custom domain names.
  stateful: false,
  services: ['vpc-lattice', 'logs'],
  provides: [crossVpcServices],
  quotas: {
    maxServiceNetworks: 'VPC Lattice service networks of an account in a region',
    maxVpcLatticeServices: 'VPC Lattice services of an account in a region',
  },
  inputs,
  useWhen,
  avoidWhen,
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-networks.html: a VPC has one association with a service network.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/quotas.html: 50 service networks, 2,000 services and 500 target groups a region, 2 listeners a service, 10 rules a listener, auth policies of 10 KB.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html: under AWS_IAM a request without an explicit allow of network, service and caller is refused.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/tls-listeners.html: TLS_PASSTHROUGH needs a custom domain name, forwards to TCP alone, has no rules and sees anonymous callers.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_TargetGroupConfig.html: health checks are not for ALB and LAMBDA; LAMBDA takes no port, protocol or VPC.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html: rules of the security group of an association say which clients reach the network.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/sharing.html: to share with an organisation, sharing must be switched on in AWS RAM first.',
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/monitoring-access-logs.html: access logs are charged as vended logs; the price data give the rate of custom logs, which is used here.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpclattice_service: it has no service_network_identifier, unlike the guide; a service joins by aws_vpclattice_service_network_service_association.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpclattice_listener_rule: in the source that was read a changed priority is not sent to AWS; rename the rule with it.',
    'https://aws.amazon.com/vpc/lattice/pricing/: the guide gives 0.01 USD a GB in the region and 0.02 between regions; the price data give 0.025 in us-east-1, and no rate between regions exists because the network is regional.',
    'The guide gives about 18 USD a month for a service, which is 0.025 x 730 h = 18.25 in us-east-1 and 23.73 at 0.0325 elsewhere; its 50 to 100 USD for 3 to 5 services are 54.75 to 91.25 before traffic.',
  ],
  controls,
  needs: () => [{ capability: privateNetwork, at: 'each' }],
  options: (given, site) => [optionAt(given, site)],
  load: () => import('./build'),
} satisfies Module<Inputs>;
