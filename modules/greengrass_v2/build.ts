/** Constructs of greengrass_v2. */
import { DataAwsIotEndpoint } from '@cdktf/provider-aws/lib/data-aws-iot-endpoint';
import { IotThingGroup } from '@cdktf/provider-aws/lib/iot-thing-group';
import { readAccount } from '../build-alert-topic';
import { edgeRuntime } from '../capabilities';
import type { BuildContext } from '../module';
import { createBucket } from './build-bucket';
import { allowDevices, prefixOf } from './build-device';
import { createStack } from './build-stack';
import { sortedEntries } from './components';
import type { Inputs } from './inputs';

const groupNameLimit = 128;

export function aws(context: BuildContext<Inputs>): void {
  const { scope } = context;
  const { region } = context.chosen;
  const account = readAccount(context);
  const bucket = createBucket(context, account);
  const access = allowDevices(context, account, bucket.arn);
  const groups = createGroups(context);
  createStack(context, bucket.bucket, groups);

  context.provide(edgeRuntime, {
    region,
    thingGroupArns: Object.fromEntries(groups),
    artifactBucket: bucket.bucket,
    roleAlias: access.roleAlias,
    devicePolicyName: access.policyName,
  });
  const credentials = new DataAwsIotEndpoint(scope, context.id('credential_endpoint'), {
    region,
    endpointType: 'iot:CredentialProvider',
  });
  const data = new DataAwsIotEndpoint(scope, context.id('data_endpoint'), { region, endpointType: 'iot:Data-ATS' });
  context.output('artifact_bucket', bucket.bucket, 'Bucket that artifacts of components are uploaded to');
  context.output('credential_endpoint', credentials.endpointAddress, 'iotCredEndpoint of the devices');
  context.output('data_endpoint', data.endpointAddress, 'iotDataEndpoint of the devices');
  context.output('device_policy', access.policyName, 'IoT policy for the certificates of core devices');
  context.output('role_alias', access.roleAlias, 'iotRoleAlias of the devices');
  context.output('role_arn', access.roleArn, 'Role that the devices get credentials of');
  context.output('thing_name_prefix', prefixOf(context), 'What thing names of core devices begin with');
}

/** @returns group name -> ARN */
function createGroups(context: BuildContext<Inputs>): ReadonlyMap<string, string> {
  const { thingGroups } = context.inputs;
  const made = new Map<string, IotThingGroup>();
  const make = (name: string): IotThingGroup => {
    const earlier = made.get(name);
    if (earlier !== undefined) return earlier;
    const { description, parentGroupName } = thingGroups[name] ?? {};
    const group = new IotThingGroup(context.scope, context.id('group', name), {
      region: context.chosen.region,
      name: context.name(groupNameLimit, name),
      ...(parentGroupName === undefined ? {} : { parentGroupName: make(parentGroupName).name }),
      ...(description === undefined ? {} : { properties: { description } }),
      // Which devices belong to a group is known to AWS alone.
      ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
    });
    made.set(name, group);
    return group;
  };
  return new Map(sortedEntries(thingGroups).map(([name]) => [name, make(name).arn]));
}
