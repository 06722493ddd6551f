/**
 * EKS clusters: an instance is a cluster, with its control plane, one group of nodes that the solver sizes, an OIDC
 * provider for roles of service accounts, and the addons without which no pod starts (VPC CNI, kube-proxy, CoreDNS).
 *
 * The nodes of a cluster are of one instance type, chosen for what pods ask for in sum; what needs GPUs beside a large
 * steady load gets a cluster of its own, or groups of given types (`nodeGroups`), as placement by requests writes them.
 * The number of nodes is Terraform's, so that a group grows when more is asked for, unless `autoscaler` says that
 * something in the cluster changes it. No pod reaches the nodes' credentials, so
 * that each takes a role of its own; GPU nodes come with drivers and without the device plugin that offers GPUs to pods.
 *
 * Addons of the cluster stand in a stack of their own, applied after the environment by somebody with cluster-admin:
 * spec.account.roleArn has that by itself, others by `accessEntries`. The endpoint is private unless told otherwise, so
 * that stack is applied from inside the VPC or over a VPN that `allowedCidrs` lets in.
 *
 * What replaces a cluster, and is stopped by protection: its name, its key and its subnets' VPC. Versions only rise.
 *
 * https://docs.aws.amazon.com/eks/latest/userguide/clusters.html
 */
import { privateNetwork } from '../capabilities';
import type { InstanceFault, Module } from '../module';
import { controls } from './controls';
import { hosting } from './hosting';
import { inputs, maxClusters, zonesOfControlPlane, zonesOfGroups, type Inputs } from './inputs';
import { options, provides } from './options';
import { rules } from './rules';

export type { Inputs };

function checkInstances(instances: Readonly<Record<string, Inputs>>): readonly InstanceFault[] {
  const names = Object.keys(instances).sort();
  const [first, ...others] = names.filter((name) => instances[name]?.hub);
  return [
    ...(names.length > maxClusters
      ? [{ path: [], message: `must name at most ${maxClusters} clusters and names ${names.length}` }]
      : []),
    ...others.map((name) => ({
      path: [name],
      message: `must have hub: false: ${first ?? ''} is the hub of its region already, and a cluster is one unless told otherwise`,
    })),
  ];
}

/** Zones that have a node for certain. Groups are spread each by itself, so that two of one node may meet in a zone. */
function zonesIn({ nodeGroups = {}, zonedNodeGroups }: Inputs): number {
  const counts = Object.values(zonedNodeGroups);
  const zoned = new Set(counts.flatMap((nodes) => [...nodes.keys()].filter((zone) => (nodes[zone] ?? 0) > 0)));
  return Math.max(zoned.size, ...Object.values(nodeGroups));
}

export const clusterFactory = {
  name: 'cluster_factory',
  title: 'EKS clusters',
  summary: 'Kubernetes clusters on EKS with nodes sized for what pods ask for; each instance is a cluster.',
  category: 'compute',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  checkInstances,
  stateful: true,
  // EKS takes service addresses from one of these, whichever the VPC leaves free; pods reach no peer that has them.
  keepsFree: ['10.100.0.0/16', '172.20.0.0/16'],
  services: ['eks', 'ec2'],
  provides,
  quotas: {
    maxEksClusters: 'EKS clusters in the region',
    maxClusterVcpus: 'vCPUs of nodes in the region (AWS counts on-demand vCPUs by family)',
  },
  inputs,
  useWhen: [
    { text: 'services run as pods, or an addon such as an ingress or MLflow is wanted' },
    { text: 'training, serving and tools share one pool of nodes' },
    { text: 'teams or tenants get clusters of their own: name an instance for each' },
  ],
  avoidWhen: [
    { text: 'a cluster that another team runs in the region has room: its addons are theirs' },
    {
      text: 'nothing needs a cluster: its control plane costs 73 USD a month when idle',
      holds: ({ needs }) =>
        needs.every(
          (need) => !need.startsWith('kubernetes-') && !need.endsWith('-ingress') && need !== 'regex-routing',
        ),
    },
  ],
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html (1.35 has standard support until 2027-03-27)',
    'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html',
    'https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html (service addresses)',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/eks_cluster',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/eks_node_group: desired_size is ignored where an autoscaler has it.',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3306: EKS refuses a min_size above a desired_size that is ignored.',
    'https://karpenter.sh/docs/reference/instance-types/ (what pods may use of each instance type)',
    'The defaults of systemPods are sums of what manifests of these addons request, and no figure that AWS gives: compare them with `kubectl describe node` of a cluster of yours.',
    'https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html: 100 clusters to an account in a region unless raised; an environment names at most 50.',
  ],
  controls,
  needs: (given) => [
    {
      capability: privateNetwork,
      at: 'each',
      atLeast: { privateZones: Math.max(zonesOfControlPlane, zonesOfGroups(given)) },
    },
  ],
  options,
  zoneParts: (given, _, __, { units }) => [
    {
      what: 'worker nodes',
      zones: given.nodeGroups === undefined ? units : zonesIn(given),
      where: 'any',
      loses: 'no pod runs',
    },
  ],
  hosting,
  load: () => import('./build'),
} satisfies Module<Inputs>;
