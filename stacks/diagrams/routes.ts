/** Where the subnets of a stack send what is not for their VPC. */
import { addressesIn, blocks, literal, named, type Resource, type ResourceGraph } from './resources';

/** `public`: reaches the internet and is reached; `private`: goes out by NAT; `isolated`: does neither. */
export type Tier = 'public' | 'private' | 'isolated';

export interface SubnetRoutes {
  readonly tier: Tier;
  /** Address of the NAT gateway or internet gateway that the internet is reached by. */
  readonly out?: string;
  /** Address of its route table, where it has one of the stack. */
  readonly table?: string;
}

const everywhere = ['0.0.0.0/0', '::/0'];

interface Route {
  readonly table: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** By address of the subnet. */
export function routesOf(graph: ResourceGraph): ReadonlyMap<string, SubnetRoutes> {
  const defaults = routes(graph).filter(({ body }) =>
    [body['destination_cidr_block'], body['cidr_block'], body['destination_ipv6_cidr_block']].some((cidr) =>
      everywhere.includes(literal(cidr) ?? ''),
    ),
  );
  const tables = new Map(
    graph.ofType('aws_route_table_association').flatMap(({ body }): [string, string][] => {
      const [subnet, table] = [named(graph, body['subnet_id']), named(graph, body['route_table_id'])];
      return subnet === undefined || table === undefined ? [] : [[subnet.address, table.address]];
    }),
  );
  const mains = mainTables(graph);
  return new Map(
    graph.ofType('aws_subnet').map(({ address, body }): [string, SubnetRoutes] => {
      const table = tables.get(address) ?? mains.get(named(graph, body['vpc_id'])?.address ?? '');
      const out = defaults
        .filter((route) => route.table === table)
        .flatMap(({ body }) => addressesIn([body['gateway_id'], body['nat_gateway_id']]))
        .find((gateway) => graph.all.has(gateway));
      const tier = out === undefined ? 'isolated' : out.startsWith('aws_nat_gateway.') ? 'private' : 'public';
      return [address, { tier, ...(out === undefined ? {} : { out }), ...(table === undefined ? {} : { table }) }];
    }),
  );
}

/** The table of subnets that name none, by address of the VPC. */
function mainTables(graph: ResourceGraph): ReadonlyMap<string, string> {
  return new Map(
    graph.ofType('aws_main_route_table_association').flatMap(({ body }): [string, string][] => {
      const [vpc, table] = [named(graph, body['vpc_id']), named(graph, body['route_table_id'])];
      return vpc === undefined || table === undefined ? [] : [[vpc.address, table.address]];
    }),
  );
}

/** Routes stand alone or inside their table. */
function routes(graph: ResourceGraph): readonly Route[] {
  const alone = graph.ofType('aws_route').flatMap(({ body }): Route[] => {
    const table = named(graph, body['route_table_id']);
    return table === undefined ? [] : [{ table: table.address, body }];
  });
  const inside = graph
    .ofType('aws_route_table')
    .flatMap(({ address, body }) => blocks(body['route']).map((route): Route => ({ table: address, body: route })));
  return [...alone, ...inside];
}

/** What only describes subnets, and stands in none. */
const plumbing = /^aws_(route_table_association|network_acl(_association|_rule)?|flow_log|vpc_endpoint_.*)$/;
const group = /_subnet_group$/;

/** What stands in each subnet, by address of the subnet: what names it, or a group of subnets that it belongs to. */
export function tenantsOf(graph: ResourceGraph): ReadonlyMap<string, readonly Resource[]> {
  const tenants = new Map<string, Resource[]>(graph.ofType('aws_subnet').map(({ address }) => [address, []]));
  for (const resource of graph.all.values()) {
    if (plumbing.test(resource.type) || group.test(resource.type) || resource.type === 'aws_vpc_endpoint') continue;
    const direct = [...resource.references];
    const throughGroups = direct.flatMap((address) =>
      group.test(address.split('.')[0] ?? '') ? [...(graph.all.get(address)?.references ?? [])] : [],
    );
    for (const address of new Set([...direct, ...throughGroups])) tenants.get(address)?.push(resource);
  }
  return tenants;
}
