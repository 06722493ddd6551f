/** Schemas of the arguments that the two ElastiCache modules share. */
import { z } from 'zod';

export const nodeTypeInput = z
  .string()
  .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'must look like cache.r7g.large')
  .optional()
  .describe('Node type, as cache.r7g.large; left out, the cheapest that holds the wanted memory is chosen.');

export const burstableInput = z
  .boolean()
  .optional()
  .describe(
    'Whether burstable nodes (t3, t4g) may be chosen, which slow down without CPU credits; left out, only with single-az.',
  );

const day = '(mon|tue|wed|thu|fri|sat|sun)';
const time = '([01][0-9]|2[0-3]):[0-5][0-9]';

export const maintenanceWindowInput = z
  .string()
  .regex(new RegExp(`^${day}:${time}-${day}:${time}$`), 'must look like sun:05:00-sun:06:00')
  .default('sun:05:00-sun:06:00')
  .describe('Weekly window for changes and patches, UTC, 60 minutes or more; Sunday 05:00 to 06:00 when left out.');

export const snapshotWindowInput = z
  .string()
  .regex(new RegExp(`^${time}-${time}$`), 'must look like 03:00-04:00')
  .default('03:00-04:00')
  .describe('Daily window in which snapshots begin, UTC, 60 minutes or more; 03:00 to 04:00 when left out.');

export const allowedSecurityGroupIdsInput = z
  .record(
    z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name of at most 32 lower-case letters, digits and hyphens'),
    z.string().regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 'must be a security group id, sg-0123456789abcdef0'),
  )
  .default({})
  .describe('Who may connect: a name of your choice -> security group id of the clients; left out, nobody can.');

export const applyImmediatelyInput = z
  .boolean()
  .default(false)
  .describe(
    'Apply changes at once and not in the maintenance window; false when left out, so plans show them till then.',
  );

export const notificationTopicArnInput = z
  .string()
  .regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of an SNS topic')
  .optional()
  .describe('ARN of an SNS topic for ElastiCache events; left out, there are no notifications.');
