/** Why each service stands where it does. */
import type { Environment } from '../../schema/types';
import type { PlacedServices, Reason } from '../decision';
import type { Pool } from '../placement/problem';
import type { World } from '../world';
import { placesIn } from './settled';

/** Sentence by sentence: where it stands, and what makes that place cheap or the only one. */
export function placementReasons(environment: Environment, world: World, placed: PlacedServices): Reason[] {
  const { placement, excluded } = placed;
  const sites = new Set(world.sites.map(({ location }) => location));
  return environment.services
    .filter((service) => service.placement !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, path }) => {
      const places = placesIn(placement, name);
      const barred = excluded.filter(({ service }) => service === name).length;
      const sentences = places.map((place) => {
        const replicas = placement.services[name]?.[place] ?? 0;
        const count = `${replicas} ${replicas === 1 ? 'replica stands' : 'replicas stand'} at ${place}${zonesOf(placement.pools, place, name)}`;
        const from = placement.overflowed.find(({ service, location }) => service === name && location === place)?.site;
        if (from !== undefined) return `${count}: ${from} is past its trigger and overflows there.`;
        return sites.has(place)
          ? `${count}, whose capacity costs nothing more.`
          : `${count}${nodesOf(placement.pools, place)}.`;
      });
      const others =
        barred === 0 ? '' : ` ${barred} other ${barred === 1 ? 'location is' : 'locations are'} not allowed for it.`;
      return { subject: `service/${name}`, sentence: `${sentences.join(' ')}${others}`, path };
    });
}

/** `, in 2 zones`, where its nodes are in zones. */
function zonesOf(pools: readonly Pool[], place: string, service: string): string {
  const bins = pools.flatMap((pool) => (pool.location === place ? pool.bins : []));
  const zones = new Set(
    bins.flatMap(({ zone, holds }) => (zone !== undefined && (holds[service] ?? 0) > 0 ? [zone] : [])),
  );
  return zones.size > 1 ? `, in ${zones.size} zones` : '';
}

function nodesOf(pools: readonly Pool[], place: string): string {
  const counts = new Map<string, number>();
  for (const { location, nodes } of pools) {
    if (location !== place) continue;
    for (const [type, count] of Object.entries(nodes)) counts.set(type, (counts.get(type) ?? 0) + count);
  }
  const listed = [...counts].map(([type, count]) => `${count} x ${type}`);
  return listed.length === 0 ? '' : `, on the nodes of all services there: ${listed.join(', ')}`;
}
