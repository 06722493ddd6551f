/** What a service may say of where it is placed: what its pods ask for, and beside whom it stands or not. */
import { z } from 'zod';
import { nonEmpty, uniqueList } from './fields';
import { bytes, milliCpu } from './quantity';

const devices = z.int().min(0).max(1_000_000);

/** `nvidia.com/gpu` */
export const extendedResource = /^[a-z0-9.-]+\/[A-Za-z0-9_.-]+$/;

const requests = z
  .strictObject({
    cpu: milliCpu.optional().describe('CPU cores of one replica such as 500m or 2. Omitted: none.'),
    memory: bytes.optional().describe('Memory of one replica such as 512Mi. Omitted: none.'),
    storage: bytes.optional().describe('Local disk of one replica such as 20Gi. Omitted: none.'),
    'ephemeral-storage': bytes.optional().describe('The same as storage, as Kubernetes names it. Omitted: none.'),
    accelerators: z
      .record(nonEmpty, devices)
      .default({})
      .describe(
        'Devices of one replica by type as infrastructure documents name them, such as nvidia-a100: 1, or of any type ' +
          'by their Kubernetes name, such as nvidia.com/gpu: 1, which may also stand beside cpu. Default: none.',
      ),
  })
  .refine((given) => given.storage === undefined || given['ephemeral-storage'] === undefined, {
    path: ['ephemeral-storage'],
    error: 'must be left out where storage is given: they mean the same',
  })
  .meta({ patternProperties: { [extendedResource.source]: { type: 'integer', minimum: 0, maximum: 1_000_000 } } });

const least = z.int().min(1).max(100);

const spread = z
  .strictObject({
    locations: least.optional().describe('Fewest locations, 1 to 100. Either this or zones is required.'),
    zones: least
      .optional()
      .describe('Fewest availability zones, 1 to 100, on nodes in as many. Either this or locations is required.'),
  })
  .refine(({ locations, zones }) => (locations === undefined) !== (zones === undefined), {
    error: 'must have exactly one of locations and zones',
  });

const together = uniqueList(nonEmpty);

export const placementFields = {
  requests: requests
    .optional()
    .describe(
      'What one replica asks for, in the quantities of Kubernetes; the solver then chooses the locations. Omitted: the ' +
        'service runs where at says.',
    ),
  spread: spread
    .optional()
    .describe('Over how many locations or zones the replicas stand at least. Omitted: all stand in one location.'),
  keepWith: together.default([]).describe('Services that stand in the same locations. Default: none.'),
  keepApart: together.default([]).describe('Services that stand in none of the same locations. Default: none.'),
  priority: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Who keeps fixed capacity where costs are equal: higher ones do, 0 to 1000. Default 0.'),
};

/** Globs over regions, sites and locations. */
export const regionPatterns = uniqueList(
  nonEmpty.regex(/^[\w.*?/-]+$/, 'must be a region, or a pattern such as us-*'),
).default([]);
