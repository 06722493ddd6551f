/** Inputs of guardduty. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import type { Range } from '../module';

/** What a protection plan looks at, as an amount of usage. */
function usage(what: string, { low, expected, high }: Range) {
  return amountInput
    .default({ low, expected, high })
    .describe(`${what} in each region a month, for the cost; left out, ${low} to ${high} with ${expected} expected.`);
}

function plan(what: string, enabled: boolean) {
  return z
    .boolean()
    .default(enabled)
    .describe(`Whether ${what}; ${String(enabled)} when left out.`);
}

const features = z.strictObject({
  s3DataEvents: plan('reads and writes of objects in S3 are watched (S3 Protection)', true),
  eksAuditLogs: plan('audit logs of EKS clusters are watched (EKS Protection)', true),
  runtimeMonitoring: plan(
    'processes on EKS, ECS on Fargate and EC2 are watched by an agent (Runtime Monitoring)',
    false,
  ),
  ebsMalwareProtection: plan(
    'volumes of a suspicious instance are scanned for malware; its price is not known, so spec.prices must give guardduty.malware.gb',
    false,
  ),
  rdsLoginEvents: plan(
    'logins to Aurora and RDS are watched; its price is not known, so spec.prices must give guardduty.rds.vcpuMonth',
    false,
  ),
  lambdaNetworkLogs: plan(
    'connections of Lambda functions are watched; its price is not known, so spec.prices must give guardduty.lambda.gb',
    false,
  ),
});

const runtimeAgents = z.strictObject({
  eks: z.boolean().default(true).describe('Whether GuardDuty puts the agent on EKS nodes; true when left out.'),
  ecsFargate: z.boolean().default(true).describe('Whether GuardDuty puts it beside Fargate tasks; true when left out.'),
  ec2: z.boolean().default(true).describe('Whether GuardDuty puts it on EC2 instances, by SSM; true when left out.'),
});

const monthly = z.strictObject({
  cloudtrailMillionEvents: usage('Management events of the account, millions', { low: 0.5, expected: 2, high: 10 }),
  flowDnsGb: usage('Flow logs and DNS queries that are looked at (their own logs are not charged), GB', {
    low: 2,
    expected: 10,
    high: 50,
  }),
  s3MillionEvents: usage('Events of objects in S3, millions', { low: 0.5, expected: 5, high: 25 }),
  eksAuditMillionEvents: usage('Audit events of EKS clusters, millions', { low: 0, expected: 2, high: 10 }),
  runtimeVcpus: usage('vCPUs with the agent, on average', { low: 4, expected: 16, high: 64 }),
  malwareGb: usage('Volumes that are scanned for malware, GB', { low: 0, expected: 0, high: 500 }),
  rdsVcpus: usage('vCPUs of databases whose logins are watched, on average', { low: 2, expected: 4, high: 16 }),
  lambdaGb: usage('Network activity of functions that is looked at, GB', { low: 0.5, expected: 2, high: 10 }),
});

export const inputs = z.strictObject({
  findingPublishingFrequency: z
    .enum(['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS'])
    .default('FIFTEEN_MINUTES')
    .describe(
      'How often a finding that goes on is told again: FIFTEEN_MINUTES, ONE_HOUR or SIX_HOURS; left out, FIFTEEN_MINUTES. New findings are told at once.',
    ),
  features: features.prefault({}).describe('Protection plans; left out, those of S3 and of EKS audit logs.'),
  runtimeAgents: runtimeAgents
    .prefault({})
    .describe('Where GuardDuty manages the agent of runtimeMonitoring by itself; left out, everywhere.'),
  usage: monthly.prefault({}).describe('What is looked at, for the cost; left out, that of a small account.'),
});

export type Inputs = z.infer<typeof inputs>;
