/** The spec of a StaticInfrastructure document: a site with fixed capacity. */
import { z } from 'zod';
import { count, credentialsRef, largestAmount, nonEmpty, textMap, uniqueList } from './fields';
import { bitRate, bytes, milliCpu, milliseconds } from './quantity';

const accelerators = z
  .array(
    z.strictObject({
      type: nonEmpty.describe('Model such as nvidia-a100, as services ask for it. Required.'),
      count: count.describe('How many, 0 or more. Required.'),
    }),
  )
  .check((context) => {
    const types = context.value.map(({ type }) => type);
    types.forEach((type, index) => {
      if (types.indexOf(type) === index) return;
      const params = { code: 'duplicate-value' };
      context.issues.push({
        code: 'custom',
        input: type,
        path: [index, 'type'],
        message: 'stands in the list twice',
        params,
      });
    });
  })
  .transform((list) => Object.fromEntries(list.map(({ type, count: number }) => [type, number])));

/** What is not stated is not checked. */
function amounts(unstated: string) {
  return {
    nodes: count.optional().describe(`Nodes, 0 or more. ${unstated}`),
    cores: milliCpu.optional().describe(`CPU cores such as 800 or 500m. ${unstated}`),
    memory: bytes.optional().describe(`Memory such as 3200Gi. ${unstated}`),
    storage: bytes.optional().describe(`Storage such as 500Ti. ${unstated}`),
  };
}

const location = z.strictObject({
  name: nonEmpty
    .regex(/^[^/\s]+$/, 'must be a name without spaces and slashes')
    .describe('Name of the site. Required.'),
  region: nonEmpty.optional().describe('Region that groups sites, such as us-east. Omitted: none.'),
  zone: nonEmpty.optional().describe("The site's like of an availability zone. Omitted: none."),
  address: z
    .strictObject({
      country: z
        .string()
        .regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters such as US')
        .optional()
        .describe('Country code of two letters; gives the residency tags. Omitted: none but dataResidency.'),
      state: nonEmpty.optional().describe('State or province. Omitted: not stated.'),
      city: nonEmpty.optional().describe('City. Omitted: not stated.'),
      facility: nonEmpty.optional().describe('Building. Omitted: not stated.'),
    })
    .optional()
    .describe('Where the site stands. Omitted: not stated.'),
});

const reservation = z.strictObject({
  reserved: z
    .strictObject({
      ...amounts('Omitted: none is kept back.'),
      accelerators: accelerators.optional().describe('GPUs and the like. Omitted: none is kept back.'),
    })
    .prefault({})
    .describe('Capacity kept back. Default: none.'),
  reservedFor: z
    .array(
      z.strictObject({
        labelSelector: textMap
          .refine((labels) => Object.keys(labels).length > 0, { error: 'must name at least one label' })
          .describe('Labels that a service must have, all of them. Required.'),
      }),
    )
    .default([])
    .describe('Services that may use what is kept back: those that one of the selectors matches. Default: none.'),
});

const overflow = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Whether work may go elsewhere when the site is full. Default false.'),
    target: nonEmpty.optional().describe('Name of the CloudInfrastructure that takes it. Required where enabled.'),
    regions: uniqueList(nonEmpty).min(1).optional().describe('Regions of the target. Omitted: any.'),
    trigger: z
      .strictObject({
        capacityThreshold: z
          .number()
          .min(0)
          .max(100)
          .default(100)
          .describe('Percent of a dimension in use above which work may go elsewhere, 0 to 100. Default 100.'),
      })
      .prefault({})
      .describe('When overflow begins. Default: when full.'),
    limits: z
      .strictObject({
        maxClusters: count.optional().describe('Most clusters elsewhere, 0 or more. Omitted: no limit.'),
        maxMonthlySpend: z
          .number()
          .min(0)
          .max(largestAmount)
          .optional()
          .describe('Most that they cost, USD a month, 0 or more. Omitted: no limit.'),
      })
      .prefault({})
      .describe('How much may go elsewhere. Default: no limit.'),
  })
  .refine(({ enabled, target }) => !enabled || target !== undefined, {
    path: ['target'],
    error: 'must name a CloudInfrastructure where overflow is enabled',
    params: { code: 'missing-key' },
  });

export const staticSpec = z.strictObject({
  provider: z
    .enum(['vsphere', 'openstack', 'metal3', 'aws', 'gcp', 'azure', 'docker'])
    .optional()
    .describe('What provisions clusters at the site; handed on in placement.yaml. Omitted: not stated.'),
  credentialsRef: credentialsRef
    .optional()
    .describe('Where the credentials of the provider are; handed on in placement.yaml and never read. Omitted: none.'),
  providerConfig: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Settings of the provider; handed on in placement.yaml as they are. Omitted: none.'),
  location: location.describe('Where the site is. Required.'),
  capacity: z
    .strictObject({
      ...amounts('Omitted: not stated, so not checked.'),
      accelerators: accelerators.optional().describe('GPUs and the like. Omitted: none.'),
    })
    .describe('What the site has in all. Required.'),
  network: z
    .strictObject({
      egress: bitRate.optional().describe('Bandwidth to the internet such as 10Gbps. Omitted: not stated.'),
      latencyTo: z
        .record(nonEmpty, milliseconds)
        .default({})
        .describe(
          'Round trip to other locations such as 65ms: to a site by its name, to a region of a cloud by ' +
            '<provider>-<region>, <infrastructure>-<region> or <infrastructure>/<region>. Default: none is known.',
        ),
    })
    .prefault({})
    .describe('How the site is connected. Default: not stated.'),
  compliance: uniqueList(nonEmpty).default([]).describe('Compliance programmes of the site. Default: none.'),
  capabilities: uniqueList(nonEmpty).default([]).describe('Capabilities such as gpu. Default: none.'),
  dataResidency: nonEmpty
    .optional()
    .describe("Residency tag to add to those of the site's country, such as eu. Omitted: none is added."),
  reservation: reservation.optional().describe('Capacity kept for critical work. Omitted: none.'),
  overflow: overflow.optional().describe('Where work goes when the site is full. Omitted: nowhere.'),
});
