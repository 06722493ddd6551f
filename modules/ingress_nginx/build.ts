/** Constructs of ingress_nginx: a Helm release, and nothing in the environment's stack. */
import { Release } from '@cdktf/provider-helm/lib/release';
import { Fn } from 'cdktf';
import { kubernetesHub } from '../capabilities';
import { defaultReplicas } from '../ingress';
import type { AddonsContext, BuildContext } from '../module';
import { provides, type Inputs } from './index';

const ingressClass = 'nginx';
const namespace = 'ingress-nginx';
const annotation = 'service.beta.kubernetes.io/aws-load-balancer';

export function aws(context: BuildContext<Inputs>): void {
  const { access } = context.require(kubernetesHub);
  context.addons(access);
  const release = `helm_release.${context.id('release')}`;
  for (const capability of provides) context.provide(capability, { access, ingressClass, release });
}

export function addons(context: AddonsContext<Inputs>): void {
  const { scope, inputs, cluster } = context;
  const controller = {
    replicaCount: inputs.replicaCount ?? defaultReplicas,
    minAvailable: 1,
    resources: { requests: { cpu: `${inputs.cpuMilli}m`, memory: `${inputs.memoryMiB}Mi` } },
    allowSnippetAnnotations: false,
    ingressClassResource: { name: ingressClass, default: false },
    metrics: { enabled: inputs.metrics },
    config: inputs.config,
    service: {
      annotations: {
        [`${annotation}-type`]: 'nlb',
        [`${annotation}-internal`]: 'true',
        // Named, because EKS may take the public subnet of a zone for an internal load balancer too.
        [`${annotation}-subnets`]: Fn.join(',', cluster.subnetIds),
        [`${annotation}-cross-zone-load-balancing-enabled`]: 'true',
      },
    },
  };
  new Release(scope, context.id('release'), {
    name: 'ingress-nginx',
    repository: 'https://kubernetes.github.io/ingress-nginx',
    chart: 'ingress-nginx',
    version: inputs.chartVersion,
    namespace,
    createNamespace: true,
    // JSON is YAML; later documents win.
    values: [
      JSON.stringify({ controller }),
      ...(Object.keys(inputs.values).length === 0 ? [] : [JSON.stringify(inputs.values)]),
    ],
    atomic: true,
  });
}
