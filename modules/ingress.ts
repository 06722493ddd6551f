/** What the two ingress controllers share: inputs, how traffic is charged, and whether anybody asks for an ingress. */
import { z } from 'zod';
import type { Availability, Control, CostLine, Rule } from './module';

export const hoursPerMonth = 730;

export const chartVersionInput = z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'must be a version such as 3.5.0');

export const replicaCountInput = z
  .int()
  .min(1)
  .max(20)
  .optional()
  .describe('Pods of the controller, 1 to 20; left out, 2, which survive the loss of a node.');

export const valuesInput = z
  .record(z.string(), z.json())
  .default({})
  .describe('Further values of the Helm chart, which win over those of this module; none when left out. No secrets.');

export const baseTrafficInput = z
  .number()
  .min(0)
  .default(100)
  .describe(
    'Expected traffic through the load balancers beside what needs ask for, GB a month in each region, 0 or more; 100 when left out.',
  );

export const defaultReplicas = 2;

/** The processed-bytes dimension of a capacity unit is 1 GB an hour, for both kinds: https://aws.amazon.com/elasticloadbalancing/pricing/ */
export const gbPerCapacityUnitHour = 1;

/**
 * Traffic in capacity-unit hours. Bytes are the dimension that fills first for large answers; many new connections or
 * many rules can fill another, so the high figure is three times the expected one.
 */
export function trafficCost(
  name: string,
  price: string,
  gbPerMonth: number,
  unit: 'ingressGbPerMonth' | 'requestGbPerMonth' = 'ingressGbPerMonth',
): CostLine {
  const hours = gbPerMonth / gbPerCapacityUnitHour;
  return {
    name,
    price,
    fixed: { low: hours, expected: hours, high: 3 * hours },
    perDemand: { [unit]: 1 / gbPerCapacityUnitHour },
    basis: `${gbPerMonth} GB and what needs ask for, at ${gbPerCapacityUnitHour} GB an hour and unit`,
  };
}

/** Zones that a load balancer stands in: one address each where it faces the internet. */
export function zonesOf(availability: Availability): number {
  return availability === 'multi-az' ? 3 : 2;
}

export const nobodyAsks: Rule = {
  text: 'nothing outside the cluster calls what runs in it',
  holds: ({ needs }) => needs.every((need) => !need.endsWith('-ingress') && need !== 'regex-routing'),
};

/** Values of a release as a control sees them: texts of YAML that are JSON here. */
function valuesOf(release: Parameters<Control['complies']>[0]): string {
  const { values } = release;
  return Array.isArray(values) ? values.join('\n') : '';
}

/** Whether further values of the chart set what a control rests on, or something above it. */
export function overrides(values: Readonly<Record<string, unknown>>, path: readonly string[]): boolean {
  let inner: unknown = values;
  for (const key of path) {
    if (inner === undefined) return false;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return true;
    inner = Object.entries(inner).find(([name]) => name === key)?.[1];
  }
  return inner !== undefined;
}

/** A control over the values of the Helm release. */
export function releaseControl(id: string, summary: string, complies: (values: string) => boolean): Control {
  return { id, summary, resource: 'helm_release', complies: (release) => complies(valuesOf(release)) };
}
