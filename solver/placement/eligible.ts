/** Which places a service may use at all, judged by the service and the place alone, and why not. */
import {
  ACCELERATOR,
  PODS,
  type NodeType,
  type PlacedService,
  type PlacementLocation,
  type PlacementProblem,
  type Resources,
  type StaticPlace,
} from './problem';

/** Whether a glob, in which `*` stands for any characters, matches the whole text. */
export function matches(glob: string, text: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

/** What one replica takes, its pod included. */
export function requestOf({ requests }: PlacedService): Resources {
  return { ...requests, [PODS]: 1 };
}

/** Infinity where the node type does not state the dimension. */
export function allocatableOf({ allocatable }: NodeType, dimension: string): number {
  return allocatable[dimension] ?? (dimension.startsWith(ACCELERATOR) ? 0 : Infinity);
}

/** What is left of a static place for services here; Infinity where it does not state the dimension. */
export function freeOf({ capacity, used }: StaticPlace, dimension: string): number {
  const all = capacity[dimension];
  return all === undefined ? Infinity : Math.max(0, all - (used[dimension] ?? 0));
}

export function freeNodes({ nodes, usedNodes }: StaticPlace): number {
  return nodes === undefined ? Infinity : Math.max(0, nodes - usedNodes);
}

export function hasLabels(service: PlacedService, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => service.labels[key] === value);
}

/** Total of the reservations of a place that the service may not use. */
export function reservedFromOthers(place: StaticPlace, service: PlacedService, dimension: string): number {
  return place.reservations
    .filter(({ selectors }) => !selectors.some((selector) => hasLabels(service, selector)))
    .reduce((sum, { amount }) => sum + (amount[dimension] ?? 0), 0);
}

/** In words, or undefined where the service may stand there. */
export function reasonAgainst(service: PlacedService, place: PlacementLocation): string | undefined {
  return place.closed ?? missingProperty(service, place) ?? lackOfRoom(service, place);
}

function missingProperty({ requires, spread }: PlacedService, place: PlacementLocation): string | undefined {
  const { compliance, capabilities, residency, regions } = requires;
  const lacks = (wanted: readonly string[], has: readonly string[]): string | undefined =>
    wanted.find((tag) => !has.includes(tag));
  const programme = lacks(compliance, place.compliance);
  if (programme !== undefined) return `${place.id} does not declare compliance ${programme}`;
  const capability = lacks(capabilities, place.capabilities);
  if (capability !== undefined) return `${place.id} does not declare capability ${capability}`;
  const tag = lacks(residency, place.residency);
  if (tag !== undefined) return `${place.id} does not declare data residency ${tag}`;
  if (regions.length > 0 && !regions.some((glob) => matches(glob, place.region) || matches(glob, place.id)))
    return `${place.region} matches none of ${regions.join(', ')}`;
  if (spread?.over === 'zones' && spread.least > 1 && place.zones < 1) return `${place.id} has no zones`;
  return undefined;
}

function lackOfRoom(service: PlacedService, place: PlacementLocation): string | undefined {
  const request = Object.entries(requestOf(service));
  if (place.kind === 'cloud') {
    if (place.maxClusters === 0) return `${place.id} has no cluster left`;
    if (place.maxNodesPerCluster === 0) return `${place.id} allows no nodes in a cluster`;
    const fits = place.nodeTypes.some((type) =>
      request.every(([dimension, amount]) => amount <= allocatableOf(type, dimension)),
    );
    return fits ? undefined : `no node type of ${place.id} holds a replica`;
  }
  const replicas = service.spread === undefined ? service.replicas : 1;
  for (const [dimension, amount] of request) {
    const free = Math.max(0, freeOf(place, dimension) - reservedFromOthers(place, service, dimension));
    if (amount * replicas > free)
      return `${place.id} has ${free} of ${dimension} for it, and ${amount * replicas} is requested`;
    const node = place.perNode?.[dimension];
    if (node !== undefined && amount > node) return `a node of ${place.id} has ${node} of ${dimension}, not ${amount}`;
  }
  if (place.perNode !== undefined && freeNodes(place) === 0) return `${place.id} has no free node`;
  return undefined;
}

/** Dimensions that somebody who may stand at a static place requests and that it does not state. */
export function uncheckedDimensions(problem: PlacementProblem): { location: string; dimension: string }[] {
  const found: { location: string; dimension: string }[] = [];
  for (const place of problem.locations) {
    if (place.kind !== 'static') continue;
    const here = problem.services.filter((service) => reasonAgainst(service, place) === undefined);
    const requested = new Set(here.flatMap(({ requests }) => Object.keys(requests)));
    for (const dimension of [...requested].sort()) {
      if (place.capacity[dimension] === undefined) found.push({ location: place.id, dimension });
    }
    if (here.length > 0 && (place.nodes === undefined || place.perNode === undefined))
      found.push({ location: place.id, dimension: 'nodes' });
  }
  return found;
}
