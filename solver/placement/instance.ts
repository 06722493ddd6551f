/** A problem with numbers for names: what every engine of placement reads. Order depends on names alone. */
import { allocatableOf, freeNodes, freeOf, hasLabels, reasonAgainst, requestOf } from './eligible';
import {
  PODS,
  type Budget,
  type Exclusion,
  type Held,
  type Overflow,
  type PlacementProblem,
  type StaticPlace,
} from './problem';

export interface Service {
  readonly index: number;
  readonly name: string;
  readonly replicas: number;
  /** All replicas in one place. */
  readonly single: boolean;
  readonly leastLocations: number;
  readonly leastZones: number;
  /** By dimension, of one replica. */
  readonly request: readonly number[];
  /** Index of its request among the shapes of the instance. */
  readonly shape: number;
  /** Zones of a cloud place that its replicas there stand in, if there are so many of both. */
  readonly zonesAtPlace: number;
  /** Places that it may use, ascending. */
  readonly places: readonly number[];
  /** Static places with overflow that it may use, ascending. */
  readonly overflowing: readonly number[];
  /** Units of the objective for each replica in a cloud: the rank of its priority if a static place could take it. */
  readonly rank: number;
  /** Usable places that it is held at. */
  readonly held: readonly number[];
  readonly pinned: boolean;
  /** Added to the objective when it leaves a held place. */
  readonly moveMicroUsd: number;
}

export interface NodeKind {
  readonly type: string;
  readonly microUsd: number;
  /** By dimension; Infinity where it is not checked. */
  readonly holds: readonly number[];
}

/** What services that match none of some reservations may use together. */
export interface Share {
  readonly services: ReadonlySet<number>;
  /** By dimension. */
  readonly limit: readonly number[];
  /** Reservations left out, for the name of the clause; empty for all services. */
  readonly reserved: readonly number[];
}

interface PlaceFacts {
  readonly index: number;
  readonly id: string;
  readonly infrastructure: string;
  readonly zones: number;
  readonly fixedMicroUsd: number;
  readonly egressMicroUsdPerGb: number;
  readonly hardBudget: number;
}

export interface Cloud extends PlaceFacts {
  readonly kind: 'cloud';
  readonly nodeTypes: readonly NodeKind[];
  readonly clusterMicroUsd: number;
  readonly maxClusters: number;
  readonly maxNodesPerCluster: number;
  /** Static places that overflow to here, ascending. */
  readonly overflowOf: readonly number[];
}

export interface Site extends PlaceFacts {
  readonly kind: 'static';
  readonly shares: readonly Share[];
  /** Undefined: totals alone are checked. */
  readonly node?: NodeKind;
  readonly freeNodes: number;
  readonly overflow?: Overflow;
  /** By dimension: a sum of placed requests above it is past the trigger. */
  readonly trigger: readonly number[];
}

export type PlaceOf = Cloud | Site;

/** An edge between services. Traffic is counted in parts of it: a whole one is `sourceUnits * targetUnits`. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly sourceUnits: number;
  /** 1, or the replicas of a spread target that all answer. */
  readonly targetUnits: number;
  readonly shared: boolean;
  /** Of one part that leaves a place, by place. */
  readonly unitMicroUsd: readonly number[];
  readonly maxLatencyMs: number | undefined;
}

export interface Instance {
  readonly problem: PlacementProblem;
  readonly dimensions: readonly string[];
  /** Dimensions without pods, by index: those that usually fill a node. */
  readonly measured: readonly number[];
  /** The different requests, by dimension. */
  readonly shapes: readonly (readonly number[])[];
  readonly services: readonly Service[];
  readonly places: readonly PlaceOf[];
  readonly links: readonly Link[];
  readonly together: readonly (readonly [number, number])[];
  readonly apart: readonly (readonly [number, number])[];
  /** What is left of hard budgets, and the places that spend from each. */
  readonly budgets: readonly { readonly name: string; readonly left: number; readonly places: readonly number[] }[];
  readonly excluded: readonly Exclusion[];
  /** Whether a service at one place is too far from one at another. */
  tooFar(from: number, to: number, maxLatencyMs: number): boolean;
}

export function instanceOf(problem: PlacementProblem): Instance {
  const services = byName(problem.services, ({ name }) => name);
  const locations = byName(problem.locations, ({ id }) => id);
  const numberOf = new Map(services.map(({ name }, index) => [name, index]));
  const dimensions = [...new Set([PODS, ...services.flatMap(({ requests }) => Object.keys(requests))])].sort();
  const known = (name: string): number => {
    const found = numberOf.get(name);
    if (found === undefined) throw new TypeError(`no service is called ${name}`);
    return found;
  };
  const excluded: Exclusion[] = [];
  const priorities = [...new Set(services.map(({ priority }) => priority))].sort((a, b) => a - b);
  const held = new Map(problem.held.map((each) => [each.service, each]));
  const usable = services.map((service) => {
    const found = locations.flatMap((place, index) => {
      const reason = reasonAgainst(service, place) ?? pinnedElsewhere(held.get(service.name), place.id);
      if (reason !== undefined) excluded.push({ service: service.name, location: place.id, reason });
      return reason === undefined ? [index] : [];
    });
    const pins = pinsOf(held.get(service.name));
    return pins !== undefined && pins.length > found.length ? [] : found;
  });
  const pairs = (of: 'keepWith' | 'keepApart'): (readonly [number, number])[] => {
    const unique = new Map<string, readonly [number, number]>();
    services.forEach((service, a) => {
      for (const name of service[of]) {
        const b = known(name);
        if (a !== b) unique.set(`${Math.min(a, b)} ${Math.max(a, b)}`, [Math.min(a, b), Math.max(a, b)]);
      }
    });
    return [...unique.values()].sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  };
  const requests = services.map((service) => {
    const request = requestOf(service);
    return dimensions.map((dimension) => request[dimension] ?? 0);
  });
  const shapes = new Map(requests.map((request) => [request.join(' '), request]));
  const shapeNames = [...shapes.keys()];
  return {
    problem,
    dimensions,
    shapes: [...shapes.values()],
    measured: [...dimensions.keys()].filter((d) => dimensions[d] !== PODS),
    excluded,
    services: services.map((service, index) => {
      const places = usable[index] ?? [];
      const statics = places.filter((place) => locations[place]?.kind === 'static');
      const keep = held.get(service.name);
      const request = requests[index] ?? [];
      return {
        index,
        name: service.name,
        replicas: service.replicas,
        single: service.spread === undefined,
        leastLocations: service.spread?.over === 'locations' ? service.spread.least : 1,
        leastZones: service.spread?.over === 'zones' ? service.spread.least : 1,
        zonesAtPlace: Math.max(service.zonesAtPlace ?? 1, service.spread?.over === 'zones' ? service.spread.least : 1),
        request,
        shape: shapeNames.indexOf(request.join(' ')),
        places,
        overflowing: statics.filter((place) => {
          const site = locations[place];
          return site?.kind === 'static' && site.overflow !== undefined;
        }),
        rank: statics.length > 0 ? priorities.indexOf(service.priority) : 0,
        held: places.filter((place) => (keep?.places[locations[place]?.id ?? ''] ?? 0) > 0),
        pinned: keep?.keep === 'pinned',
        moveMicroUsd: keep === undefined ? 0 : Math.max(1, keep.minSavingMicroUsd),
      };
    }),
    places: locations.map((place, index): PlaceOf => {
      const facts = {
        index,
        id: place.id,
        infrastructure: place.infrastructure,
        zones: place.zones,
        fixedMicroUsd: place.fixedMicroUsd,
        egressMicroUsdPerGb: place.egressMicroUsdPerGb,
        hardBudget: leftOf(place.budget),
      };
      if (place.kind === 'static') {
        const trigger = dimensions.map((dimension) => triggerOf(place, dimension));
        const kind = place.perNode === undefined ? undefined : nodeOf(place.perNode, dimensions);
        return {
          ...facts,
          kind: 'static',
          trigger,
          freeNodes: freeNodes(place),
          shares: sharesOf(place, problem.services.length, services, dimensions),
          ...(kind !== undefined && { node: kind }),
          ...(place.overflow !== undefined && { overflow: place.overflow }),
        };
      }
      const types = [...place.nodeTypes].sort((a, b) => a.microUsd - b.microUsd || (a.type < b.type ? -1 : 1));
      return {
        ...facts,
        kind: 'cloud',
        nodeTypes: types.map((type) => ({
          type: type.type,
          microUsd: type.microUsd,
          holds: dimensions.map((dimension) => allocatableOf(type, dimension)),
        })),
        clusterMicroUsd: place.clusterMicroUsd,
        maxClusters: place.maxClusters ?? Infinity,
        maxNodesPerCluster: place.maxNodesPerCluster ?? Infinity,
        overflowOf: locations.flatMap((site, from) => {
          if (site.kind !== 'static' || site.overflow?.target !== place.infrastructure) return [];
          return (site.overflow.regions?.includes(place.region) ?? true) ? [from] : [];
        }),
      };
    }),
    links: services.flatMap((service, from) =>
      service.talksTo.flatMap(({ to: name, gbPerMonth, maxLatencyMs, reach }): Link[] => {
        const to = known(name);
        const target = services[to];
        if (target === undefined || to === from) return [];
        const sourceUnits = service.spread === undefined ? 1 : service.replicas;
        const shared = reach === 'all' && target.spread !== undefined;
        const targetUnits = shared ? target.replicas : 1;
        const unitMicroUsd = locations.map(({ egressMicroUsdPerGb }) =>
          Math.ceil((Math.round(gbPerMonth * 1000) * egressMicroUsdPerGb) / (1000 * sourceUnits * targetUnits)),
        );
        return [{ from, to, sourceUnits, targetUnits, shared, unitMicroUsd, maxLatencyMs }];
      }),
    ),
    together: pairs('keepWith'),
    apart: pairs('keepApart'),
    budgets: [
      ...byName(problem.infrastructures, ({ name }) => name).map(({ name, budget }) => ({
        name: `budget/${name}`,
        left: leftOf(budget),
        places: locations.flatMap(({ infrastructure }, index) => (infrastructure === name ? [index] : [])),
      })),
      ...locations.map(({ id, budget }, index) => ({ name: `budget/${id}`, left: leftOf(budget), places: [index] })),
    ].filter(({ left }) => left < Infinity),
    tooFar(from, to, most) {
      if (from === to) return false;
      const [a, b] = [locations[from]?.id ?? '', locations[to]?.id ?? ''];
      const measured = problem.latencyMs[a]?.[b] ?? problem.latencyMs[b]?.[a];
      return measured === undefined || measured > most;
    },
  };
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Places that a service is pinned to. */
function pinsOf(held: Held | undefined): readonly string[] | undefined {
  if (held?.keep !== 'pinned') return undefined;
  return Object.keys(held.places).filter((place) => (held.places[place] ?? 0) > 0);
}

function pinnedElsewhere(held: Held | undefined, place: string): string | undefined {
  const pins = pinsOf(held);
  return pins === undefined || pins.includes(place) ? undefined : `it is pinned to ${pins.join(', ')}`;
}

function leftOf(budget: Budget | undefined): number {
  return budget?.limit === 'hard' ? Math.max(0, budget.monthlyMicroUsd - budget.spentMicroUsd) : Infinity;
}

function nodeOf(size: Readonly<Record<string, number>>, dimensions: readonly string[]): NodeKind {
  return { type: 'node', microUsd: 0, holds: dimensions.map((dimension) => size[dimension] ?? Infinity) };
}

/** Most that may be placed before the trigger: `used + placed <= percent of capacity`. */
function triggerOf(place: StaticPlace, dimension: string): number {
  const all = place.capacity[dimension];
  if (all === undefined || place.overflow === undefined) return Infinity;
  return Math.floor((all * place.overflow.thresholdPercent) / 100) - (place.used[dimension] ?? 0);
}

/**
 * One share for every set of reservations: by the max-flow min-cut theorem the requests of services can be drawn from
 * the common part and from the reservations that each may use exactly when all of these hold.
 */
function sharesOf(
  place: StaticPlace,
  count: number,
  services: PlacementProblem['services'],
  dimensions: readonly string[],
): Share[] {
  const { reservations } = place;
  if (reservations.length > 8) throw new RangeError(`${place.id} has more than 8 reservations`);
  const unique = new Map<string, Share>();
  for (let set = 0; set < 1 << reservations.length; set++) {
    const reserved = [...reservations.keys()].filter((index) => (set >> index) % 2 === 1);
    const outside = [...Array(count).keys()].filter((index) => {
      const service = services[index];
      return !reserved.some((each) =>
        reservations[each]?.selectors.some((selector) => service !== undefined && hasLabels(service, selector)),
      );
    });
    const limit = dimensions.map((dimension) => {
      const taken = reserved.reduce((sum, each) => sum + (reservations[each]?.amount[dimension] ?? 0), 0);
      return Math.max(0, freeOf(place, dimension) - taken);
    });
    const key = outside.join();
    const twin = unique.get(key);
    const tighter = twin === undefined ? limit : limit.map((most, d) => Math.min(most, twin.limit[d] ?? Infinity));
    if (outside.length > 0) unique.set(key, { services: new Set(outside), limit: tighter, reserved });
  }
  return [...unique.values()];
}
