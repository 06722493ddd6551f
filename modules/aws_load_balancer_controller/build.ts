/** Constructs of aws_load_balancer_controller: its role in the environment's stack, its Helm release in the cluster's. */
import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Release } from '@cdktf/provider-helm/lib/release';
import { createServiceAccountRole } from '../build-roles';
import { kubernetesHub } from '../capabilities';
import { defaultReplicas } from '../ingress';
import type { AddonsContext, BuildContext } from '../module';
import { podRequests, provides, type Inputs } from './index';
import { policy } from './policy';

const policyNameLimit = 128;
const namespace = 'kube-system';
const serviceAccount = 'aws-load-balancer-controller';
const ingressClass = 'alb';

export function aws(context: BuildContext<Inputs>): void {
  const { scope } = context;
  const cluster = context.require(kubernetesHub);
  const { partition } = new DataAwsPartition(scope, context.id('partition'), {});
  const rights = new IamPolicy(scope, context.id('policy'), {
    name: context.name(policyNameLimit, context.chosen.region, 'load-balancers'),
    description: 'Load balancers of the cluster, and what they stand on',
    policy: JSON.stringify(policy(partition)),
  });
  const role = createServiceAccountRole(context, 'load-balancers', {
    cluster,
    serviceAccount: { namespace, name: serviceAccount },
    policyArns: { rights: rights.arn },
  });
  context.addons(cluster.access, { roleName: role.name });
  const release = `helm_release.${context.id('release')}`;
  for (const capability of provides) context.provide(capability, { access: cluster.access, ingressClass, release });
}

export function addons(context: AddonsContext<Inputs>): void {
  const { scope, inputs, cluster } = context;
  const role = new DataAwsIamRole(scope, context.id('role'), { name: context.published('roleName') });
  const values = {
    clusterName: cluster.name,
    // Pods reach no instance metadata, where the controller would look for these two.
    region: cluster.region,
    vpcId: cluster.vpcId,
    replicaCount: inputs.replicaCount ?? defaultReplicas,
    resources: { requests: { cpu: `${podRequests.cpuMilli}m`, memory: `${podRequests.memoryMiB}Mi` } },
    serviceAccount: { create: true, name: serviceAccount, annotations: { 'eks.amazonaws.com/role-arn': role.arn } },
    ingressClass,
    ingressClassConfig: { default: true },
    ingressClassParams: { create: true, spec: { scheme: inputs.scheme } },
    // Other charts of this stack bring Services, and would fail as long as the webhook is not up.
    enableServiceMutatorWebhook: false,
    podDisruptionBudget: { maxUnavailable: 1 },
    defaultTags: { 'trellis.dev/environment': context.environment },
  };
  new Release(scope, context.id('release'), {
    name: 'aws-load-balancer-controller',
    repository: 'https://aws.github.io/eks-charts',
    chart: 'aws-load-balancer-controller',
    version: inputs.chartVersion,
    namespace,
    // JSON is YAML; later documents win.
    values: [
      JSON.stringify(values),
      ...(Object.keys(inputs.values).length === 0 ? [] : [JSON.stringify(inputs.values)]),
    ],
    atomic: true,
  });
}
