/** The spec of a StaticInfrastructure document: a site with fixed capacity. It loads; nothing is placed there yet. */
import { z } from 'zod';
import { largestAmount, nonEmpty, textMap, uniqueList } from './fields';

const count = z.int().min(0).max(1_000_000_000);
const cores = z.number().min(0).max(largestAmount);
const quantity = z.string().regex(/^\d+(\.\d+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/, 'must be a quantity such as 3200Gi');
const latency = z.string().regex(/^\d+(\.\d+)?ms$/, 'must be milliseconds such as 65ms');
const rate = z.string().regex(/^\d+(\.\d+)?[KMGT]?bps$/, 'must be a bit rate such as 10Gbps');

const amounts = {
  nodes: count.optional().describe('Nodes. Omitted: not stated.'),
  cores: cores.optional().describe('CPU cores. Omitted: not stated.'),
  memory: quantity.optional().describe('Memory such as 3200Gi. Omitted: not stated.'),
  storage: quantity.optional().describe('Storage such as 500Ti. Omitted: not stated.'),
};

const location = z.strictObject({
  name: nonEmpty.describe('Name of the site. Required.'),
  region: nonEmpty.optional().describe('Region that groups sites. Omitted: none.'),
  zone: nonEmpty.optional().describe("The site's like of an availability zone. Omitted: none."),
  address: z
    .strictObject({
      country: nonEmpty.optional().describe('Country code. Omitted: not stated.'),
      state: nonEmpty.optional().describe('State or province. Omitted: not stated.'),
      city: nonEmpty.optional().describe('City. Omitted: not stated.'),
      facility: nonEmpty.optional().describe('Building. Omitted: not stated.'),
    })
    .optional()
    .describe('Where the site stands. Omitted: not stated.'),
});

const accelerator = z.strictObject({
  type: nonEmpty.describe('Model such as nvidia-a100. Required.'),
  count: count.describe('How many, 0 or more. Required.'),
});

const reservation = z.strictObject({
  reserved: z.strictObject(amounts).optional().describe('Capacity kept back. Omitted: none.'),
  reservedFor: z
    .array(z.strictObject({ labelSelector: textMap.describe('Labels that a service must have. Required.') }))
    .optional()
    .describe('Services that may use what is kept back. Omitted: none.'),
});

const overflow = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether work may go elsewhere when the site is full. Default false.'),
  target: nonEmpty.optional().describe('Name of the CloudInfrastructure that takes it. Omitted: none.'),
  regions: uniqueList(nonEmpty).optional().describe('Regions of the target to prefer. Omitted: any.'),
  trigger: z
    .strictObject({
      capacityThreshold: z.number().min(0).max(100).optional().describe('Percent in use. Omitted: when full.'),
    })
    .optional()
    .describe('When overflow begins. Omitted: when full.'),
  limits: z
    .strictObject({
      maxClusters: count.optional().describe('Most clusters elsewhere. Omitted: no limit.'),
      maxMonthlySpend: z.number().min(0).max(largestAmount).optional().describe('USD a month. Omitted: no limit.'),
    })
    .optional()
    .describe('How much may go elsewhere. Omitted: no limit.'),
});

export const staticSpec = z.strictObject({
  provider: z
    .enum(['vsphere', 'openstack', 'metal3', 'aws', 'gcp', 'azure', 'docker'])
    .optional()
    .describe('What provisions the site. Omitted: not stated.'),
  credentialsRef: z
    .strictObject({
      name: nonEmpty.describe('Name of the secret. Required.'),
      namespace: nonEmpty.optional().describe('Namespace of the secret. Optional.'),
    })
    .optional()
    .describe('Accepted and not used.'),
  providerConfig: z.record(z.string(), z.unknown()).optional().describe('Settings of the provider; not read.'),
  location: location.describe('Where the site is. Required.'),
  capacity: z
    .strictObject({
      ...amounts,
      accelerators: z.array(accelerator).optional().describe('GPUs and the like. Omitted: none.'),
    })
    .describe('What the site has in all. Required.'),
  network: z
    .strictObject({
      egress: rate.optional().describe('Bandwidth to the internet such as 10Gbps. Omitted: not stated.'),
      latencyTo: z.record(nonEmpty, latency).optional().describe('Location -> round trip such as 65ms. Omitted: none.'),
    })
    .optional()
    .describe('How the site is connected. Omitted: not stated.'),
  compliance: uniqueList(nonEmpty).default([]).describe('Compliance programmes of the site. Default: none.'),
  capabilities: uniqueList(nonEmpty).default([]).describe('Capabilities such as gpu. Default: none.'),
  reservation: reservation.optional().describe('Capacity kept for critical work. Omitted: none.'),
  overflow: overflow.optional().describe('Where work goes when the site is full. Omitted: nowhere.'),
});
