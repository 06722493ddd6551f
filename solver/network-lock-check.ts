/** What can be wrong in a network lock that has the right shape: a bad merge, or an edit by hand. */
import type { Addresses } from '../modules/module';
import type { KeyPath } from '../schema/types';
import { contains, overlaps, parseCidr, type Cidr } from './cidr';
import { sharedSpace, spaceOf, type NetworkLock } from './network-lock';

export interface Wrong {
  readonly path: KeyPath;
  readonly message: string;
}

/** Malformed and overlapping blocks, subnets outside their VPC, zones that do not fit. */
export function contradictions(lock: NetworkLock): readonly Wrong[] {
  const blocks: { readonly space: string; readonly block: Cidr; readonly name: string }[] = [];
  const wrongs: Wrong[] = [];
  const read = (text: string, path: KeyPath): Cidr | undefined => {
    const block = parseCidr(text);
    if (!('wrong' in block)) return block;
    wrongs.push({ path, message: `${text} ${block.wrong}` });
    return undefined;
  };
  const claim = (text: string, path: KeyPath, name: string, space: string): void => {
    const block = read(text, path);
    if (block === undefined) return;
    const other = blocks.find((known) => known.space === space && overlaps(known.block, block));
    if (other !== undefined) wrongs.push({ path, message: `${text} overlaps the block of ${other.name}` });
    blocks.push({ space, block, name });
  };
  for (const [environment, regions] of Object.entries(lock.environments)) {
    for (const [region, addresses] of Object.entries(regions)) {
      const path = ['environments', environment, region];
      claim(addresses.cidr, [...path, 'cidr'], `${environment} in ${region}`, spaceOf(lock, environment));
      wrongs.push(...insideContradictions(addresses, path, read));
    }
  }
  for (const [index, { environment, region, cidr: text, space = sharedSpace }] of lock.released.entries()) {
    claim(text, ['released', index, 'cidr'], `${environment} in ${region} (released)`, space);
  }
  return wrongs;
}

function insideContradictions(
  addresses: Addresses,
  path: KeyPath,
  read: (text: string, path: KeyPath) => Cidr | undefined,
): readonly Wrong[] {
  const wrongs: Wrong[] = [];
  const vpc = parseCidr(addresses.cidr);
  const seen: Cidr[] = [];
  if (new Set(addresses.zones).size < addresses.zones.length) {
    wrongs.push({ path: [...path, 'zones'], message: 'a zone stands here twice' });
  }
  for (const [tier, byZone] of Object.entries(addresses.subnets)) {
    for (const [zone, text] of Object.entries(byZone)) {
      const at = [...path, 'subnets', tier, zone];
      const block = read(text, at);
      if (!addresses.zones.includes(zone)) wrongs.push({ path: at, message: `${zone} is not one of the zones` });
      if (block === undefined || 'wrong' in vpc) continue;
      if (!contains(vpc, block)) wrongs.push({ path: at, message: `${text} lies outside ${addresses.cidr}` });
      if (seen.some((other) => overlaps(other, block))) {
        wrongs.push({ path: at, message: `${text} overlaps another subnet` });
      }
      seen.push(block);
    }
  }
  return wrongs;
}
