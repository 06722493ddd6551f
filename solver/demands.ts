/** Flattens the needs of an environment, its services and their edges into one list of demands. */
import type { ComplianceAsk } from '../data/compliance-asks';
import type { At } from '../modules/module';
import type { Edge, Environment, KeyPath, NeedIntent, ServiceIntent } from '../schema/types';

/** Where a demand holds: `secondary` is every used region but the primary. */
export type Activation =
  | { readonly kind: 'each' | 'primary' | 'secondary' | 'anywhere' }
  | { readonly kind: 'service' | 'service-in-primary' | 'service-off-primary'; readonly service: string }
  /** At a location unless it is the primary one; at it where another one is the primary one. */
  | { readonly kind: 'off-primary'; readonly location: string }
  | { readonly kind: 'to-primary'; readonly location: string; readonly primary: string };

export interface Amounts {
  /** Expected amount by unit. */
  readonly amount: Readonly<Record<string, number>>;
  /** Least and greatest amounts where the user gave a range. */
  readonly low: Readonly<Record<string, number>>;
  readonly high: Readonly<Record<string, number>>;
}

export interface Demand extends Amounts {
  /** Stable, unique: `environment/key-value-cache`, `service/feast/key-value-cache`. */
  readonly id: string;
  /** Who asks, as a sentence begins: `service feast`. */
  readonly asker: string;
  readonly capability: string;
  /** The provider's option must give all of these as well. */
  readonly with: readonly string[];
  readonly activation: Activation;
  readonly path: KeyPath;
  /** Present where nobody wrote the need: a programme that is required asks for it. */
  readonly compliance?: Compliance;
}

export interface Compliance extends ComplianceAsk {
  readonly programme: string;
}

export function activationOf(at: At, service?: ServiceIntent): Activation {
  if (at === 'any') return service?.at === 'any' ? { kind: 'service', service: service.name } : { kind: 'anywhere' };
  return { kind: at };
}

function ofNeed(need: NeedIntent, owner: string, asker: string, service?: ServiceIntent): Demand {
  return {
    id: `${owner}/${need.capability}`,
    asker,
    capability: need.capability,
    with: need.with,
    amount: need.demand,
    low: need.demand,
    high: need.demand,
    activation: activationOf(need.at, service),
    path: need.path,
  };
}

/** An edge asks for a way across zones, across VPCs, or across regions, wherever its ends may stand. */
function ofEdges(service: ServiceIntent, services: ReadonlyMap<string, ServiceIntent>): Demand[] {
  const home: Activation = service.at === 'any' ? { kind: 'service', service: service.name } : { kind: service.at };
  return service.talksTo.flatMap((edge) => {
    const target = services.get(edge.service);
    if (target === undefined) throw new Error(`service ${service.name} talks to ${edge.service}, which does not exist`);
    if (service.places !== undefined && target.places !== undefined) return ofPlaces(service, target, edge);
    const ask = (capability: string, unit: string, activation: Activation, suffix = ''): Demand => ({
      id: `service/${service.name}/to/${edge.service}/${capability}${suffix}`,
      asker: `service ${service.name}, which talks to ${edge.service},`,
      capability,
      with: [],
      amount: { [unit]: edge.gbPerMonth.expected },
      low: { [unit]: edge.gbPerMonth.low },
      high: { [unit]: edge.gbPerMonth.high },
      activation,
      path: edge.path,
    });
    const inRegion = (activation: Activation): Demand =>
      edge.pattern === 'service'
        ? ask('cross-vpc-services', 'serviceGbPerMonth', activation)
        : ask('private-network', 'crossZoneGbPerMonth', activation);
    const acrossRegions = (activation: Activation): Demand =>
      edge.pattern === 'service'
        ? ask('cross-region-services', 'crossRegionGbPerMonth', activation)
        : ask('cross-region-routing', 'crossRegionGbPerMonth', activation);
    const mayCross = target.at === 'primary' && service.at !== 'primary';
    if (!mayCross) return [inRegion(home)];
    if (service.at === 'each') return [inRegion({ kind: 'primary' }), acrossRegions({ kind: 'secondary' })];
    return [
      inRegion({ kind: 'service-in-primary', service: service.name }),
      acrossRegions({ kind: 'service-off-primary', service: service.name }),
    ];
  });
}

/**
 * Routes between the regions of two placed services. Their traffic was priced when they were placed, so that no amount
 * is asked for here.
 */
function ofPlaces(service: ServiceIntent, target: ServiceIntent, edge: Edge): Demand[] {
  const capability = edge.pattern === 'service' ? 'cross-region-services' : 'cross-region-routing';
  const pairs = (service.places ?? []).flatMap((from) =>
    // Replicas beside a caller answer it.
    target.places?.includes(from) === true ? [] : (target.places ?? []).map((to) => ({ from, to })),
  );
  return pairs.flatMap(({ from, to }) => {
    const ask = (activation: Activation, at: string): Demand => ({
      id: `service/${service.name}/to/${target.name}/${capability}/${from}/${to}/${at}`,
      asker: `service ${service.name}, which talks to ${target.name},`,
      capability,
      with: [],
      amount: {},
      low: {},
      high: {},
      activation,
      path: edge.path,
    });
    return [
      ask({ kind: 'off-primary', location: from }, from),
      ask({ kind: 'to-primary', location: to, primary: from }, to),
    ];
  });
}

/** Gives later demands of one id a number, so that ids stay unique and the first keeps the plain name. */
function numbered(demands: readonly Demand[]): Demand[] {
  const seen = new Map<string, number>();
  return demands.map((demand) => {
    const count = (seen.get(demand.id) ?? 0) + 1;
    seen.set(demand.id, count);
    return count === 1 ? demand : { ...demand, id: `${demand.id}#${count}` };
  });
}

export function demandsOf(environment: Environment): Demand[] {
  const services = new Map(environment.services.map((service) => [service.name, service]));
  return numbered([
    ...environment.needs.map((need) => ofNeed(need, 'environment', `environment ${environment.name}`)),
    ...environment.services.flatMap((service) => [
      ...service.needs.map((need) => ofNeed(need, `service/${service.name}`, `service ${service.name}`, service)),
      ...ofEdges(service, services),
    ]),
  ]);
}
