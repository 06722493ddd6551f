/** What the provider refuses of a network, or replaces its parts for, beyond the schema. */
import type { ArgumentRule } from '../module';

const provider = 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2';
const vpc = { resource: 'aws_vpc', source: `${provider}/vpc_.go` };
const subnet = { resource: 'aws_subnet', source: `${provider}/vpc_subnet.go` };
const acl = { resource: 'aws_network_acl', source: `${provider}/vpc_network_acl.go` };
const aclRule = { resource: 'aws_network_acl_rule', source: `${provider}/vpc_network_acl_rule.go` };
const natGateway = {
  resource: 'aws_nat_gateway',
  source: 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/nat_gateway',
};

export const rules: readonly ArgumentRule[] = [
  { ...vpc, kind: 'replaces', arguments: ['cidr_block', 'ipv4_ipam_pool_id', 'ipv4_netmask_length'] },
  { ...vpc, kind: 'not-together', arguments: ['cidr_block', 'ipv4_netmask_length'] },
  {
    ...subnet,
    kind: 'replaces',
    arguments: ['vpc_id', 'cidr_block', 'availability_zone', 'availability_zone_id', 'outpost_arn'],
  },
  { ...subnet, kind: 'not-together', arguments: ['availability_zone', 'availability_zone_id'] },
  { ...acl, kind: 'replaces', arguments: ['vpc_id'] },
  {
    ...aclRule,
    kind: 'replaces',
    arguments: [
      'cidr_block',
      'egress',
      'from_port',
      'icmp_code',
      'icmp_type',
      'ipv6_cidr_block',
      'network_acl_id',
      'protocol',
      'rule_action',
      'rule_number',
      'to_port',
    ],
  },
  { ...aclRule, kind: 'one-of', argument: 'rule_action', values: ['allow', 'deny'] },
  { ...aclRule, kind: 'one-required', arguments: ['cidr_block', 'ipv6_cidr_block'] },
  { ...aclRule, kind: 'not-together', arguments: ['cidr_block', 'ipv6_cidr_block'] },
  { ...natGateway, kind: 'one-of', argument: 'connectivity_type', values: ['private', 'public'] },
];
