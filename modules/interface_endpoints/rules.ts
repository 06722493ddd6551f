/** What the provider refuses of an endpoint, or replaces it for, beyond the schema. */
import type { ArgumentRule } from '../module';

const endpoint = {
  resource: 'aws_vpc_endpoint',
  source: 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_endpoint.go',
};

export const rules: readonly ArgumentRule[] = [
  { ...endpoint, kind: 'replaces', arguments: ['service_name', 'service_region', 'vpc_endpoint_type', 'vpc_id'] },
  {
    ...endpoint,
    kind: 'one-of',
    argument: 'vpc_endpoint_type',
    values: ['Gateway', 'GatewayLoadBalancer', 'Interface', 'Resource', 'ServiceNetwork'],
  },
  { ...endpoint, kind: 'not-together', arguments: ['service_name', 'resource_configuration_arn'] },
  { ...endpoint, kind: 'not-together', arguments: ['service_name', 'service_network_arn'] },
];
