/** Inputs of ecr_scanning. */
import { z } from 'zod';
import { subscriptionsInput, topicKeyInput } from '../alerts';
import { amountInput } from '../amounts';
import { repository } from '../ecr-repository';

/** From the worst down. UNDEFINED and UNTRIAGED, which have no severity yet, are never told. */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;

/** A registry has one rule for each frequency: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html */
const frequencies = ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'] as const;

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html */
const mostFilters = 100;

const filter = z
  .string()
  .max(256)
  .regex(
    /^[a-z0-9*]+([._/-][a-z0-9*]+)*$/,
    'must be a part of repository names, in which * stands for anything: ml/* or prod',
  );

const rule = z.strictObject({
  scanFrequency: z
    .enum(frequencies)
    .describe('When images are scanned: SCAN_ON_PUSH, or CONTINUOUS_SCAN with ENHANCED alone.'),
  repositoryFilter: z
    .array(filter)
    .min(1)
    .max(mostFilters)
    .describe(
      'Repositories by name, 1 to 100 filters: ml/* begins with ml/, prod stands anywhere in the name, * is every one.',
    ),
});

const resourceTypes = ['EC2', 'ECR', 'LAMBDA', 'LAMBDA_CODE'] as const;

const inspector = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'Whether Inspector is switched on here; true when left out. Set false where the administrator account of the organisation does that.',
    ),
  resourceTypes: z
    .array(z.enum(resourceTypes))
    .refine((types) => types.includes('ECR'), 'ECR must be among them: enhanced scans are made by Inspector')
    .refine((types) => new Set(types).size === types.length, 'each may be named once')
    .default(['ECR'])
    .describe(
      'All that Inspector scans in this account and region: ECR, EC2, LAMBDA, LAMBDA_CODE; ECR when left out. What else it scanned already and is not named is switched off.',
    ),
});

const findings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether findings are sent to an SNS topic; true when left out.'),
  minSeverity: z
    .enum(severities)
    .default('HIGH')
    .describe('Least severity that is told: CRITICAL, HIGH, MEDIUM, LOW or INFORMATIONAL; HIGH when left out.'),
  kmsKeyId: topicKeyInput.describe(
    'ARN of the KMS key of the topic, which lets events.amazonaws.com decrypt and generate data keys; left out, a key is made.',
  ),
  subscriptions: subscriptionsInput,
});

export const inputs = z
  .strictObject({
    scanType: z
      .enum(['BASIC', 'ENHANCED'])
      .optional()
      .describe('Type of the scans: BASIC or ENHANCED; left out, the cheaper one that gives what is needed.'),
    rules: z
      .array(rule)
      .min(1)
      .max(frequencies.length)
      .optional()
      .describe(
        'Which repositories are scanned when, at most one rule for each frequency; left out, all of them, on push with BASIC and continuously with ENHANCED.',
      ),
    inspector: inspector
      .prefault({})
      .describe('How Inspector is switched on with ENHANCED; left out, for container images alone.'),
    findings: findings
      .prefault({})
      .describe('Where findings go; left out, those of severity HIGH and CRITICAL to an SNS topic.'),
    repositories: z
      .record(
        z
          .string()
          .min(2)
          .max(256)
          .regex(
            /^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
            'must be a repository name of 2 to 256 lower-case letters, digits, and single . _ - / between them',
          ),
        repository,
      )
      .default({})
      .describe(
        "Repositories to make in each region, by their full name: they are the account's, so the environment is not part of it; left out, none.",
      ),
    imagesPerMonth: amountInput
      .default({ low: 100, expected: 250, high: 450 })
      .describe(
        'Images that are pushed and scanned in each region a month, for the cost of ENHANCED; left out, 100 to 450 with 250 expected.',
      ),
    rescansPerMonth: amountInput
      .default({ low: 100, expected: 750, high: 1500 })
      .describe(
        'Scans of kept images for new vulnerabilities in each region a month, for the cost of CONTINUOUS_SCAN; left out, 100 to 1500 with 750 expected.',
      ),
    storageGbPerMonth: amountInput
      .default(0)
      .describe('Images that the repositories hold in each region, GB, for their cost; left out, 0: not counted.'),
  })
  .superRefine(({ rules = [], repositories }, context) => {
    if (new Set(rules.map(({ scanFrequency }) => scanFrequency)).size < rules.length) {
      const message = 'a frequency has one rule: put its filters into one list';
      context.addIssue({ code: 'custom', path: ['rules'], message });
    }
    const taken = new Map<string, string>();
    for (const name of Object.keys(repositories).sort()) {
      const id = name.replace(/[^a-z0-9]/g, '_');
      const other = taken.get(id);
      taken.set(id, name);
      if (other === undefined) continue;
      const message = `${name} and ${other} differ only in . _ - / and would share an address in Terraform: rename one`;
      context.addIssue({ code: 'custom', path: ['repositories', name], message });
    }
  });

export type Inputs = z.infer<typeof inputs>;
