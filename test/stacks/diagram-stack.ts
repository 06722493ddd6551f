/** A stack in the shape that is emitted, as pictures are drawn from: the network of the guide, with its workloads. */
import type { Emitted } from '../../stacks/emitted';

const region = 'us-east-1';
const of = (address: string, attribute = 'id'): string => `\${${address}.${attribute}}`;
const vpc_id = of('aws_vpc.net_vpc');
const privateSubnets = [of('aws_subnet.net_private_a')];
const publicSubnets = [of('aws_subnet.net_public_a'), of('aws_subnet.net_public_b')];

function subnet(zone: string, cidr_block: string): Record<string, unknown> {
  return { region, vpc_id, availability_zone_id: zone, cidr_block };
}

function associated(subnetId: string, table: string): Record<string, unknown> {
  return { region, subnet_id: of(`aws_subnet.${subnetId}`), route_table_id: of(`aws_route_table.${table}`) };
}

function endpoint(service: string, type: 'Gateway' | 'Interface'): Record<string, unknown> {
  const where =
    type === 'Gateway'
      ? { route_table_ids: [of('aws_route_table.net_private')] }
      : { subnet_ids: privateSubnets, security_group_ids: [of('aws_security_group.net_endpoints')] };
  return { region, vpc_id, service_name: `com.amazonaws.${region}.${service}`, vpc_endpoint_type: type, ...where };
}

function group(name: string): Record<string, unknown> {
  return { region, vpc_id, name: `omnigen-${name}` };
}

/** A rule between two groups of this stack, or from or to whatever `other` says. */
function rule(owner: string, port: number, other: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const security_group_id = of(`aws_security_group.net_${owner}`);
  return { region, security_group_id, ip_protocol: 'tcp', from_port: port, to_port: port, ...other };
}

function toGroup(name: string): Record<string, unknown> {
  return { referenced_security_group_id: of(`aws_security_group.net_${name}`) };
}

export const guideStack: Pick<Emitted, 'resource'> = {
  resource: {
    aws_vpc: { net_vpc: { region, cidr_block: '10.0.0.0/16', tags: { Name: 'omnigen-vpc' } } },
    aws_internet_gateway: { net_gateway: { region, vpc_id } },
    aws_subnet: {
      net_public_a: subnet('use1-az1', '10.0.1.0/24'),
      net_public_b: subnet('use1-az2', '10.0.2.0/24'),
      net_private_a: subnet('use1-az1', '10.0.10.0/24'),
    },
    aws_route_table: {
      net_public: { region, vpc_id },
      net_private: {
        region,
        vpc_id,
        route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: of('aws_nat_gateway.net_nat_a') }],
      },
    },
    aws_route: {
      net_public: {
        region,
        route_table_id: of('aws_route_table.net_public'),
        destination_cidr_block: '0.0.0.0/0',
        gateway_id: of('aws_internet_gateway.net_gateway'),
      },
    },
    aws_route_table_association: {
      net_public_a: associated('net_public_a', 'net_public'),
      net_public_b: associated('net_public_b', 'net_public'),
      net_private_a: associated('net_private_a', 'net_private'),
    },
    aws_nat_gateway: { net_nat_a: { region, subnet_id: publicSubnets[0], tags: { Name: 'omnigen-nat-a' } } },
    aws_vpc_endpoint: {
      net_s3: endpoint('s3', 'Gateway'),
      net_dynamodb: endpoint('dynamodb', 'Gateway'),
      net_ecr_api: endpoint('ecr.api', 'Interface'),
      net_ecr_dkr: endpoint('ecr.dkr', 'Interface'),
    },
    aws_security_group: {
      net_alb: group('alb'),
      net_api: group('api'),
      net_functions: group('functions'),
      net_endpoints: group('endpoints'),
    },
    aws_vpc_security_group_ingress_rule: {
      alb_http: rule('alb', 80, { cidr_ipv4: '0.0.0.0/0' }),
      alb_https: rule('alb', 443, { cidr_ipv4: '0.0.0.0/0' }),
      api_alb: rule('api', 8080, toGroup('alb')),
      endpoints_api: rule('endpoints', 443, toGroup('api')),
      endpoints_functions: rule('endpoints', 443, toGroup('functions')),
    },
    aws_vpc_security_group_egress_rule: {
      alb_api: rule('alb', 8080, toGroup('api')),
      api_internet: rule('api', 443, { cidr_ipv4: '0.0.0.0/0' }),
      api_endpoints: rule('api', 443, toGroup('endpoints')),
      functions_s3: rule('functions', 443, { prefix_list_id: of('aws_vpc_endpoint.net_s3', 'prefix_list_id') }),
      functions_endpoints: rule('functions', 443, toGroup('endpoints')),
    },
    aws_lb: {
      balancer: {
        region,
        name: 'omnigen-api',
        subnets: publicSubnets,
        security_groups: [of('aws_security_group.net_alb')],
      },
    },
    aws_ecs_service: {
      api: {
        region,
        name: 'omnigen-api',
        network_configuration: { subnets: privateSubnets, security_groups: [of('aws_security_group.net_api')] },
      },
    },
    aws_lambda_function: Object.fromEntries(
      ['generator', 'composer'].map((name) => [
        name,
        {
          region,
          function_name: `omnigen-${name}`,
          vpc_config: { subnet_ids: privateSubnets, security_group_ids: [of('aws_security_group.net_functions')] },
        },
      ]),
    ),
    aws_dynamodb_table: {
      jobs: { region, name: 'omnigen-jobs' },
      usage: { region, name: 'omnigen-usage' },
    },
    aws_s3_bucket: {
      assets: { region, bucket: 'omnigen-assets-${data.aws_caller_identity.me.account_id}' },
      frontend: { region, bucket: 'omnigen-frontend-${data.aws_caller_identity.me.account_id}' },
    },
    aws_ecr_repository: { api: { region, name: 'api' } },
    aws_cloudfront_distribution: {
      frontend: { origin: [{ domain_name: of('aws_s3_bucket.frontend', 'bucket_regional_domain_name') }] },
    },
  },
};
