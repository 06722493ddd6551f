/** Endpoints of a VPC for a picture: those that serve the same subnets share a node. */
import { literal, named, type Resource, type ResourceGraph } from './resources';
import type { SubnetRoutes } from './routes';

export interface EndpointGroup {
  /** `Gateway endpoints for private subnets` */
  readonly title: string;
  /** As in the names of endpoints: `ecr.dkr`. */
  readonly services: readonly string[];
  /** Addresses of what its endpoints name beside that, such as a service network. */
  readonly names: ReadonlySet<string>;
  /** Addresses of the subnets that reach the services by them. */
  readonly subnets: readonly string[];
}

export function endpointGroups(
  graph: ResourceGraph,
  routes: ReadonlyMap<string, SubnetRoutes>,
  vpc: Resource,
  subnets: readonly Resource[],
): readonly EndpointGroup[] {
  const groups = new Map<
    string,
    { readonly services: string[]; readonly names: Set<string>; readonly subnets: readonly string[] }
  >();
  for (const { body, references } of graph.ofType('aws_vpc_endpoint')) {
    if (named(graph, body['vpc_id'])?.address !== vpc.address) continue;
    const kind = literal(body['vpc_endpoint_type']) ?? 'Gateway';
    const gateway = kind === 'Gateway';
    const served = subnets.filter(({ address }) =>
      references.has(gateway ? (routes.get(address)?.table ?? '') : address),
    );
    const whom = whichOf(served, subnets, routes);
    const title = gateway ? `Gateway endpoints for ${whom}` : `${inWords(kind)} endpoints in ${whom}`;
    const known = groups.get(title) ?? {
      services: [],
      names: new Set(),
      subnets: served.map(({ address }) => address),
    };
    const service = serviceOf(body);
    if (service !== undefined) known.services.push(service);
    for (const address of references) known.names.add(address);
    groups.set(title, known);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { services, ...rest }]) => ({ title, services: services.sort(), ...rest }));
}

/** `ServiceNetwork` is `Service network`. */
function inWords(kind: string): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** `com.amazonaws.us-east-1.ecr.dkr` is `ecr.dkr`. */
export function serviceOf(endpoint: Readonly<Record<string, unknown>>): string | undefined {
  return literal(endpoint['service_name'])?.split('.').slice(3).join('.');
}

/** Whether a resource belongs to the service of an endpoint: `aws_ecr_repository` to `ecr.dkr`. */
export function isOfService(type: string, service: string): boolean {
  return type.startsWith(`aws_${service.split('.')[0] ?? ''}_`);
}

function whichOf(
  some: readonly Resource[],
  all: readonly Resource[],
  routes: ReadonlyMap<string, SubnetRoutes>,
): string {
  if (some.length === 0) return 'no subnet';
  if (some.length === all.length) return 'all subnets';
  const tierOf = ({ address }: Resource): string => routes.get(address)?.tier ?? '';
  const tiers = [...new Set(some.map(tierOf))].sort();
  const words = tiers.join(' and ');
  if (some.length === all.filter((subnet) => tiers.includes(tierOf(subnet))).length) return `${words} subnets`;
  return `${some.length} ${words} ${some.length === 1 ? 'subnet' : 'subnets'}`;
}
