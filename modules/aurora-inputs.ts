/** Schemas of the arguments that the two Aurora modules share. */
import { z } from 'zod';
import { amountInput } from './amounts';

export const engines = ['aurora-postgresql', 'aurora-mysql'] as const;

/** ACUs of a Serverless v2 instance: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.requirements.html */
const mostAcu = 256;

const capacity = z
  .number()
  .max(mostAcu)
  .refine((acu) => Number.isInteger(acu * 2), 'must be a multiple of 0.5');

export const instanceClassInput = z
  .string()
  .regex(/^db\.(serverless|[a-z0-9]+\.[a-z0-9]+)$/, 'must look like db.r6g.large, or be db.serverless')
  .optional()
  .describe(
    'Instance class, as db.r6g.large, or db.serverless; left out, the cheapest that holds what is asked for is chosen. A change is made in place, with a failover.',
  );

export const scalingInput = z
  .strictObject({
    minCapacity: capacity
      .min(0)
      .default(0.5)
      .describe('Fewest ACUs of an instance, 0 to 256 by halves; 0.5 when left out, and 0 lets it pause.'),
    maxCapacity: capacity
      .min(1)
      .default(8)
      .describe('Most ACUs of an instance, 1 to 256 by halves; 8 when left out. An ACU has 2 GiB of memory.'),
    averageCapacity: z
      .number()
      .min(0)
      .max(mostAcu)
      .optional()
      .describe(
        'ACUs that an instance uses on average, for the expected cost alone; left out, 2, or whichever bound is nearer.',
      ),
  })
  .refine(({ minCapacity, maxCapacity }) => minCapacity <= maxCapacity, {
    path: ['maxCapacity'],
    message: 'must not be less than minCapacity',
  })
  .refine(
    ({ minCapacity, maxCapacity, averageCapacity }) =>
      averageCapacity === undefined || (averageCapacity >= minCapacity && averageCapacity <= maxCapacity),
    { path: ['averageCapacity'], message: 'must lie between minCapacity and maxCapacity' },
  )
  .prefault({})
  .describe('Capacity of Serverless v2 instances; nothing to others. Left out, 0.5 to 8 ACUs.');

const day = '(mon|tue|wed|thu|fri|sat|sun)';
const time = '([01][0-9]|2[0-3]):[0-5][0-9]';

export const maintenanceWindowInput = z
  .string()
  .regex(new RegExp(`^${day}:${time}-${day}:${time}$`), 'must look like sun:05:00-sun:06:00')
  .default('sun:05:00-sun:06:00')
  .describe('Weekly window for changes and patches, UTC, 30 minutes or more; Sunday 05:00 to 06:00 when left out.');

export const backupWindowInput = z
  .string()
  .regex(new RegExp(`^${time}-${time}$`), 'must look like 03:00-04:00')
  .default('03:00-04:00')
  .describe('Daily window in which backups begin, UTC, 30 minutes or more; 03:00 to 04:00 when left out.');

export const backupRetentionInput = z
  .int()
  .min(1)
  .max(35)
  .default(7)
  .describe('Days back to which the database can be restored, 1 to 35; 7 when left out.');

export const allowedSecurityGroupIdsInput = z
  .record(
    z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name of at most 32 lower-case letters, digits and hyphens'),
    z.string().regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 'must be a security group id, sg-0123456789abcdef0'),
  )
  .default({})
  .describe('Who may connect: a name of your choice -> security group id of the clients; left out, nobody can.');

export const logRetentionInput = z
  .union([7, 14, 30, 60, 90, 120, 180, 365, 400, 545, 731].map((days) => z.literal(days)))
  .default(30)
  .describe('Days that exported logs are kept, one of the periods of CloudWatch Logs from 7 to 731; 30 when left out.');

export const applyImmediatelyInput = z
  .boolean()
  .default(false)
  .describe('Apply changes at once and not in the maintenance window; false when left out.');

/** Set by the modules themselves, since controls rest on them. */
const ownParameters = ['rds.force_ssl', 'require_secure_transport', 'server_audit_events', 'server_audit_logging'];

const parameters = z.record(
  z
    .string()
    .regex(/^[a-z][a-z0-9_.]*$/, 'must be the name of a parameter')
    .refine((name) => !ownParameters.includes(name), `is set already, as are ${ownParameters.join(', ')}`),
  z.strictObject({
    value: z.string().describe('Value, as text.'),
    applyMethod: z
      .enum(['immediate', 'pending-reboot'])
      .default('immediate')
      .describe('immediate for dynamic parameters, when left out; static ones take pending-reboot.'),
  }),
);

export const clusterParametersInput = parameters
  .default({})
  .describe('Parameters of the cluster beside those for TLS and audit, which are set: name -> value; left out, none.');

export const instanceParametersInput = parameters
  .default({})
  .describe('Parameters of the instances: name -> value; left out, none.');

export const logGbInput = amountInput
  .default({ low: 0.5, expected: 1, high: 2 })
  .describe('Logs that are exported, GB a month, for the cost alone; 0.5 to 2 with 1 expected when left out.');

export type Parameters = z.infer<typeof parameters>;
