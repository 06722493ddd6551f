/**
 * Flow logs of the VPC in each region: who spoke with whom, and what was refused, in CloudWatch Logs.
 *
 * They hold addresses, ports and counts and nothing of what was said. They leave out what AWS does not log: DNS of the
 * VPC's own resolver, instance metadata, time and DHCP. A record comes minutes late, so they help to find out what
 * happened and don't stop anything.
 *
 * Logs are evidence, so the module counts as stateful: it leaves in two steps, and even then the log group and its key
 * stay in the account, out of Terraform's sight, until the logs have had their time.
 *
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
 */
import { networkFlowLogs, privateNetwork } from '../capabilities';
import { keptLogs, logCosts } from '../logs';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

export const flowLogs = {
  name: 'flow_logs',
  title: 'VPC flow logs',
  summary: 'Who spoke with whom in the VPC, and what was refused, in an encrypted log group.',
  category: 'security',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  // A region has one VPC of the environment.
  multiple: false,
  stateful: true,
  keeps: keptLogs,
  services: ['vpc', 'logs', 'kms'],
  provides: [networkFlowLogs],
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'a compliance programme such as SOC 2, PCI DSS, HIPAA or GDPR asks for them',
      holds: ({ needs }) => needs.includes('network-flow-logs'),
    },
    { text: 'an incident must be traced back to addresses and times' },
    { text: 'security groups are to be made narrower: the logs show what is used' },
  ],
  avoidWhen: [{ text: 'the landing zone of the organisation logs every VPC already: logs would be charged twice' }],
  conflicts: {},
  rules: [
    {
      kind: 'one-of',
      resource: 'aws_flow_log',
      argument: 'max_aggregation_interval',
      values: [60, 600],
      source: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html',
    },
    {
      kind: 'replaces',
      resource: 'aws_flow_log',
      arguments: ['traffic_type', 'log_destination', 'max_aggregation_interval', 'vpc_id', 'iam_role_arn'],
      source: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html: the role and the conditions against confused deputies. Its policy there names every log group; here it names one, and leaves out making groups.',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html: the policy of the key, held to one log group.',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html: control EC2.6 looks for refused traffic.',
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-basics.html: what is never logged.',
    'Logs of AWS services in CloudWatch Logs are priced in tiers; the first one costs what custom logs do, and is what is counted.',
  ],
  controls,
  needs: () => [{ capability: privateNetwork, at: 'each' }],
  options: (given) => [
    {
      key: 'cloudwatch',
      label: 'flow logs in CloudWatch Logs',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [networkFlowLogs],
      cost: logCosts(given),
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
