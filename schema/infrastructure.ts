/** The infrastructure documents: what is metered (CloudInfrastructure) and what is fixed (StaticInfrastructure). */
import { z } from 'zod';
import type { Registry } from '../modules/module';
import { cloudPrices } from './cloud-prices';
import { budget, credentialsRef, hardLimit, monthlyUsd, nonEmpty, regionName, textMap, uniqueList } from './fields';
import { cloudStatus, siteStatus } from './infrastructure-status';
import { staticSpec } from './static-infrastructure';

export const infrastructureApiVersion = 'lattice.dev/v1alpha1';

const metadata = z.strictObject({
  name: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'must be lower-case letters, digits and hyphens')
    .describe('Name that environments use. Required.'),
  namespace: nonEmpty.optional().describe('Accepted and not used.'),
  labels: textMap.optional().describe('Accepted and not used.'),
  annotations: textMap.optional().describe('Accepted and not used.'),
});

const count = z.int().min(0).max(1_000_000);

const compliance = uniqueList(nonEmpty);
const capabilities = uniqueList(nonEmpty);

function quotaFields(registry: Registry) {
  const declared = registry.modules.flatMap(({ quotas }) => Object.entries(quotas));
  const named = [...new Map(declared)].map(
    ([name, what]) =>
      [name, count.optional().describe(`Most ${what}, 0 or more. Omitted: no limit is known.`)] as const,
  );
  return z.strictObject({
    ...Object.fromEntries(named),
    maxClusters: count.optional().describe('Most clusters in the region, 0 or more. Omitted: the default holds.'),
    maxNodesPerCluster: count.optional().describe('Most nodes in one cluster, 0 or more. Omitted: the default holds.'),
  });
}

function documentSchema(registry: Registry) {
  const quotas = quotaFields(registry);
  const region = z.strictObject({
    budget: z
      .strictObject({
        monthly: monthlyUsd,
        hardLimit: hardLimit
          .optional()
          .describe("Whether it is never exceeded. Default: as the infrastructure's budget."),
      })
      .optional()
      .describe("Budget of this region. Omitted: only the infrastructure's budget holds."),
    compliance: compliance.optional().describe('Compliance programmes of this region. Omitted: those of the defaults.'),
    capabilities: capabilities.optional().describe('Capabilities such as gpu. Omitted: those of the defaults.'),
    dataResidency: nonEmpty
      .optional()
      .describe("Residency tag to add to those of the region's country, such as eu. Omitted: none is added."),
    zones: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe(
        'Availability zones that replicas may be spread over, 1 to 20. Omitted: those that AWS publishes, 1 elsewhere.',
      ),
    quotas: quotas.optional().describe('Limits of this region. Omitted: those of the defaults.'),
  });
  const cloudSpec = z.strictObject({
    provider: z.enum(['aws', 'gcp', 'azure']).describe('aws, gcp or azure. Required.'),
    credentialsRef: credentialsRef
      .optional()
      .describe('Handed on in placement.yaml and never read: Terraform uses the credentials of where it runs.'),
    budget: budget.optional().describe('Monthly budget over all regions and environments. Omitted: no limit.'),
    defaults: z
      .strictObject({
        compliance: compliance.default([]).describe('Compliance programmes of every region. Default: none.'),
        capabilities: capabilities.default([]).describe('Capabilities of every region. Default: none.'),
        maxClustersPerRegion: count.optional().describe('Most clusters in a region, 0 or more. Omitted: no limit.'),
        maxNodesPerCluster: count.optional().describe('Most nodes in a cluster, 0 or more. Omitted: no limit.'),
        quotas: quotas.optional().describe('Limits of every region by quota name. Omitted: none.'),
      })
      .prefault({})
      .describe('What a region has that does not say otherwise. Default: nothing.'),
    regions: z
      .record(regionName, region)
      .refine((regions) => Object.keys(regions).length > 0, {
        error: 'must name at least one region',
        params: { code: 'out-of-range' },
      })
      .describe('Regions that may be used -> what each has, {} for the defaults. Required.'),
    prices: cloudPrices
      .optional()
      .describe(
        'Prices of nodes, clusters and traffic of gcp or azure. Refused for aws, whose list prices are known: spec.prices of an environment replaces those. Omitted: nothing is placed there.',
      ),
  });
  const shared = {
    apiVersion: z.literal(infrastructureApiVersion).describe(`Always ${infrastructureApiVersion}.`),
    metadata: metadata.describe('Holds the name. Required.'),
  };
  return z
    .discriminatedUnion('kind', [
      z.strictObject({
        ...shared,
        kind: z.literal('CloudInfrastructure').describe('Metered capacity of a cloud.'),
        spec: cloudSpec.describe('What the cloud offers. Required.'),
        status: cloudStatus
          .optional()
          .describe('Written by a controller: present spend and clusters. Omitted: not known.'),
      }),
      z.strictObject({
        ...shared,
        kind: z.literal('StaticInfrastructure').describe('Fixed capacity of one site.'),
        spec: staticSpec.describe('What the site offers. Required.'),
        status: siteStatus.optional().describe('Written by a controller: present use. Omitted: not known.'),
      }),
    ])
    .describe('Where things can run.');
}

export type InfrastructureDocument = z.output<ReturnType<typeof documentSchema>>;
export type CloudDocument = Extract<InfrastructureDocument, { kind: 'CloudInfrastructure' }>;
export type StaticDocument = Extract<InfrastructureDocument, { kind: 'StaticInfrastructure' }>;

const cache = new WeakMap<Registry, ReturnType<typeof documentSchema>>();

/** Of each document of `environments/infrastructure/*.yaml`; quotas are those that the catalog's modules consume. */
export function infrastructureSchema(registry: Registry): ReturnType<typeof documentSchema> {
  const known = cache.get(registry);
  if (known !== undefined) return known;
  const built = documentSchema(registry);
  cache.set(registry, built);
  return built;
}
