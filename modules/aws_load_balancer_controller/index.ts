/**
 * The AWS Load Balancer Controller in the hub cluster: Ingress objects of class `alb` become Application Load Balancers,
 * Gateway objects too once the Gateway API's own definitions are installed, and Services may ask for a Network Load
 * Balancer by `loadBalancerClass`.
 *
 * Load balancers belong to the objects of the cluster and not to Terraform: delete those before the controller goes, or
 * nothing removes the load balancers. ALBs speak WebSocket and gRPC, and match and rewrite paths by regular expressions
 * without look-around. They limit no rates: that takes AWS WAF, or another controller. Services without a class stay
 * with EKS, so that charts which bring their own Service do not wait for this controller's webhook.
 *
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/
 */
import { z } from 'zod';
import {
  grpcStreamingIngress,
  kubernetesHub,
  kubernetesIngress,
  regexRouting,
  websocketIngress,
} from '../capabilities';
import {
  baseTrafficInput,
  chartVersionInput,
  defaultReplicas,
  hoursPerMonth,
  nobodyAsks,
  overrides,
  releaseControl,
  replicaCountInput,
  trafficCost,
  valuesInput,
  zonesOf,
} from '../ingress';
import type { Control, CostLine, Module, Option, Site } from '../module';

/** Released with the controller of the same version; Gateway API is generally available from 3.0 on. */
const defaultChartVersion = '3.5.0';

/** What the chart's authors name as an example; it sets none itself. */
export const podRequests = { cpuMilli: 100, memoryMiB: 128 };

export const provides = [kubernetesIngress, regexRouting, websocketIngress, grpcStreamingIngress];

const inputs = z.strictObject({
  chartVersion: chartVersionInput
    .default(defaultChartVersion)
    .describe(`Version of the Helm chart, 3.0.0 or later; ${defaultChartVersion} when left out.`)
    .refine((version) => Number(version.split('.')[0]) >= 3, 'must be 3.0.0 or later'),
  replicaCount: replicaCountInput,
  scheme: z
    .enum(['internal', 'internet-facing'])
    .default('internal')
    .describe(
      'Where all load balancers of the class stand: internal or internet-facing, which an Ingress cannot change; internal when left out.',
    ),
  loadBalancers: z
    .int()
    .min(1)
    .max(50)
    .default(1)
    .describe(
      'Expected number of load balancers, 1 to 50, for the cost alone; 1 when left out: Ingress objects of a group share one.',
    ),
  ingressGbPerMonth: baseTrafficInput,
  values: valuesInput,
});
export type Inputs = z.infer<typeof inputs>;

function options(given: Inputs, site: Site): readonly Option[] {
  return [
    {
      key: `alb-${given.scheme}`,
      label: given.scheme === 'internal' ? 'Internal ALBs' : 'ALBs that face the internet',
      units: { min: 1, max: 1 },
      supplies: {},
      provides,
      cost: costs(given, site),
    },
  ];
}

function costs({ loadBalancers, scheme, ingressGbPerMonth }: Inputs, { availability }: Site): readonly CostLine[] {
  const count = `${loadBalancers} ${loadBalancers === 1 ? 'load balancer' : 'load balancers'}`;
  const addresses = loadBalancers * zonesOf(availability);
  return [
    {
      name: 'Application Load Balancers',
      price: 'elb.alb.hour',
      fixed: loadBalancers * hoursPerMonth,
      basis: `${count} x ${hoursPerMonth} h`,
    },
    trafficCost('Capacity units of the load balancers', 'elb.alb.lcuHour', ingressGbPerMonth),
    ...(scheme === 'internal'
      ? []
      : [
          {
            name: 'Public addresses of the load balancers',
            price: 'vpc.publicIpv4.inUse.hour',
            fixed: addresses * hoursPerMonth,
            basis: `${count} x ${zonesOf(availability)} zones x ${hoursPerMonth} h`,
          },
        ]),
  ];
}

function controls({ scheme, values }: Inputs): readonly Control[] {
  const roles: Control = {
    id: 'least-privilege',
    summary: 'The role of the controller opens to its service account alone.',
    resource: 'aws_iam_role',
    complies: ({ assume_role_policy: trust }) =>
      typeof trust === 'string' && trust.includes('system:serviceaccount:kube-system:aws-load-balancer-controller'),
  };
  const internal = releaseControl('no-public-access', 'All load balancers of the class are internal.', (values) =>
    values.includes('"scheme":"internal"'),
  );
  // What further values may undo is not claimed.
  return scheme === 'internal' && !overrides(values, ['ingressClassParams']) ? [roles, internal] : [roles];
}

export const awsLoadBalancerController = {
  name: 'aws_load_balancer_controller',
  title: 'AWS Load Balancer Controller',
  summary: 'The default ingress: Ingress and Gateway objects of the hub cluster become Application Load Balancers.',
  category: 'ingress',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: false,
  stateful: false,
  services: ['eks', 'elasticloadbalancing'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    { text: 'what runs in the cluster is called from outside of it over HTTP, WebSocket or gRPC: it is the default' },
    { text: 'certificates come from ACM, or AWS WAF and Cognito stand in front' },
    { text: 'Gateway API is wanted' },
  ],
  avoidWhen: [
    nobodyAsks,
    {
      text: 'rates are to be limited for each Ingress, or the same Ingress must run on other clouds',
      holds: ({ needs }) => needs.includes('rate-limiting-ingress') || needs.includes('portable-ingress'),
    },
  ],
  conflicts: {},
  references: [
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/install/iam_policy.json (the policy of policy.ts)',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/main/helm/aws-load-balancer-controller',
    'https://aws.amazon.com/blogs/networking-and-content-delivery/aws-load-balancer-controller-adds-general-availability-support-for-kubernetes-gateway-api (2026-03-06)',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html (WebSocket, gRPC)',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html (regular expressions, rewrites)',
    'https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release',
    'The guide gives 18 USD a month for an ALB: 16.43 for the hours and 0.80 for 100 GB in us-east-1 agree with it. Its basic WebSocket, gRPC and routing are those of years ago.',
  ],
  controls,
  needs: ({ replicaCount = defaultReplicas }) => [
    {
      capability: kubernetesHub,
      at: 'each',
      demand: {
        vcpu: (replicaCount * podRequests.cpuMilli) / 1000,
        memoryGiB: (replicaCount * podRequests.memoryMiB) / 1024,
      },
    },
  ],
  options,
  load: () => import('./build'),
} satisfies Module<Inputs>;
