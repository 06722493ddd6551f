/** Ways to have a cluster: one option for each instance type, in nodes. */
import { kubernetesCluster, kubernetesHub } from '../capabilities';
import type { AwsFacts, CostLine, Ec2InstanceType, Option, Site } from '../module';
import { maxNodes, type Inputs } from './inputs';

export const provides = [kubernetesCluster, kubernetesHub];

export const hoursPerMonth = 730;

/**
 * Families that are offered unasked: those of the last generations whose list prices are known in most regions, and
 * `older` ones where a region has none of them.
 */
const families = {
  x86_64: { steady: ['c6i', 'm6i', 'r6i'], older: ['m5', 'r5'], burstable: ['t3'], gpu: ['g4dn', 'g5'] },
  arm64: { steady: ['c7g', 'm6g', 'r6g'], older: [], burstable: ['t4g'], gpu: [] },
} as const;

type Kind = keyof (typeof families)['x86_64'];

const largeSizes = ['large', 'xlarge', '2xlarge', '4xlarge'];

const sizes: Readonly<Record<Kind, readonly string[]>> = {
  steady: largeSizes,
  older: largeSizes,
  burstable: ['medium', 'large', 'xlarge'],
  gpu: ['xlarge', '2xlarge', '4xlarge', '12xlarge'],
};

const milli = 1000;
const mebi = 1024;

/** What is left of a node for anybody's pods. */
export function leftOf(
  type: Ec2InstanceType,
  { systemPods: { cpuMilli, memoryMiB } }: Inputs,
): { readonly cpuMilli: number; readonly memoryMiB: number } {
  return {
    cpuMilli: Math.max(0, (type.eksAllocatableCpuMilli ?? 0) - cpuMilli),
    memoryMiB: Math.max(0, (type.eksAllocatableMemoryMiB ?? 0) - memoryMiB),
  };
}

/**
 * Of the volume of a node: EKS keeps 1 GiB for Kubernetes, and pods are evicted when less than a tenth is free.
 * https://github.com/awslabs/amazon-eks-ami, templates of kubelet-config.
 */
export function storageOf({ diskSize }: Pick<Inputs, 'diskSize'>): number {
  return Math.floor((diskSize * 0.9 - 1) * mebi);
}

/** Pods of anybody's on one node; undefined where that is not known. */
export function podsOf({ eksMaxPods }: Ec2InstanceType, { systemPods: { pods } }: Inputs): number | undefined {
  return eksMaxPods === undefined ? undefined : Math.max(0, eksMaxPods - pods);
}

export function leastNodes(given: Pick<Inputs, 'minSize'>, availability: Site['availability']): number {
  return given.minSize ?? (availability === 'multi-az' ? 2 : 1);
}

export function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  if (given.nodeGroups !== undefined) return [ofGroups(given, site, facts)];
  const types = facts.ec2InstanceTypes();
  if (given.instanceTypes === undefined)
    return defaultTypes(given, site, facts).map((type) => option(type, given, site));
  return [...new Set(given.instanceTypes)].sort().map((name) => {
    const found = types.find(({ type }) => type === name);
    const unavailable =
      found === undefined ? `${name} is not an instance type that is known here` : reason(found, given, site, facts);
    const made = option(found ?? unknown(name), given, site);
    return unavailable === undefined ? made : { ...made, unavailable };
  });
}

/** Instance types that may be chosen in a region: those that are pinned, or common ones. */
export function offeredTypes(given: Inputs, site: Site, facts: AwsFacts): readonly Ec2InstanceType[] {
  if (given.instanceTypes === undefined) return defaultTypes(given, site, facts);
  return facts
    .ec2InstanceTypes()
    .filter((type) => given.instanceTypes?.includes(type.type) && reason(type, given, site, facts) === undefined);
}

function defaultTypes(given: Inputs, site: Site, facts: AwsFacts): readonly Ec2InstanceType[] {
  const burstable = given.burstable ?? site.availability === 'single-az';
  const offered = (kind: Kind): readonly Ec2InstanceType[] => {
    const names = families[given.arch][kind].flatMap((family) => sizes[kind].map((size) => `${family}.${size}`));
    return facts
      .ec2InstanceTypes()
      .filter(({ type }) => names.includes(type) && facts.offersInstanceType(type, site.region) !== false);
  };
  const steady = offered('steady');
  return [
    ...(steady.length > 0 ? steady : offered('older')),
    ...(burstable ? offered('burstable') : []),
    ...offered('gpu'),
  ];
}

function reason(type: Ec2InstanceType, given: Inputs, site: Site, facts: AwsFacts): string | undefined {
  if (type.arch !== given.arch) return `${type.type} is ${type.arch} and arch is ${given.arch}`;
  if (type.eksAllocatableCpuMilli === undefined || type.eksAllocatableMemoryMiB === undefined)
    return `what pods may use of ${type.type} is not known`;
  if (facts.offersInstanceType(type.type, site.region) === false) return `AWS has no ${type.type} in ${site.region}`;
  return undefined;
}

function unknown(type: string): Ec2InstanceType {
  return { type, family: '', vcpu: 0, memoryGiB: 0, arch: '', burstable: false, bareMetal: false };
}

const clusterQuota = { maxEksClusters: { fixed: 1 } };

function option(type: Ec2InstanceType, given: Inputs, site: Site): Option {
  const min = leastNodes(given, site.availability);
  return {
    key: type.type,
    label: `EKS ${given.version} on ${type.type}`,
    unitName: 'node',
    units: { min, max: Math.max(min, given.maxSize ?? maxNodes) },
    supplies: suppliesOf([{ type, nodes: 1 }], given),
    provides: given.hub ? provides : [kubernetesCluster],
    cost: inBillOrder(given, nodeCost(type, given, 'perUnit')),
    consumes: { ...clusterQuota, maxClusterVcpus: { perUnit: type.vcpu } },
  };
}

/** A cluster whose groups are given: nothing is left to size. */
function ofGroups(given: Inputs, site: Site, facts: AwsFacts): Option {
  const sized = byType(groupsOf(given, facts));
  const unavailable = sized.flatMap(({ type }) => reason(type, given, site, facts) ?? [])[0];
  const listed = sized.map(({ type, nodes }) => `${nodes} x ${type.type}`).join(', ');
  return {
    key: 'node-groups',
    label: `EKS ${given.version} on ${listed === '' ? 'no nodes' : listed}`,
    units: { min: 1, max: 1 },
    supplies: suppliesOf(sized, given),
    provides: given.hub ? provides : [kubernetesCluster],
    cost: inBillOrder(
      given,
      sized.flatMap(({ type, nodes }) => nodeCost(type, given, 'fixed', nodes)),
    ),
    consumes: {
      ...clusterQuota,
      maxClusterVcpus: { fixed: sized.reduce((sum, { type, nodes }) => sum + type.vcpu * nodes, 0) },
    },
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

interface Sized {
  readonly type: Ec2InstanceType;
  readonly nodes: number;
}

export interface NodeGroup extends Sized {
  /** Of the network, from 1; absent: nodes are spread over all of them. */
  readonly zone?: number;
}

/** By the name of the type, then by zone. */
export function groupsOf({ nodeGroups = {}, zonedNodeGroups }: Inputs, facts: AwsFacts): readonly NodeGroup[] {
  const types = new Map(facts.ec2InstanceTypes().map((type) => [type.type, type]));
  const names = [...new Set([...Object.keys(nodeGroups), ...Object.keys(zonedNodeGroups)])].sort();
  return names.flatMap((name): NodeGroup[] => {
    const type = types.get(name) ?? unknown(name);
    const anywhere = nodeGroups[name] ?? 0;
    const zoned = (zonedNodeGroups[name] ?? []).map((nodes, index) => ({ type, nodes, zone: index + 1 }));
    return [{ type, nodes: anywhere }, ...zoned].filter(({ nodes }) => nodes > 0);
  });
}

function byType(groups: readonly NodeGroup[]): readonly Sized[] {
  const found = new Map<string, Sized>();
  for (const { type, nodes } of groups)
    found.set(type.type, { type, nodes: nodes + (found.get(type.type)?.nodes ?? 0) });
  return [...found.values()];
}

function suppliesOf(groups: readonly Sized[], given: Inputs): Readonly<Record<string, number>> {
  const { nodeGroupRequests: taken } = given;
  const sum = (amount: (type: Ec2InstanceType) => number): number =>
    groups.reduce((total, { type, nodes }) => total + amount(type) * nodes, 0);
  return {
    vcpu: Math.max(0, sum((type) => leftOf(type, given).cpuMilli) - taken.cpuMilli) / milli,
    memoryGiB:
      Math.floor((Math.max(0, sum((type) => leftOf(type, given).memoryMiB) - taken.memoryMiB) * milli) / mebi) / milli,
    gpu: sum(({ gpu }) => gpu?.count ?? 0),
  };
}

/** Lines of nodes, for each unit or for so many of them. */
export function nodeCost(
  { type }: Ec2InstanceType,
  { diskSize }: Inputs,
  by: 'perUnit' | 'fixed',
  nodes = 1,
): readonly CostLine[] {
  const each = by === 'perUnit' ? 'a node' : `x ${nodes}`;
  return [
    {
      name: `Nodes ${type}`,
      price: `ec2.linux.${type}.hour`,
      [by]: hoursPerMonth * nodes,
      basis: `${hoursPerMonth} h ${each}`,
    },
    {
      name: 'Volumes of the nodes',
      price: 'ebs.gp3.gbMonth',
      [by]: diskSize * nodes,
      basis: `${diskSize} GB ${each}`,
    },
  ];
}

/** Lines of a cluster without its nodes. */
export function clusterCost({ logGbPerMonth, kmsKeyId, enabledClusterLogTypes }: Inputs): readonly CostLine[] {
  return [
    { name: 'Control plane', price: 'eks.cluster.hour', fixed: hoursPerMonth, basis: `1 cluster x ${hoursPerMonth} h` },
    ...(kmsKeyId === undefined ? [{ name: 'Key for Secrets', price: 'kms.key.month', fixed: 1, basis: '1 key' }] : []),
    ...(enabledClusterLogTypes.length === 0
      ? []
      : [
          {
            name: 'Control-plane logs',
            price: 'cloudwatch.logs.ingestGb',
            fixed: { low: logGbPerMonth / 2, expected: logGbPerMonth, high: logGbPerMonth * 2 },
            basis: `${logGbPerMonth} GB expected, half to twice that`,
          },
        ]),
  ];
}

/** The control plane, then its nodes, then the rest. */
function inBillOrder(given: Inputs, nodes: readonly CostLine[]): readonly CostLine[] {
  const [controlPlane = [], ...rest] = clusterCost(given);
  return [controlPlane, nodes, rest].flat();
}
