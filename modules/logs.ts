/** What modules with an encrypted log group share: how long it keeps logs, what they cost, what it keeps to. */
import { z } from 'zod';
import { amountInput, asRange, scaled } from './amounts';
import type { Control, CostLine, Range } from './module';

/** Days that CloudWatch Logs takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const daysPerMonth = 365 / 12;

/** A year: what Prowler's mapping of SOC 2 asks of logs (control CC7.2). */
const defaultRetention = 365;

export const retentionInput = z
  .literal(retentions)
  .default(defaultRetention)
  .describe('Days that logs are kept, one of the values of CloudWatch Logs from 1 to 3653; left out, 365.');

export const logKeyInput = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
  .optional()
  .describe('ARN of the KMS key of the log group, which lets CloudWatch Logs use it; left out, a key is made.');

/** Volume of logs, for their cost; `what` says whose. */
export function logVolumeInput(what: string, { low, expected, high }: Range) {
  return amountInput
    .default({ low, expected, high })
    .describe(`Logs of ${what}, GB a month, for their cost; left out, ${low} to ${high} with ${expected} expected.`);
}

export interface LogSettings {
  readonly retentionInDays: number;
  readonly kmsKeyId?: string | undefined;
  readonly logGbPerMonth: number | Range;
}

/** Storage is counted once the group is full, and as if logs were kept uncompressed: AWS charges less. */
export function logVolumeCosts({ retentionInDays, logGbPerMonth }: Omit<LogSettings, 'kmsKeyId'>): readonly CostLine[] {
  return [
    {
      name: 'Logs taken in',
      price: 'cloudwatch.logs.ingestGb',
      fixed: asRange(logGbPerMonth),
      basis: 'logGbPerMonth',
    },
    {
      name: 'Logs kept',
      price: 'cloudwatch.logs.storageGbMonth',
      fixed: scaled(logGbPerMonth, retentionInDays / daysPerMonth),
      basis: `logGbPerMonth x ${retentionInDays} days, uncompressed`,
    },
  ];
}

export function logCosts({ kmsKeyId, ...volume }: LogSettings): readonly CostLine[] {
  const lines = logVolumeCosts(volume);
  const key: CostLine = { name: 'Key of the logs', price: 'kms.key.month', fixed: 1, basis: '1 key' };
  return kmsKeyId === undefined ? [...lines, key] : lines;
}

/** Of the log group, and of its key where the module makes it. */
export function logControls({ kmsKeyId }: Pick<LogSettings, 'kmsKeyId'>): readonly Control[] {
  const group: readonly Control[] = [
    {
      id: 'encryption-at-rest',
      summary: 'Logs are encrypted with a key of the account.',
      resource: 'aws_cloudwatch_log_group',
      complies: ({ kms_key_id: key }) => typeof key === 'string' && key !== '',
    },
    {
      id: 'log-retention',
      summary: 'It is stated how long logs are kept.',
      resource: 'aws_cloudwatch_log_group',
      complies: ({ retention_in_days: days }) => typeof days === 'number' && days > 0,
    },
    {
      id: 'deletion-protection',
      summary: 'AWS refuses to delete the log group.',
      resource: 'aws_cloudwatch_log_group',
      complies: ({ deletion_protection_enabled: isProtected }) => isProtected === true,
    },
  ];
  const key: Control = {
    id: 'key-rotation',
    summary: 'The key of the logs is rotated every year.',
    resource: 'aws_kms_key',
    complies: ({ enable_key_rotation: rotated }) => rotated === true,
  };
  return kmsKeyId === undefined ? [...group, key] : group;
}

/** Logs and the key that they can't be read without outlive the instance: they end when their time is up. */
export const keptLogs = [
  { resource: 'aws_cloudwatch_log_group', role: 'logs' },
  { resource: 'aws_kms_key', role: 'logs_key' },
  { resource: 'aws_kms_alias', role: 'logs_key_alias' },
] as const;
