/** What an environment says of its addresses, read and checked against what everybody holds. */
import type { Environment, KeyPath } from '../schema/types';
import { formatCidr, overlaps, parseCidr, type Cidr } from './cidr';
import type { Holding } from './network-lock';
import { vpcPrefixLengths } from './subnets';

/** Notes a problem at a key of the environment; gives `undefined` so that it can stand for the value missed. */
export type Report = (code: string, message: string, path: KeyPath) => undefined;

interface Setting {
  readonly block: Cidr;
  readonly path: KeyPath;
}

export interface Settings {
  readonly pool: Cidr | undefined;
  readonly prefixLength: number;
  readonly cidrs: readonly (Setting & { readonly region: string })[];
  readonly reserved: readonly Setting[];
}

export const networkPath: KeyPath = ['spec', 'network'];

export function readSettings(network: Environment['network'], report: Report): Settings {
  const read = (text: string, path: KeyPath): Cidr | undefined => {
    const block = parseCidr(text);
    return 'wrong' in block ? report('bad-cidr', `${text} ${block.wrong}.`, path) : block;
  };
  const cidrs = Object.entries(network.cidrs).flatMap(([region, text]) => {
    const path = [...networkPath, 'cidrs', region];
    const block = read(text, path);
    if (block !== undefined) checkVpcPrefix(block.prefix, path, report);
    return block === undefined ? [] : [{ region, block, path }];
  });
  const reserved = network.reserved.flatMap((text, index) => {
    const path = [...networkPath, 'reserved', index];
    const block = read(text, path);
    return block === undefined ? [] : [{ block, path }];
  });
  checkVpcPrefix(network.prefixLength, [...networkPath, 'prefixLength'], report);
  return { pool: read(network.pool, [...networkPath, 'pool']), prefixLength: network.prefixLength, cidrs, reserved };
}

function checkVpcPrefix(prefix: number, path: KeyPath, report: Report): void {
  const { min, max } = vpcPrefixLengths;
  if (Number.isInteger(prefix) && prefix >= min && prefix <= max) return;
  const why = prefix < min ? 'AWS allows no larger VPC' : 'six zones of two tiers fit in no smaller one';
  report('bad-vpc-prefix', `A VPC of /${prefix} is not possible: /${min} to /${max} is, since ${why}.`, path);
}

/** Blocks given by hand and reserved ranges against each other and against everything that is held. */
export function checkSettings(settings: Settings, environment: string, held: readonly Holding[], report: Report): void {
  const mine = held.filter((holding) => holding.environment === environment && holding.state === 'allocated');
  for (const [index, given] of settings.cidrs.entries()) {
    const text = formatCidr(given.block);
    const own = mine.find(({ region }) => region === given.region);
    if (own !== undefined && formatCidr(own.block) !== text) {
      const message = `${given.region} already has ${formatCidr(own.block)}, and addresses never move: write that here, or retire the network there first. Got ${text}.`;
      report('cidr-moved', message, given.path);
      continue;
    }
    for (const holding of held.filter((other) => other !== own && overlaps(other.block, given.block))) {
      report('cidr-overlap', `${text} overlaps ${describe(holding)}.`, given.path);
    }
    for (const other of settings.cidrs.slice(0, index).filter(({ block }) => overlaps(block, given.block))) {
      report('cidr-overlap', `${text} overlaps ${formatCidr(other.block)} of ${other.region}.`, given.path);
    }
    for (const range of settings.reserved.filter(({ block }) => overlaps(block, given.block))) {
      report('cidr-overlap', `${text} overlaps the reserved range ${formatCidr(range.block)}.`, given.path);
    }
  }
  for (const own of mine) {
    const others = held.filter((other) => other.environment !== environment && overlaps(other.block, own.block));
    for (const other of others) {
      const message = `${formatCidr(own.block)} in ${own.region} overlaps ${describe(other)} in the address space ${other.space}, and addresses never move: name a space of its own, or retire the network there first.`;
      report('cidr-overlap', message, [...networkPath, 'addressSpace']);
    }
  }
  for (const { block, path } of settings.reserved) {
    for (const holding of mine.filter((other) => overlaps(other.block, block))) {
      const message = `The reserved range ${formatCidr(block)} overlaps ${describe(holding)}, and addresses never move: take it from the list, or retire the network there first.`;
      report('cidr-overlap', message, path);
    }
  }
}

function describe({ environment, region, block, state }: Holding): string {
  const holder = `${formatCidr(block)} of ${environment} in ${region}`;
  return state === 'allocated' ? holder : `${holder}, which was released and is not confirmed to be gone`;
}
