/**
 * An Application Load Balancer over all zones of the network: HTTPS with a certificate of ACM, a redirect from HTTP, and
 * 404 for whatever no rule takes. Workloads bring target groups and rules of their own, and open its security group to
 * theirs; without any it answers every request with 404.
 *
 * AWS wants at least two zones, so it stands in two also where one may take the environment down. Its DNS name is in
 * records of others and its logs are kept by nobody else, so it is stateful: the first step of a retirement turns
 * deletion protection off and lets the bucket of the logs go with what it holds.
 *
 * It can't encrypt access logs with a key of KMS (AWS writes them with keys of S3 alone), and speaks plain HTTP to
 * targets inside the VPC.
 *
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
import { httpLoadBalancer, privateNetwork } from '../capabilities';
import { hoursPerMonth, trafficCost, zonesOf } from '../ingress';
import type { CostLine, Module, Option, Site } from '../module';
import { controls } from './controls';
import { inputs, leastZones, missingCertificate, type Inputs } from './inputs';
import { rules } from './rules';

export type { Inputs };

function costs(given: Inputs, { availability }: Site): readonly CostLine[] {
  const zones = given.zones ?? zonesOf(availability);
  return [
    { name: 'Load balancer', price: 'elb.alb.hour', fixed: hoursPerMonth, basis: `${hoursPerMonth} h` },
    trafficCost('Capacity units', 'elb.alb.lcuHour', given.requestGbPerMonth, 'requestGbPerMonth'),
    ...(given.scheme === 'internal'
      ? []
      : [
          {
            name: 'Public IPv4 addresses',
            price: 'vpc.publicIpv4.inUse.hour',
            fixed: zones * hoursPerMonth,
            basis: `one for each of ${zones} zones x ${hoursPerMonth} h`,
          },
        ]),
    { name: 'Access logs', price: 's3.standard.gbMonth', fixed: given.accessLogsGb, basis: 'accessLogsGb' },
  ];
}

function options(given: Inputs, site: Site): readonly Option[] {
  const unavailable = missingCertificate(given);
  return [
    {
      key: `alb-${given.scheme}`,
      label: given.scheme === 'internal' ? 'Internal ALB' : 'ALB that faces the internet',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [httpLoadBalancer],
      identity: given.scheme,
      cost: costs(given, site),
      ...(unavailable === undefined ? {} : { unavailable }),
    },
  ];
}

export const loadBalancer = {
  name: 'load_balancer',
  title: 'Application Load Balancer',
  summary: 'An ALB over all zones with HTTPS, a redirect from HTTP, access logs, and 404 where no service answers.',
  category: 'ingress',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: true,
  services: ['elasticloadbalancing', 'acm', 's3'],
  provides: [httpLoadBalancer],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'services in private subnets are called over HTTPS, from the internet or from inside' },
    { text: 'several services share one address and are told apart by host or path' },
  ],
  avoidWhen: [
    { text: 'what is called runs in Kubernetes, whose ingress makes load balancers of its own' },
    { text: 'nothing behind it is called over HTTP: it costs money when idle' },
  ],
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (at least two zones)',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html: AWS recommends ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09, the default of its console; an API call without a policy gets ELBSecurityPolicy-2016-08, which has TLS 1.0.',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html: a bucket in the region, SSE-S3 alone, written by logdelivery.elasticloadbalancing.amazonaws.com.',
    'https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html (ELB.1, ELB.4, ELB.5, ELB.6, ELB.17)',
    'https://aws.amazon.com/elasticloadbalancing/pricing/: a capacity unit is 1 GB an hour, 25 new connections a second, 3,000 active ones or 1,000 rule evaluations a second, whichever is most.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/lb',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/lb_listener',
    'The guide draws the ALB in two zones and leaves its cost out of its sum: 16.43 USD a month for the hours in us-east-1, and 3.65 for the public address in each zone. It calls one zone the primary and the other the secondary; an ALB uses all of its zones alike.',
  ],
  controls,
  // Public subnets stand in every zone of a network, and that has two.
  needs: ({ scheme }) => [
    {
      capability: privateNetwork,
      at: 'each',
      ...(scheme === 'internal' ? { atLeast: { privateZones: leastZones } } : {}),
    },
  ],
  options,
  zoneParts: ({ zones }, { availability }) => [
    { what: 'nodes', zones: zones ?? zonesOf(availability), where: 'first', loses: 'nothing is forwarded' },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
