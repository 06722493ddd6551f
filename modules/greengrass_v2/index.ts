/**
 * Greengrass core devices in the cloud's eyes: groups that they belong to, the policy of their certificates, a role for
 * credentials, a bucket for artifacts, custom components, and deployments of custom and public components to groups.
 *
 * The AWS provider has no resource for component versions and deployments, so they are written as one CloudFormation
 * stack: Terraform shows a change of its template and not of single components. AWS never changes a version of a
 * component, so a changed one needs a new version. Artifacts are uploaded before what uses them is applied.
 *
 * It can't set up a device: whoever installs the Greengrass software there registers a thing whose name begins with
 * `thingNamePrefix`, gives its certificate the policy, adds the thing to a group, and takes the other outputs into the
 * device's configuration. It is stateful: AWS alone knows which devices belong to a group, and artifacts are uploaded
 * by others. The first step of a retirement lets the bucket go with what it holds, the second one deletes it.
 * Whoever applies needs the rights of deployments too: CloudFormation asks Greengrass and IoT jobs in their name.
 *
 * https://docs.aws.amazon.com/greengrass/v2/developerguide/how-it-works.html
 */
import { asRange, scaled } from '../amounts';
import { bucketNameRule } from '../buckets';
import { edgeRuntime } from '../capabilities';
import type { Module, Option, Range } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

const hoursPerMonth = 730;
const minutesPerMonth = hoursPerMonth * 60;
const million = 1_000_000;

function times(one: Range, other: Range): Range {
  return { low: one.low * other.low, expected: one.expected * other.expected, high: one.high * other.high };
}

function optionOf(given: Inputs): Option {
  const devices = asRange(given.coreDevices);
  const messages = times(devices, scaled(given.messagesPerDeviceHour, hoursPerMonth / million));
  return {
    key: 'fleet',
    label: 'Greengrass fleet',
    units: { min: 1, max: 1 },
    supplies: {},
    provides: [edgeRuntime],
    cost: [
      { name: 'Active core devices', price: 'greengrass.device.month', fixed: devices, basis: 'coreDevices' },
      {
        name: 'Messages',
        price: 'iotCore.millionMessages',
        fixed: messages,
        basis: `coreDevices x messagesPerDeviceHour x ${hoursPerMonth} h`,
      },
      {
        name: 'Connections',
        price: 'iotCore.millionConnectionMinutes',
        fixed: scaled(devices, minutesPerMonth / million),
        basis: `coreDevices x ${minutesPerMonth} minutes`,
      },
      { name: 'Artifacts', price: 's3.standard.gbMonth', fixed: asRange(given.artifactGb), basis: 'artifactGb' },
    ],
  };
}

export const greengrassV2 = {
  name: 'greengrass_v2',
  title: 'Greengrass V2',
  summary: 'Core devices at the edge: groups, access, artifacts, and deployments of components to them.',
  category: 'edge',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: true,
  services: ['greengrass', 'iot', 's3'],
  provides: [edgeRuntime],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'models run in factories, shops or vehicles', holds: ({ needs }) => needs.includes(edgeRuntime.name) },
    { text: 'inference must go on while the connection is down' },
    { text: 'processing on the spot saves latency or bandwidth' },
    { text: 'a fleet of devices is managed from the cloud' },
  ],
  avoidWhen: [
    { text: 'all inference runs in the cloud' },
    { text: 'there are no devices at the edge' },
    { text: 'the connection to the cloud never fails and is fast enough' },
  ],
  conflicts: {},
  rules: [
    {
      kind: 'matches',
      resource: 'aws_cloudformation_stack',
      argument: 'name',
      pattern: '^[a-zA-Z][a-zA-Z0-9-]{0,127}$',
      says: 'letters, digits and hyphens, a letter first, at most 128',
      source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html',
    },
    bucketNameRule,
  ],
  references: [
    'https://docs.aws.amazon.com/greengrass/v2/developerguide/device-auth.html: the minimal policy of a core device; variables for the thing are not known in it.',
    'https://docs.aws.amazon.com/greengrass/v2/developerguide/device-service-role.html: the token exchange role, its trust in credentials.iot.amazonaws.com, and the role alias.',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-greengrassv2-deployment.html: a target has one deployment; a new one takes the place of the old.',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-greengrassv2-componentversion.html',
    'https://docs.aws.amazon.com/greengrass/v2/developerguide/component-recipe-reference.html',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/cloudformation_stack: templates of at most 51,200 bytes.',
    'The guide calls the Greengrass software free. The software is; the service charges each core device that is active in a month, 0.16 USD in us-east-1 and 0.18 in most other regions, which for 100 devices is more than all of their messages.',
    'The guide gives 1.20 USD a million messages, which is the price in ap-northeast-1; us-east-1 has 1.00, from a secondary source. Its 10 to 50 USD a month for a fleet are 50 to 240 devices at the default volume.',
  ],
  controls: () => controls,
  needs: () => [],
  options: (given) => [optionOf(given)],
  load: () => import('./build'),
} satisfies Module<Inputs>;
