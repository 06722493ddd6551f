/**
 * A VPC in each region: public, private and, when asked, isolated subnets over the chosen zones, an internet gateway,
 * NAT, one private route table a zone, gateway endpoints for S3 and DynamoDB, a network ACL for each tier, and an
 * emptied default security group. APIs of AWS are reached by NAT where no interface endpoint stands.
 *
 * It gives no flow logs, IPv6 or regional NAT gateways, and its subnets can't be taken out one by one: fewer zones means
 * a new network.
 * https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 */
import { gatewayApis, interfaceApis } from '../aws-apis';
import { privateNetwork } from '../capabilities';
import type { AwsFacts, Extent, Module, Option, Site, Withheld } from '../module';
import { controls } from './controls';
import { throughputCautions } from '../throughput';
import { costs, spares } from './costs';
import { inputs, type Inputs } from './inputs';
import { gatewayCount, natOf, type Nat } from './nat';
import { rules } from './rules';
import { addresses, missingZones, privateZonesOf, zonesOf } from './tiers';
import { zoneParts } from './zone-parts';

export type { Inputs };

function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const zones = zonesOf(given, site, facts);
  const nat = natOf(given, site.availability);
  const inside = privateZonesOf(given, site, facts);
  const gateways = gatewayCount(nat, inside);
  const unavailable = missingZones(given, site, facts);
  const withheld = apisWithheld(given, nat);
  return [
    {
      key: 'vpc',
      label: `VPC over ${zones} zones${inside < zones ? `, private subnets in ${inside}` : ''}, ${natLabels[nat]}`,
      units: { min: 1, max: 1 },
      supplies: nat === 'none' ? { internetGbPerMonth: 0 } : {},
      // Isolated subnets take data where there are some, and stand in every zone.
      has: { privateZones: extent(inside), ...(given.isolated ? {} : { dataZones: extent(inside) }) },
      provides: [privateNetwork, ...gatewayApis, ...(withheld === undefined ? interfaceApis : [])],
      ...(withheld === undefined ? {} : { withheld }),
      cost: costs(given, nat, inside),
      spares: spares(nat),
      consumes: {
        maxVpcs: { fixed: 1 },
        ...(gateways === 0 ? {} : { maxElasticIps: { fixed: gateways }, maxNatGateways: { fixed: gateways } }),
      },
      ...(unavailable === undefined ? {} : { unavailable }),
    },
  ];
}

function extent(zones: number): Extent {
  const counted = zones === 1 ? '1 zone' : `${zones} zones`;
  return {
    amount: zones,
    input: 'privateZones',
    raisedBy: 'zones',
    says: `the network has private subnets in ${counted}`,
  };
}

/** Why APIs without gateway endpoints are not reached through NAT; undefined where they are. */
function apisWithheld({ privateOnly }: Inputs, nat: Nat): Withheld | undefined {
  if (nat === 'none') return { input: 'nat', provides: interfaceApis, says: 'nat of the network is none' };
  if (!privateOnly) return undefined;
  const says = 'privateOnly of the network keeps calls to APIs of AWS off NAT';
  return { input: 'privateOnly', provides: interfaceApis, says };
}

const natLabels: Readonly<Record<Nat, string>> = {
  none: 'no NAT',
  single: 'one NAT gateway',
  'per-zone': 'a NAT gateway in each',
};

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
    'https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html (ephemeral ports, path MTU discovery)',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/network_acl_rule',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/nat_gateway',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/default_security_group',
    'The guide leaves out the public IPv4 address of a NAT gateway (0.005 USD an hour each, 3.65 USD a month) and says that AWS reserves five addresses of a VPC: it is five of each subnet.',
    'The guide gives a NAT gateway 45 Gbit/s: AWS now says 5, scaling by itself to 100 (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html).',
    "The guide's network ACL of private subnets allows port 443 inside the VPC alone: without rules for answers it would cut off everything, so that ephemeral ports are let in here, and NAT still works.",
  ],
  controls,
  needs: () => [],
  options,
  addresses,
  zoneParts,
  cautions(given, site, facts) {
    const count = gatewayCount(natOf(given, site.availability), privateZonesOf(given, site, facts));
    const by = `${count} NAT ${count === 1 ? 'gateway' : 'gateways'}`;
    return throughputCautions(given.peakGbps, count, by, facts.throughput('nat-gateway'));
  },
  load: () => import('./build'),
} satisfies Module<Inputs>;
