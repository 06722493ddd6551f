/** What controls over roles of service accounts look for in emitted policies. */
import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]);

const trust = z.object({
  Statement: z.array(
    z.object({
      Action: z.literal('sts:AssumeRoleWithWebIdentity'),
      Principal: z.strictObject({ Federated: z.string() }),
      Condition: z.strictObject({ StringEquals: z.record(z.string(), z.string()) }),
    }),
  ),
});

const rights = z.object({ Statement: z.array(z.object({ Action: oneOrMore, Resource: oneOrMore })) });

/** Every statement asks for one subject without wildcards and for the audience of STS. */
export function opensToOneServiceAccount(policy: unknown): boolean {
  if (typeof policy !== 'string') return false;
  const read = trust.safeParse(JSON.parse(policy));
  return (
    read.success &&
    read.data.Statement.length > 0 &&
    read.data.Statement.every(({ Condition: { StringEquals: asked } }) => {
      const of = (claim: string): string => Object.entries(asked).find(([key]) => key.endsWith(`:${claim}`))?.[1] ?? '';
      return of('aud') === 'sts.amazonaws.com' && /^system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+$/.test(of('sub'));
    })
  );
}

/** No action stands for several, and none but the login to a registry goes to every resource. */
export function isNarrow(policy: unknown): boolean {
  if (typeof policy !== 'string') return false;
  const read = rights.safeParse(JSON.parse(policy));
  return (
    read.success &&
    read.data.Statement.every(({ Action, Resource }) => {
      const actions = [Action].flat();
      const everything = [Resource].flat().includes('*');
      return actions.every(
        (action) => !action.includes('*') && (!everything || action === 'ecr:GetAuthorizationToken'),
      );
    })
  );
}
