/** A picture of the network, drawn from the emitted stack: VPCs, zones, subnets and what stands in them. */
import type { Emitted } from '../emitted';
import { endpointGroups, isOfService, type EndpointGroup } from './endpoints';
import { Ids, label } from './mermaid';
import { graphOf, literal, named, type Resource, type ResourceGraph } from './resources';
import { routesOf, tenantsOf, type SubnetRoutes } from './routes';
import { inventory, isService, vpcInWords } from './words';

const internet = 'internet';
const styles = [
  'classDef public fill:#c8e6c9,stroke:#388e3c,color:#000',
  'classDef private fill:#ffcdd2,stroke:#d32f2f,color:#000',
  'classDef isolated fill:#cfd8dc,stroke:#455a64,color:#000',
  'classDef endpoints fill:#f3e5f5,stroke:#7b1fa2,color:#000',
  'classDef services fill:#fff9c4,stroke:#f9a825,color:#000',
];

/** Edges from more subnets than that to their endpoints would hide the rest; the endpoints name them anyway. */
const mostSubnetsWithEdges = 3;

interface DrawnVpc {
  readonly vpc: Resource;
  readonly region: string;
  readonly subnets: readonly Resource[];
  readonly endpoints: readonly EndpointGroup[];
}

interface Drawing {
  readonly graph: ResourceGraph;
  readonly environment: string;
  readonly ids: Ids;
  readonly routes: ReadonlyMap<string, SubnetRoutes>;
  readonly tenants: ReadonlyMap<string, readonly Resource[]>;
}

/** Empty where the stack has neither a VPC nor anything that readers reach by CloudFront. */
export function networkDiagram(emitted: Pick<Emitted, 'resource'>, environment: string): string {
  const graph = graphOf(emitted);
  const routes = routesOf(graph);
  const vpcs = graph.ofType('aws_vpc').map((vpc): DrawnVpc => {
    const subnets = graph
      .ofType('aws_subnet')
      .filter(({ body }) => named(graph, body['vpc_id'])?.address === vpc.address);
    return { vpc, region: regionOf(vpc), subnets, endpoints: endpointGroups(graph, routes, vpc, subnets) };
  });
  if (vpcs.length === 0 && graph.ofType('aws_cloudfront_distribution').length === 0) return '';
  const drawing: Drawing = { graph, environment, ids: new Ids(), routes, tenants: tenantsOf(graph) };
  const lines = [
    'flowchart LR',
    `  ${drawing.ids.of(internet)}([${label('Internet')}])`,
    ...vpcs.flatMap((drawn) => vpcLines(drawing, drawn)),
    ...serviceNodes(drawing),
    ...entranceLines(drawing),
    ...vpcs.flatMap((drawn) => [...outLines(drawing, drawn), ...endpointLines(drawing, drawn)]),
    ...peeringLines(drawing),
  ];
  return [...lines, ...styles.map((style) => `  ${style}`)].join('\n');
}

function regionOf({ body }: Resource): string {
  return literal(body['region']) ?? 'global';
}

function vpcLines(drawing: Drawing, { vpc, region, subnets, endpoints }: DrawnVpc): readonly string[] {
  const { graph, ids, environment } = drawing;
  const zoneOf = ({ body }: Resource): string =>
    literal(body['availability_zone_id']) ?? literal(body['availability_zone']) ?? 'zone chosen by AWS';
  return [
    `  subgraph ${ids.of(vpc.address)}[${label(`${vpcInWords(vpc, environment)}, ${region}`)}]`,
    ...graph
      .ofType('aws_internet_gateway')
      .filter(({ body }) => named(graph, body['vpc_id'])?.address === vpc.address)
      .map(({ address }) => `    ${ids.of(address)}{{${label('Internet gateway')}}}`),
    ...[...new Set(subnets.map(zoneOf))]
      .sort()
      .flatMap((zone) => [
        `    subgraph ${ids.of(`${vpc.address} ${zone}`)}[${label(zone)}]`,
        ...subnets.filter((subnet) => zoneOf(subnet) === zone).map((subnet) => `      ${subnetLine(drawing, subnet)}`),
        '    end',
      ]),
    ...endpoints.map(
      ({ title, services }) =>
        `    ${ids.of(`${vpc.address} ${title}`)}[/${label(title, ...(services.length === 0 ? [] : [services.join(', ')]))}/]:::endpoints`,
    ),
    '  end',
  ];
}

function subnetLine({ ids, routes, tenants, environment }: Drawing, { address, body }: Resource): string {
  const tier = routes.get(address)?.tier ?? 'isolated';
  const head = [tier, literal(body['cidr_block'])].filter((part) => part !== undefined).join(' ');
  return `${ids.of(address)}[${label(head, ...inventory(tenants.get(address) ?? [], environment))}]:::${tier}`;
}

function servicesOf({ graph }: Drawing, region: string): readonly Resource[] {
  return [...graph.all.values()].filter((one) => isService(one.type) && regionOf(one) === region);
}

/** What stands in no VPC, a node for each region. */
function serviceNodes(drawing: Drawing): readonly string[] {
  const { graph, ids, environment } = drawing;
  const regions = [...graph.all.values()].filter(({ type }) => isService(type)).map(regionOf);
  return [...new Set(regions)].sort().map((region) => {
    const title = region === 'global' ? 'Global' : `Services in ${region}`;
    const lines = inventory(servicesOf(drawing, region), environment);
    return `  ${ids.of(`services ${region}`)}[${label(title, ...lines)}]:::services`;
  });
}

/** Ways from the internet: gateways of VPCs, and CloudFront with what it serves from. */
function entranceLines({ graph, ids }: Drawing): readonly string[] {
  const gateways = graph.ofType('aws_internet_gateway').map(({ address }) => address);
  const distributions = graph.ofType('aws_cloudfront_distribution');
  const origins = distributions.flatMap(({ references }) =>
    [...references].flatMap((address) => {
      const origin = graph.all.get(address);
      return origin !== undefined && isService(origin.type) ? [regionOf(origin)] : [];
    }),
  );
  const entrances = [...(distributions.length > 0 ? ['services global'] : []), ...gateways];
  return [
    ...entrances.map((to) => `  ${ids.of(internet)} <--> ${ids.of(to)}`),
    ...[...new Set(origins)]
      .sort()
      .map((region) => `  ${ids.of('services global')} --> ${ids.of(`services ${region}`)}`),
  ];
}

function outLines({ graph, ids, routes }: Drawing, { subnets }: DrawnVpc): readonly string[] {
  return subnets.flatMap(({ address }) => {
    const out = routes.get(address)?.out;
    const gateway = out === undefined ? undefined : graph.all.get(out);
    if (gateway === undefined) return [];
    if (gateway.type !== 'aws_nat_gateway') return [`  ${ids.of(gateway.address)} <--> ${ids.of(address)}`];
    const stands = named(graph, gateway.body['subnet_id']);
    // Without an arrow: Mermaid would put what it points to last, and the way in goes from left to right.
    return stands === undefined ? [] : [`  ${ids.of(stands.address)} -.-|${label('out by NAT')}| ${ids.of(address)}`];
  });
}

function endpointLines(drawing: Drawing, { vpc, region, endpoints }: DrawnVpc): readonly string[] {
  const { ids } = drawing;
  return endpoints.flatMap(({ title, services, names, subnets }) => {
    const node = ids.of(`${vpc.address} ${title}`);
    const reached = servicesOf(drawing, region).some(
      ({ type, address }) => names.has(address) || services.some((service) => isOfService(type, service)),
    );
    return [
      ...(subnets.length <= mostSubnetsWithEdges ? subnets.map((subnet) => `  ${ids.of(subnet)} -.-> ${node}`) : []),
      ...(reached ? [`  ${node} -.-> ${ids.of(`services ${region}`)}`] : []),
    ];
  });
}

function peeringLines({ graph, ids }: Drawing): readonly string[] {
  return graph.ofType('aws_vpc_peering_connection').flatMap(({ body }) => {
    const [here, there] = [named(graph, body['vpc_id']), named(graph, body['peer_vpc_id'])];
    if (here === undefined || there === undefined) return [];
    return [`  ${ids.of(there.address)} <-->|${label('peering')}| ${ids.of(here.address)}`];
  });
}
