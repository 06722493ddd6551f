/** One service of the network: its schema, and which parts go together. */
import { z } from 'zod';
import { allowSchema, checkAllow, grants } from './allow';
import { checkListener } from './listener-checks';
import { listenerSchema, portOf } from './listeners';
import { byName, sortedEntries, type Breach } from './names';
import { checkTargetGroup } from './target-group-checks';
import { targetGroupSchema } from './target-groups';

export const authType = z
  .enum(['AWS_IAM', 'NONE'])
  .default('AWS_IAM')
  .describe('AWS_IAM refuses every caller that allow does not name; NONE checks nobody; omitted, AWS_IAM.');

export const allow = allowSchema.prefault({});
export const regionName = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'Expected a region such as us-east-1.');
const tags = z.record(z.string().min(1).max(128), z.string().max(256));

export const serviceSchema = z.strictObject({
  regions: z
    .array(regionName)
    .min(1)
    .exactOptional()
    .describe('Regions in which the service stands; omitted, each region in which the module stands.'),
  customDomainName: z
    .string()
    .max(255)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'Expected a domain name in lower case.')
    .exactOptional()
    .describe(
      'Domain name that clients use; the CNAME in your zone is yours to make, to the output service_domain_name; omitted, the name that Lattice gives; changing it replaces the service.',
    ),
  certificateArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-z-]+$/, 'Expected the ARN of an ACM certificate.')
    .exactOptional()
    .describe(
      'ACM certificate of the custom domain name, in the region of the service; omitted, the certificate that Lattice manages for its own name.',
    ),
  authType,
  allow: allow.describe(
    'Who may call this service; it adds the same to the policy of the service network; omitted, nobody under AWS_IAM.',
  ),
  tags: tags.default({}).describe('Tags of the service and its target groups beside the default ones; omitted, none.'),
  targetGroups: byName('target group', { min: 1, max: 63 }, targetGroupSchema)
    .default({})
    .describe('Target groups by name, for the listeners of this service alone; omitted, none.'),
  listeners: byName('listener', { min: 3, max: 63, reserved: 'listener-' }, listenerSchema)
    .prefault({ https: {} })
    .describe('Listeners by name; AWS allows 2 a service unless the quota is raised; omitted, HTTPS on port 443.'),
});
export type Service = z.infer<typeof serviceSchema>;

export function checkService(given: Service, network: Pick<Service, 'authType' | 'allow'>): readonly Breach[] {
  const listeners = sortedEntries(given.listeners);
  const groups = sortedEntries(given.targetGroups);
  const protocols = new Set(listeners.map(([, { protocol }]) => protocol));
  const isTlsOnly = protocols.size === 1 && protocols.has('TLS_PASSTHROUGH');
  const { allow: allowed, authType: auth, customDomainName, certificateArn } = given;
  return [
    ...checkAllow(allowed, auth),
    {
      when: auth === 'NONE' && network.authType === 'AWS_IAM' && !grants(network.allow),
      path: ['authType'],
      message:
        'Nothing could reach this service: the service network asks for AWS_IAM and allows nobody for all services. Leave authType out and name the callers in allow, or name them in allow of the network.',
    },
    {
      when: isTlsOnly && grants(allowed) && !allowed.anonymous,
      path: ['allow'],
      message:
        'Behind TLS_PASSTHROUGH every caller is anonymous to an auth policy, so these would never match: use anonymous: true with vpcIds.',
    },
    {
      when: protocols.has('TLS_PASSTHROUGH') && customDomainName === undefined,
      path: ['customDomainName'],
      message: 'A TLS_PASSTHROUGH listener needs a customDomainName: Lattice tells services apart by the server name.',
    },
    {
      when: protocols.has('HTTPS') && customDomainName !== undefined && certificateArn === undefined,
      path: ['certificateArn'],
      message: `An HTTPS listener under ${customDomainName ?? ''} needs a certificateArn: the certificate of Lattice covers its own name alone.`,
    },
    {
      when: certificateArn !== undefined && (customDomainName === undefined || !protocols.has('HTTPS')),
      path: ['certificateArn'],
      message:
        'A certificateArn is used by an HTTPS listener with a customDomainName alone: add what is missing, or remove it.',
    },
    ...listeners.flatMap(([name, listener]) => {
      const other = listeners.find(([earlier, one]) => earlier < name && portOf(one) === portOf(listener));
      const taken = {
        when: other !== undefined,
        path: ['port'],
        message: `Listener ${other?.[0] ?? ''} has port ${portOf(listener)} already; a service listens on a port once.`,
      };
      return below(['listeners', name], [taken, ...checkListener(listener, given.targetGroups)]);
    }),
    ...groups.flatMap(([name, group]) => below(['targetGroups', name], checkTargetGroup(group))),
  ];
}

function below(at: readonly string[], breaches: readonly Breach[]): readonly Breach[] {
  return breaches.map((breach) => ({ ...breach, path: [...at, ...breach.path] }));
}
