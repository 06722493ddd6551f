/** Blocks of subnets that were given by hand, read and checked. */
import { contains, formatCidr, overlaps, parseCidr, type Cidr } from './cidr';
import type { RegionRequest } from './addresses';
import type { Report } from './address-settings';
import { mostZones, subnetPrefixLengths, tierOf, type Subnets } from './subnets';

interface Given {
  readonly tier: string;
  readonly position: number;
  readonly block: Cidr;
}

/** Tier -> blocks in zone order; undefined where something is wrong with one, which is reported. */
export function givenSubnets(
  vpc: Cidr,
  zones: readonly string[],
  { region, request, path }: RegionRequest,
  existing: Subnets,
  report: Report,
): ReadonlyMap<string, readonly Cidr[]> | undefined {
  const all: Given[] = [];
  let wrong = false;
  const fail = (code: string, message: string): void => {
    wrong = true;
    report(code, message, path);
  };
  for (const [tier, wanted] of Object.entries(request.tiers)) {
    const texts = tierOf(wanted).cidrs ?? [];
    if (texts.length > mostZones)
      fail(
        'bad-cidr',
        `${texts.length} ${tier} subnets are given for ${region}, which has at most ${mostZones} zones.`,
      );
    for (const [position, text] of texts.entries()) {
      const parsed = parseCidr(text);
      const problem = 'wrong' in parsed ? parsed.wrong : misfit(vpc, parsed);
      if (problem !== undefined) fail('bad-cidr', `The ${tier} subnet ${text} of ${region} ${problem}.`);
      else if (!('wrong' in parsed)) all.push({ tier, position, block: parsed });
    }
  }
  for (const [index, one] of all.entries()) {
    const text = formatCidr(one.block);
    const own = existing.get(one.tier)?.get(zones[one.position] ?? '');
    if (own !== undefined && formatCidr(own) !== text) {
      fail(
        'subnet-moved',
        `The ${one.tier} subnet of ${zones[one.position]} is ${formatCidr(own)}, and subnets never move: write that, or retire the network there first. Got ${text}.`,
      );
    }
    const rival = all.slice(0, index).find(({ block }) => overlaps(block, one.block));
    if (rival !== undefined)
      fail('cidr-overlap', `${text} overlaps ${formatCidr(rival.block)}, another subnet that is given.`);
    for (const [tier, byZone] of existing)
      for (const [zone, block] of byZone)
        if (block !== own && overlaps(block, one.block))
          fail('cidr-overlap', `${text} overlaps ${formatCidr(block)}, the ${tier} subnet of ${zone}.`);
  }
  if (wrong) return undefined;
  const tiers = [...new Set(all.map(({ tier }) => tier))];
  return new Map(tiers.map((tier) => [tier, all.filter((one) => one.tier === tier).map(({ block }) => block)]));
}

/** What is wrong with a subnet of the VPC: the end of a sentence. */
function misfit(vpc: Cidr, block: Cidr): string | undefined {
  const { min, max } = subnetPrefixLengths;
  if (block.prefix < min || block.prefix > max)
    return `has prefix length ${block.prefix}: AWS allows /${min} to /${max}`;
  return contains(vpc, block) ? undefined : `lies outside of its VPC, ${formatCidr(vpc)}`;
}
