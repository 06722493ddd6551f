/**
 * An interface endpoint for one API of AWS: its names resolve to addresses in private subnets, so that traffic to it
 * passes neither NAT nor the internet. Each instance serves one API; an environment that names no instances has one for
 * each API that pays, or that has no other way.
 *
 * Private DNS leaves the rest of the VPC no choice: once the endpoint stands, everybody there goes by it. Its security
 * group lets in the groups of the clients that ask for it, and those of clusters in the same region, on port 443.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
import { z } from 'zod';
import { interfaceApis, interfaceServices, networking } from '../aws-apis';
import { awsApi, privateNetwork } from '../capabilities';
import type { Module, Option, Site } from '../module';
import { throughputCautions, peakGbpsInput } from '../throughput';
import { controls } from './controls';
import { rules } from './rules';

const hoursPerMonth = 730;

const inputs = z.strictObject({
  service: z
    .enum(interfaceServices)
    .default('ecr.api')
    .describe(
      'API of AWS that the endpoint is for; omitted, ecr.api. An environment that names no instances has one for each API, where it pays.',
    ),
  zones: z
    .int()
    .min(1)
    .max(6)
    .optional()
    .describe(
      'Private subnets that the endpoint has an address in, each in a zone of its own and charged by the hour, 1 to 6; omitted, 1 for single-az and 2 for multi-az. Clients of all zones reach it.',
    ),
  allowedSecurityGroupIds: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a short name in lower case'),
      z.string().regex(/^sg-[0-9a-f]+$/, 'must be the id of a security group'),
    )
    .default({})
    .describe(
      'Security groups of clients that are not built here: a name for each -> its id. They may use port 443; none when omitted.',
    ),
  peakGbps: peakGbpsInput('the endpoint'),
  openToVpc: z
    .boolean()
    .default(false)
    .describe(
      'Whether every address of the VPC may use port 443; omitted, false: groups of clients alone. Needed where clients that nobody names here call this API, since its names no longer lead anywhere else.',
    ),
  trustedAccounts: z
    .array(z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits'))
    .default([])
    .describe(
      'Further AWS accounts whose principals may call through the endpoint, 12 digits each; omitted, the account itself alone.',
    ),
});
export type Inputs = z.infer<typeof inputs>;

export function zonesOf(given: Inputs, { availability }: Pick<Site, 'availability'>): number {
  return given.zones ?? (availability === 'multi-az' ? 2 : 1);
}

function options(given: Inputs, site: Site): readonly Option[] {
  const zones = zonesOf(given, site);
  return [
    {
      key: 'endpoint',
      label: `Interface endpoint of ${given.service} in ${zones === 1 ? 'one zone' : `${zones} zones`}`,
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [awsApi(given.service)],
      exclusive: true,
      cost: [
        {
          name: `Interface endpoint of ${given.service}`,
          price: 'vpc.interfaceEndpoint.hour',
          fixed: zones * hoursPerMonth,
          basis: `${zones} ${zones === 1 ? 'zone' : 'zones'} x ${hoursPerMonth} h`,
          group: networking,
        },
        {
          name: `Traffic through the endpoint of ${given.service}`,
          price: 'vpc.interfaceEndpoint.gb',
          perDemand: { gbPerMonth: 1 },
          basis: 'every GB to or from the API; crossing zones to the endpoint is not charged',
          group: networking,
          overlooked: true,
        },
      ],
      spares: [
        {
          name: `Traffic of ${given.service} by its endpoint, not through NAT`,
          price: 'vpc.natGateway.gb',
          perDemand: { gbPerMonth: 1 },
          basis: 'every GB to or from the API',
          group: networking,
        },
      ],
      consumes: { maxInterfaceEndpoints: { fixed: 1 } },
    },
  ];
}

export const interfaceEndpoints = {
  name: 'interface_endpoints',
  title: 'Interface endpoints',
  summary: 'Private ways to APIs of AWS: an endpoint for each, where it costs less than NAT or NAT may not be used.',
  category: 'network',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  autoInstances: Object.fromEntries(
    interfaceServices.map((service) => [service.replaceAll('.', '_'), { service }] as const),
  ),
  stateful: false,
  services: ['ec2', 'vpc'],
  provides: interfaceApis,
  quotas: { maxInterfaceEndpoints: 'interface endpoints of a VPC (AWS allows 50 unless raised)' },
  inputs,
  useWhen: [
    { text: 'workloads send so much to an API of AWS that NAT costs more than the endpoint' },
    { text: 'traffic to AWS must not pass NAT: set `privateOnly` of the network' },
    { text: 'calls through the VPC are to be held to principals of the own account' },
  ],
  avoidWhen: [
    { text: 'there is little traffic: an endpoint costs by the hour and zone, and NAT stands already' },
    {
      text: 'nothing asks for an API of AWS',
      holds: ({ needs }) => !needs.some((need) => need.startsWith('aws-api-')),
    },
  ],
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
    'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html',
    'https://aws.amazon.com/privatelink/pricing/',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_endpoint',
    'The guide gives an interface endpoint 10 Gbit/s a network interface: AWS says so too, and scales it by itself to 100 (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html).',
    'The guide prices an endpoint once with 720 hours (7.20 USD a month) and once with 730 (7.30): it is 730 here.',
    'The guide counts the traffic of image pulls with the endpoints of ECR: image layers come from S3, by its gateway endpoint, and only manifests and calls pass these.',
    "The guide lets the endpoints' group send anywhere: an endpoint opens no connections, so that its group has no egress here.",
  ],
  controls,
  // A network has private subnets in as many zones as an endpoint takes by default.
  needs: ({ zones = 1 }) => [{ capability: privateNetwork, at: 'each', atLeast: { privateZones: zones } }],
  options,
  cautions(given, site, facts) {
    const zones = zonesOf(given, site);
    const by = `the endpoint of ${given.service} in ${zones} ${zones === 1 ? 'zone' : 'zones'}`;
    return throughputCautions(given.peakGbps, zones, by, facts.throughput('interface-endpoint'));
  },
  zoneParts: (given, site) => [
    {
      what: 'endpoint',
      zones: zonesOf(given, site),
      where: 'first',
      loses: `${given.service} is not reached`,
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
