/** What fails with each zone, from what modules say of their parts. */
import type { Availability, AwsFacts, Registry, ZonePart } from '../modules/module';
import type { Placed, ZoneLoss } from './decision';

interface Standing {
  readonly location: string;
  readonly name: string;
  readonly part: ZonePart;
}

/** For each location, one entry a zone that anything stands in; none where no module says what stands in zones. */
export function zoneLosses(
  placed: readonly Placed[],
  availability: Availability,
  registry: Registry,
  facts: AwsFacts,
): ZoneLoss[] {
  const standing = placed.flatMap((one): Standing[] => {
    const module = registry.modules.find(({ name }) => name === one.module);
    const site = { location: one.location, region: one.region, availability };
    const parts = module?.zoneParts?.(one.inputs, site, facts, one) ?? [];
    const name = one.instance === 'main' ? one.module : `${one.module}/${one.instance}`;
    return parts.map((part) => ({ location: one.location, name, part }));
  });
  const locations = [...new Set(standing.map(({ location }) => location))].sort();
  return locations.flatMap((location) => {
    const here = standing.filter((one) => one.location === location);
    const known = here.filter(({ part }) => part.where === 'first');
    const zones = Math.max(...(known.length > 0 ? known : here).map(({ part }) => part.zones));
    return Array.from({ length: zones }, (_, index) => lossOf(location, index + 1, here));
  });
}

function lossOf(location: string, position: number, standing: readonly Standing[]): ZoneLoss {
  const stands = standing.filter(({ part }) => part.where === 'any' || position <= part.zones);
  return {
    location,
    position,
    lost: stands.filter(({ part }) => part.zones === 1).map(({ name, part }) => lostSentence(name, part)),
    runsOn: stands.filter(({ part }) => part.zones > 1).map(({ name, part }) => `${name}: ${part.what}`),
  };
}

function lostSentence(name: string, { what, where, loses }: ZonePart): string {
  const condition = where === 'any' ? ', if it stands there' : '';
  return `${name}: ${what}${loses === undefined ? '' : `, so that ${loses}`}${condition}`;
}
