/**
 * A web ACL of AWS WAF in front of a load balancer or of a CloudFront distribution: rule groups that AWS keeps up to date,
 * a limit of requests by address, and a log of what was inspected.
 *
 * An instance protects one thing. Left to the solver, `main` takes a load balancer and `static-site` a distribution; with
 * several of a kind, name an instance for each. A web ACL for CloudFront and its log stand in us-east-1, as AWS wants it,
 * whichever region the site is in.
 *
 * Managed rules stop requests that look like attacks, and now and then one that does not: `countOnly` shows first what
 * they would do. The first 8 KB of a body are inspected for a load balancer and 16 KB for CloudFront, so larger uploads
 * may be blocked by the size rule of the common group. It is no help against floods below HTTP, which Shield Standard
 * takes.
 *
 * Logs are evidence, so the module counts as stateful; log group and key stay when it has gone.
 *
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-chapter.html
 */
import { asRange } from '../amounts';
import { contentDelivery, httpLoadBalancer, webApplicationFirewall } from '../capabilities';
import { keptLogs, logCosts } from '../logs';
import type { CostLine, Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

function costs(given: Inputs): readonly CostLine[] {
  const { managedRuleGroups: groups, rateLimit, millionRequestsPerMonth, logging } = given;
  const rules = groups.length + (rateLimit.enabled ? 1 : 0);
  return [
    { name: 'Web ACL', price: 'waf.webAcl.month', fixed: 1, basis: '1 web ACL' },
    { name: 'Rules and rule groups', price: 'waf.rule.month', fixed: rules, basis: `${rules} rules` },
    {
      name: 'Requests inspected',
      price: 'waf.millionRequests',
      fixed: asRange(millionRequestsPerMonth),
      basis: 'millionRequestsPerMonth',
    },
    ...logCosts(logging),
  ];
}

export const waf = {
  name: 'waf',
  title: 'AWS WAF',
  summary: 'Rules of AWS, a limit by address and a log in front of a load balancer or a CloudFront distribution.',
  category: 'security',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  autoInstances: { main: {}, static_site: { protects: 'static-site' } },
  stateful: true,
  keeps: keptLogs,
  services: ['wafv2', 'logs', 'kms'],
  provides: [webApplicationFirewall],
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'a compliance programme such as PCI DSS or FedRAMP asks for it',
      holds: ({ needs }) => needs.includes('web-application-firewall'),
    },
    { text: 'an application is open to the internet and takes input' },
    { text: 'one client must not use up what is there for all' },
  ],
  avoidWhen: [{ text: 'nothing of it is reached from the internet' }],
  conflicts: {},
  rules: [
    {
      kind: 'one-of',
      resource: 'aws_wafv2_web_acl',
      argument: 'scope',
      values: ['REGIONAL', 'CLOUDFRONT'],
      source: 'https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html',
    },
    {
      kind: 'matches',
      resource: 'aws_wafv2_web_acl',
      argument: 'name',
      pattern: '^[0-9A-Za-z_-]{1,128}$',
      says: 'at most 128 letters, digits, _ and -',
      source: 'https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html',
    },
    {
      kind: 'replaces',
      resource: 'aws_wafv2_web_acl',
      arguments: ['name', 'scope'],
      source: 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/wafv2_web_acl',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html: the groups and the capacity of each.',
    'https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html: 1,500 units are in the price of a web ACL.',
    'https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html: the name of the log group begins with aws-waf-logs-, it stands in the region of the web ACL, and WAF itself lets log delivery write to it.',
    'https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html: limit and window.',
    'https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html: scope CLOUDFRONT is for us-east-1.',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html, cloudfront-controls.html and waf-controls.html: ELB.16, CloudFront.6, WAF.10 and WAF.11.',
    'Prices are those of the region of the instance; for CloudFront AWS charges the same figures.',
  ],
  controls,
  needs: ({ protects }) => [
    protects === 'load-balancer'
      ? { capability: httpLoadBalancer, at: 'each' }
      : { capability: contentDelivery, at: 'each' },
  ],
  options: (given) => [
    {
      key: 'web-acl',
      label: given.protects === 'load-balancer' ? 'web ACL for a load balancer' : 'web ACL for CloudFront',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [webApplicationFirewall],
      cost: costs(given),
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
