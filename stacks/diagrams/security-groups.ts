/** A picture of who may open a connection to whom: security groups as nodes, their rules as edges. */
import type { Emitted } from '../emitted';
import { serviceOf } from './endpoints';
import { Ids, label } from './mermaid';
import { blocks, graphOf, literal, named, type Resource, type ResourceGraph } from './resources';
import { inventory, nameOf, vpcInWords } from './words';

interface Flow {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
}

const anywhere = ['0.0.0.0/0', '::/0'];
const internet = 'Internet';
const ruleTypes = [
  'aws_vpc_security_group_ingress_rule',
  'aws_vpc_security_group_egress_rule',
  'aws_security_group_rule',
];

/** Empty where the stack has no security group. */
export function securityGroupDiagram(emitted: Pick<Emitted, 'resource'>, environment: string): string {
  const graph = graphOf(emitted);
  const groups = graph.ofType('aws_security_group');
  if (groups.length === 0) return '';
  const ids = new Ids();
  const flows = flowsOf(graph);
  const others = [...new Set(flows.flatMap(({ from, to }) => [from, to]))].filter((end) => !graph.all.has(end)).sort();
  const placeOf = ({ body }: Resource): string => {
    const vpc = named(graph, body['vpc_id']);
    const name = vpc === undefined ? literal(body['vpc_id']) : vpcInWords(vpc, environment);
    return [name, literal(body['region'])].filter((part) => part !== undefined).join(', ');
  };
  const places = [...new Set(groups.map(placeOf))].sort();
  return [
    'flowchart LR',
    ...others.map((end) => `  ${ids.of(end)}([${label(end)}])`),
    ...places.flatMap((place) => [
      `  subgraph ${ids.of(`place ${place}`)}[${label(place)}]`,
      ...groups
        .filter((group) => placeOf(group) === place)
        .map((group) => `    ${ids.of(group.address)}[${label(...groupLines(graph, group, flows, environment))}]`),
      '  end',
    ]),
    ...edges(flows).map(({ from, to, ports }) => `  ${ids.of(from)} -->|${label(ports)}| ${ids.of(to)}`),
  ].join('\n');
}

/** Its name, who belongs to it, and whether nobody may come in. */
function groupLines(
  graph: ResourceGraph,
  group: Resource,
  flows: readonly Flow[],
  environment: string,
): readonly string[] {
  const members = [...graph.all.values()].filter(
    ({ type, references }) => references.has(group.address) && !ruleTypes.includes(type) && type !== group.type,
  );
  return [
    nameOf(group, environment) ?? group.address,
    ...inventory(members, environment),
    ...(flows.some(({ to }) => to === group.address) ? [] : ['no way in']),
  ];
}

function flowsOf(graph: ResourceGraph): readonly Flow[] {
  const alone = graph.ofType(...ruleTypes).flatMap(({ type, body }) => {
    const group = named(graph, body['security_group_id'])?.address;
    if (group === undefined) return [];
    const ingress = type === 'aws_security_group_rule' ? body['type'] === 'ingress' : type.includes('_ingress_');
    return flowsOfRule(graph, group, body, ingress);
  });
  const inside = graph
    .ofType('aws_security_group')
    .flatMap(({ address, body }) => [
      ...blocks(body['ingress']).flatMap((rule) => flowsOfRule(graph, address, rule, true)),
      ...blocks(body['egress']).flatMap((rule) => flowsOfRule(graph, address, rule, false)),
    ]);
  return [...alone, ...inside];
}

function flowsOfRule(
  graph: ResourceGraph,
  group: string,
  rule: Readonly<Record<string, unknown>>,
  ingress: boolean,
): readonly Flow[] {
  const ports = portsOf(rule);
  return endsOf(graph, group, rule).map((end) =>
    ingress ? { from: end, to: group, ports } : { from: group, to: end, ports },
  );
}

/** The other ends of a rule: groups of the stack by address, anything else in words. */
function endsOf(graph: ResourceGraph, group: string, rule: Readonly<Record<string, unknown>>): readonly string[] {
  const many = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];
  const groups = [
    rule['referenced_security_group_id'],
    rule['source_security_group_id'],
    ...many(rule['security_groups']),
  ].flatMap((value) => named(graph, value)?.address ?? literal(value) ?? []);
  const ranges = [
    rule['cidr_ipv4'],
    rule['cidr_ipv6'],
    ...many(rule['cidr_blocks']),
    ...many(rule['ipv6_cidr_blocks']),
  ].flatMap((value) => rangeInWords(graph, value) ?? []);
  const lists = [rule['prefix_list_id'], ...many(rule['prefix_list_ids'])].flatMap(
    (value) => listInWords(graph, value) ?? [],
  );
  return [...groups, ...ranges, ...lists, ...(rule['self'] === true ? [group] : [])];
}

function rangeInWords(graph: ResourceGraph, value: unknown): string | undefined {
  const text = literal(value);
  if (text !== undefined && anywhere.includes(text)) return internet;
  const vpcs = graph
    .ofType('aws_vpc')
    .filter(({ address, body }) =>
      text === undefined ? named(graph, value)?.address === address : body['cidr_block'] === text,
    );
  return vpcs.length === 0 ? text : `all of ${literal(vpcs[0]?.body['cidr_block']) ?? 'the VPC'}`;
}

/** The addresses behind a gateway endpoint. */
function listInWords(graph: ResourceGraph, value: unknown): string | undefined {
  const endpoint = named(graph, value);
  const service = endpoint === undefined ? undefined : serviceOf(endpoint.body);
  if (service !== undefined) return `${service} by its gateway endpoint`;
  const text = literal(value);
  return text === undefined && value !== undefined ? 'a prefix list' : text;
}

function portsOf({ ip_protocol, protocol, from_port, to_port }: Readonly<Record<string, unknown>>): string {
  const kind = literal(ip_protocol) ?? literal(protocol) ?? '-1';
  if (kind === '-1' || kind === 'all') return 'all';
  const [low, high] = [literal(from_port), literal(to_port)];
  const range = low === undefined ? '' : low === high || high === undefined ? low : `${low}-${high}`;
  return kind === 'tcp' ? range : `${kind} ${range}`.trim();
}

/** One edge between two ends, with all ports; a way out and a way in between two groups are one connection. */
function edges(flows: readonly Flow[]): readonly Flow[] {
  const byEnds = new Map<string, { readonly flow: Flow; readonly ports: Set<string> }>();
  for (const flow of flows) {
    const key = `${flow.from} ${flow.to}`;
    const known = byEnds.get(key) ?? { flow, ports: new Set() };
    known.ports.add(flow.ports);
    byEnds.set(key, known);
  }
  return [...byEnds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { flow, ports }]) => ({ ...flow, ports: [...ports].sort(byNumber).join(', ') }));
}

function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
}
