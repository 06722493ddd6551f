/** Constructs of cluster_factory: the cluster itself, and what must be there before any pod. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn } from 'cdktf';
import { createServiceAccountRole, createServiceRole } from '../build-roles';
import { kubernetesCluster, kubernetesHub, privateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { overZones } from '../subnets';
import { createAccess } from './build-access';
import { createNodes } from './build-nodes';
import { type Inputs, zonesOfControlPlane, zonesOfGroups } from './inputs';

const clusterNameLimit = 100;
const apiPort = 443;
const keyDeletionDays = 30;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, retiring } = context;
  const { region } = context.chosen;
  const network = context.require(privateNetwork);
  const partition = new DataAwsPartition(scope, context.id('partition'), {}).partition;
  const name = context.name(clusterNameLimit, region).replaceAll('.', '-');

  const role = createServiceRole(context, 'cluster', {
    service: 'eks.amazonaws.com',
    policyArns: { cluster: `arn:${partition}:iam::aws:policy/AmazonEKSClusterPolicy` },
  });
  // EKS would make the group itself, without an end to what it keeps.
  const logs = new CloudwatchLogGroup(scope, context.id('logs'), {
    region,
    name: `/aws/eks/${name}/cluster`,
    retentionInDays: inputs.logRetentionInDays,
  });
  const cluster = new EksCluster(scope, context.id('cluster'), {
    region,
    name,
    version: inputs.version,
    roleArn: role.arn,
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
    bootstrapSelfManagedAddons: false,
    deletionProtection: !retiring,
    enabledClusterLogTypes: [...inputs.enabledClusterLogTypes],
    encryptionConfig: { provider: { keyArn: inputs.kmsKeyId ?? createKey(context) }, resources: ['secrets'] },
    upgradePolicy: { supportType: inputs.supportType },
    vpcConfig: {
      subnetIds: overZones(network.privateSubnetIds, zonesOfControlPlane, 'an EKS cluster', region),
      endpointPrivateAccess: true,
      endpointPublicAccess: inputs.endpointPublicAccess,
      ...(inputs.endpointPublicAccess ? { publicAccessCidrs: [...inputs.publicAccessCidrs] } : {}),
    },
    dependsOn: [logs, ...role.attachments],
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  const issuer = cluster.identity.get(0).oidc.get(0).issuer;
  const oidc = new IamOpenidConnectProvider(scope, context.id('oidc'), {
    url: issuer,
    clientIdList: ['sts.amazonaws.com'],
  });
  const oidcIssuer = Fn.replace(issuer, 'https://', '');
  const securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;

  openPrivateEndpoint(context, securityGroupId);
  createAccess(context, cluster, partition);
  const nodes = createNodes(context, {
    cluster,
    partition,
    subnetIds: overZones(network.privateSubnetIds, zonesOfGroups(inputs), 'the placed services', region),
    before: createNodeAddons(context, cluster, { partition, oidcProviderArn: oidc.arn, oidcIssuer }),
  });
  new EksAddon(scope, context.id('coredns'), {
    region,
    clusterName: cluster.name,
    addonName: 'coredns',
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'PRESERVE',
    dependsOn: nodes,
  });

  const access = { name, region };
  const outputs = { access, vpcId: network.vpcId, oidcProviderArn: oidc.arn, oidcIssuer, securityGroupId };
  context.provide(kubernetesCluster, outputs);
  if (inputs.hub) context.provide(kubernetesHub, outputs);
  context.addons(access);
  context.output('name', cluster.name, 'Name of the cluster.');
  context.output('endpoint', cluster.endpoint, 'Endpoint of its API.');
  context.output('oidc_provider_arn', oidc.arn, 'Identity provider that trust policies of service accounts name.');
  context.output('security_group_id', securityGroupId, 'Security group of the control plane and of the nodes.');
}

function createKey(context: BuildContext<Inputs>): string {
  return new KmsKey(context.scope, context.id('key'), {
    region: context.chosen.region,
    description: `Secrets of the Kubernetes cluster of ${context.environment}`,
    enableKeyRotation: true,
    deletionWindowInDays: keyDeletionDays,
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  }).arn;
}

/** What nodes need to come up: without the CNI none is ever ready. Its rights go to its service account, not to nodes. */
function createNodeAddons(
  context: BuildContext<Inputs>,
  cluster: EksCluster,
  trust: { readonly partition: string; readonly oidcProviderArn: string; readonly oidcIssuer: string },
): EksAddon[] {
  const { region } = context.chosen;
  const cni = createServiceAccountRole(context, 'cni', {
    cluster: trust,
    serviceAccount: { namespace: 'kube-system', name: 'aws-node' },
    policyArns: { cni: `arn:${trust.partition}:iam::aws:policy/AmazonEKS_CNI_Policy` },
  });
  const common = {
    region,
    clusterName: cluster.name,
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'PRESERVE',
  };
  return [
    new EksAddon(context.scope, context.id('vpc_cni'), {
      ...common,
      addonName: 'vpc-cni',
      serviceAccountRoleArn: cni.arn,
      dependsOn: [...cni.attachments],
    }),
    new EksAddon(context.scope, context.id('kube_proxy'), { ...common, addonName: 'kube-proxy' }),
  ];
}

function openPrivateEndpoint(context: BuildContext<Inputs>, securityGroupId: string): void {
  const { allowedSecurityGroupIds, allowedCidrs } = context.inputs;
  const rule = {
    region: context.chosen.region,
    securityGroupId,
    ipProtocol: 'tcp',
    fromPort: apiPort,
    toPort: apiPort,
  };
  for (const [name, id] of sorted(allowedSecurityGroupIds)) {
    new VpcSecurityGroupIngressRule(context.scope, context.id('api_from_group', name), {
      ...rule,
      referencedSecurityGroupId: id,
      description: name,
    });
  }
  for (const [name, cidrIpv4] of sorted(allowedCidrs)) {
    new VpcSecurityGroupIngressRule(context.scope, context.id('api_from_range', name), {
      ...rule,
      cidrIpv4,
      description: name,
    });
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
