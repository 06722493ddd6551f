/** Security controls that static_site claims. */
import { z } from 'zod';
import { bucketControls, versioningControl } from '../buckets';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const distribution = 'aws_cloudfront_distribution';
const behaviour = z.looseObject({ viewer_protocol_policy: z.enum(['redirect-to-https', 'https-only']) });
const certificate = z.looseObject({ minimum_protocol_version: z.literal('TLSv1.2_2021') });
const origins = z.array(z.looseObject({ origin_access_control_id: z.string().min(1) })).min(1);
const headers = z.looseObject({
  strict_transport_security: z.looseObject({ access_control_max_age_sec: z.number().min(1) }),
  content_type_options: z.looseObject({ override: z.literal(true) }),
  frame_options: z.looseObject({ frame_option: z.literal('DENY') }),
  content_security_policy: z.looseObject({ content_security_policy: z.string().min(1) }),
});

const always: readonly Control[] = [
  {
    id: 'encryption-in-transit',
    summary: 'Readers who come over plain HTTP are sent to HTTPS.',
    resource: distribution,
    complies: ({ default_cache_behavior: block }) => behaviour.safeParse(block).success,
  },
  {
    id: 'private-origin',
    summary: 'CloudFront signs what it asks the bucket for, which answers nobody else.',
    resource: distribution,
    complies: ({ origin }) => origins.safeParse(origin).success,
  },
  {
    id: 'security-headers',
    summary: 'Browsers are told to insist on HTTPS, to guess no types and to refuse frames.',
    resource: 'aws_cloudfront_response_headers_policy',
    complies: ({ security_headers_config: block }) => headers.safeParse(block).success,
  },
];

const ownNames: Control = {
  id: 'tls-1-2',
  summary: 'Readers take TLS 1.2 or later, with forward secrecy.',
  resource: distribution,
  complies: ({ viewer_certificate: block }) => certificate.safeParse(block).success,
};

const logs: Control = {
  id: 'access-logs',
  summary: 'Requests of readers are logged.',
  resource: 'aws_cloudwatch_log_delivery_source',
  complies: ({ log_type: type }) => type === 'ACCESS_LOGS',
};

const leastAge = 1;

export function controls({ aliases, logging, strictTransportSecurity }: Inputs): readonly Control[] {
  const insists = strictTransportSecurity.accessControlMaxAgeSec >= leastAge;
  return [
    ...always.filter(({ id }) => id !== 'security-headers' || insists),
    ...(aliases.length > 0 ? [ownNames] : []),
    ...(logging.enabled ? [logs] : []),
    ...bucketControls,
    versioningControl,
  ];
}
