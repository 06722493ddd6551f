/** Who asks for what, where: read off the environment by its meaning, for one layout of regions and services. */
import type { Environment, NeedIntent, ServiceIntent } from '../../schema/types';

/** Regions by location. */
export interface Layout {
  readonly used: readonly string[];
  readonly primary: string;
  /** Where each service that runs in any one region runs. */
  readonly hosts: ReadonlyMap<string, string>;
}

export interface Ask {
  /** Name of the clause that states it. */
  readonly clause: string;
  readonly capabilities: readonly string[];
  /** Name of the instance that alone may serve it. */
  readonly instance?: string;
  readonly amount: Readonly<Record<string, number>>;
  /** Locations of which one must serve it. */
  readonly places: readonly string[];
  /** Asked by a need or a service, not by an instance: then it makes a region count. */
  readonly counts: boolean;
}

export function runsIn(service: ServiceIntent, layout: Layout): readonly string[] {
  if (service.at === 'each') return layout.used;
  if (service.at === 'primary') return [layout.primary];
  const host = layout.hosts.get(service.name);
  return host === undefined ? [] : [host];
}

/** Where an end in `from` finds the service that it talks to. */
export function reachedFrom(from: string, target: ServiceIntent, layout: Layout): string | undefined {
  return target.at === 'each' ? from : runsIn(target, layout)[0];
}

function places(need: NeedIntent, layout: Layout, service?: ServiceIntent): (readonly string[])[] {
  if (need.at === 'primary') return [[layout.primary]];
  if (need.at === 'each') return layout.used.map((location) => [location]);
  return service?.at === 'any' ? runsIn(service, layout).map((location) => [location]) : [layout.used];
}

function ofNeeds(owner: string, needs: readonly NeedIntent[], layout: Layout, service?: ServiceIntent): Ask[] {
  return needs.flatMap((need) =>
    places(need, layout, service).map((one) => ({
      clause: `need/${owner}/${need.capability}`,
      capabilities: [need.capability, ...need.with],
      amount: need.demand,
      places: one,
      counts: true,
    })),
  );
}

function ofEdges(service: ServiceIntent, services: readonly ServiceIntent[], layout: Layout): Ask[] {
  return service.talksTo.flatMap((edge) => {
    const target = services.find(({ name }) => name === edge.service);
    if (target === undefined) throw new Error(edge.service);
    return runsIn(service, layout).map((from) => {
      // A service that runs in one region of the solver's choice is talked to inside that region.
      const stays = target.at === 'any' || reachedFrom(from, target, layout) === from;
      const [capability, unit] = stays
        ? edge.pattern === 'service'
          ? ['cross-vpc-services', 'serviceGbPerMonth']
          : ['private-network', 'crossZoneGbPerMonth']
        : [edge.pattern === 'service' ? 'cross-region-services' : 'cross-region-routing', 'crossRegionGbPerMonth'];
      return {
        clause: `need/service/${service.name}/to/${edge.service}/${capability}`,
        capabilities: [capability],
        amount: { [unit]: edge.gbPerMonth.expected },
        places: [from],
        counts: true,
      };
    });
  });
}

export function asksOf({ needs, services }: Environment, layout: Layout): Ask[] {
  return [
    ...ofNeeds('environment', needs, layout),
    ...services.flatMap((service) => [
      ...ofNeeds(`service/${service.name}`, service.needs, layout, service),
      ...ofEdges(service, services, layout),
    ]),
  ];
}
