/**
 * Lets a secondary region call the services of the primary region's service network.
 *
 * A service network is regional, and its association with a VPC serves that VPC alone: traffic that comes over a peering
 * connection or a transit gateway needs a VPC endpoint of type ServiceNetwork. One stands in the primary region's VPC for
 * all secondary regions, with addresses in its private subnets; a region's own part is the rules that let its VPC in and
 * the private hosted zones in which custom domain names resolve there.
 *
 * It goes one way: services of the secondary region are called from the primary one by nobody. Requests are signed for
 * the region of the service. Not stateful: switching it on again makes the same names.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/access-with-service-network-endpoint.html
 */
import { z } from 'zod';
import { crossRegionRouting, crossRegionServices, crossVpcServices, privateNetwork } from '../capabilities';
import { trafficToPrimary } from '../cross-region';
import type { CostLine, Module, Option } from '../module';
import { controls } from './controls';

const domainName = z
  .string()
  .max(255)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'Expected a domain name in lower case.');

const inputs = z.strictObject({
  customDomainNames: z
    .array(domainName)
    .default([])
    .describe(
      'Custom domain names of services of the primary region that clients here use, each of them one that vpc_lattice_core gives a service there; each gets a private hosted zone for the VPC of this region, which hides a service of the same name here; omitted, none: clients use the names in the outputs.',
    ),
});
export type Inputs = z.infer<typeof inputs>;

function costs({ customDomainNames }: Inputs): readonly CostLine[] {
  const zones = new Set(customDomainNames).size;
  return [
    {
      name: 'Data through Lattice',
      price: 'vpcLattice.service.gb',
      perDemand: { crossRegionGbPerMonth: 1 },
      basis: 'charged in the primary region; the rate of this one stands for it',
    },
    trafficToPrimary('the endpoint has no charge by the hour'),
    ...(zones === 0
      ? []
      : [
          {
            name: 'Private hosted zones',
            price: 'route53.hostedZone.month',
            fixed: zones,
            basis: `${zones} custom domain name${zones === 1 ? '' : 's'}`,
          },
        ]),
  ];
}

function optionOf(given: Inputs): Option {
  return {
    key: 'endpoint',
    label: "endpoint of the primary region's service network",
    units: { min: 1, max: 1 },
    supplies: {},
    provides: [crossRegionServices],
    cost: costs(given),
  };
}

export const latticeCrossRegion = {
  name: 'lattice_cross_region',
  title: 'VPC Lattice across regions',
  summary: "Calls from a secondary region to services of the primary region's VPC Lattice service network.",
  category: 'network',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'secondary',
  // The endpoint is that of the service network of the primary region, and a region has one of those.
  multiple: false,
  stateful: false,
  services: ['ec2', 'vpc'],
  provides: [crossRegionServices],
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'services of a secondary region call services of the primary one by name, with IAM in front of each',
      holds: ({ maxRegions, patterns }) => maxRegions > 1 && patterns.includes('service'),
    },
    { text: 'inference in several regions uses tracking, metadata or features that are kept in the primary one' },
  ],
  avoidWhen: [
    {
      text: 'there is one region: its service network is reached without an endpoint',
      holds: ({ maxRegions }) => maxRegions === 1,
    },
    { text: 'callers know addresses and check identities themselves: routes between the regions are enough' },
  ],
  conflicts: {},
  rules: [
    {
      resource: 'aws_vpc_endpoint',
      kind: 'not-together',
      arguments: ['service_network_arn', 'service_name'],
      source: 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_endpoint',
    },
    {
      resource: 'aws_vpc_endpoint',
      kind: 'replaces',
      arguments: ['service_network_arn', 'vpc_endpoint_type', 'vpc_id'],
      source: 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_endpoint',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/vpc-lattice/latest/ug/how-it-works.html: traffic over a peering connection, a transit gateway, Direct Connect or VPN reaches services only where the VPC is connected by an endpoint.',
    'https://docs.aws.amazon.com/vpc/latest/privatelink/access-with-service-network-endpoint.html: in each zone the endpoint takes 16 contiguous addresses (a /28) of its subnet, which must be free.',
    'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-service-networks.html: the endpoint is not charged by the hour; data is charged as VPC Lattice is.',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpointAssociation.html: each service has a name of its own behind the endpoint; the endpoint has none.',
    'https://github.com/hashicorp/terraform-provider-aws/issues/41398: that name holds the id of the association of the service with the network.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/vpc_endpoint_associations',
    'How names resolve: the output dns_name of a service is its name behind the endpoint and resolves to addresses of the primary VPC. A custom domain name in customDomainNames is an alias of it, in a private hosted zone of exactly that name for the VPC of this region. The name that Lattice gives the service resolves to link-local addresses, which work in associated VPCs alone.',
    'While AWS does not list a new service behind the endpoint yet, its alias points to the name that Lattice gives, which does not work here: the next plan shows the change and the next apply makes it.',
    'The primary region is chosen together with the prices, so that data through Lattice is counted at the rate of the calling region; answers that come back are not counted.',
    'The guide gives 0.02 USD a GB between regions for VPC Lattice: that is the transfer between regions of most pairs, and 0.025 through Lattice come on top in us-east-1.',
  ],
  controls,
  needs: () => [
    { capability: privateNetwork, at: 'each' },
    { capability: privateNetwork, at: 'primary' },
    { capability: crossRegionRouting, at: 'each' },
    { capability: crossVpcServices, at: 'primary' },
  ],
  options: (given) => [optionOf(given)],
  load: () => import('./build'),
} satisfies Module<Inputs>;
