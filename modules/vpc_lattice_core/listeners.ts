/** Listeners and their rules. https://docs.aws.amazon.com/vpc-lattice/latest/ug/listeners.html */
import { z } from 'zod';
import { byName, portNumber, sortedEntries } from './names';
import type { TargetGroup } from './target-groups';

const action = z
  .strictObject({
    forward: z
      .strictObject({
        targetGroups: z
          .record(z.string(), z.number().int().min(0).max(999))
          .describe('Target groups of this service by name, 1 to 10, each with its weight, 0 to 999.'),
      })
      .exactOptional()
      .describe('Forwards to target groups in proportion to their weights.'),
    fixedResponse: z
      .strictObject({
        statusCode: z.union([z.literal(404), z.literal(500)]).describe('404 or 500; AWS takes no other.'),
      })
      .exactOptional()
      .describe('Answers without a target.'),
  })
  .describe('Exactly one of forward and fixedResponse.');
export type Action = z.infer<typeof action>;

const pathPattern = z
  .string()
  .max(200)
  .regex(/^\/[a-zA-Z0-9@:%_+.~#?&/=-]*$/, 'Expected a path that starts with / and has no spaces.');
const headerValue = z.string().min(1).max(200);

const match = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]{1,16}$/, 'Expected an HTTP method such as GET.')
    .exactOptional()
    .describe('HTTP method; omitted, any.'),
  pathMatch: z
    .strictObject({
      exact: pathPattern.exactOptional().describe('The whole path.'),
      prefix: pathPattern.exactOptional().describe('The start of the path.'),
      caseSensitive: z.boolean().default(true).describe('Whether case counts; omitted, true.'),
    })
    .exactOptional()
    .describe('Exactly one of exact and prefix; omitted, any path.'),
  headerMatches: z
    .record(
      z.string(),
      z.strictObject({
        exact: headerValue.exactOptional().describe('The whole value.'),
        prefix: headerValue.exactOptional().describe('The start of the value.'),
        contains: headerValue.exactOptional().describe('A part of the value.'),
        caseSensitive: z.boolean().default(true).describe('Whether case counts; omitted, true.'),
      }),
    )
    .default({})
    .describe('Header name -> exactly one of exact, prefix and contains; at most 5, all must match; omitted, any.'),
});

const rule = z.strictObject({
  priority: z
    .number()
    .int()
    .min(1)
    .max(100)
    .describe(
      'Order of evaluation, 1 (first) to 100, each once in a listener; to change it, rename the rule, since AWS keeps it for life.',
    ),
  match: match.describe('What a request must look like: at least one of method, pathMatch and headerMatches.'),
  action,
});

export const listenerSchema = z.strictObject({
  protocol: z
    .enum(['HTTP', 'HTTPS', 'TLS_PASSTHROUGH'])
    .default('HTTPS')
    .describe(
      'HTTP, HTTPS or TLS_PASSTHROUGH (Lattice sees only the server name); omitted, HTTPS; changing it replaces the listener.',
    ),
  port: portNumber
    .exactOptional()
    .describe('Port, 1 to 65535; omitted, 80 for HTTP and 443 otherwise; changing it replaces the listener.'),
  defaultAction: action
    .exactOptional()
    .describe(
      'What happens when no rule matches; omitted, forward to the only target group, or 404 where there is not exactly one.',
    ),
  rules: byName('rule', { min: 3, max: 63, reserved: 'rule-' }, rule)
    .default({})
    .describe('Rules by name; AWS allows 10 a listener unless the quota is raised; omitted, none.'),
});
export type Listener = z.infer<typeof listenerSchema>;
export type Groups = Readonly<Record<string, TargetGroup>>;

const equalShare = 100;

export function portOf({ port, protocol }: Listener): number {
  return port ?? (protocol === 'HTTP' ? 80 : 443);
}

export function defaultActionOf(listener: Listener, groups: Groups): Action {
  const names = Object.keys(groups);
  const [only] = names;
  if (listener.defaultAction !== undefined) return listener.defaultAction;
  if (only === undefined || names.length > 1) return { fixedResponse: { statusCode: 404 } };
  return { forward: { targetGroups: { [only]: equalShare } } };
}

/** Weighted target groups of an action in the order of their names; empty for a fixed response. */
export function forwardsOf({ forward }: Action): readonly (readonly [string, number])[] {
  return sortedEntries(forward?.targetGroups ?? {});
}
