/** environments/omnigen.yaml against the guide's description of that system, point by point. */
import { projectRoot } from '../../data/root';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEmitted, type Emitted } from '../../stacks/emitted';
import { unlocked } from '../support/examples';
import { inProject } from '../support/project';

const committed = path.join(projectRoot(), 'cdktf.out/stacks/omnigen');
const emitted = parseEmitted(readFileSync(path.join(committed, 'cdk.tf.json'), 'utf8'));
const summary = readFileSync(path.join(committed, 'SUMMARY.md'), 'utf8');

type Body = Readonly<Record<string, unknown>>;

function all(type: string, { resource }: Emitted = emitted): [string, Body][] {
  return Object.entries(resource[type] ?? {});
}

function subnets(of: Emitted = emitted): string[] {
  return all('aws_subnet', of)
    .map(([, body]) => `${String(body['cidr_block'])} in ${String(body['availability_zone_id'])}`)
    .sort();
}

/** `${aws_subnet.<id>.id}` -> the CIDR of the subnet. */
function cidrs(references: unknown): string[] {
  const byId = new Map(all('aws_subnet').map(([id, body]) => [`\${aws_subnet.${id}.id}`, String(body['cidr_block'])]));
  return Array.isArray(references) ? references.map((one) => byId.get(String(one)) ?? String(one)) : [];
}

test('one VPC, two public subnets in two zones, one private subnet in the first', () => {
  expect(all('aws_vpc').map(([, body]) => body['cidr_block'])).toEqual(['10.0.0.0/16']);
  expect(subnets()).toEqual(['10.0.1.0/24 in use1-az1', '10.0.10.0/24 in use1-az1', '10.0.2.0/24 in use1-az2']);
  for (const [, body] of all('aws_subnet')) expect(body['map_public_ip_on_launch']).toBe(false);
});

test('routes: the internet gateway from public subnets, NAT from the private one', () => {
  const routes = all('aws_route').map(([, body]) => [
    body['destination_cidr_block'],
    body['gateway_id'] ?? body['nat_gateway_id'],
  ]);
  expect(routes).toEqual([
    ['0.0.0.0/0', '${aws_nat_gateway.network_nat_gateway_us_east_1_use1_az1.id}'],
    ['0.0.0.0/0', '${aws_internet_gateway.network_internet_gateway_us_east_1.id}'],
  ]);
});

test('S3 and DynamoDB by gateway endpoint, the registry by two interface endpoints with private DNS', () => {
  const endpoints = all('aws_vpc_endpoint').map(([, body]) =>
    [
      body['vpc_endpoint_type'],
      body['service_name'],
      body['private_dns_enabled'] ?? '',
      ...cidrs(body['subnet_ids']),
    ].join(' '),
  );
  expect(endpoints.sort()).toEqual([
    'Gateway com.amazonaws.us-east-1.dynamodb ',
    'Gateway com.amazonaws.us-east-1.s3 ',
    'Interface com.amazonaws.us-east-1.ecr.api true 10.0.10.0/24',
    'Interface com.amazonaws.us-east-1.ecr.dkr true 10.0.10.0/24',
  ]);
});

test('the load balancer stands in both public subnets, containers and functions in the private one', () => {
  expect(all('aws_lb').map(([, body]) => cidrs(body['subnets']))).toEqual([['10.0.1.0/24', '10.0.2.0/24']]);
  const service = all('aws_ecs_service').map(([, body]) => body['network_configuration']);
  expect(service).toMatchObject([{ assign_public_ip: false }]);
  expect(JSON.stringify(service)).toContain('network_private_subnet_us_east_1_use1_az1');
  const functions = all('aws_lambda_function').map(([, body]) => [body['memory_size'], body['vpc_config']]);
  expect(functions.map(([memory]) => memory).sort()).toEqual([10240, 2048]);
  expect(JSON.stringify(functions).match(/network_private_subnet_us_east_1_use1_az1/g)).toHaveLength(2);
});

test('security groups let in what the guide draws, and nothing else', () => {
  const rules = all('aws_vpc_security_group_ingress_rule').map(([, body]) => {
    const from = String(body['cidr_ipv4'] ?? body['referenced_security_group_id']);
    const name = (text: string): string => /aws_security_group\.(.*)_access_us_east_1/.exec(text)?.[1] ?? text;
    return `${name(from)} -> ${name(String(body['security_group_id']))}: ${String(body['from_port'])}`;
  });
  expect(rules.sort()).toEqual([
    '0.0.0.0/0 -> load_balancer: 443',
    '0.0.0.0/0 -> load_balancer: 80',
    'ecs_service_api -> interface_endpoints_ecr_api: 443',
    'ecs_service_api -> interface_endpoints_ecr_dkr: 443',
    'load_balancer -> ecs_service_api: 8080',
  ]);
});

test('tables, buckets and repositories of the guide', () => {
  const names = (type: string): string[] => all(type).map(([id]) => id);
  expect(names('aws_dynamodb_table')).toEqual([
    'dynamodb_table_jobs_table_us_east_1',
    'dynamodb_table_usage_table_us_east_1',
  ]);
  expect(names('aws_s3_bucket')).toEqual(
    expect.arrayContaining(['s3_bucket_assets_bucket_us_east_1', 'static_site_files_us_east_1']),
  );
  expect(names('aws_ecr_repository')).toContain('ecr_repository_api_repository_us_east_1');
});

test("the page shows the guide's arithmetic, and then what it leaves out", () => {
  const subtotals = summary.slice(summary.indexOf('## Subtotals'));
  expect(subtotals).toMatch(/NAT gateways[^\n]*32\.85[^]*NAT data processing[^\n]*0\.45[^]*47\.90/);
  expect(summary).toMatch(/S3 and DynamoDB by gateway endpoints[^\n]*6\.75/);
  expect(summary).toMatch(/Public IPv4 addresses of NAT[^\n]*3\.65/);
  expect(summary).toMatch(/\| public, `use1-az1` \| `10\.0\.1\.0\/24` \| 256 \| 5 \| 251 \|/);
});

test('multi-az adds a private subnet and a gateway for each zone, and moves no subnet', async () => {
  await inProject(unlocked(), async (project) => {
    await project.done(['synth', '--env', 'omnigen']);
    expect(subnets(project.emitted('omnigen'))).toEqual(subnets());
    const file = 'environments/omnigen.yaml';
    project.write(file, project.read(file).replace('availability: single-az', 'availability: multi-az'));
    await project.done(['solve', '--env', 'omnigen']);
    await project.done(['synth', '--env', 'omnigen']);
    const after = project.emitted('omnigen');
    expect(subnets(after)).toEqual([...subnets(), '10.0.11.0/24 in use1-az2'].sort());
    expect(all('aws_nat_gateway', after)).toHaveLength(2);
    const before = new Set(all('aws_subnet').map(([id]) => id));
    expect(all('aws_subnet', after).filter(([id]) => before.has(id))).toEqual(all('aws_subnet'));
  });
});
