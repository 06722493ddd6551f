/**
 * A VPC in each region: public and private subnets over the chosen zones, an internet gateway, NAT, one private route
 * table a zone, gateway endpoints for S3 and DynamoDB, and an emptied default security group.
 *
 * It gives no interface endpoints, network ACLs, flow logs, IPv6 or regional NAT gateways, and its subnets can't be
 * taken out one by one: fewer zones means a new network.
 * https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 */
import { z } from 'zod';
import { gatewayApis, interfaceApis } from '../aws-apis';
import { privateNetwork } from '../capabilities';
import type { AddressRequest, AwsFacts, Module, Option, Site } from '../module';
import { costs } from './costs';
import { gatewayCount, natModes, natOf, type Nat } from './nat';
import { rules } from './rules';

/** Beyond what AWS has in any region. */
const mostZones = 6;

/**
 * Zones that EKS refuses for its control plane (`use1-az3`, `usw1-az2`, `cac1-az3`,
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html), so that a cluster finds its place later.
 */
const zonesTakenLast = ['cac1-az3', 'use1-az3', 'usw1-az2'];

const inputs = z.strictObject({
  zones: z
    .number()
    .int()
    .min(2)
    .max(mostZones)
    .optional()
    .describe(
      'Availability zones that the subnets span, 2 to 6; omitted, 2 for single-az and 3 for multi-az, or as many as the region has; it can be raised and never lowered.',
    ),
  nat: z
    .enum(natModes)
    .optional()
    .describe(
      'NAT gateways: none (private subnets have no way out), single (one zone can cut off all) or per-zone; omitted, single for single-az and per-zone for multi-az; a gateway that goes takes its public address with it.',
    ),
  internetGbPerMonth: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Expected traffic from private subnets out to the internet beside what needs ask for, GB a month in each region, 0 or more; omitted, 0: only what needs ask for is charged.',
    ),
  natReceivedGbPerMonth: z
    .number()
    .min(0)
    .default(10)
    .describe(
      'Expected traffic that private subnets receive through NAT beside what needs ask for (packages, answers from the internet; not S3 or DynamoDB, which go by endpoint), GB a month in each region, 0 or more; omitted, 10.',
    ),
  privateOnly: z
    .boolean()
    .default(false)
    .describe(
      'Whether needs of APIs of AWS must be met by endpoints, whatever they cost; omitted, false: by NAT where that costs less.',
    ),
});
export type Inputs = z.infer<typeof inputs>;

function zonesOf(given: Inputs, site: Site, facts: AwsFacts): number {
  const wanted = site.availability === 'multi-az' ? 3 : 2;
  return given.zones ?? Math.min(wanted, facts.zoneIds(site.region).length);
}

function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const zones = zonesOf(given, site, facts);
  const nat = natOf(given, site.availability);
  const gateways = gatewayCount(nat, zones);
  const unavailable = missingZones(zones, site, facts);
  return [
    {
      key: 'vpc',
      label: `VPC over ${zones} zones, ${natLabels[nat]}`,
      units: { min: 1, max: 1 },
      supplies: nat === 'none' ? { internetGbPerMonth: 0 } : {},
      provides: [privateNetwork, ...gatewayApis, ...(apisByNat(given, nat) ? interfaceApis : [])],
      cost: costs(given, nat, zones),
      consumes: {
        maxVpcs: { fixed: 1 },
        ...(gateways === 0 ? {} : { maxElasticIps: { fixed: gateways }, maxNatGateways: { fixed: gateways } }),
      },
      ...(unavailable === undefined ? {} : { unavailable }),
    },
  ];
}

/** Whether APIs without gateway endpoints are reached through NAT. */
function apisByNat({ privateOnly }: Inputs, nat: Nat): boolean {
  return nat !== 'none' && !privateOnly;
}

const natLabels: Readonly<Record<Nat, string>> = {
  none: 'no NAT',
  single: 'one NAT gateway',
  'per-zone': 'a NAT gateway in each',
};

function missingZones(zones: number, site: Site, facts: AwsFacts): string | undefined {
  const known = facts.zoneIds(site.region).length;
  if (known >= zones && zones >= 2) return undefined;
  return known < 2
    ? `${site.region} has fewer than 2 known zones`
    : `${site.region} has ${known} zones and ${zones} are asked for`;
}

function addresses(given: Inputs, site: Site, facts: AwsFacts): AddressRequest {
  return { zones: zonesOf(given, site, facts), zonesTakenLast, tiers: { private: 'large', public: 'small' } };
}

/** Absent or empty: a rule list without a rule. */
function isEmptyList(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

export const network = {
  name: 'network',
  title: 'Network',
  summary: 'A VPC in each region with public and private subnets, NAT and gateway endpoints for S3 and DynamoDB.',
  category: 'network',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: false,
  stateful: true,
  services: ['ec2', 'vpc'],
  provides: [privateNetwork, ...gatewayApis, ...interfaceApis],
  quotas: {
    maxVpcs: 'VPCs in the region',
    maxElasticIps: 'Elastic IP addresses in the region',
    maxNatGateways: 'NAT gateways in the region (AWS counts them by zone: 5 in each)',
  },
  inputs,
  useWhen: [
    { text: 'anything else needs a VPC: it then comes by itself' },
    { text: 'workloads run in private subnets and reach the internet by NAT alone' },
  ],
  avoidWhen: [
    { text: 'the region already has a VPC that another team runs: this one stands beside it and is not connected' },
    {
      text: 'nothing needs a private network: NAT gateways cost money when idle',
      holds: ({ needs }) => needs.length === 0,
    },
  ],
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html',
    'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html (EC2.2, EC2.15)',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/nat_gateway',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/default_security_group',
    'The guide leaves out the public IPv4 address of a NAT gateway (0.005 USD an hour each, 3.65 USD a month) and says that AWS reserves five addresses of a VPC: it is five of each subnet.',
  ],
  controls: () => [
    {
      id: 'default-security-group-closed',
      summary: 'The default security group of the VPC has no rules, so that nothing is reached through it by accident.',
      resource: 'aws_default_security_group',
      complies: ({ ingress, egress }) => isEmptyList(ingress) && isEmptyList(egress),
    },
    {
      id: 'no-automatic-public-address',
      summary: 'No subnet gives instances a public address unless they ask for one.',
      resource: 'aws_subnet',
      complies: ({ map_public_ip_on_launch: automatic }) => automatic === false,
    },
  ],
  needs: () => [],
  options,
  addresses,
  load: () => import('./build'),
} satisfies Module<Inputs>;
