/**
 * Shield Advanced: AWS's help against denial of service beyond what Shield Standard does for everybody, for the resources
 * that are named, and a refund of what an attack makes their bill grow by.
 *
 * The subscription binds for a year and is charged once for an organisation, so nothing takes it unasked: it is off
 * unless the environment says otherwise, no compliance programme in the data asks for `ddos-response`, and left to
 * `auto` it stands only where the environment needs that by name. Dropping it ends the renewal; the year is paid.
 *
 * An organisation that is subscribed already pays nothing for a further account: give the price 0 in spec.prices. Fees
 * for data transferred out of protected resources are not counted, and what WAF costs for them is not taken off.
 *
 * https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary.html
 */
import { z } from 'zod';
import { ddosResponse } from '../capabilities';
import type { Control, Module } from '../module';

/** Types of what Shield protects: https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_CreateProtection.html */
const protectable =
  /^arn:aws[a-z-]*:(elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/|cloudfront::\d{12}:distribution\/|route53:::hostedzone\/|globalaccelerator::\d{12}:accelerator\/|ec2:[a-z0-9-]+:\d{12}:eip-allocation\/)/;

const inputs = z.strictObject({
  autoRenew: z
    .enum(['ENABLED', 'DISABLED'])
    .default('ENABLED')
    .describe('Whether the subscription is renewed after its year: ENABLED or DISABLED; left out, ENABLED.'),
  protections: z
    .record(
      z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and hyphens'),
      z
        .string()
        .regex(
          protectable,
          'must be the ARN of a load balancer, a distribution, a hosted zone, an accelerator or an Elastic IP address',
        ),
    )
    .default({})
    .describe('What is protected: ARNs by a name of your own; left out, nothing: protect resources later.'),
});
export type Inputs = z.infer<typeof inputs>;

const renewed: Control = {
  id: 'ddos-response',
  summary: 'The subscription does not lapse by itself.',
  resource: 'aws_shield_subscription',
  complies: ({ auto_renew: renewal }) => renewal === 'ENABLED',
};

export const shieldAdvanced = {
  name: 'shield_advanced',
  title: 'Shield Advanced',
  summary: 'A subscription of the account to help from AWS against denial of service, bound for a year.',
  category: 'security',
  lifecycle: 'ready',
  toggle: 'off',
  scope: 'account',
  global: true,
  // An account has one subscription.
  multiple: false,
  stateful: true,
  services: ['shield'],
  provides: [ddosResponse],
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'an outage by denial of service would cost more than 36,000 USD a year',
      holds: ({ needs }) => needs.includes('ddos-response'),
    },
    { text: 'people at AWS should help while an attack goes on' },
  ],
  avoidWhen: [
    {
      text: 'nobody asks for ddos-response: Shield Standard is free and always on, and the subscription binds for a year',
      holds: ({ needs }) => !needs.includes('ddos-response'),
    },
  ],
  conflicts: {},
  rules: [
    {
      kind: 'one-of',
      resource: 'aws_shield_subscription',
      argument: 'auto_renew',
      values: ['ENABLED', 'DISABLED'],
      source: 'https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_UpdateSubscription.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary-deciding.html: one fee for all accounts under one consolidated bill; it covers standard WAF fees of protected resources.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/shield_subscription: a commitment of a year; destroying it turns the renewal off.',
    'https://www.techtarget.com/searchcloudcomputing/tip/Which-should-I-choose-AWS-Shield-vs-WAF-vs-Firewall-Manager: 3,000 USD a month, as the guide has it, and fees by GB transferred out on top.',
  ],
  controls: ({ autoRenew }: Inputs) => (autoRenew === 'ENABLED' ? [renewed] : []),
  needs: () => [],
  options: () => [
    {
      key: 'subscription',
      label: 'Shield Advanced',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [ddosResponse],
      cost: [
        {
          name: 'Subscription',
          price: 'shield.advanced.month',
          fixed: 1,
          basis: '1 subscription, bound for 12 months',
        },
      ],
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
