/**
 * Problems of placement of any size, made from a count and a seed: applications of a few services that talk to each
 * other, over AWS regions with their real node prices and over data centres that hold about a third of it all.
 */
import { facts, latencyMs, prices } from '../data';
import { HOURS_PER_MONTH, microUsd } from '../solver/money';
import type {
  CloudPlace,
  NodeType,
  PlacedService,
  PlacementLocation,
  PlacementProblem,
  StaticPlace,
} from '../solver/placement/problem';
import { randomNumbers } from '../solver/random-numbers';

const families = ['c6i', 'm6i', 'r6i', 'c7g', 'm6g', 'r6g', 'g4dn'];
/** Size -> pods that its network interfaces have addresses for. */
const maxPods: Readonly<Record<string, number>> = { large: 29, xlarge: 58, '2xlarge': 58, '4xlarge': 234 };
const listPrices = prices([]);
const GPU = 'accelerator/nvidia-t4';

const regionsInOrder = [
  'us-east-1', 'eu-west-1', 'us-west-2', 'eu-central-1', 'us-east-2', 'ap-southeast-1', 'ap-northeast-1', 'eu-west-2',
  'ca-central-1', 'ap-south-1', 'eu-north-1', 'ap-southeast-2', 'eu-west-3', 'us-west-1', 'sa-east-1', 'ap-northeast-2',
  'eu-south-1', 'ap-northeast-3',
]; // prettier-ignore

function priceOf(key: string, region: string): number | undefined {
  const price = listPrices.find(key, region);
  return price === undefined ? undefined : microUsd(price.usd, HOURS_PER_MONTH);
}

function nodeTypesOf(region: string): NodeType[] {
  return facts.ec2InstanceTypes().flatMap((type): NodeType[] => {
    const [family = '', size = ''] = type.type.split('.');
    const pods = maxPods[size];
    if (!families.includes(family) || pods === undefined) return [];
    const cost = priceOf(`ec2.linux.${type.type}.hour`, region);
    const { eksAllocatableCpuMilli: cpuMilli, eksAllocatableMemoryMiB: memoryMiB } = type;
    if (cost === undefined || cpuMilli === undefined || memoryMiB === undefined) return [];
    const gpu = type.gpu === undefined ? {} : { [GPU]: type.gpu.count };
    return [{ type: type.type, microUsd: cost, allocatable: { cpuMilli, memoryMiB, pods, ...gpu } }];
  });
}

function country(region: string): string {
  return region.slice(0, 2);
}

function cloud(infrastructure: string, region: string, random: (below: number) => number): CloudPlace {
  const egress = listPrices.find('dataTransfer.interRegion.gb', region)?.usd ?? '0.09';
  return {
    kind: 'cloud',
    id: `${infrastructure}/${region}`,
    infrastructure,
    region,
    compliance: ['SOC2', ...(random(100) < 60 ? ['HIPAA'] : []), ...(random(100) < 40 ? ['PCI-DSS'] : [])],
    capabilities: nodeTypesOf(region).some(({ allocatable }) => allocatable[GPU] !== undefined) ? ['gpu'] : [],
    residency: [country(region)],
    zones: 3,
    // A NAT gateway in each of two zones, and an interface endpoint or two.
    fixedMicroUsd: 80_000_000,
    egressMicroUsdPerGb: microUsd(egress, 1),
    nodeTypes: nodeTypesOf(region),
    clusterMicroUsd: priceOf('eks.cluster.hour', region) ?? 73_000_000,
    maxClusters: 5,
    maxNodesPerCluster: 50,
  };
}

function site(name: string, region: string, cores: number, target: string): StaticPlace {
  const nodes = Math.max(2, Math.round(cores / 32));
  return {
    kind: 'static',
    id: `${name}/${name}-site`,
    infrastructure: name,
    region,
    compliance: ['SOC2', 'HIPAA', 'PCI-DSS'],
    capabilities: ['nvme'],
    residency: [country(region)],
    zones: 1,
    fixedMicroUsd: 0,
    egressMicroUsdPerGb: 0,
    capacity: { cpuMilli: nodes * 32_000, memoryMiB: nodes * 131_072, [GPU]: 0 },
    nodes,
    perNode: { cpuMilli: 32_000, memoryMiB: 131_072, pods: 110 },
    used: {},
    usedNodes: 0,
    reservations: [
      { amount: { cpuMilli: nodes * 4_000, memoryMiB: nodes * 16_384 }, selectors: [{ priority: 'critical' }] },
    ],
    overflow: { target, thresholdPercent: 90 },
  };
}

function application(index: number, size: number, random: (below: number) => number): PlacedService[] {
  const name = (part: number): string => `app-${String(index).padStart(3, '0')}-${String(part).padStart(2, '0')}`;
  const home = random(100);
  const regions = home < 20 ? ['eu-*'] : home < 45 ? ['us-*'] : [];
  const compliance = ['SOC2', ...(random(100) < 15 ? ['HIPAA'] : []), ...(random(100) < 10 ? ['PCI-DSS'] : [])];
  const critical = random(100) < 20;
  return Array.from({ length: size }, (_, part): PlacedService => {
    const cpuMilli = [100, 250, 250, 500, 500, 1000, 1000, 2000, 4000][random(9)] ?? 250;
    const memoryMiB = Math.max(
      128,
      Math.round((cpuMilli * (random(100) < 25 ? 2 : random(100) < 65 ? 4 : 8)) / 1000) * 1024 || 512,
    );
    const gpu = random(100) < 2;
    const replicas = [1, 2, 2, 3, 3, 4, 6, 8][random(8)] ?? 2;
    const isSpread = replicas > 1 && random(100) < 6;
    const talks = part === 0 ? [] : [name(random(part)), ...(random(100) < 15 ? [name(random(part))] : [])];
    return {
      name: name(part),
      replicas,
      requests: { cpuMilli, memoryMiB, ...(gpu && { [GPU]: 1 }) },
      labels: critical ? { priority: 'critical' } : {},
      requires: { compliance, capabilities: gpu ? ['gpu'] : [], residency: [], regions: gpu ? [] : regions },
      ...(isSpread && { spread: { over: 'locations' as const, least: 2 } }),
      keepWith: [],
      keepApart: part > 1 && random(100) < 2 ? [name(random(part))] : [],
      priority: critical ? 1 : 0,
      talksTo: [...new Set(talks)].map((to) => ({
        to,
        gbPerMonth: [10, 50, 200, 500, 2000][random(5)] ?? 10,
        ...(random(100) < 12 && { maxLatencyMs: 60 }),
        reach: 'nearest' as const,
      })),
    };
  });
}

export function placementProblem(services: number, locations: number, seed: number): PlacementProblem {
  const random = randomNumbers(seed);
  const all: PlacedService[] = [];
  for (let index = 0; all.length < services; index++) {
    const size = Math.min(services - all.length, 3 + random(10));
    all.push(...application(index, size, random));
  }
  const cores = all.reduce((sum, { replicas, requests }) => sum + replicas * (requests['cpuMilli'] ?? 0), 0) / 1000;
  const sites = Math.max(2, Math.round(locations / 10));
  const clouds = locations - sites;
  const places: PlacementLocation[] = [];
  for (let index = 0; index < clouds; index++) {
    const account = `aws-${Math.floor(index / regionsInOrder.length) + 1}`;
    places.push(cloud(account, regionsInOrder[index % regionsInOrder.length] ?? '', random));
  }
  for (let index = 0; index < sites; index++) {
    const region = index % 2 === 0 ? 'us-east' : 'eu-west';
    places.push(site(`dc-${index + 1}`, region, cores / 3 / sites, 'aws-1'));
  }
  const latency: Record<string, Record<string, number>> = {};
  const awsRegion = ({ region }: PlacementLocation): string =>
    ({ 'us-east': 'us-east-1', 'eu-west': 'eu-west-1' })[region] ?? region;
  for (const from of places) {
    for (const to of places) {
      const measured = awsRegion(from) === awsRegion(to) ? 5 : latencyMs(awsRegion(from), awsRegion(to));
      if (from.id < to.id && measured !== undefined) latency[from.id] = { ...latency[from.id], [to.id]: measured };
    }
  }
  const infrastructures = [...new Set(places.map(({ infrastructure }) => infrastructure))].map((name) => ({ name }));
  return { infrastructures, locations: places, services: all, latencyMs: latency, held: [] };
}
