/** Sizes of what can be rented: ElastiCache nodes, EC2 instances, database instances. */
import { z } from 'zod';
import type { CacheNodeType, DatabaseInstanceClass, Ec2InstanceType } from '../modules/module';
import { lazily } from './read';

const size = { vcpu: z.number(), memoryGiB: z.number(), arch: z.string() };

const cacheFile = lazily(
  'cache-node-types.json',
  z.object({ types: z.array(z.object({ type: z.string(), ...size })) }),
);

let cacheNodes: readonly CacheNodeType[] | undefined;

/** Smallest memory first, then by name. */
export function cacheNodeTypes(): readonly CacheNodeType[] {
  cacheNodes ??= [...cacheFile().types].sort((a, b) => a.memoryGiB - b.memoryGiB || (a.type < b.type ? -1 : 1));
  return cacheNodes;
}

const ec2Type = z.object({
  type: z.string(),
  family: z.string(),
  ...size,
  burstable: z.boolean(),
  currentGeneration: z.boolean(),
  bareMetal: z.boolean(),
  maxEni: z.number(),
  ipv4PerEni: z.number(),
  gpu: z.object({ count: z.number(), name: z.string() }).optional(),
  /** As Karpenter computes it under its defaults. */
  eksMaxPods: z.number().optional(),
  eksAllocatableMemoryMiB: z.number().optional(),
  eksAllocatableCpuMilli: z.number().optional(),
});

const ec2File = lazily('ec2-instance-types.json', z.object({ types: z.array(ec2Type) }));

export function ec2InstanceTypes(): readonly Ec2InstanceType[] {
  return ec2File().types;
}

const ec2Regions = lazily(
  'ec2-instance-type-regions.json',
  z.object({ regionsCovered: z.array(z.string()), types: z.record(z.string(), z.array(z.string())) }),
);

/** Undefined where no offering list of the region, or nothing about the type, is known. */
export function offersInstanceType(type: string, region: string): boolean | undefined {
  const { regionsCovered, types } = ec2Regions();
  return regionsCovered.includes(region) ? types[type]?.includes(region) : undefined;
}

const databaseFile = lazily(
  'rds-instance-classes.json',
  z.object({
    classes: z.array(
      z.object({
        class: z.string(),
        ...size,
        rds: z.boolean(),
        auroraMysql: z.boolean(),
        auroraPostgresql: z.boolean(),
      }),
    ),
  }),
);

let databaseClasses: readonly DatabaseInstanceClass[] | undefined;

/** Smallest memory first, then by name. */
export function databaseInstanceClasses(): readonly DatabaseInstanceClass[] {
  databaseClasses ??= [...databaseFile().classes].sort(
    (a, b) => a.memoryGiB - b.memoryGiB || (a.class < b.class ? -1 : 1),
  );
  return databaseClasses;
}
