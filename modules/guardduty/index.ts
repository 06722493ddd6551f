/**
 * GuardDuty in the account: a detector in each region that the environment uses, which reads management events, flow
 * logs and DNS queries of the whole account by itself and reports what looks like an intruder.
 *
 * An account has one detector in a region, so one environment owns it for all. Regions that no environment uses are not
 * watched by it; AWS advises to watch every region, which is for the administrator account of an organisation. Where
 * such an account runs GuardDuty already, AWS refuses a second detector: leave this module out.
 *
 * In a new detector AWS turns on every protection plan but runtime monitoring. Each is stated here, on or off, so that
 * nothing is charged that nobody chose. Turning the detector off loses its findings, so the module leaves in two steps.
 *
 * It tells and stops nothing: send findings on by EventBridge.
 *
 * https://docs.aws.amazon.com/guardduty/latest/ug/what-is-guardduty.html
 */
import { threatDetection } from '../capabilities';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { options } from './options';

export type { Inputs };

export const guardduty = {
  name: 'guardduty',
  title: 'GuardDuty',
  summary: 'The account is watched for signs of intruders, in each region that is used.',
  category: 'security',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'account',
  // An account has one detector in a region.
  multiple: false,
  stateful: true,
  services: ['guardduty'],
  provides: [threatDetection],
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'a compliance programme such as SOC 2, PCI DSS or HIPAA asks for it',
      holds: ({ needs }) => needs.includes('threat-detection'),
    },
    { text: 'stolen keys, crypto mining or odd data transfers should be noticed' },
  ],
  avoidWhen: [
    { text: 'an administrator account of the organisation runs GuardDuty for this one: AWS refuses a second detector' },
  ],
  conflicts: {},
  rules: [
    {
      kind: 'one-of',
      resource: 'aws_guardduty_detector',
      argument: 'finding_publishing_frequency',
      values: ['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS'],
      source: 'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html',
    },
    {
      kind: 'one-of',
      resource: 'aws_guardduty_detector_feature',
      argument: 'name',
      values: [
        'S3_DATA_EVENTS',
        'EKS_AUDIT_LOGS',
        'EBS_MALWARE_PROTECTION',
        'RDS_LOGIN_EVENTS',
        'EKS_RUNTIME_MONITORING',
        'LAMBDA_NETWORK_LOGS',
        'RUNTIME_MONITORING',
      ],
      source: 'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html',
    },
    {
      kind: 'one-of',
      resource: 'aws_guardduty_detector_feature',
      argument: 'status',
      values: ['ENABLED', 'DISABLED'],
      source: 'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html: one detector an account and region; a plan that is not named is turned on, but for runtime monitoring.',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/guardduty-controls.html: control GuardDuty.1 asks for it in every region.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/guardduty_detector_feature: destroying it leaves the plan as it is; the detector takes it along.',
    'Prices are those of the first tier, which overstates large accounts. For malware scans, database logins and network activity of functions the data have none.',
    'Runtime monitoring is priced alike on EC2, EKS and Fargate in the data; the figure of EC2 is used.',
  ],
  controls,
  needs: () => [],
  options,
  load: () => import('./build'),
} satisfies Module<Inputs>;
