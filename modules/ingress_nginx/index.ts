/**
 * ingress-nginx in the hub cluster behind an internal Network Load Balancer: Ingress objects of class `nginx`, with its
 * annotations for rewrites, limits of rates, WebSocket and gRPC, alike on every cloud.
 *
 * The project was retired: announced on 2025-11-11, last released on 2026-03-19 (chart 4.15.1), archived on 2026-03-24.
 * Holes that are found since stay open. So it is never taken where something else gives what is asked for, and who pins
 * it is warned. Snippets, the way by which an Ingress ran configuration of its own, are off.
 *
 * https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
 */
import { z } from 'zod';
import {
  grpcStreamingIngress,
  kubernetesHub,
  kubernetesIngress,
  portableIngress,
  rateLimitingIngress,
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
} from '../ingress';
import type { Control, Module } from '../module';

/** The last one. */
const defaultChartVersion = '4.15.1';

export const provides = [
  kubernetesIngress,
  regexRouting,
  websocketIngress,
  grpcStreamingIngress,
  rateLimitingIngress,
  portableIngress,
];

const inputs = z.strictObject({
  chartVersion: chartVersionInput
    .default(defaultChartVersion)
    .describe(`Version of the Helm chart; ${defaultChartVersion} when left out, which is the last one.`),
  replicaCount: replicaCountInput,
  cpuMilli: z
    .int()
    .min(10)
    .max(16000)
    .default(500)
    .describe('Processor that each pod requests, 10 to 16000 thousandths of a vCPU; 500 when left out.'),
  memoryMiB: z
    .int()
    .min(90)
    .max(65536)
    .default(512)
    .describe('Memory that each pod requests, 90 to 65536 MiB; 512 when left out.'),
  metrics: z
    .boolean()
    .default(true)
    .describe('Whether the pods offer Prometheus metrics on port 10254; true when left out.'),
  config: z
    .record(z.string().regex(/^[a-z0-9-]+$/, 'must be a key of the ConfigMap such as proxy-body-size'), z.string())
    .default({})
    .describe('Settings of NGINX by key of its ConfigMap, all as text; those of the chart when left out.'),
  ingressGbPerMonth: baseTrafficInput,
  values: valuesInput,
});
export type Inputs = z.infer<typeof inputs>;

const internal = releaseControl('no-public-access', 'The load balancer is internal.', (values) =>
  values.includes('"service.beta.kubernetes.io/aws-load-balancer-internal":"true"'),
);
const withoutSnippets = releaseControl('no-snippets', 'No Ingress object runs configuration of its own.', (values) =>
  values.includes('"allowSnippetAnnotations":false'),
);

/** What further values may undo is not claimed. */
function controls({ values }: Inputs): readonly Control[] {
  return [
    ...(overrides(values, ['controller', 'service']) ? [] : [internal]),
    ...(overrides(values, ['controller', 'allowSnippetAnnotations']) ? [] : [withoutSnippets]),
  ];
}

export const ingressNginx = {
  name: 'ingress_nginx',
  title: 'ingress-nginx',
  summary: 'Ingress by NGINX pods behind an internal Network Load Balancer. Retired upstream, without security fixes.',
  category: 'ingress',
  lifecycle: 'deprecated',
  toggle: 'auto',
  scope: 'location',
  multiple: false,
  stateful: false,
  services: ['eks', 'elasticloadbalancing'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    { text: 'rates are to be limited for each Ingress, and AWS WAF in front of a load balancer is no choice' },
    { text: 'the same Ingress objects must run on other clouds' },
    { text: 'Ingress objects of another cluster, with annotations of NGINX, are moved and not yet rewritten' },
  ],
  avoidWhen: [
    {
      text: 'security holes must be closed: it was retired on 2026-03-24 and gets no fixes any more',
      holds: () => true,
    },
    { text: 'an ALB does what is needed, and costs no pods' },
    nobodyAsks,
  ],
  conflicts: {},
  references: [
    'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
    'https://kubernetes.io/blog/2026/01/29/ingress-nginx-statement/',
    'https://github.com/kubernetes/ingress-nginx (archived on 2026-03-24; last chart 4.15.1 of 2026-03-19)',
    'https://kubernetes.github.io/ingress-nginx/deploy/',
    'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/',
    'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html',
    'https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release',
    'The guide gives 100 USD a month: 18 for the NLB and some 50 for two pods do not add up to it. The NLB is 16.43 and 0.60 for 100 GB in us-east-1; two pods of half a vCPU and 512 MiB are a vCPU and a GiB of the nodes, which are charged with the cluster.',
  ],
  controls,
  needs: ({ replicaCount = defaultReplicas, cpuMilli, memoryMiB }) => [
    {
      capability: kubernetesHub,
      at: 'each',
      demand: { vcpu: (replicaCount * cpuMilli) / 1000, memoryGiB: (replicaCount * memoryMiB) / 1024 },
    },
  ],
  options: ({ ingressGbPerMonth }) => [
    {
      key: 'nlb-internal',
      label: 'NGINX pods behind an internal NLB',
      units: { min: 1, max: 1 },
      supplies: {},
      provides,
      cost: [
        {
          name: 'Network Load Balancer',
          price: 'elb.nlb.hour',
          fixed: hoursPerMonth,
          basis: `1 load balancer x ${hoursPerMonth} h`,
        },
        trafficCost('Capacity units of the load balancer', 'elb.nlb.lcuHour', ingressGbPerMonth),
      ],
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
