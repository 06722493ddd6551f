/** The `status` sections, which a controller writes: present use and spend. */
import { z } from 'zod';
import { count, largestAmount, nonEmpty, regionName } from './fields';
import { bytes, milliCpu } from './quantity';

const usd = z.number().min(0).max(largestAmount);

const conditions = z
  .array(
    z.strictObject({
      type: nonEmpty.describe(
        'Ready, BudgetExceeded, CapacityPressure, CredentialsValid, Degraded or another. Required.',
      ),
      status: z.enum(['True', 'False', 'Unknown']).describe('True, False or Unknown, in quotes. Required.'),
      reason: z.string().optional().describe('One word for it. Accepted and not used.'),
      message: z.string().optional().describe('A sentence for people. Omitted: none.'),
      lastTransitionTime: z.string().optional().describe('Accepted and not used.'),
      observedGeneration: z.number().optional().describe('Accepted and not used.'),
    }),
  )
  .default([])
  .describe('Conditions as the controller found them. Default: none.');

const common = {
  observedGeneration: z.number().optional().describe('Accepted and not used.'),
  conditions,
};

const clusterTotal = count.optional().describe('Clusters in all. Omitted: not stated.');

export const cloudStatus = z.strictObject({
  currentSpend: z
    .strictObject({
      monthly: usd.optional().describe('USD of the month so far. Omitted: the sum over the regions.'),
      byRegion: z.record(regionName, usd).default({}).describe('Region -> USD of the month so far. Default: none.'),
    })
    .optional()
    .describe('What the month has cost so far. Omitted: not known.'),
  clusters: z
    .strictObject({
      total: clusterTotal,
      byRegion: z.record(regionName, count).default({}).describe('Region -> clusters that stand there. Default: none.'),
    })
    .optional()
    .describe('Clusters that stand. Omitted: not known.'),
  ...common,
});

function measured<T extends z.ZodType<number>>(amount: T) {
  return z
    .strictObject({
      total: amount.optional().describe('All of it. Omitted: as spec.capacity says.'),
      used: amount.optional().describe('What is in use. Omitted: total less available.'),
      available: amount.optional().describe('What is free. Omitted: total less used.'),
    })
    .refine(({ total, used, available }) => used !== undefined || (total !== undefined && available !== undefined), {
      error: 'must have used, or total and available',
      params: { code: 'missing-key' },
    })
    .refine(({ total, available }) => total === undefined || available === undefined || available <= total, {
      path: ['available'],
      error: 'must not be above total',
      params: { code: 'out-of-range' },
    })
    .transform(({ total, used, available }) => ({
      ...(total === undefined ? {} : { total }),
      used: used ?? (total ?? 0) - (available ?? 0),
    }));
}

export const siteStatus = z.strictObject({
  utilization: z
    .strictObject({
      nodes: measured(count).optional().describe('Nodes in use. Omitted: not known.'),
      cores: measured(milliCpu).optional().describe('CPU cores in use. Omitted: not known.'),
      memory: measured(bytes).optional().describe('Memory in use. Omitted: not known.'),
      storage: measured(bytes).optional().describe('Storage in use. Omitted: not known.'),
      accelerators: z
        .record(nonEmpty, measured(count))
        .default({})
        .describe('Model -> accelerators in use. Default: none is known.'),
    })
    .prefault({})
    .describe('What is in use at the site. Default: not known.'),
  clusters: z
    .strictObject({
      total: clusterTotal,
      names: z.array(nonEmpty).default([]).describe('Names of the clusters. Default: none.'),
    })
    .optional()
    .describe('Clusters that run at the site. Omitted: not known.'),
  ...common,
});
