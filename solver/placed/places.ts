/** Locations that services may be placed at: regions of clouds with what their nodes cost, and sites of fixed size. */
import type { StaticInfrastructure } from '../../schema/infrastructure-types';
import type { CloudInfrastructure, CloudRegion, Environment } from '../../schema/types';
import type { CostLine, Module, NodeKind } from '../../modules/module';
import { availabilityOf, expected } from '../candidates';
import { HOURS_PER_MONTH, microUsd, wholeMicroUsd } from '../money';
import { clustersIn, spentIn, type Spent } from '../present-use';
import type { Budget, CloudPlace, NodeType, PlacementLocation, StaticPlace } from '../placement/problem';
import { exclusions } from '../regions';
import type { HeldCapacity, Prices, World } from '../world';
import { capacityOf, devicesAskedFor, less, most, plus, reservedOf, takenOf, times, withMakers } from './resources';

export interface Setting {
  readonly environment: Environment;
  readonly world: World;
  readonly prices: Prices;
  /** What the environment's own lock holds at a static location: measured use includes it. */
  readonly held: Readonly<Record<string, HeldCapacity>>;
  /** Micro-USD by location of what is not placed, such as a network. */
  readonly besides: Readonly<Record<string, number>>;
}

/** The module whose instances services are placed on, where the catalog has one. */
export function hostingModule({ registry }: World): Module<unknown> | undefined {
  return registry.modules.find(({ hosting }) => hosting !== undefined);
}

/** Inputs that the environment gives the hosting module, or its defaults. */
export function hostInputs(environment: Environment, module: Module<unknown>): unknown {
  const intents = environment.modules.filter((intent) => intent.module === module.name);
  const named = intents.flatMap(({ instances }) => instances);
  return (named.find(({ name }) => name === 'main') ?? named[0])?.inputs ?? module.inputs.parse({});
}

export function placesOf(setting: Setting): readonly PlacementLocation[] {
  const { environment, world } = setting;
  const used = (name: string): boolean => environment.infrastructure.includes(name);
  const clouds = world.infrastructures.filter(({ name }) => used(name));
  const sites = world.sites.filter(({ name }) => used(name));
  const apart = leavesCloud(environment, world);
  return [
    ...clouds.flatMap((cloud) => cloud.regions.map((region) => cloudPlace(setting, cloud, region, apart))),
    ...sites.map((site) => staticPlace(setting, site)),
  ];
}

/** Whether traffic may go to a site or another cloud, over the internet, and is priced so. */
export function leavesCloud({ infrastructure }: Environment, { infrastructures, sites }: World): boolean {
  const providers = infrastructures.filter(({ name }) => infrastructure.includes(name)).map(({ provider }) => provider);
  return new Set(providers).size > 1 || sites.some(({ name }) => infrastructure.includes(name));
}

function cloudPlace(setting: Setting, cloud: CloudInfrastructure, region: CloudRegion, apart: boolean): CloudPlace {
  const { environment, world } = setting;
  const offer = cloud.provider === 'aws' ? awsOffer(setting, region, apart) : ownOffer(cloud, region);
  const barred = exclusions(environment, region).map(({ sentence }) => sentence)[0];
  const closed = notReady(cloud) ?? barred ?? offer.closed;
  const { maxClusters, maxNodesPerCluster } = region.quotas;
  return {
    kind: 'cloud',
    id: region.location,
    infrastructure: cloud.name,
    region: region.region,
    compliance: region.compliance,
    capabilities: region.capabilities,
    residency: region.residencyTags,
    zones: zonesOf(setting, cloud, region),
    fixedMicroUsd: 0,
    nodeTypes: offer.nodeTypes,
    clusterMicroUsd: offer.clusterMicroUsd,
    egressMicroUsdPerGb: offer.egressMicroUsdPerGb,
    ...(maxClusters === undefined ? {} : { maxClusters: Math.max(0, maxClusters - clustersIn(region, cloud, world)) }),
    ...(maxNodesPerCluster === undefined ? {} : { maxNodesPerCluster }),
    ...(region.budget === undefined
      ? {}
      : { budget: budgetOf(setting, region.budget, spentIn(region, cloud, world), [region.location]) }),
    ...(closed === undefined ? {} : { closed }),
  };
}

/** As the document says; else those that AWS publishes, or the one that any region has. */
function zonesOf({ world }: Setting, { provider }: CloudInfrastructure, { zones, region }: CloudRegion): number {
  return zones ?? (provider === 'aws' ? Math.max(1, world.facts.zoneIds(region).length) : 1);
}

/** A controller's word that nothing can be placed there. */
function notReady({ name, status }: CloudInfrastructure | StaticInfrastructure): string | undefined {
  const told = status?.conditions.find(({ type }) => type === 'Ready');
  if (told?.status !== 'False') return undefined;
  return `${name} is not ready${told.message === undefined ? '' : `: ${told.message}`}`;
}

export function budgetOf(
  { besides }: Setting,
  { monthlyUsd, hardLimit }: { readonly monthlyUsd: number; readonly hardLimit: boolean },
  others: Spent,
  locations: readonly string[],
): Budget {
  const own = locations.map((location) => besides[location] ?? 0);
  return {
    monthlyMicroUsd: wholeMicroUsd(monthlyUsd),
    spentMicroUsd: own.reduce((sum, amount) => sum + amount, others.microUsd),
    limit: hardLimit ? 'hard' : 'soft',
  };
}

interface Offer {
  readonly nodeTypes: readonly NodeType[];
  readonly clusterMicroUsd: number;
  readonly egressMicroUsdPerGb: number;
  readonly closed?: string;
}

const nothing: Offer = { nodeTypes: [], clusterMicroUsd: 0, egressMicroUsdPerGb: 0 };

/** Undefined where a price is missing. */
function costOf(lines: readonly CostLine[], region: string, prices: Prices): number | undefined {
  let sum = 0;
  for (const { price: key, fixed } of lines) {
    const price = prices.find(key, region);
    if (price === undefined) return undefined;
    sum += microUsd(price.usd, expected(fixed));
  }
  return sum;
}

export const egressKeys = { region: 'dataTransfer.interRegion.gb', internet: 'dataTransfer.internet.gb' } as const;

/** Nodes as the hosting module has them there. */
function awsOffer({ environment, world, prices }: Setting, { location, region }: CloudRegion, apart: boolean): Offer {
  const module = hostingModule(world);
  const { hosting } = module ?? {};
  if (module === undefined || hosting === undefined)
    return { ...nothing, closed: 'no module of the catalog runs clusters there' };
  const off = environment.modules.some((intent) => intent.module === module.name && intent.toggle === 'off');
  if (off) return { ...nothing, closed: `${module.name}, on which services run there, is pinned off` };
  const missing = module.services.find((service) => !world.offers(service, region));
  if (missing !== undefined) return { ...nothing, closed: `AWS does not offer ${missing} in ${region}` };
  const inputs = hostInputs(environment, module);
  const clusterMicroUsd = costOf(hosting.instanceCost(inputs), region, prices);
  const egress = prices.find(apart ? egressKeys.internet : egressKeys.region, region);
  if (clusterMicroUsd === undefined || egress === undefined)
    return {
      ...nothing,
      closed: `prices of ${clusterMicroUsd === undefined ? 'clusters' : 'traffic'} in ${region} are not known`,
    };
  const site = { location, region, availability: availabilityOf(environment) };
  const nodeTypes = hosting.nodeKinds(inputs, site, world.facts).flatMap((kind) => nodeType(kind, region, prices));
  return { nodeTypes, clusterMicroUsd, egressMicroUsdPerGb: microUsd(egress.usd, 1) };
}

function nodeType({ type, allocatable, cost }: NodeKind, region: string, prices: Prices): NodeType[] {
  const each = costOf(cost, region, prices);
  return each === undefined ? [] : [{ type, microUsd: each, allocatable: withMakers(allocatable) }];
}

/** A cloud whose document gives its prices. */
function ownOffer({ name, provider, prices }: CloudInfrastructure, { region }: CloudRegion): Offer {
  if (prices === undefined)
    return { ...nothing, closed: `no prices of ${provider} are known; spec.prices of ${name} can give them` };
  const here = prices.nodeTypes.filter(({ regions }) => regions?.includes(region) ?? true);
  return {
    nodeTypes: here.map(({ type, usdPerHour, allocatable: { pods, ...allocatable } }) => ({
      type,
      microUsd: microUsd(usdPerHour, HOURS_PER_MONTH),
      allocatable: { ...capacityOf(allocatable), ...(pods === undefined ? {} : { pods }) },
    })),
    clusterMicroUsd: microUsd(prices.clusterUsdPerHour ?? '0', HOURS_PER_MONTH),
    egressMicroUsdPerGb: microUsd(prices.egressUsdPerGb ?? '0', 1),
    ...(here.length === 0 ? { closed: `spec.prices of ${name} gives no node type for ${region}` } : {}),
  };
}

/** Present use: what was measured, less what this environment's lock holds, and at least what other locks hold. */
function useOf({ world, held }: Setting, site: StaticInfrastructure): HeldCapacity {
  const others = world.commitments.flatMap(({ capacity }) => capacity?.[site.location] ?? []);
  const locked = others.reduce<HeldCapacity>(
    (sum, one) => ({ resources: plus(sum.resources, one.resources), nodes: sum.nodes + one.nodes }),
    { resources: {}, nodes: 0 },
  );
  const own = held[site.location] ?? { resources: {}, nodes: 0 };
  const { utilization = {} } = site.status ?? {};
  const { milliCpu, memoryBytes, storageBytes, accelerators, nodes } = utilization;
  const measured = takenOf({
    ...(milliCpu === undefined ? {} : { milliCpu: milliCpu.used }),
    ...(memoryBytes === undefined ? {} : { memoryBytes: memoryBytes.used }),
    ...(storageBytes === undefined ? {} : { storageBytes: storageBytes.used }),
    accelerators: Object.fromEntries(Object.entries(accelerators ?? {}).map(([type, { used }]) => [type, used])),
  });
  return {
    resources: most(less(measured, own.resources), locked.resources),
    nodes: Math.max(0, (nodes?.used ?? 0) - own.nodes, locked.nodes),
  };
}

function staticPlace(setting: Setting, site: StaticInfrastructure): StaticPlace {
  const { environment } = setting;
  const { nodes, ...amounts } = site.capacity;
  // Devices that a site does not list are not there, unlike dimensions that it does not state.
  const capacity = { ...times(devicesAskedFor(environment), 0), ...capacityOf(amounts) };
  const used = useOf(setting, site);
  const region: CloudRegion = {
    location: site.location,
    infrastructure: site.name,
    region: site.region ?? site.site,
    compliance: site.compliance,
    capabilities: site.capabilities,
    residencyTags: site.residencyTags,
    quotas: {},
    position: site.position,
  };
  const { allowed: _, ...regions } = environment.regions;
  const closed = notReady(site) ?? exclusions({ ...environment, regions }, region)[0]?.sentence;
  const { overflow, reservation } = site;
  // Devices are not spread evenly over nodes, so that they are checked in total alone.
  const { cpuMilli, memoryMiB, storageMiB } = times(capacity, 1 / (nodes ?? 1));
  const perNode = Object.entries({ cpuMilli, memoryMiB, storageMiB }).flatMap(([name, amount]) =>
    amount === undefined ? [] : [[name, Math.floor(amount)] as const],
  );
  const size = Object.fromEntries(perNode);
  return {
    kind: 'static',
    id: site.location,
    infrastructure: site.name,
    region: region.region,
    compliance: site.compliance,
    capabilities: site.capabilities,
    residency: site.residencyTags,
    zones: 1,
    fixedMicroUsd: 0,
    egressMicroUsdPerGb: 0,
    capacity,
    ...(nodes === undefined || perNode.length === 0 ? {} : { perNode: size }),
    ...(nodes === undefined ? {} : { nodes }),
    used: used.resources,
    usedNodes: used.nodes,
    reservations:
      reservation === undefined
        ? []
        : [{ amount: reservedOf(reservation.reserved, size), selectors: reservation.selectors }],
    ...(overflow === undefined
      ? {}
      : {
          overflow: {
            target: overflow.target,
            thresholdPercent: overflow.capacityThreshold,
            ...(overflow.regions === undefined ? {} : { regions: overflow.regions }),
            ...(overflow.maxClusters === undefined ? {} : { maxClusters: overflow.maxClusters }),
            ...(overflow.maxMonthlyUsd === undefined
              ? {}
              : { maxMonthlyMicroUsd: wholeMicroUsd(overflow.maxMonthlyUsd) }),
          },
        }),
    ...(closed === undefined ? {} : { closed }),
  };
}
