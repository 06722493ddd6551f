/** How NAT gateways stand: for the facts and for the build alike. */
import type { Availability } from '../module';
import type { Inputs } from './inputs';

export const natModes = ['none', 'single', 'per-zone'] as const;
export type Nat = (typeof natModes)[number];

export function natOf(given: Inputs, availability: Availability): Nat {
  return given.nat ?? (availability === 'multi-az' ? 'per-zone' : 'single');
}

export function gatewayCount(nat: Nat, zones: number): number {
  return { none: 0, single: 1, 'per-zone': zones }[nat];
}

/** Zones that have a gateway of their own, in order. */
export function natZones(nat: Nat, zones: readonly string[]): readonly string[] {
  return zones.slice(0, gatewayCount(nat, zones.length));
}
