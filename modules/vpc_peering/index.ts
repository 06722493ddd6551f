/**
 * Peers the VPC of a secondary region with that of the primary one and routes between their private subnets.
 *
 * Peering is not transitive: two secondary regions don't reach each other through the primary, and neither uses the
 * other's NAT, internet gateway or gateway endpoints. VPCs whose addresses overlap can't be peered. Between regions a
 * security group can't name a group of the peer: name its addresses.
 * https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 *
 * Dropping it loses neither data nor addresses, and switching it on again restores the same routes: not stateful.
 */
import { z } from 'zod';
import { crossRegionRouting, privateNetwork } from '../capabilities';
import { trafficToPrimary } from '../cross-region';
import type { Control, Module, Option } from '../module';

const inputs = z.strictObject({
  allowRemoteVpcDnsResolution: z
    .boolean()
    .default(true)
    .describe(
      'Whether public host names of instances resolve to private addresses when asked for from the other VPC, in both directions; omitted, true: such traffic stays on the peering connection.',
    ),
});
export type Inputs = z.infer<typeof inputs>;

function options(): readonly Option[] {
  return [
    {
      key: 'peering',
      label: 'VPC peering with the primary region',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [crossRegionRouting],
      cost: [trafficToPrimary('the connection itself is free; us-east-1 with us-east-2 costs half of this')],
    },
  ];
}

const privateDnsControl: Control = {
  id: 'peering-resolves-privately',
  summary: 'Both sides of the peering connection resolve host names to private addresses.',
  resource: 'aws_vpc_peering_connection_options',
  complies: ({ requester, accepter }) => [requester, accepter].some(resolvesPrivately),
};

function resolvesPrivately(side: unknown): boolean {
  return (
    typeof side === 'object' &&
    side !== null &&
    'allow_remote_vpc_dns_resolution' in side &&
    side.allow_remote_vpc_dns_resolution === true
  );
}

export const vpcPeering = {
  name: 'vpc_peering',
  title: 'VPC peering',
  summary: 'IP routes between the VPC of a secondary region and that of the primary one, without an hourly charge.',
  category: 'network',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'secondary',
  multiple: false,
  stateful: false,
  services: ['ec2', 'vpc'],
  provides: [crossRegionRouting],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'services of a secondary region call services or data stores of the primary one by IP address' },
    { text: 'there are a few VPCs: each pair costs nothing but its traffic' },
  ],
  avoidWhen: [
    {
      text: 'there is one region: nothing is there to be peered with',
      holds: ({ maxRegions }) => maxRegions === 1,
    },
    {
      text: 'many VPCs must reach each other: peering is not transitive, and a transit gateway needs fewer connections',
    },
    { text: 'VPCs have overlapping addresses: AWS refuses the connection' },
  ],
  conflicts: {},
  references: [
    'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html',
    'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_peering_connection',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_peering_connection_accepter',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_peering_connection_options',
    'The primary region is chosen together with the prices, so that all traffic is counted at the rate between most regions. Between us-east-1 and us-east-2 AWS charges 0.01 USD a GB and not 0.02: say so in spec.prices (dataTransfer.interRegion.gb) where that pair is what you use.',
    'Traffic is charged where it leaves: what answers send back is not counted here.',
  ],
  controls: ({ allowRemoteVpcDnsResolution }) => [
    {
      id: 'peering-routes-are-narrow',
      summary: "A route over the peering connection covers the peer's VPC and never everything.",
      resource: 'aws_route',
      complies: ({ vpc_peering_connection_id: connection, destination_cidr_block: destination }) =>
        connection === undefined || (typeof destination === 'string' && !destination.endsWith('/0')),
    },
    ...(allowRemoteVpcDnsResolution ? [privateDnsControl] : []),
  ],
  needs: () => [
    { capability: privateNetwork, at: 'each' },
    { capability: privateNetwork, at: 'primary' },
  ],
  options,
  load: () => import('./build'),
} satisfies Module<Inputs>;
