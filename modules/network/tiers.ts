/** Which tiers of subnets there are, and over how many zones each spans. */
import type { AddressRequest, AwsFacts, Site, TierRequest } from '../module';
import type { Inputs } from './inputs';

export const tiers = ['private', 'public', 'isolated'] as const;
export type Tier = (typeof tiers)[number];

/**
 * Zones that EKS refuses for its control plane (`use1-az3`, `usw1-az2`, `cac1-az3`,
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html), so that a cluster finds its place later.
 */
const zonesTakenLast = ['cac1-az3', 'use1-az3', 'usw1-az2'];

/** No single zone may take down what stands in private subnets. */
const leastZonesOfMultiAz = 2;

export function zonesOf(given: Inputs, site: Site, facts: AwsFacts): number {
  const wanted = site.availability === 'multi-az' ? 3 : 2;
  return given.zones ?? Math.min(wanted, facts.zoneIds(site.region).length);
}

/** Zones that have a private subnet. */
export function privateZonesOf(given: Inputs, site: Site, facts: AwsFacts): number {
  const { privateZones } = given;
  if (typeof privateZones === 'number') return privateZones;
  return privateZones === 'by-availability' && site.availability === 'single-az' ? 1 : zonesOf(given, site, facts);
}

/** Why the zones that are asked for can't be had: a clause. */
export function missingZones(given: Inputs, site: Site, facts: AwsFacts): string | undefined {
  const known = facts.zoneIds(site.region).length;
  const zones = zonesOf(given, site, facts);
  const inside = privateZonesOf(given, site, facts);
  if (known < 2) return `${site.region} has fewer than 2 known zones`;
  if (known < zones) return `${site.region} has ${known} zones and ${zones} are asked for`;
  if (inside > zones) return `private subnets are asked for in ${inside} zones and the network spans ${zones}`;
  return site.availability === 'multi-az' && inside < leastZonesOfMultiAz
    ? `multi-az needs private subnets in ${leastZonesOfMultiAz} zones and privateZones says ${inside}`
    : undefined;
}

export function addresses(given: Inputs, site: Site, facts: AwsFacts): AddressRequest {
  const tier = (name: Tier, size: TierRequest['size'], zones?: number): Record<string, TierRequest> => {
    const cidrs = given.subnets?.[name] ?? [];
    return { [name]: { size, ...(zones === undefined ? {} : { zones }), ...(cidrs.length === 0 ? {} : { cidrs }) } };
  };
  return {
    zones: zonesOf(given, site, facts),
    zonesTakenLast,
    tiers: {
      ...tier('private', 'large', privateZonesOf(given, site, facts)),
      ...tier('public', 'small'),
      ...(given.isolated ? tier('isolated', 'small') : {}),
    },
  };
}
