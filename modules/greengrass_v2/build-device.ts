/** What a core device may do: its IoT policy by certificate, and a role for credentials. */
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { IotPolicy } from '@cdktf/provider-aws/lib/iot-policy';
import { IotRoleAlias } from '@cdktf/provider-aws/lib/iot-role-alias';
import { policyDocument, type Account } from '../build-alert-topic';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const roleNameLimit = 64;
const iotNameLimit = 128;

export interface DeviceAccess {
  readonly roleAlias: string;
  readonly roleArn: string;
  readonly policyName: string;
}

export function allowDevices(context: BuildContext<Inputs>, account: Account, bucketArn: string): DeviceAccess {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const role = new IamRole(scope, context.id('role'), {
    // Roles belong to the account and not to a region.
    name: context.name(roleNameLimit, 'greengrass', region),
    description: `Core devices of ${context.environment} in ${region}`,
    assumeRolePolicy: policyDocument([
      { Effect: 'Allow', Principal: { Service: 'credentials.iot.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  new IamRolePolicy(scope, context.id('role_policy'), {
    name: 'core-device',
    role: role.id,
    policy: policyDocument(roleStatements(context, account, bucketArn)),
  });
  for (const arn of [...new Set(inputs.managedPolicyArns)].sort()) {
    const key = arn.slice(arn.indexOf(':iam::') + ':iam::'.length).replace(':policy/', '_');
    new IamRolePolicyAttachment(scope, context.id('role_policy', key), { role: role.name, policyArn: arn });
  }
  const alias = new IotRoleAlias(scope, context.id('role_alias'), {
    region,
    alias: context.name(iotNameLimit, 'greengrass'),
    roleArn: role.arn,
    credentialDuration: inputs.credentialDuration,
  });
  const policy = new IotPolicy(scope, context.id('device_policy'), {
    region,
    name: context.name(iotNameLimit, 'greengrass'),
    policy: policyDocument(deviceStatements(context, account, alias.arn)),
  });
  return { roleAlias: alias.alias, roleArn: role.arn, policyName: policy.name };
}

/** Logs of components, and artifacts. */
function roleStatements(
  context: BuildContext<Inputs>,
  account: Account,
  bucketArn: string,
): readonly Readonly<Record<string, unknown>>[] {
  const { kmsKeyId } = context.inputs;
  const { region } = context.chosen;
  const logs = `arn:${account.partition}:logs:${region}:${account.id}:log-group:/aws/greengrass/*`;
  return [
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      Resource: [logs],
    },
    { Sid: 'ArtifactBucket', Effect: 'Allow', Action: ['s3:GetBucketLocation'], Resource: [bucketArn] },
    { Sid: 'Artifacts', Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`${bucketArn}/*`] },
    ...(kmsKeyId === undefined
      ? []
      : [{ Sid: 'ArtifactKey', Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [kmsKeyId] }]),
  ];
}

/**
 * The minimal policy of a core device. Greengrass knows no variables for the thing in it, so names share a prefix.
 * https://docs.aws.amazon.com/greengrass/v2/developerguide/device-auth.html#greengrass-core-minimal-iot-policy
 */
function deviceStatements(
  context: BuildContext<Inputs>,
  account: Account,
  roleAliasArn: string,
): readonly Readonly<Record<string, unknown>>[] {
  const iot = `arn:${account.partition}:iot:${context.chosen.region}:${account.id}`;
  const things = `${prefixOf(context)}*`;
  const topics = (kind: 'topic' | 'topicfilter', paths: readonly string[]): readonly string[] =>
    paths.map((path) => `${iot}:${kind}/$aws/things/${things}/${path}`);
  return [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: `${iot}:client/${things}` },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: topics('topic', ['greengrass/health/json', 'greengrassv2/health/json', 'jobs/*', 'shadow/*']),
    },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: topics('topicfilter', ['jobs/*', 'shadow/*']) },
    { Effect: 'Allow', Action: 'iot:AssumeRoleWithCertificate', Resource: roleAliasArn },
    {
      Effect: 'Allow',
      Action: [
        'greengrass:GetComponentVersionArtifact',
        'greengrass:GetDeploymentConfiguration',
        'greengrass:ListThingGroupsForCoreDevice',
        'greengrass:ResolveComponentCandidates',
      ],
      Resource: '*',
    },
  ];
}

export function prefixOf({ environment, inputs }: BuildContext<Inputs>): string {
  return inputs.thingNamePrefix ?? `${environment}-`;
}
