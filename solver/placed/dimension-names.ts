/** Dimensions of placement as Kubernetes names them. */
import { ACCELERATOR } from '../placement/problem';

export const dimensionNames: Readonly<Record<string, string>> = {
  cpuMilli: 'cpu',
  memoryMiB: 'memory',
  storageMiB: 'ephemeral-storage',
};

/** `cpu`, `memory`, `ephemeral-storage`, `pods`; devices under their own names. */
export function dimensionName(dimension: string): string {
  if (dimension.startsWith(ACCELERATOR)) return dimension.slice(ACCELERATOR.length);
  return dimensionNames[dimension] ?? dimension;
}
