/** Security controls that load_balancer claims. */
import { z } from 'zod';
import { bucketControls } from '../buckets';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const logs = z.looseObject({ enabled: z.literal(true), bucket: z.string() });
const redirect = z.tuple([
  z.looseObject({ type: z.literal('redirect'), redirect: z.looseObject({ protocol: z.literal('HTTPS') }) }),
]);
/** No policy of TLS 1.3 lets a client use less than 1.2 unless `1-0` or `1-1` is in its name. */
function isModern(policy: unknown): boolean {
  return typeof policy === 'string' && /^ELBSecurityPolicy-TLS13-1-[23]-/.test(policy);
}

const always: readonly Control[] = [
  {
    id: 'encryption-in-transit',
    summary: 'Clients are served over TLS 1.2 or later; plain HTTP is sent on to HTTPS.',
    resource: 'aws_lb_listener',
    complies: ({ protocol, ssl_policy: policy, default_action: action }) =>
      protocol === 'HTTPS' ? isModern(policy) : redirect.safeParse(action).success,
  },
  {
    id: 'access-logs',
    summary: 'Every request is logged.',
    resource: 'aws_lb',
    complies: ({ access_logs: given }) => logs.safeParse(given).success,
  },
  {
    id: 'invalid-headers-dropped',
    summary: 'Headers that are not valid HTTP do not reach a target.',
    resource: 'aws_lb',
    complies: ({ drop_invalid_header_fields: dropped }) => dropped === true,
  },
  {
    id: 'deletion-protection',
    summary: 'AWS refuses to delete the load balancer while it stands.',
    resource: 'aws_lb',
    complies: ({ enable_deletion_protection: on }) => on === true,
  },
  // Of the bucket of access logs.
  ...bucketControls,
];

const internal: Control = {
  id: 'private-load-balancer',
  summary: 'It has no address on the internet.',
  resource: 'aws_lb',
  complies: ({ internal: on }) => on === true,
};

export function controls({ scheme }: Inputs): readonly Control[] {
  return scheme === 'internal' ? [...always, internal] : always;
}
