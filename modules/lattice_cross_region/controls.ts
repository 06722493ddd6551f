/** Security controls that the emitted resources carry. */
import type { Control } from '../module';

function hasEntries(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

export function controls(): readonly Control[] {
  return [
    {
      id: 'endpoint-has-security-group',
      summary: 'A security group says which VPCs reach the endpoint of the service network.',
      resource: 'aws_vpc_endpoint',
      complies: ({ security_group_ids: groups }) => hasEntries(groups),
    },
    {
      id: 'endpoint-admits-peers-alone',
      summary: 'The group of the endpoint names the addresses of a VPC and never everything.',
      resource: 'aws_vpc_security_group_ingress_rule',
      complies: ({ cidr_ipv4: from }) => typeof from === 'string' && !from.endsWith('/0'),
    },
  ];
}
