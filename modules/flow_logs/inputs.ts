/** Inputs of flow_logs. */
import { z } from 'zod';
import { logKeyInput, logVolumeInput, retentionInput } from '../logs';

export const inputs = z.strictObject({
  trafficType: z
    .enum(['ALL', 'REJECT'])
    .default('ALL')
    .describe(
      'What is logged: ALL, or REJECT for refused connections alone, which is a small part of the volume; left out, ALL. ACCEPT is not offered: checks ask for what was refused.',
    ),
  maxAggregationInterval: z
    .literal([60, 600])
    .default(600)
    .describe(
      'Seconds over which packets of a connection become one record: 60, or 600; left out, 600. With 60 up to ten times as many records are charged.',
    ),
  retentionInDays: retentionInput,
  kmsKeyId: logKeyInput,
  logGbPerMonth: logVolumeInput('the VPC in each region', { low: 1, expected: 5, high: 25 }),
});

export type Inputs = z.infer<typeof inputs>;
