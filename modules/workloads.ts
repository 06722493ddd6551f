/** What containers and functions need, as facts: a network, data by name, ways to the APIs that they call, logs. */
import { z } from 'zod';
import {
  awsApi,
  awsApiServices,
  containerRepository,
  keyValueTable,
  objectStorage,
  privateNetwork,
  type AwsApiService,
} from './capabilities';
import { logVolumeCosts } from './logs';
import type { Control, CostLine, Need } from './module';
import type { Workload } from './workload-inputs';

const defaultApiGb = 1;
const defaultInternetGb = 1;

/** Services whose APIs it calls, each once and in order: those of its data, those that it names, those given. */
export function apisOf({ tables, buckets, awsApis }: Workload, own: readonly AwsApiService[]): AwsApiService[] {
  const called = new Set<AwsApiService>([
    ...own,
    ...awsApis,
    ...(tables.length > 0 ? (['dynamodb'] as const) : []),
    ...(buckets.length > 0 ? (['s3'] as const) : []),
  ]);
  return awsApiServices.filter((service) => called.has(service));
}

/** @param own services that this kind of workload calls whatever its inputs say */
export function workloadNeeds(given: Workload, own: readonly AwsApiService[]): Need[] {
  const { tables, buckets, internet, internetGbPerMonth = defaultInternetGb, apiGbPerMonth } = given;
  return [
    {
      capability: privateNetwork,
      at: 'each',
      ...(internet ? { demand: { internetGbPerMonth } } : {}),
    },
    ...apisOf(given, own).map((service): Need => ({
      capability: awsApi(service),
      at: 'each',
      demand: { gbPerMonth: apiGbPerMonth[service] ?? defaultApiGb },
    })),
    ...tables.map((instance): Need => ({ capability: keyValueTable, at: 'primary', instance })),
    ...buckets.map((instance): Need => ({ capability: objectStorage, at: 'primary', instance })),
  ];
}

/** Of the repository of this name, or of any. */
export function repositoryNeed(instance: string | undefined): Need {
  return { capability: containerRepository, at: 'each', ...(instance === undefined ? {} : { instance }) };
}

export function workloadLogCosts({ logGbPerMonth, logRetentionInDays }: Workload): readonly CostLine[] {
  return logVolumeCosts({ logGbPerMonth, retentionInDays: logRetentionInDays });
}

const statement = z.looseObject({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.union([z.string(), z.array(z.string())]),
});
const document = z.object({ Statement: z.array(statement).min(1) });

/** AWS lets no policy limit them to interfaces that do not exist yet. */
export const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export const traceActions = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** Actions that AWS lets no policy limit to a resource. */
const withoutResource = new Set(['ecr:GetAuthorizationToken', ...interfaceActions, ...traceActions]);

function asList(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}

/** Whether a policy names its actions, and a resource for each that can have one. */
export function isLeastPrivilege(policy: unknown): boolean {
  if (typeof policy !== 'string') return false;
  const read = document.safeParse(JSON.parse(policy));
  if (!read.success) return false;
  return read.data.Statement.filter(({ Effect }) => Effect === 'Allow').every(({ Action, Resource }) => {
    const actions = asList(Action);
    const everything = asList(Resource).includes('*');
    return actions.every((action) => !action.includes('*') && (!everything || withoutResource.has(action)));
  });
}

export const workloadControls: readonly Control[] = [
  {
    id: 'least-privilege',
    summary: 'Roles may do named things to named resources.',
    resource: 'aws_iam_role_policy',
    complies: ({ policy }) => isLeastPrivilege(policy),
  },
  {
    id: 'explicit-egress',
    summary: 'Traffic leaves by single ports, and to addresses of the internet over HTTPS alone.',
    resource: 'aws_vpc_security_group_egress_rule',
    complies: ({ ip_protocol: protocol, from_port: from, to_port: to, cidr_ipv4: range }) =>
      protocol === 'tcp' && from === to && (range === undefined || to === 443),
  },
  {
    id: 'log-retention',
    summary: 'Logs are kept for as long as is said, and no longer.',
    resource: 'aws_cloudwatch_log_group',
    complies: ({ retention_in_days: days }) => typeof days === 'number' && days > 0,
  },
];
