/** Resources of placement as Kubernetes writes them. */
import { formatBytes, formatMilliCpu } from '../../schema/quantity';
import type { PlacementIntent } from '../../schema/types';
import { amountOf, dimensionName, dimensionNames } from '../../solver/placed/dimension-names';
import type { Resources } from '../../solver/placement/problem';
import type { Quantities } from './types';

/** cpu, memory and storage, then the rest by name. */
export function quantitiesOf(resources: Resources): Quantities {
  const known = Object.keys(dimensionNames).filter((dimension) => dimension in resources);
  const others = Object.keys(resources).filter((dimension) => !(dimension in dimensionNames));
  return Object.fromEntries(
    [...known, ...others.sort()].map((dimension) => [
      dimensionName(dimension),
      amountOf(dimension, resources[dimension] ?? 0),
    ]),
  );
}

/** What one replica asks for, as its service says it. */
export function requestedQuantities({ requests }: PlacementIntent): Quantities {
  const { milliCpu, memoryBytes, storageBytes, accelerators } = requests;
  return {
    ...(milliCpu === 0 ? {} : { cpu: formatMilliCpu(milliCpu) }),
    ...(memoryBytes === 0 ? {} : { memory: formatBytes(memoryBytes) }),
    ...(storageBytes === 0 ? {} : { 'ephemeral-storage': formatBytes(storageBytes) }),
    ...Object.fromEntries(
      Object.entries(accelerators)
        .filter(([, count]) => count > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
