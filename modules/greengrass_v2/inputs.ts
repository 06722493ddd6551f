/** Inputs of greengrass_v2. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { component, componentName, sortedEntries } from './components';
import { deployment } from './deployment';

/** A template is at most 51,200 bytes; the rest is for names and ARNs. */
const mostTemplateBytes = 48_000;

const groupName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be a name of lower-case letters, digits and hyphens');

const thingGroup = z.strictObject({
  description: z.string().max(2028).optional().describe('What its devices have in common; left out, nothing is said.'),
  parentGroupName: groupName
    .optional()
    .describe('Another group of this module that it belongs to; left out, none. A change makes the group anew.'),
  deployment: deployment.optional().describe('What runs on its devices; left out, nothing is deployed to it.'),
});

export const inputs = z
  .strictObject({
    thingGroups: z
      .record(groupName, thingGroup)
      .refine((groups) => Object.keys(groups).length > 0, 'name at least one group')
      .default({ cores: {} })
      .describe(
        'Groups of core devices by name, at least one; left out, one group cores. Devices join when they are set up.',
      ),
    components: z.record(componentName, component).default({}).describe('Custom components by name; left out, none.'),
    thingNamePrefix: z
      .string()
      .regex(/^[A-Za-z0-9:_-]{1,64}$/, 'must be 1 to 64 letters, digits, and : _ -')
      .optional()
      .describe(
        'What the thing names of core devices begin with, which is all that their policy lets them act for; left out, the name of the environment and a hyphen.',
      ),
    credentialDuration: z
      .int()
      .min(900)
      .max(43_200)
      .default(3600)
      .describe('Seconds for which a device gets credentials of the role, 900 to 43200; 3600 when left out.'),
    managedPolicyArns: z
      .array(z.string().regex(/^arn:[a-z-]+:iam::([0-9]{12}|aws):policy\//, 'must be the ARN of a managed policy'))
      .max(10)
      .default([])
      .describe(
        'Managed policies with what components do in AWS, 0 to 10 ARNs; left out, devices may log and fetch artifacts.',
      ),
    kmsKeyId: z
      .string()
      .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
      .optional()
      .describe('ARN of the KMS key of the artifact bucket, in its region; left out, keys of S3 at no charge.'),
    noncurrentDays: z
      .int()
      .min(1)
      .default(90)
      .describe('Days that a replaced artifact is kept, 1 or more; 90 when left out.'),
    coreDevices: amountInput
      .default({ low: 50, expected: 100, high: 250 })
      .describe('Core devices that are active in a month, for the cost; left out, 50 to 250 with 100 expected.'),
    messagesPerDeviceHour: amountInput
      .default(60)
      .describe(
        'Messages of up to 5 KB between a core device and the cloud in an hour, for the cost; 60 when left out.',
      ),
    artifactGb: amountInput
      .default(10)
      .describe('Artifacts that are kept, replaced ones too, GB, for the cost; 10 when left out.'),
  })
  .superRefine(({ thingGroups, components }, context) => {
    const fault = (path: readonly string[], message: string): void => {
      context.addIssue({ code: 'custom', path: [...path], message });
    };
    for (const [name, { parentGroupName, deployment: given }] of sortedEntries(thingGroups)) {
      const known = Object.keys(thingGroups).sort().join(', ');
      if (parentGroupName !== undefined && thingGroups[parentGroupName] === undefined) {
        fault(['thingGroups', name, 'parentGroupName'], `no group ${parentGroupName} here; there are ${known}`);
      }
      if (goesRound(name, thingGroups))
        fault(['thingGroups', name, 'parentGroupName'], `${name} would belong to itself`);
      for (const [other, { componentVersion }] of sortedEntries(given?.components ?? {})) {
        if (componentVersion !== undefined || components[other] !== undefined) continue;
        const message = `${other} is no custom component of this module, so componentVersion must say which version to run`;
        fault(['thingGroups', name, 'deployment', 'components', other], message);
      }
    }
    const bytes = Buffer.byteLength(JSON.stringify([thingGroups, JSON.stringify(components)]));
    if (bytes > mostTemplateBytes) {
      fault(
        ['components'],
        `components and deployments are ${bytes} bytes; CloudFormation takes ${mostTemplateBytes} of them`,
      );
    }
  });

export type Inputs = z.infer<typeof inputs>;

function goesRound(
  name: string,
  groups: Readonly<Record<string, { readonly parentGroupName?: string | undefined }>>,
): boolean {
  const seen = new Set<string>();
  for (
    let next = groups[name]?.parentGroupName;
    next !== undefined && !seen.has(next);
    next = groups[next]?.parentGroupName
  ) {
    if (next === name) return true;
    seen.add(next);
  }
  return false;
}
