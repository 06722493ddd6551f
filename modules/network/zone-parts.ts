/** What of the network stands in which zones. */
import type { AwsFacts, Site, ZonePart } from '../module';
import type { Inputs } from './inputs';
import { gatewayCount, natOf } from './nat';
import { privateZonesOf, zonesOf } from './tiers';

export function zoneParts(given: Inputs, site: Site, facts: AwsFacts): readonly ZonePart[] {
  const zones = zonesOf(given, site, facts);
  const inside = privateZonesOf(given, site, facts);
  const gateways = gatewayCount(natOf(given, site.availability), inside);
  const part = (what: string, count: number, loses?: string): ZonePart => ({
    what,
    zones: count,
    where: 'first',
    ...(loses === undefined ? {} : { loses }),
  });
  return [
    part('public subnets', zones),
    part(inside === 1 ? 'private subnet' : 'private subnets', inside, 'nothing in private subnets runs'),
    ...(given.isolated ? [part('isolated subnets', zones)] : []),
    ...(gateways === 0
      ? []
      : [part(gateways === 1 ? 'NAT gateway' : 'NAT gateways', gateways, 'no private subnet reaches the internet')]),
  ];
}
