/** Security controls that greengrass_v2 claims. */
import { z } from 'zod';
import { bucketControls, versioningControl } from '../buckets';
import type { Control } from '../module';

const document = z.object({
  Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() })),
});

/** What neither IoT nor IAM may be given on everything; Greengrass itself takes no narrower resources. */
function isNarrow(policy: unknown): boolean {
  if (typeof policy !== 'string') return false;
  return document.parse(JSON.parse(policy)).Statement.every(({ Action, Resource }) => {
    const actions = [Action].flat();
    const everything = [Resource].flat().includes('*');
    return actions.every((action) => !action.includes('*') && (!everything || action.startsWith('greengrass:')));
  });
}

export const controls: readonly Control[] = [
  ...bucketControls,
  versioningControl,
  {
    id: 'least-privilege',
    summary: 'A device connects, publishes and subscribes as core devices of this fleet alone.',
    resource: 'aws_iot_policy',
    complies: ({ policy }) => isNarrow(policy),
  },
  {
    id: 'least-privilege',
    summary: 'The role of the devices names what it may do, and on what.',
    resource: 'aws_iam_role_policy',
    complies: ({ policy }) => isNarrow(policy),
  },
];
