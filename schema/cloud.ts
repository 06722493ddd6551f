/** From a checked CloudInfrastructure document to the regions that the solver chooses among. */
import type { CloudDocument } from './infrastructure';
import type { Finding } from './issues';
import { withoutUndefined } from './optional';
import { cloudStatusOf, credentialsOf, pricesOf } from './stated';
import { childOf, nearestTo, whereSet, type Tree } from './tree';
import type { CloudInfrastructure, CloudRegion } from './types';
import { showPath, unknownWord } from './wording';

/** Facts about AWS regions that loading needs. */
export interface RegionFacts {
  ids(): readonly string[];
  /** Country and union of the region: `eu`, `de`. Asked only for ids. */
  residencyTags(region: string): readonly string[];
}

/** Regions of AWS that there are not. Other providers' regions are taken as they are. */
export function unknownRegions(tree: Tree, facts: RegionFacts): readonly Finding[] {
  const provider = nearestTo(tree, ['spec', 'provider']);
  const regions = childOf(childOf(tree, 'spec') ?? tree, 'regions');
  if (provider.kind !== 'scalar' || provider.value !== 'aws' || regions?.kind !== 'map') return [];
  const known = facts.ids();
  return [...regions.entries.keys()]
    .filter((region) => !known.includes(region))
    .map((region) => ({
      code: 'unknown-region',
      path: ['spec', 'regions', region],
      at: 'key',
      message: unknownWord('region', region, showPath(['spec', 'regions']), known),
    }));
}

export function cloudOf(
  { metadata, spec, status }: CloudDocument,
  tree: Tree,
  facts: RegionFacts,
): CloudInfrastructure {
  const { budget } = spec;
  return {
    name: metadata.name,
    provider: spec.provider,
    ...(budget === undefined
      ? {}
      : {
          budget: {
            monthlyUsd: budget.monthly,
            alertThresholdPercent: budget.alertThreshold,
            hardLimit: budget.hardLimit,
          },
        }),
    regions: Object.keys(spec.regions)
      .sort()
      .flatMap((region) => regionOf(metadata.name, region, spec, tree, facts)),
    ...withoutUndefined(
      {},
      {
        credentialsRef: credentialsOf(spec.credentialsRef),
        prices: pricesOf(spec.prices),
        status: cloudStatusOf(status),
      },
    ),
    position: whereSet(tree, ['metadata', 'name']),
  };
}

function regionOf(
  infrastructure: string,
  region: string,
  spec: CloudDocument['spec'],
  tree: Tree,
  facts: RegionFacts,
): readonly CloudRegion[] {
  const settings = spec.regions[region];
  if (settings === undefined) return [];
  const { budget, dataResidency, zones } = settings;
  const country = spec.provider === 'aws' ? facts.residencyTags(region) : [];
  return [
    {
      location: `${infrastructure}/${region}`,
      infrastructure,
      region,
      compliance: settings.compliance ?? spec.defaults.compliance,
      capabilities: settings.capabilities ?? spec.defaults.capabilities,
      residencyTags: [...new Set([...country, ...(dataResidency === undefined ? [] : [dataResidency])])],
      ...(budget === undefined
        ? {}
        : { budget: { monthlyUsd: budget.monthly, hardLimit: budget.hardLimit ?? spec.budget?.hardLimit ?? false } }),
      ...(zones === undefined ? {} : { zones }),
      quotas: quotasOf(spec.defaults, settings.quotas),
      position: whereSet(tree, ['spec', 'regions', region]),
    },
  ];
}

type Quotas = Readonly<Record<string, number | undefined>>;

function quotasOf(
  { maxClustersPerRegion, maxNodesPerCluster, quotas }: CloudDocument['spec']['defaults'],
  own: Quotas | undefined,
): Readonly<Record<string, number>> {
  const limits = new Map<string, number>();
  const all: Quotas[] = [{ maxClusters: maxClustersPerRegion, maxNodesPerCluster }, quotas ?? {}, own ?? {}];
  for (const [name, limit] of all.flatMap((some) => Object.entries(some))) {
    if (limit !== undefined) limits.set(name, limit);
  }
  return Object.fromEntries([...limits].sort(([a], [b]) => (a < b ? -1 : 1)));
}
