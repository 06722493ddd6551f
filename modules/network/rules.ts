/** What the provider refuses of a network, or replaces its parts for, beyond the schema. */
import type { ArgumentRule } from '../module';

const provider = 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2';
const vpc = { resource: 'aws_vpc', source: `${provider}/vpc_.go` };
const subnet = { resource: 'aws_subnet', source: `${provider}/vpc_subnet.go` };
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
  { ...natGateway, kind: 'one-of', argument: 'connectivity_type', values: ['private', 'public'] },
];
