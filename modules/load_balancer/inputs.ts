/** Inputs of load_balancer. */
import { z } from 'zod';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html: none below TLS 1.2. */
const sslPolicies = [
  'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
  'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
  'ELBSecurityPolicy-TLS13-1-2-2021-06',
  'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09',
  'ELBSecurityPolicy-TLS13-1-3-2021-06',
] as const;

const mostZones = 6;

/** AWS refuses a load balancer in fewer. */
export const leastZones = 2;

const name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and hyphens');
const cidr = z.string().regex(/^[0-9]{1,3}(\.[0-9]{1,3}){3}\/[0-9]{1,2}$/, 'must be an IPv4 range such as 10.0.0.0/16');

export const inputs = z.strictObject({
  scheme: z
    .enum(['internet-facing', 'internal'])
    .default('internet-facing')
    .describe(
      'Where it stands: internet-facing, in public subnets, or internal, in private ones; internet-facing when left out. A change makes a new one.',
    ),
  certificateArn: z
    .string()
    .regex(/^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[0-9a-f-]+$/, 'must be the ARN of a certificate of ACM')
    .optional()
    .describe(
      'ARN of the certificate for HTTPS, in the region of the load balancer; left out, one is made for domainName. One of the two is required.',
    ),
  domainName: z
    .string()
    .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a domain name in lower case')
    .optional()
    .describe(
      'Domain that clients call, such as api.example.com; with hostedZoneId it gets a record, and without certificateArn a certificate. Left out, clients use what the certificate names.',
    ),
  hostedZoneId: z
    .string()
    .regex(/^Z[0-9A-Z]+$/, 'must be the id of a hosted zone of Route 53')
    .optional()
    .describe('Public hosted zone of Route 53 that domainName lies in; left out, records are written by hand.'),
  sslPolicy: z
    .enum(sslPolicies)
    .default(sslPolicies[0])
    .describe(
      `TLS versions and ciphers that clients may use; ${sslPolicies[0]} when left out, which AWS recommends: TLS 1.2 and 1.3, with post-quantum key exchange for clients that have it.`,
    ),
  allowedCidrs: z
    .record(name, cidr)
    .optional()
    .describe(
      'IPv4 ranges that may call it on ports 80 and 443: a name of your own -> range; left out, the internet, or the VPC where it is internal.',
    ),
  idleTimeout: z
    .int()
    .min(1)
    .max(4000)
    .default(60)
    .describe('Seconds after which an idle connection is closed, 1 to 4,000; 60 when left out.'),
  accessLogsDays: z
    .int()
    .min(1)
    .max(3650)
    .default(90)
    .describe('Days that access logs are kept, 1 to 3,650; 90 when left out.'),
  accessLogsGb: z
    .number()
    .min(0)
    .default(1)
    .describe('Expected size of the access logs that are kept, GB, 0 or more; 1 when left out. For the cost alone.'),
  requestGbPerMonth: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Expected traffic through it beside what needs ask for, GB a month, 0 or more; 0 when left out. For the cost alone.',
    ),
  zones: z
    .int()
    .min(2)
    .max(mostZones)
    .optional()
    .describe(
      'Zones of the network, 2 to 6, each of which takes a public address; left out, 2 for single-az and 3 for multi-az as the network has them. For the cost alone.',
    ),
});

export type Inputs = z.infer<typeof inputs>;

/** Why there can be no HTTPS listener, as a clause. */
export function missingCertificate({ certificateArn, domainName, hostedZoneId }: Inputs): string | undefined {
  if (certificateArn !== undefined || (domainName !== undefined && hostedZoneId !== undefined)) return undefined;
  return domainName === undefined
    ? 'HTTPS takes a certificate: inputs.certificateArn, or inputs.domainName with inputs.hostedZoneId, must be set'
    : 'inputs.domainName needs inputs.hostedZoneId to prove the domain to ACM, or inputs.certificateArn beside it';
}
