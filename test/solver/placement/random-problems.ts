/** Small random problems of placement, every feature mixed; the same for the same seed. */
import type {
  Budget,
  Held,
  PlacedService,
  PlacementLocation,
  PlacementProblem,
  Resources,
  StaticPlace,
  Traffic,
} from '../../../solver/placement/problem';
import { Dice } from '../random-cases';

const GPU = 'accelerator/nvidia-t4';
const usd = 1_000_000;

function budget(dice: Dice, most: number): Budget {
  return {
    monthlyMicroUsd: dice.below(most) * usd,
    spentMicroUsd: dice.chance(30) ? dice.below(100) * usd : 0,
    limit: dice.chance(75) ? 'hard' : 'soft',
  };
}

const properties = (dice: Dice) => ({
  compliance: ['SOC2', 'HIPAA'].filter(() => dice.chance(75)),
  capabilities: ['gpu', 'nvme'].filter(() => dice.chance(70)),
  residency: dice.chance(50) ? ['eu'] : ['us'],
  zones: 1 + dice.below(3),
  fixedMicroUsd: dice.chance(50) ? dice.below(60) * usd : 0,
  egressMicroUsdPerGb: dice.pick([0, 20_000, 90_000, 147_000]),
  ...(dice.chance(3) && { closed: 'it is lost' }),
});

function cloud(dice: Dice, region: string, infrastructure: string): PlacementLocation {
  const sizes = [
    { type: 'large', microUsd: (50 + dice.below(20)) * usd, allocatable: { cpuMilli: 1900, memoryMiB: 7000, pods: 3 } },
    {
      type: 'xlarge',
      microUsd: (100 + dice.below(30)) * usd,
      allocatable: { cpuMilli: 3900, memoryMiB: 15_000, pods: 6 },
    },
    {
      type: 'gpu',
      microUsd: (300 + dice.below(90)) * usd,
      allocatable: { cpuMilli: 3900, memoryMiB: 15_000, pods: 4, [GPU]: 1 },
    },
    { type: 'odd', microUsd: 7_654_321, allocatable: { cpuMilli: 700, memoryMiB: 1500 } },
  ];
  const nodeTypes = sizes.filter(() => dice.chance(60));
  return {
    kind: 'cloud',
    id: `${infrastructure}/${region}`,
    infrastructure,
    region,
    ...properties(dice),
    nodeTypes,
    clusterMicroUsd: dice.pick([0, 73 * usd]),
    ...(dice.chance(50) && { maxClusters: dice.below(3) + (dice.chance(90) ? 1 : 0) }),
    ...(dice.chance(50) && { maxNodesPerCluster: 1 + dice.below(4) }),
    ...(dice.chance(25) && { budget: budget(dice, 600) }),
  };
}

function site(dice: Dice, name: string): StaticPlace {
  const nodes = 1 + dice.below(4);
  const perNode: Resources = { cpuMilli: 4000, memoryMiB: 16_000, ...(dice.chance(40) && { [GPU]: 1 }) };
  const capacity = Object.fromEntries(
    Object.entries(perNode).flatMap(([dimension, amount]) => (dice.chance(85) ? [[dimension, amount * nodes]] : [])),
  );
  const reserved = (): Resources => (dice.chance(70) ? { cpuMilli: 1000 + dice.below(3) * 500 } : { memoryMiB: 4000 });
  return {
    kind: 'static',
    id: `${name}/${name}-site`,
    infrastructure: name,
    region: dice.pick(['us-east', 'eu-west']),
    ...properties(dice),
    zones: 1,
    capacity,
    ...(dice.chance(75) && { nodes }),
    ...(dice.chance(70) && { perNode }),
    used: dice.chance(40) ? { cpuMilli: dice.below(5000), memoryMiB: dice.below(9000) } : {},
    usedNodes: dice.chance(30) ? dice.below(nodes + 1) : 0,
    reservations: Array.from({ length: dice.pick([0, 0, 1, 2]) }, () => ({
      amount: reserved(),
      selectors: dice.chance(70) ? [{ priority: 'critical' }] : [{ tier: 'a' }, { priority: 'critical' }],
    })),
    ...(dice.chance(80) && {
      overflow: {
        target: 'aws',
        ...(dice.chance(20) && { regions: ['us-east-1'] }),
        thresholdPercent: dice.pick([20, 50, 90, 100]),
        ...(dice.chance(40) && { maxClusters: 1 + dice.below(3) }),
        ...(dice.chance(30) && { maxMonthlyMicroUsd: (100 + dice.below(500)) * usd }),
      },
    }),
  };
}

function service(dice: Dice, index: number, names: readonly string[]): PlacedService {
  const replicas = 1 + dice.below(3);
  const spread = dice.chance(20);
  const others = names.filter((_, other) => other !== index);
  const talksTo = (): Traffic => ({
    to: dice.pick(others),
    gbPerMonth: dice.pick([0, 10, 333.333, 2000]),
    ...(dice.chance(35) && { maxLatencyMs: dice.pick([0, 10, 50]) }),
    reach: dice.pick(['nearest', 'all']),
  });
  return {
    name: names[index] ?? '',
    replicas,
    requests: {
      cpuMilli: dice.pick([250, 500, 1000, 1800, 3000]),
      memoryMiB: dice.pick([512, 2048, 6000]),
      ...(dice.chance(12) && { [GPU]: 1 }),
    },
    labels: { ...(dice.chance(40) && { priority: 'critical' }), ...(dice.chance(30) && { tier: 'a' }) },
    requires: {
      compliance: ['SOC2', 'HIPAA'].filter(() => dice.chance(10)),
      capabilities: ['gpu', 'nvme'].filter(() => dice.chance(10)),
      residency: dice.chance(12) ? [dice.pick(['eu', 'us'])] : [],
      regions: dice.chance(12) ? [dice.pick(['us-*', 'eu-*', '*-east*', 'aws/*'])] : [],
    },
    ...(spread && {
      spread: { over: dice.pick(['locations', 'zones'] as const), least: 1 + dice.below(Math.min(3, replicas + 1)) },
    }),
    keepWith: others.length > 0 && dice.chance(8) ? [dice.pick(others)] : [],
    keepApart: others.length > 0 && dice.chance(12) ? [dice.pick(others)] : [],
    priority: dice.below(3),
    ...(dice.chance(10) && { zonesAtPlace: 2 + dice.below(2) }),
    talksTo: others.length === 0 ? [] : Array.from({ length: dice.pick([0, 0, 1, 2]) }, talksTo),
  };
}

export function randomProblem(seed: number): PlacementProblem {
  const dice = new Dice(seed);
  const locations: PlacementLocation[] = [];
  for (const region of ['us-east-1', 'eu-west-1']) if (dice.chance(80)) locations.push(cloud(dice, region, 'aws'));
  if (dice.chance(30)) locations.push(cloud(dice, 'us-central1', 'gcp'));
  for (const name of ['dc-east', 'dc-west']) if (dice.chance(60)) locations.push(site(dice, name));
  const names = Array.from({ length: 1 + dice.below(5) }, (_, index) => `s${index}`);
  const services = names.map((_, index) => service(dice, index, names));
  const latencyMs: Record<string, Record<string, number>> = {};
  for (const { id: from } of locations) {
    for (const { id: to } of locations)
      if (from < to && dice.chance(75)) latencyMs[from] = { ...latencyMs[from], [to]: dice.pick([2, 20, 65]) };
  }
  const held = services.flatMap(({ name, replicas }): Held[] => {
    const [place] = locations;
    if (place === undefined || !dice.chance(20)) return [];
    const saving = dice.pick([0, 20 * usd]);
    return [
      {
        service: name,
        places: { [dice.pick(locations).id]: replicas },
        keep: dice.chance(25) ? 'pinned' : 'preferred',
        minSavingMicroUsd: saving,
      },
    ];
  });
  return {
    infrastructures: ['aws', 'gcp', 'dc-east', 'dc-west'].map((name) => ({
      name,
      ...(dice.chance(30) && { budget: budget(dice, 1200) }),
    })),
    locations,
    services,
    latencyMs,
    held,
  };
}
