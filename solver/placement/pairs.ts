/** Rules of single services and of pairs, on complete placements. */
import { latencyHolds } from './exact';
import type { Instance, Service } from './instance';
import type { Counts } from './settle';

export function rulesHold(instance: Instance, counts: Counts): boolean {
  const at = (index: number): ReadonlyMap<number, number> => counts[index] ?? new Map<number, number>();
  return (
    instance.services.every((service) => standsWell(instance, service, at(service.index))) &&
    instance.together.every(
      ([a, b]) => at(a).size === at(b).size && [...at(a).keys()].every((one) => at(b).has(one)),
    ) &&
    instance.apart.every(([a, b]) => ![...at(a).keys()].some((one) => at(b).has(one))) &&
    instance.links.every((link) => latencyHolds(instance, link, counts))
  );
}

function standsWell(instance: Instance, service: Service, at: ReadonlyMap<number, number>): boolean {
  const { places, replicas, single, leastLocations, leastZones, pinned, held } = service;
  let total = 0;
  let zones = 0;
  for (const [place, count] of at) {
    if (!places.includes(place) || count < 1) return false;
    total += count;
    zones += Math.min(count, instance.places[place]?.zones ?? 0);
  }
  if (total !== replicas || (single && at.size !== 1)) return false;
  if (pinned && held.some((place) => !at.has(place))) return false;
  return at.size >= leastLocations && zones >= leastZones;
}
