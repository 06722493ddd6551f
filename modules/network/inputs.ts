/** What an environment may say of its network. */
import { z } from 'zod';
import { peakGbpsInput } from '../throughput';
import { natModes } from './nat';

/** Beyond what AWS has in any region. */
export const mostZones = 6;

/** Ports above are let in anyway: answers come to them. */
const firstAnswerPort = 1024;

/** AWS allows 20 rules in each direction unless raised; the others need eight. */
const mostPublicPorts = 10;

function blocks(tier: string, spans: string) {
  return z
    .array(z.string().regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 block such as 10.0.1.0/24'))
    .max(mostZones)
    .default([])
    .describe(
      `Blocks of the ${tier} subnets, /16 to /28 inside the VPC, in zone order (${spans}). Those beyond the zones in use are kept for later ones; what is not given is allocated.`,
    );
}

export const inputs = z.strictObject({
  zones: z
    .number()
    .int()
    .min(2)
    .max(mostZones)
    .optional()
    .describe(
      'Availability zones that the subnets span, 2 to 6; omitted, 2 for single-az and 3 for multi-az, or as many as the region has; it can be raised and never lowered.',
    ),
  privateZones: z
    .union([z.int().min(1).max(mostZones), z.literal('by-availability')])
    .optional()
    .describe(
      'Zones that have a private subnet, the first so many, 1 to 6; by-availability: 1 for single-az and all for multi-az; omitted, all. Clusters and databases need 2. It can be raised and never lowered.',
    ),
  isolated: z
    .boolean()
    .default(false)
    .describe(
      'Whether each zone has an isolated subnet too, for data: no way to or from the internet, gateway endpoints alone. Databases and caches that are new then stand there; those that stand already must not be moved, so decide it before them. Omitted, false.',
    ),
  subnets: z
    .strictObject({
      public: blocks('public', 'all zones'),
      private: blocks('private', 'zones with a private subnet'),
      isolated: blocks('isolated', 'all zones'),
    })
    .optional()
    .describe('Blocks of subnets by tier; omitted, all are allocated. A subnet that stands never moves.'),
  nat: z
    .enum(natModes)
    .optional()
    .describe(
      'NAT gateways: none (private subnets have no way out), single (one zone can cut off all) or per-zone, one for each private subnet; omitted, single for single-az and per-zone for multi-az; a gateway that goes takes its public address with it.',
    ),
  internetGbPerMonth: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Expected traffic from private subnets out to the internet beside what needs ask for, GB a month in each region, 0 or more; omitted, 0: only what needs ask for is charged.',
    ),
  natReceivedGbPerMonth: z
    .number()
    .min(0)
    .default(10)
    .describe(
      'Expected traffic that private subnets receive through NAT beside what needs ask for (packages, answers from the internet; not S3 or DynamoDB, which go by endpoint), GB a month in each region, 0 or more; omitted, 10.',
    ),
  peakGbps: peakGbpsInput('NAT'),
  privateOnly: z
    .boolean()
    .default(false)
    .describe(
      'Whether needs of APIs of AWS must be met by endpoints, whatever they cost; omitted, false: by NAT where that costs less.',
    ),
  networkAcls: z
    .boolean()
    .default(true)
    .describe(
      'Whether network ACLs stand behind the security groups, one for each tier: private subnets take nothing but answers from public addresses, isolated ones nothing from outside of the VPC; omitted, true.',
    ),
  publicPorts: z
    .array(
      z
        .int()
        .min(1)
        .max(firstAnswerPort - 1),
    )
    .max(mostPublicPorts)
    .refine((ports) => new Set(ports).size === ports.length, 'must have each port once')
    .default([80, 443])
    .describe(
      'TCP ports below 1024 that the network ACL of public subnets lets in from anywhere, 1 to 1023 each; omitted, 80 and 443. Higher ones are open there, since answers come to them; security groups decide.',
    ),
});
export type Inputs = z.infer<typeof inputs>;
