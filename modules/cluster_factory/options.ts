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

/**
 * Requests of what every cluster runs before anybody's pods: VPC CNI 50m and kube-proxy 100m on each node, two CoreDNS
 * pods of 100m and 70 MiB that may meet on one. Taken off each node, so that a sized cluster holds what it was sized for.
 */
const systemCpuMilli = 350;
const systemMemoryMiB = 200;

const milli = 1000;
const mebi = 1024;

export function leastNodes(given: Pick<Inputs, 'minSize'>, availability: Site['availability']): number {
  return given.minSize ?? (availability === 'multi-az' ? 2 : 1);
}

export function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
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

function option(type: Ec2InstanceType, given: Inputs, site: Site): Option {
  const min = leastNodes(given, site.availability);
  return {
    key: type.type,
    label: `EKS ${given.version} on ${type.type}`,
    unitName: 'node',
    units: { min, max: Math.max(min, given.maxSize ?? maxNodes) },
    supplies: {
      vcpu: Math.max(0, (type.eksAllocatableCpuMilli ?? 0) - systemCpuMilli) / milli,
      memoryGiB:
        Math.floor((Math.max(0, (type.eksAllocatableMemoryMiB ?? 0) - systemMemoryMiB) / mebi) * milli) / milli,
      gpu: type.gpu?.count ?? 0,
    },
    provides: given.hub ? provides : [kubernetesCluster],
    cost: costs(type, given),
    consumes: { maxEksClusters: { fixed: 1 }, maxClusterVcpus: { perUnit: type.vcpu } },
  };
}

function costs({ type }: Ec2InstanceType, given: Inputs): readonly CostLine[] {
  const { diskSize, logGbPerMonth, kmsKeyId, enabledClusterLogTypes } = given;
  return [
    { name: 'Control plane', price: 'eks.cluster.hour', fixed: hoursPerMonth, basis: `1 cluster x ${hoursPerMonth} h` },
    {
      name: `Nodes ${type}`,
      price: `ec2.linux.${type}.hour`,
      perUnit: hoursPerMonth,
      basis: `${hoursPerMonth} h a node`,
    },
    { name: 'Volumes of the nodes', price: 'ebs.gp3.gbMonth', perUnit: diskSize, basis: `${diskSize} GB a node` },
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
