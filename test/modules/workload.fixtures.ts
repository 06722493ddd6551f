/** Workloads alone: what they are given, and the graph that their security groups make. */
import { facts } from '../../data';
import { awsApi, awsApiServices, type AwsApiAccess, type AwsApiService } from '../../modules/capabilities';
import type { Availability, Module, Site } from '../../modules/module';
import type { Emitted } from '../../stacks/emitted';
import { buildModule, type BuildRequest, type Given } from '../support/build-module';
import { sampleGiven } from '../support/capabilities';

export function siteOf(availability: Availability = 'single-az'): Site {
  return { location: 'aws/us-east-1', region: 'us-east-1', availability };
}

export interface Workload {
  readonly inputs?: object;
  readonly availability?: Availability;
  /** Ways to APIs that differ from those of the samples. */
  readonly ways?: Partial<Readonly<Record<AwsApiService, Omit<AwsApiAccess, 'service'>>>>;
  readonly request?: Partial<BuildRequest>;
}

/** In us-east-1, and with its tables and buckets there too unless it is secondary. */
export function buildWorkload(module: Module<unknown>, given: Workload = {}): Promise<Emitted> {
  const { inputs = {}, availability = 'single-az', ways = {}, request = {} } = given;
  const primary = request.role === 'secondary' ? 'us-west-2' : 'us-east-1';
  const samples = module
    .needs(module.inputs.parse(inputs))
    .map((need) => sampleGiven(need, siteOf(availability), primary))
    .map((sample): Given => {
      const service = awsApiServices.find((one) => one in ways && awsApi(one).name === sample.capability.name);
      return service === undefined ? sample : { ...sample, outputs: { service, ...ways[service] } };
    });
  return buildModule(module, { facts, inputs, frame: { availability }, given: samples, ...request });
}

const known: Readonly<Record<string, string>> = {
  'sg-0123456789abcdef2': 'load balancer',
  'sg-ecrapi': 'endpoint of ecr.api',
  'sg-ecrdkr': 'endpoint of ecr.dkr',
};

/** `load balancer -> self: 8080`, one line a rule, those of both directions. */
export function graphOf({ resource }: Emitted): string[] {
  const name = (value: unknown): string => {
    const text = String(value);
    return text.startsWith('${aws_security_group.') ? 'self' : (known[text] ?? text);
  };
  const end = (rule: Record<string, unknown>): string =>
    name(rule['referenced_security_group_id'] ?? rule['prefix_list_id'] ?? rule['cidr_ipv4']);
  const rules = (type: string): Record<string, unknown>[] => Object.values(resource[type] ?? {});
  return [
    ...rules('aws_vpc_security_group_egress_rule').map(
      (rule) => `egress ${name(rule['security_group_id'])} -> ${end(rule)}: ${String(rule['from_port'])}`,
    ),
    ...rules('aws_vpc_security_group_ingress_rule').map(
      (rule) => `ingress ${end(rule)} -> ${name(rule['security_group_id'])}: ${String(rule['from_port'])}`,
    ),
  ].sort();
}

export function only(emitted: Emitted, type: string): Record<string, unknown> {
  const [body, ...others] = Object.values(emitted.resource[type] ?? {});
  if (body === undefined || others.length > 0)
    throw new Error(`${body === undefined ? 0 : others.length + 1} of ${type}`);
  return body;
}

export function problemsOf(module: Module<unknown>, inputs: unknown): readonly string[] {
  const result = module.inputs.safeParse(inputs);
  return result.success ? ['none'] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** `key-value-table of jobs (primary)`, with what is demanded of it. */
export function needsOf(module: Module<unknown>, inputs: unknown): string[] {
  return module.needs(module.inputs.parse(inputs)).map(({ capability, at, instance, demand = {} }) => {
    const sizes = Object.entries(demand).map(([unit, amount]) => `${amount} ${unit}`);
    return [
      capability.name,
      ...(instance === undefined ? [] : [`of ${instance}`]),
      ...(at === 'each' ? [] : [`(${at})`]),
      ...sizes,
    ].join(' ');
  });
}
