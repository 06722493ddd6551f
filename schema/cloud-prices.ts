/** `spec.prices` of a CloudInfrastructure: what its nodes cost, where the catalog knows no list price. */
import { z } from 'zod';
import { count, nonEmpty, regionName, uniqueList, usd } from './fields';
import { bytes, milliCpu } from './quantity';

const nodeType = z.strictObject({
  type: nonEmpty.describe('Name of the node type such as n2-standard-8. Required.'),
  regions: uniqueList(regionName)
    .min(1)
    .optional()
    .describe('Regions in which the price holds. Omitted: every region of the document.'),
  usdPerHour: usd.describe('Price of one node, USD an hour, 0 or more. Required.'),
  allocatable: z
    .strictObject({
      cpu: milliCpu.describe('CPU cores such as 7910m. Required.'),
      memory: bytes.describe('Memory such as 27Gi. Required.'),
      storage: bytes.optional().describe('Ephemeral storage such as 40Gi. Omitted: not checked.'),
      pods: count.optional().describe('Most pods, 0 or more. Omitted: not checked.'),
      accelerators: z
        .record(nonEmpty, count)
        .default({})
        .describe('Type -> how many a node has, such as tpu-v4: 4. Default: none.'),
    })
    .describe('What pods may use of one node. Required.'),
});

const everywhere = '*';

export const cloudPrices = z
  .strictObject({
    note: nonEmpty.describe('Where the figures come from, and of which day; printed beside every cost. Required.'),
    clusterUsdPerHour: usd
      .optional()
      .describe("Price of a cluster's control plane, USD an hour, 0 or more. Default 0."),
    egressUsdPerGb: usd.optional().describe('Price of traffic to other locations, USD a GB, 0 or more. Default 0.'),
    nodeTypes: z.array(nodeType).default([]).describe('Node types that may be used. Default: none.'),
  })
  .check((context) => {
    const priced = new Map<string, Set<string>>();
    context.value.nodeTypes.forEach(({ type, regions = [everywhere] }, index) => {
      const before = priced.get(type) ?? new Set<string>();
      const again =
        before.has(everywhere) ||
        regions.some((region) => before.has(region) || (region === everywhere && before.size > 0));
      if (again) {
        const params = { code: 'duplicate-value' };
        const message = 'has a price already in a region that it names';
        context.issues.push({ code: 'custom', input: type, path: ['nodeTypes', index, 'type'], message, params });
      }
      priced.set(type, new Set([...before, ...regions]));
    });
  });
