/** What is requested and nobody stated, so that whoever provisions it must look. */
import { dimensionName } from '../../solver/placed/dimension-names';
import type { HandedCluster, HandedNodes, HandOff } from './types';

export function isOf(location: string, infrastructure: string): boolean {
  return location.startsWith(`${infrastructure}/`);
}

/** Dimensions of whole locations, and of single nodes where the size of a node leaves some out. */
export function uncheckedOf(
  clusters: readonly HandedCluster[],
  unchecked: HandOff['unchecked'],
  infrastructure: string,
): HandOff['unchecked'] {
  const whole = unchecked
    .filter(({ location }) => isOf(location, infrastructure))
    .map(({ location, dimension }) => ({ location, dimension: dimensionName(dimension) }));
  const known = new Set(whole.map(({ location, dimension }) => `${location} ${dimension}`));
  const ofNodes = clusters.flatMap((cluster) =>
    [...new Set(cluster.nodes.flatMap((nodes) => unstated(nodes, cluster)))]
      .filter((dimension) => !known.has(`${cluster.location} ${dimension}`))
      .map((dimension) => ({ location: cluster.location, dimension: `${dimension} of one node` })),
  );
  const distinct = new Map([...whole, ...ofNodes].map((one) => [`${one.location} ${one.dimension}`, one]));
  return [...distinct.values()];
}

function unstated({ allocatable, holds }: HandedNodes, { services }: HandedCluster): string[] {
  if (allocatable === undefined) return [];
  const here = services.filter(({ name }) => (holds[name] ?? 0) > 0);
  return here.flatMap(({ requests }) => Object.keys(requests)).filter((dimension) => !(dimension in allocatable));
}
