/** What containers and functions share at build time: a security group with ways out, rights to data, variables. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import {
  awsApi,
  keyValueTable,
  objectStorage,
  privateNetwork,
  type AwsApiService,
  type KeyValueTable,
  type ObjectStorage,
  type PrivateNetwork,
} from './capabilities';
import type { BuildContext } from './module';
import { variableOf, type Workload } from './workload-inputs';

const groupNameLimit = 255;
const httpsPort = 443;
const https = { ipProtocol: 'tcp', fromPort: httpsPort, toPort: httpsPort };

export type Statement = Readonly<Record<string, unknown>>;

/** What it reads and writes, by name. */
export interface WorkloadData {
  readonly tables: ReadonlyMap<string, KeyValueTable>;
  readonly buckets: ReadonlyMap<string, ObjectStorage>;
}

export function requireData(context: BuildContext<Workload>): WorkloadData {
  const { tables, buckets } = context.inputs;
  return {
    tables: new Map([...tables].sort().map((name) => [name, context.require(keyValueTable, 'primary', name)])),
    buckets: new Map([...buckets].sort().map((name) => [name, context.require(objectStorage, 'primary', name)])),
  };
}

/** As descriptions have it: `ecs-service api`. */
export function titleOf({ chosen: { module, instance } }: BuildContext<unknown>): string {
  return `${module} ${instance}`.replaceAll('_', '-');
}

/** One zone may take a single-az workload down; it then stands in the first. */
export function subnetsOf(context: BuildContext<unknown>, { privateSubnetIds }: PrivateNetwork): string[] {
  return [...(context.availability === 'multi-az' ? privateSubnetIds : privateSubnetIds.slice(0, 1))];
}

/** A group without ingress, whose traffic leaves to the APIs that it calls and, where asked for, to the internet. */
export function createGroup(
  context: BuildContext<Workload>,
  description: string,
  apis: readonly AwsApiService[],
  data: WorkloadData,
): SecurityGroup {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const group = new SecurityGroup(scope, context.id('access'), {
    region,
    name: context.name(groupNameLimit, context.chosen.module.replaceAll('_', '-')),
    description,
    vpcId: context.require(privateNetwork).vpcId,
  });
  const from = { region, securityGroupId: group.id, ...https };
  const open = new Set<string>();
  // Endpoints of this region lead to no other one.
  let anywhere =
    inputs.internet || [...data.tables.values(), ...data.buckets.values()].some((one) => one.region !== region);
  for (const service of apis) {
    const { endpointSecurityGroupId, prefixListId } = context.require(awsApi(service));
    const target = endpointSecurityGroupId ?? prefixListId;
    if (target === undefined) anywhere = true;
    if (target === undefined || open.has(target)) continue;
    open.add(target);
    const to =
      endpointSecurityGroupId === undefined
        ? { prefixListId: target }
        : { referencedSecurityGroupId: endpointSecurityGroupId };
    new VpcSecurityGroupEgressRule(scope, context.id('egress', service), {
      ...from,
      ...to,
      description: `API of ${service}`,
    });
    if (endpointSecurityGroupId === undefined) continue;
    new VpcSecurityGroupIngressRule(scope, context.id('endpoint_ingress', service), {
      region,
      securityGroupId: endpointSecurityGroupId,
      referencedSecurityGroupId: group.id,
      ...https,
      description: titleOf(context),
    });
  }
  if (anywhere) {
    new VpcSecurityGroupEgressRule(scope, context.id('egress', 'internet'), {
      ...from,
      cidrIpv4: '0.0.0.0/0',
      description: 'Servers on the internet, and APIs that are reached through NAT',
    });
  }
  return group;
}

export function createLogs(context: BuildContext<Workload>, name: string): CloudwatchLogGroup {
  const { logRetentionInDays, kmsKeyId } = context.inputs;
  return new CloudwatchLogGroup(context.scope, context.id('logs'), {
    region: context.chosen.region,
    name,
    retentionInDays: logRetentionInDays,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  });
}

/** Rights to its tables and buckets, and to their keys through the service alone. */
export function dataStatements({ tables, buckets }: WorkloadData): Statement[] {
  return [
    ...[...tables.values()].flatMap(({ tableArn, region, kmsKeyArn }) => [
      {
        Effect: 'Allow',
        Action: [
          'dynamodb:BatchGetItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:DescribeTable',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:Scan',
          'dynamodb:UpdateItem',
        ],
        Resource: [tableArn, `${tableArn}/index/*`],
      },
      ...keyStatement(kmsKeyArn, `dynamodb.${region}.amazonaws.com`),
    ]),
    ...[...buckets.values()].flatMap(({ bucketArn, region, kmsKeyArn }) => [
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [bucketArn] },
      {
        Effect: 'Allow',
        Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: [`${bucketArn}/*`],
      },
      ...keyStatement(kmsKeyArn, `s3.${region}.amazonaws.com`),
    ]),
  ];
}

function keyStatement(kmsKeyArn: string | undefined, service: string): Statement[] {
  if (kmsKeyArn === undefined) return [];
  return [
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: [kmsKeyArn],
      Condition: { StringEquals: { 'kms:ViaService': service } },
    },
  ];
}

/** Secrets by ARN, and the keys that they are encrypted with. A suffix that picks a JSON key is not part of the ARN. */
export function secretStatements(context: BuildContext<Workload>, secretArns: readonly string[]): Statement[] {
  if (secretArns.length === 0) return [];
  const arns = secretArns.map((arn) => arn.split(':').slice(0, secretArnParts).join(':'));
  const { kmsKeyArns } = context.inputs;
  const { region } = context.chosen;
  return [
    {
      Sid: 'Secrets',
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [...new Set(arns)].sort(),
    },
    ...(kmsKeyArns.length === 0
      ? []
      : [
          {
            Sid: 'SecretKeys',
            Effect: 'Allow',
            Action: ['kms:Decrypt'],
            Resource: [...kmsKeyArns].sort(),
            Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
          },
        ]),
  ];
}

/** `arn:partition:secretsmanager:region:account:secret:name` */
const secretArnParts = 7;

/** What the inputs say, and where its data are. */
export function variablesOf(
  context: BuildContext<Workload>,
  { tables, buckets }: WorkloadData,
): Record<string, string> {
  return {
    ...Object.fromEntries([...tables].map(([name, { tableName }]) => [variableOf(name, 'TABLE'), tableName])),
    ...Object.fromEntries([...buckets].map(([name, { bucketName }]) => [variableOf(name, 'BUCKET'), bucketName])),
    ...context.inputs.environment,
  };
}
