/** Dimensions of placement as Kubernetes names them. */
import { formatBytes, formatMilliCpu } from '../../schema/quantity';
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

const mebi = 1024 * 1024;

/** `500m`, `32Gi`; devices and pods as numbers. */
export function amountOf(dimension: string, amount: number): string | number {
  if (dimension === 'cpuMilli') return formatMilliCpu(amount);
  return dimension in dimensionNames ? formatBytes(amount * mebi) : amount;
}

/** `cpu 500m`, `memory 32Gi`, `nvidia-t4 2`. */
export function inWords(dimension: string, amount: number): string {
  return `${dimensionName(dimension)} ${amountOf(dimension, amount)}`;
}
