/** Parts of an environment that do not depend on the catalog. */
import { z } from 'zod';
import { cidr, largestAmount, nonEmpty, regionName, requirementFields, uniqueList, usd } from './fields';

export const account = z.strictObject({
  id: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits in quotes')
    .describe(
      'AWS account, 12 digits in quotes; Terraform refuses to touch any other. Required where there is an account.',
    ),
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'must be the ARN of an IAM role')
    .optional()
    .describe('ARN of the role that Terraform assumes. Omitted: the credentials at hand are used as they are.'),
});

const s3State = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket')
    .describe('Bucket that holds the state. Required with s3.'),
  region: regionName.describe('Region of the bucket. Required with s3.'),
  key: z
    .string()
    .regex(/^[^/\s][^\s]*$/, 'must be a key without spaces that does not start with a slash')
    .optional()
    .describe('Object key of the state. Default <environment>/terraform.tfstate.'),
  kmsKeyId: nonEmpty
    .optional()
    .describe("KMS key that encrypts the state. Omitted: the bucket's own default encryption."),
});

const localState = z.strictObject({
  path: z
    .string()
    .regex(/^(?![/\\~]|[A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$)).+$/, 'must be a relative path without ..')
    .default('terraform.tfstate')
    .describe("Path relative to the stack's folder, without .. in it. Default terraform.tfstate."),
});

export const state = z
  .strictObject({
    s3: s3State.optional().describe('State in S3, encrypted and locked. Omitted: the state is a local file.'),
    local: localState.optional().describe('State in a file beside the stack; for trials. Default: this, without s3.'),
  })
  .refine(({ s3, local }) => s3 === undefined || local === undefined, {
    error: 'must have s3 or local, not both (null drops what the defaults set)',
  });

const tagKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?!aws:)/i, 'must not start with aws:, which AWS keeps for itself');

export const tags = z.record(tagKey, z.string().max(256)).refine((given) => Object.keys(given).length <= 50, {
  error: 'must have at most 50 tags',
  params: { code: 'out-of-range' },
});

const regionCount = z.int().min(1).max(50);

export const regions = z
  .strictObject({
    min: regionCount
      .default(1)
      .describe('Fewest regions to use, 1 to 50. Default 1, and never below 2 with availability multi-region.'),
    max: regionCount.optional().describe('Most regions to use, 1 to 50. Omitted: as many as the infrastructure has.'),
    allowed: uniqueList(regionName)
      .min(1)
      .optional()
      .describe('Regions that may be used. Omitted: every region of the infrastructure.'),
    primary: regionName.default('auto').describe('Primary region, or auto to let the solver choose it. Default auto.'),
  })
  .refine(({ min, max }) => max === undefined || min <= max, {
    path: ['max'],
    error: 'must not be below min',
    params: { code: 'out-of-range' },
  });

export const requirements = z.strictObject({
  ...requirementFields,
  availability: z
    .enum(['single-az', 'multi-az', 'multi-region'])
    .default('single-az')
    .describe(
      'single-az: one zone may take it down; multi-az: no single zone may; multi-region: at least two regions, each multi-az. Default single-az.',
    ),
});

export const network = z.strictObject({
  pool: cidr.default('10.0.0.0/8').describe('IPv4 range that VPCs are cut from. Default 10.0.0.0/8.'),
  prefixLength: z
    .int()
    .min(16)
    .max(24)
    .default(16)
    .describe("Prefix length of each region's VPC, 16 to 24. Default 16."),
  cidrs: z
    .record(regionName, cidr)
    .default({})
    .describe('Region -> IPv4 range of its VPC, /16 to /24. A region that is not named gets one from the pool.'),
  reserved: uniqueList(cidr)
    .default([])
    .describe('IPv4 ranges that no VPC may overlap: on-premises networks, other clouds. Default: none.'),
  addressSpace: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a lower-case letter, then at most 30 letters, digits or hyphens')
    .exactOptional()
    .describe(
      'Name of the address space. VPCs of one space never overlap, and those of different spaces can never be connected. Omitted: shared, the space of all environments that name none.',
    ),
});

export const price = z
  .strictObject({
    key: z
      .string()
      .regex(/^\S+$/, 'must be a price key or a pattern without spaces')
      .describe('Price key, or a pattern over price keys such as elasticache.valkey.*. Required.'),
    region: regionName.optional().describe('Region in which the rule holds. Omitted: in every region.'),
    usd: usd
      .optional()
      .describe('Price of one unit, USD, 0 or more; up to 12 decimals. Either this or discountPercent is required.'),
    discountPercent: z
      .number()
      .gt(0)
      .max(100)
      .optional()
      .describe('Discount on the list price, percent, more than 0 to 100. Either this or usd is required.'),
    note: nonEmpty.describe('Where the figure comes from; printed beside every cost that rests on it. Required.'),
  })
  .refine((rule) => (rule.usd === undefined) !== (rule.discountPercent === undefined), {
    error: 'must have exactly one of usd and discountPercent',
  });

export const solver = z.strictObject({
  minSavingUsd: z
    .number()
    .min(0)
    .max(largestAmount)
    .default(10)
    .describe(
      'A locked stateless choice moves only when that saves at least so much a month, USD, 0 or more. Default 10.',
    ),
});
