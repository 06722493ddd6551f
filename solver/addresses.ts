/**
 * Gives every VPC its addresses and zones, once. What stands in the network lock never moves: a further zone or tier
 * adds subnets inside the VPC's block (`subnets.ts` says where), and a VPC's block is the lowest free one of the pool
 * that overlaps nothing that anyone holds, reserves or was given by hand.
 */
import type { AddressRequest, Addresses } from '../modules/module';
import { UserError, type Problem } from '../schema/problem';
import type { Environment, KeyPath } from '../schema/types';
import { checkSettings, networkPath, readSettings, type Report, type Settings } from './address-settings';
import { cidr, firstFit, formatCidr, type Cidr } from './cidr';
import { allocationsOf, holdings, sharedSpace, spaceOf, type NetworkLock } from './network-lock';
import { givenSubnets } from './given-subnets';
import { divide, subnetPrefixLengths, tierOf, type Subnets } from './subnets';

export interface RegionRequest {
  readonly region: string;
  readonly request: AddressRequest;
  /** Zone ids of the region, in the order in which they are to be taken. */
  readonly zoneIds: readonly string[];
  /** The line that asks, for messages. */
  readonly path: KeyPath;
}

export interface AllocationInput {
  /** Name of the environment. */
  readonly environment: string;
  readonly network: Environment['network'];
  readonly requests: readonly RegionRequest[];
  readonly lock: NetworkLock;
  readonly where: Environment['where'];
  /** Ranges that VPCs are not cut from, unless one is given by hand. */
  readonly keepFree?: readonly string[];
}

/**
 * The lock with addresses for every request. Regions of the environment that nobody asks for keep what they have.
 * @throws UserError with every problem: overlaps, a moved or malformed block, a full pool or VPC, too few zones.
 */
export function allocate(input: AllocationInput): NetworkLock {
  const { environment, network, lock } = input;
  const problems: Problem[] = [];
  const report: Report = (code, message, path) => {
    problems.push({ code, message, position: input.where(path) });
    return undefined;
  };
  const settings = readSettings(network, report);
  const space = network.addressSpace ?? sharedSpace;
  const held = holdings(lock).filter((holding) => holding.environment === environment || holding.space === space);
  checkSettings(settings, environment, held, report);
  if (problems.length > 0) throw new UserError(problems);

  const allocations = new Map(Object.entries(allocationsOf(lock, environment)));
  const taken = [
    ...settings.reserved.map(({ block }) => block),
    ...settings.cidrs.map(({ block }) => block),
    ...held.map(({ block }) => block),
    ...(input.keepFree ?? []).map((text) => cidr(text)),
  ];
  for (const request of inRegionOrder(input.requests)) {
    const locked = allocations.get(request.region);
    const vpc = locked === undefined ? vpcBlock(request.region, settings, taken, report) : cidr(locked.cidr);
    if (vpc === undefined) continue;
    taken.push(vpc);
    const addresses = grow(vpc, locked, request, report);
    if (addresses !== undefined) allocations.set(request.region, addresses);
  }
  if (problems.length > 0) throw new UserError(problems);
  return {
    ...lock,
    environments: { ...lock.environments, [environment]: Object.fromEntries(allocations) },
    spaces: withSpace(lock.spaces, environment, space),
  };
}

/** Only spaces other than the shared one are written down. */
function withSpace(spaces: NetworkLock['spaces'], environment: string, space: string): Record<string, string> {
  const { [environment]: _, ...others } = spaces;
  return space === sharedSpace ? others : { ...others, [environment]: space };
}

/** Turns what the environment holds (in all regions, or in these) into tombstones. */
export function release(lock: NetworkLock, environment: string, regions?: readonly string[]): NetworkLock {
  const entries = Object.entries(allocationsOf(lock, environment));
  const goes = ([region]: readonly [string, Addresses]): boolean => regions === undefined || regions.includes(region);
  const { [environment]: _, ...others } = lock.environments;
  const kept = entries.filter((entry) => !goes(entry));
  return {
    ...lock,
    environments: kept.length === 0 ? others : { ...others, [environment]: Object.fromEntries(kept) },
    released: [
      ...lock.released,
      ...entries
        .filter(goes)
        .map(([region, addresses]) => ({ environment, region, cidr: addresses.cidr, ...ofSpace(lock, environment) })),
    ],
    spaces: kept.length === 0 ? withSpace(lock.spaces, environment, sharedSpace) : lock.spaces,
  };
}

function ofSpace(lock: NetworkLock, environment: string): { readonly space?: string } {
  const space = spaceOf(lock, environment);
  return space === sharedSpace ? {} : { space };
}

/** The VPCs of these tombstones are known to be gone: their addresses are free again. */
export function confirmReleased(lock: NetworkLock, environment: string, regions?: readonly string[]): NetworkLock {
  const gone = (region: string): boolean => regions === undefined || regions.includes(region);
  return {
    ...lock,
    released: lock.released.filter((tombstone) => tombstone.environment !== environment || !gone(tombstone.region)),
  };
}

function vpcBlock(region: string, settings: Settings, taken: readonly Cidr[], report: Report): Cidr | undefined {
  const given = settings.cidrs.find((other) => other.region === region);
  if (given !== undefined) return given.block;
  if (settings.pool === undefined) return undefined;
  const block = firstFit(settings.pool, settings.prefixLength, taken);
  if (block !== undefined) return block;
  const message = `The pool ${formatCidr(settings.pool)} has no free /${settings.prefixLength} left for ${region}: give a larger pool or a longer prefixLength, or confirm the removal of networks that are gone.`;
  return report('pool-exhausted', message, [...networkPath, 'pool']);
}

/** What the region has, and beside it a subnet for every zone and tier that has none yet. */
function grow(vpc: Cidr, locked: Addresses | undefined, asked: RegionRequest, report: Report): Addresses | undefined {
  const { region, request } = asked;
  const zones = takeZones(locked?.zones ?? [], asked, report);
  if (zones === undefined) return undefined;
  for (const [tier, wanted] of Object.entries(request.tiers)) {
    const { size } = tierOf(wanted);
    if (typeof size === 'number' && (size < subnetPrefixLengths.min || size > subnetPrefixLengths.max)) {
      throw new Error(`tier ${tier} asks for subnets of /${size}: AWS allows /16 to /28`);
    }
  }
  const existing = parseSubnets(locked?.subnets ?? {});
  const given = givenSubnets(vpc, zones, asked, existing, report);
  if (given === undefined || shrinks(asked, zones, existing, report)) return undefined;
  const { subnets, gaps } = divide({ vpc, zones, tiers: request.tiers, given }, existing);
  for (const { tier, zone } of gaps) {
    const message = `${formatCidr(vpc)} of ${region} has no room left for the ${tier} subnet of ${zone}: ask for smaller subnets, fewer zones or a larger VPC.`;
    report('subnets-exhausted', message, asked.path);
  }
  return gaps.length > 0 ? undefined : { cidr: formatCidr(vpc), zones, subnets: formatSubnets(subnets) };
}

/** Whether a tier is asked for in fewer zones than it stands in. */
function shrinks(
  { region, request, path }: RegionRequest,
  zones: readonly string[],
  existing: Subnets,
  report: Report,
): boolean {
  const lost = Object.entries(request.tiers).filter(([tier, wanted]) => {
    const { zones: count = zones.length } = tierOf(wanted);
    const stands = existing.get(tier)?.size ?? 0;
    if (stands <= count) return false;
    const message = `${region} has ${tier} subnets in ${stands} zones and ${count} ${count === 1 ? 'is' : 'are'} asked for. Subnets in use can't be taken out: ask for ${stands} zones, or retire the network there first.`;
    report('zones-shrink', message, path);
    return true;
  });
  return lost.length > 0;
}

/** The zones that the region has, and the next ones up to the number asked for. */
function takeZones(locked: readonly string[], asked: RegionRequest, report: Report): readonly string[] | undefined {
  const { region, request, zoneIds } = asked;
  if (request.zones < locked.length) {
    const message = `${region} stands in ${locked.length} zones (${locked.join(', ')}) and ${request.zones} are asked for. Subnets in use can't be taken out: ask for ${locked.length} zones, or retire the network there first.`;
    return report('zones-shrink', message, asked.path);
  }
  const last = request.zonesTakenLast ?? [];
  const inOrder = [...zoneIds.filter((zone) => !last.includes(zone)), ...zoneIds.filter((zone) => last.includes(zone))];
  const zones = [...locked, ...inOrder.filter((zone) => !locked.includes(zone))].slice(0, request.zones);
  if (zones.length === request.zones) return zones;
  const message = `${region} has ${zones.length} zones (${zones.join(', ')}) and ${request.zones} are asked for.`;
  return report('too-few-zones', message, asked.path);
}

function parseSubnets(subnets: Addresses['subnets']): Subnets {
  return new Map(
    Object.entries(subnets).map(([tier, byZone]) => [
      tier,
      new Map(Object.entries(byZone).map(([zone, text]) => [zone, cidr(text)])),
    ]),
  );
}

function formatSubnets(subnets: Subnets): Addresses['subnets'] {
  return Object.fromEntries(
    [...subnets].map(([tier, byZone]) => [
      tier,
      Object.fromEntries([...byZone].map(([zone, block]) => [zone, formatCidr(block)])),
    ]),
  );
}

function inRegionOrder(requests: readonly RegionRequest[]): readonly RegionRequest[] {
  const regions = requests.map(({ region }) => region);
  if (new Set(regions).size < regions.length) throw new Error(`two requests for one region: ${regions.join(', ')}`);
  return [...requests].sort((a, b) => (a.region < b.region ? -1 : 1));
}
