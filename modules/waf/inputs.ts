/** Inputs of waf. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { logKeyInput, logVolumeInput, retentionInput } from '../logs';
import { capacityOf, defaultGroups, freeCapacity, managedRuleGroups, type ManagedRuleGroup } from './rule-groups';

function isGroup(name: string): name is ManagedRuleGroup {
  return name in managedRuleGroups;
}

const groupNames = Object.keys(managedRuleGroups).filter(isGroup);

const rateLimit = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether one address may send only so many requests; true when left out.'),
  limit: z
    .int()
    .min(10)
    .max(2_000_000_000)
    .default(2000)
    .describe(
      'Requests of one address within evaluationWindowSec before it is blocked, 10 to 2,000,000,000; left out, 2000.',
    ),
  evaluationWindowSec: z
    .literal([60, 120, 300, 600])
    .default(300)
    .describe('Seconds over which requests are counted: 60, 120, 300 or 600; left out, 300.'),
});

const logging = z.strictObject({
  retentionInDays: retentionInput,
  kmsKeyId: logKeyInput,
  logGbPerMonth: logVolumeInput('inspected requests', { low: 1, expected: 5, high: 30 }),
});

export const inputs = z
  .strictObject({
    protects: z
      .enum(['load-balancer', 'static-site'])
      .default('load-balancer')
      .describe(
        'What stands behind it: load-balancer, in its region, or static-site, a CloudFront distribution; left out, load-balancer.',
      ),
    managedRuleGroups: z
      .array(z.enum(groupNames))
      .refine((names) => new Set(names).size === names.length, 'each may be named once')
      .default([...defaultGroups])
      .describe(
        `Rule groups of AWS, by name, evaluated in the order given after the rate limit; left out, ${defaultGroups.join(', ')}.`,
      ),
    countOnly: z
      .boolean()
      .default(false)
      .describe(
        'true: what managed rules match is counted and let through, to see what they would stop; left out, false: it is blocked.',
      ),
    rateLimit: rateLimit.prefault({}).describe('Limit of requests by address; left out, 2000 in 5 minutes.'),
    logging: logging.prefault({}).describe('The log of inspected requests; left out, kept for a year.'),
    millionRequestsPerMonth: amountInput
      .default({ low: 1, expected: 10, high: 100 })
      .describe('Requests that are inspected, millions a month, for the cost; left out, 1 to 100 with 10 expected.'),
  })
  .superRefine(({ managedRuleGroups: groups, rateLimit: { enabled } }, context) => {
    if (groups.length === 0 && !enabled) {
      const message = 'name a rule group, or leave rateLimit on: a web ACL without rules inspects nothing';
      context.addIssue({ code: 'custom', path: ['managedRuleGroups'], message });
    }
    const capacity = capacityOf(groups, enabled);
    if (capacity <= freeCapacity) return;
    const message = `take ${capacity} capacity units together, and a web ACL has ${freeCapacity}: leave one out`;
    context.addIssue({ code: 'custom', path: ['managedRuleGroups'], message });
  });

export type Inputs = z.infer<typeof inputs>;
