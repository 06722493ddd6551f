/** The nodes of a cluster: a role without rights to speak of, a launch template, and the group that the solver sized. */
import type { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import type { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Token } from 'cdktf';
import { createServiceRole } from '../build-roles';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';
import { groupsOf, leastNodes } from './options';

const nodeGroupNameLimit = 63;
const templateNameLimit = 125;

export interface NodePlace {
  readonly cluster: EksCluster;
  readonly partition: string;
  readonly subnetIds: readonly string[];
  /** What must run before a node is ready. */
  readonly before: readonly EksAddon[];
}

export function createNodes(context: BuildContext<Inputs>, place: NodePlace): EksNodeGroup[] {
  const { inputs, availability, facts } = context;
  const { option: instanceType, units } = context.chosen;
  const role = createServiceRole(context, 'nodes', {
    service: 'ec2.amazonaws.com',
    policyArns: {
      worker: `arn:${place.partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy`,
      images: `arn:${place.partition}:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly`,
    },
  });
  const template = createTemplate(context, place.cluster);
  const group = (
    type: string,
    id: string,
    name: readonly string[],
    desiredSize: number,
    minSize: number,
    subnetIds: readonly string[],
  ) =>
    new EksNodeGroup(context.scope, id, {
      region: context.chosen.region,
      clusterName: place.cluster.name,
      // The type is part of the name, so that a group of another type stands before the old one is drained.
      nodeGroupName: context.name(nodeGroupNameLimit, context.chosen.region, ...name).replaceAll('.', '-'),
      nodeRoleArn: role.arn,
      subnetIds: [...subnetIds],
      version: place.cluster.version,
      amiType: amiType(context, type),
      capacityType: 'ON_DEMAND',
      instanceTypes: [type],
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      scalingConfig: { desiredSize, minSize, maxSize: Math.max(desiredSize, inputs.maxSize ?? 2 * desiredSize) },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      dependsOn: [...role.attachments, ...place.before],
      lifecycle: {
        createBeforeDestroy: true,
        ...(inputs.autoscaler && { ignoreChanges: ['scaling_config[0].desired_size'] }),
      },
    });
  if (inputs.nodeGroups === undefined) {
    const least = leastNodes(inputs, availability);
    return [group(instanceType, context.id('nodes'), [instanceType], units, least, place.subnetIds)];
  }
  return groupsOf(inputs, facts).map(({ type: { type }, nodes, zone }) => {
    const key = zone === undefined ? type : `${type}-zone-${zone}`;
    const subnetIds = zone === undefined ? place.subnetIds : place.subnetIds.slice(zone - 1, zone);
    const least = Math.min(nodes, inputs.minSize ?? nodes);
    return group(type, context.id('nodes', key), ['group', key], nodes, least, subnetIds);
  });
}

/** GPU types carry the driver in an image of their own. */
function amiType({ facts, inputs }: BuildContext<Inputs>, instanceType: string): string {
  const gpu = facts.ec2InstanceTypes().find(({ type }) => type === instanceType)?.gpu;
  if (inputs.arch === 'arm64') return 'AL2023_ARM_64_STANDARD';
  return gpu === undefined ? 'AL2023_x86_64_STANDARD' : 'AL2023_x86_64_NVIDIA';
}

/** Default tags of the provider stop at the template; what it starts takes those of the cluster. */
function createTemplate(context: BuildContext<Inputs>, cluster: EksCluster): LaunchTemplate {
  const { region } = context.chosen;
  return new LaunchTemplate(context.scope, context.id('node_template'), {
    region,
    name: context.name(templateNameLimit, region, 'nodes'),
    updateDefaultVersion: true,
    metadataOptions: {
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 1,
    },
    monitoring: { enabled: false },
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          encrypted: 'true',
          deleteOnTermination: 'true',
          volumeType: 'gp3',
          volumeSize: context.inputs.diskSize,
        },
      },
    ],
    tagSpecifications: ['instance', 'network-interface', 'volume'].map((resourceType) => ({
      resourceType,
      tags: cluster.tagsAll,
    })),
  });
}
