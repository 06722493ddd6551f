/** Expected throughput against what AWS carries. */
import { z } from 'zod';
import type { Throughput } from './module';

export function peakGbpsInput(what: string) {
  return z
    .number()
    .gt(0)
    .max(100_000)
    .optional()
    .describe(
      `Greatest throughput expected through ${what}, Gbit/s in each region, more than 0; a notice tells when AWS carries less. Omitted: nothing is compared.`,
    );
}

/**
 * @param by `2 NAT gateways`, which carry it together
 * @returns nothing where it is carried from the start
 */
export function throughputCautions(
  peakGbps: number | undefined,
  count: number,
  by: string,
  { startsAtGbps, scalesToGbps, source }: Throughput,
): readonly string[] {
  if (peakGbps === undefined) return [];
  const most = count * scalesToGbps;
  if (peakGbps > most) return [`${peakGbps} Gbit/s are expected, and ${by} can carry ${most} (${source}).`];
  const start = count * startsAtGbps;
  if (peakGbps <= start) return [];
  return [
    `${peakGbps} Gbit/s are expected, and ${by} can carry ${start} at once and up to ${most} as traffic grows (${source}).`,
  ];
}
