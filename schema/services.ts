/** Services: workloads with what they require and need, and whom they talk to. */
import { z } from 'zod';
import type { Capability, Range } from '../modules/module';
import { at, largestAmount, requirementFields, textMap } from './fields';
import { needsSchema } from './needs';
import { placementFields, regionPatterns } from './placement';

const gb = z.number().min(0).max(largestAmount);

const gbRange = z
  .strictObject({
    low: gb.describe('Lowest likely traffic, GB a month, 0 or more. Required.'),
    expected: gb.describe('Traffic that the decision rests on, GB a month, from low to high. Required.'),
    high: gb.describe('Highest likely traffic, GB a month. Required.'),
  })
  .refine(({ low, expected, high }) => low <= expected && expected <= high, {
    error: 'must have low <= expected <= high',
    params: { code: 'out-of-range' },
  });

const gbPerMonth = z
  .union([gb, gbRange], { error: 'must be a number of GB, or {low, expected, high}' })
  .transform((value): Range => (typeof value === 'number' ? { low: value, expected: value, high: value } : value))
  .describe(
    'Traffic from each region in which the service runs, or from all its replicas together where it has requests, GB a ' +
      'month, 0 or more: one number, or low, expected and high. Required, because traffic is charged.',
  );

const edge = z.strictObject({
  service: z.string().describe('Name of the service that is talked to. Required.'),
  pattern: z
    .enum(['pod-to-pod', 'service'])
    .default('pod-to-pod')
    .describe(
      'pod-to-pod: inside the cluster network; service: service-level routing between VPCs. Default pod-to-pod.',
    ),
  gbPerMonth,
  reach: z
    .enum(['nearest', 'all'])
    .default('nearest')
    .describe(
      'Who answers where the other service stands in several locations: the nearest, or all in equal shares, each of ' +
        'them within maxLatencyMs. Only between services with requests. Default nearest.',
    ),
  maxLatencyMs: z
    .number()
    .gt(0)
    .max(60_000)
    .optional()
    .describe('Longest round trip, milliseconds, more than 0 to 60,000. Omitted: any distance will do.'),
});

export const serviceNamePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export function servicesSchema(capabilities: readonly Capability<unknown>[]) {
  const service = z.strictObject({
    at: at
      .optional()
      .describe(
        'primary: runs in the primary region; each: in every region used; any: in one of them. Left out where requests ' +
          'are given. Default each.',
      ),
    replicas: z
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe('Copies in each region, or in all where requests are given, 1 to 10,000. Default 1.'),
    labels: textMap.default({}).describe('Labels, text to text. Default: none.'),
    requires: z
      .strictObject({
        ...requirementFields,
        regions: regionPatterns.describe(
          'Regions, sites or locations that may run it, or patterns such as us-*. Only with requests. Default: any.',
        ),
      })
      .prefault({})
      .describe(
        'What a location must declare to run this service, beside what the environment requires. Default: nothing.',
      ),
    needs: needsSchema(capabilities).default([]).describe('Capabilities that the service relies on. Default: none.'),
    talksTo: z.array(edge).default([]).describe('Services that this one calls. Default: none.'),
    ...placementFields,
  });
  return z.record(
    z.string().max(63).regex(serviceNamePattern, 'must be lower-case words joined by hyphens, at most 63 characters'),
    service,
  );
}
