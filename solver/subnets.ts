/**
 * How a VPC is divided. A subnet's place follows from the VPC's prefix length P, its tier's size and the position of
 * its zone, so a further zone or tier takes a place of its own and nothing moves. Six zones always have their places,
 * the most that AWS has in a region (us-east-1).
 *
 *   large   prefix P+3 (/28 where P is 24), one after the other from the first address: three quarters of the VPC
 *   small   prefix P+6, at least /28, in what lies above. It is cut into runs of eight slots; a tier owns the first
 *           six of one run. The slots that no run holds serve a tier that finds no run of its own.
 *   number  first fit in what the places above and the existing subnets leave free
 *   given   where it was given; a relative size whose place is then taken is fitted like a number
 *
 *     VPC   large subnet  small subnet  small tiers of six zones
 *     /16   /19           /22           2
 *     /20   /23           /26           2
 *     /22   /25           /28           2
 *     /23   /26           /28           1
 *     /24   /28           /28           1
 *
 * AWS allows subnets of /16 to /28 and keeps five addresses of each for itself:
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
import type { TierRequest, TierSize } from '../modules/module';
import { contains, firstFit, formatCidr, overlaps, sizeOf, type Cidr } from './cidr';

export const vpcPrefixLengths = { min: 16, max: 24 } as const;
export const subnetPrefixLengths = { min: 16, max: 28 } as const;
export const mostZones = 6;

const runLength = 8;

/** Tier -> zone id -> block. */
export type Subnets = ReadonlyMap<string, ReadonlyMap<string, Cidr>>;

export interface SubnetGap {
  readonly tier: string;
  readonly zone: string;
}

/** What a VPC is to have. */
export interface Layout {
  readonly vpc: Cidr;
  readonly zones: readonly string[];
  readonly tiers: Readonly<Record<string, TierSize | TierRequest>>;
  /** Tier -> blocks given by hand, in zone order. */
  readonly given?: ReadonlyMap<string, readonly Cidr[]>;
}

export function tierOf(asked: TierSize | TierRequest): TierRequest {
  return typeof asked === 'object' ? asked : { size: asked };
}

/** Subnets of a VPC: those that exist, where they are, and one for each tier and zone that has none yet. */
export function divide(
  { vpc, zones, tiers, given = new Map<string, readonly Cidr[]>() }: Layout,
  existing: Subnets,
): { readonly subnets: Subnets; readonly gaps: readonly SubnetGap[] } {
  const subnets = new Map([...existing].map(([tier, byZone]) => [tier, new Map(byZone)]));
  const gaps: SubnetGap[] = [];
  const sizes = Object.fromEntries(Object.entries(tiers).map(([tier, asked]) => [tier, tierOf(asked).size]));
  const held = [...given.values()].flat();
  for (const [tier, size] of inPlacingOrder(sizes)) {
    const { zones: count = zones.length } = tierOf(tiers[tier] ?? size);
    for (const [position, zone] of zones.slice(0, count).entries()) {
      if (subnets.get(tier)?.has(zone) === true) continue;
      const block = given.get(tier)?.[position] ?? place({ vpc, sizes, held }, tier, size, position, subnets);
      if (block === undefined) gaps.push({ tier, zone });
      else subnets.set(tier, new Map(subnets.get(tier)).set(zone, block));
    }
  }
  return { subnets, gaps };
}

/** Tiers with places of their own first, each kind by name, so that the order of a file's keys does not count. */
function inPlacingOrder(tiers: Readonly<Record<string, TierSize>>): readonly (readonly [string, TierSize])[] {
  const rank = (size: TierSize): number => (typeof size === 'number' ? 1 : 0);
  return Object.entries(tiers).sort(([a, s], [b, t]) => rank(s) - rank(t) || (a < b ? -1 : 1));
}

interface Room {
  readonly vpc: Cidr;
  /** By tier. */
  readonly sizes: Readonly<Record<string, TierSize>>;
  /** Blocks given by hand, with a subnet or not yet. */
  readonly held: readonly Cidr[];
}

function place(room: Room, tier: string, size: TierSize, position: number, subnets: Subnets): Cidr | undefined {
  const { vpc, sizes, held } = room;
  const taken = [...[...subnets.values()].flatMap((byZone) => [...byZone.values()]), ...held];
  const isFree = (block: Cidr): boolean => contains(vpc, block) && !taken.some((other) => overlaps(block, other));
  if (typeof size === 'number') return firstFit(vpc, size, [...taken, ...heldPlaces(vpc, sizes, subnets)]);
  const own =
    size === 'large' ? largePlaces(vpc).slice(position, position + 1) : smallPlaces(room, tier, position, subnets);
  const block = own.find(isFree);
  return block !== undefined || held.length === 0 ? block : firstFit(vpc, prefixOf(size, vpc), taken);
}

function smallPlaces({ vpc }: Room, tier: string, position: number, subnets: Subnets): readonly Cidr[] {
  const run = runOf(vpc, tier, subnets);
  return run === undefined ? spareSlots(vpc) : run.slice(position, position + 1);
}

function prefixOf(size: 'large' | 'small', vpc: Cidr): number {
  if (size === 'large') return vpc.prefix < vpcPrefixLengths.max ? vpc.prefix + 3 : subnetPrefixLengths.max;
  return Math.min(vpc.prefix + 6, subnetPrefixLengths.max);
}

function largePlaces(vpc: Cidr): readonly Cidr[] {
  const prefix = prefixOf('large', vpc);
  return Array.from({ length: mostZones }, (_, index) => ({ base: vpc.base + index * sizeOf(prefix), prefix }));
}

function smallSlots(vpc: Cidr): readonly Cidr[] {
  const prefix = prefixOf('small', vpc);
  const largeEnd = largePlaces(vpc).reduce((end, place) => Math.max(end, place.base + sizeOf(place.prefix)), vpc.base);
  const count = Math.floor((vpc.base + sizeOf(vpc.prefix) - largeEnd) / sizeOf(prefix));
  return Array.from({ length: count }, (_, index) => ({ base: largeEnd + index * sizeOf(prefix), prefix }));
}

function runs(vpc: Cidr): readonly (readonly Cidr[])[] {
  const slots = smallSlots(vpc);
  const count = Math.floor(slots.length / runLength);
  return Array.from({ length: count }, (_, run) => slots.slice(run * runLength, run * runLength + mostZones));
}

function spareSlots(vpc: Cidr): readonly Cidr[] {
  const held = new Set(runs(vpc).flatMap((run) => run.map(formatCidr)));
  return smallSlots(vpc).filter((slot) => !held.has(formatCidr(slot)));
}

/** The run that the tier has begun, else the first that nobody has. */
function runOf(vpc: Cidr, tier: string, subnets: Subnets): readonly Cidr[] | undefined {
  const stands = (run: readonly Cidr[], blocks: Iterable<Cidr>): boolean =>
    [...blocks].some((block) => run.some((slot) => overlaps(slot, block)));
  const own = runs(vpc).find((run) => stands(run, subnets.get(tier)?.values() ?? []));
  if (own !== undefined) return own;
  if ((subnets.get(tier)?.size ?? 0) > 0) return undefined;
  return runs(vpc).find((run) => ![...subnets.values()].some((byZone) => stands(run, byZone.values())));
}

/** Places that tiers of relative size hold for zones to come. */
function heldPlaces(vpc: Cidr, tiers: Readonly<Record<string, TierSize>>, subnets: Subnets): readonly Cidr[] {
  return Object.entries(tiers).flatMap(([tier, size]) => {
    if (size === 'large') return largePlaces(vpc);
    return size === 'small' ? (runOf(vpc, tier, subnets) ?? []) : [];
  });
}
