/**
 * The network lock, `environments/network.lock.json`: which addresses every environment holds. It is read and written
 * as text here; `addresses.ts` decides what stands in it.
 */
import { isNode, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { UserError, type Problem } from '../schema/problem';
import { cidr, type Cidr } from './cidr';
import { contradictions, type Wrong } from './network-lock-check';
import type { KeyPath } from '../schema/types';
import type { NetworkAllocations } from './decision';

/** Addresses that were given back. Nothing takes them until it is confirmed that the VPC is gone. */
export interface Tombstone {
  readonly environment: string;
  readonly region: string;
  readonly cidr: string;
  /** Absent: the shared one. */
  readonly space?: string;
}

/** The address space of environments that name none. */
export const sharedSpace = 'shared';

export interface NetworkLock {
  readonly formatVersion: 1;
  /** Environment -> region -> addresses. */
  readonly environments: Readonly<Record<string, NetworkAllocations>>;
  /** By address. */
  readonly released: readonly Tombstone[];
  /** Environment -> address space, where it is not the shared one. VPCs of one space never overlap. */
  readonly spaces: Readonly<Record<string, string>>;
}

export const emptyNetworkLock: NetworkLock = { formatVersion: 1, environments: {}, released: [], spaces: {} };

export function spaceOf({ spaces }: Pick<NetworkLock, 'spaces'>, environment: string): string {
  return spaces[environment] ?? sharedSpace;
}

/** A block that somebody holds, as messages call it. */
export interface Holding {
  readonly environment: string;
  readonly region: string;
  readonly block: Cidr;
  readonly space: string;
  readonly state: 'allocated' | 'released';
}

export function holdings(lock: NetworkLock): readonly Holding[] {
  const allocated = Object.entries(lock.environments).flatMap(([environment, regions]) =>
    Object.entries(regions).map(([region, at]): Holding => ({
      environment,
      region,
      block: cidr(at.cidr),
      space: spaceOf(lock, environment),
      state: 'allocated',
    })),
  );
  const released = lock.released.map(({ environment, region, cidr: text, space = sharedSpace }): Holding => ({
    environment,
    region,
    block: cidr(text),
    space,
    state: 'released',
  }));
  return [...allocated, ...released];
}

const addressesSchema = z.strictObject({
  cidr: z.string(),
  zones: z.array(z.string().min(1)).min(1),
  subnets: z.record(z.string(), z.record(z.string(), z.string())),
});

const lockSchema = z.strictObject({
  formatVersion: z.literal(1),
  environments: z.record(z.string(), z.record(z.string(), addressesSchema)),
  released: z.array(
    z.strictObject({
      environment: z.string(),
      region: z.string(),
      cidr: z.string(),
      space: z.string().exactOptional(),
    }),
  ),
  spaces: z.record(z.string(), z.string()).default({}),
});

/** @throws UserError with every problem of the file: not JSON, not of this format, or addresses that contradict. */
export function readNetworkLock(text: string, file: string): NetworkLock {
  const content = parseJson(text);
  if (content === undefined || hasKeyTwice(text)) {
    const offset = /^(<{7}|={7}|>{7})/m.exec(text)?.index ?? locate(text).errors[0]?.pos[0] ?? 0;
    const message = `The network lock is not JSON, or has a key twice (a merge gone wrong?). ${restore}`;
    throw new UserError([problemAt(text, file, offset, message)]);
  }
  const parsed = lockSchema.safeParse(content.value);
  const wrongs: readonly Wrong[] = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.filter(isKey), message }));
  if (parsed.success && wrongs.length === 0) return sorted(parsed.data);
  const document = locate(text);
  throw new UserError(
    wrongs.map(({ path, message }) => {
      const name = path.join('.') || 'network lock';
      return problemAt(text, file, offsetOf(document, path), `${name}: ${message}. ${restore}`);
    }),
  );
}

const restore = 'Take the file from version control: it is written by `trellis solve` and not edited by hand.';

function problemAt(text: string, file: string, offset: number, message: string): Problem {
  const before = text.slice(0, offset).split('\n');
  const line = before.length;
  const position = { file, line, column: (before[line - 1]?.length ?? 0) + 1 };
  const sourceLine = text.split(/\r?\n/)[line - 1] ?? '';
  return { code: 'bad-network-lock', message, position, sourceLine };
}

/** JSON is YAML: its nodes know where they stand. Slow, so for files that are wrong. */
function locate(text: string): Document {
  return parseDocument(text, { strict: true, stringKeys: true, schema: 'json' });
}

/** JSON.parse takes the last of two equal keys; a file as we write it comes out the same and has none. */
function hasKeyTwice(text: string): boolean {
  const isOurs = text === `${JSON.stringify(parseJson(text)?.value, null, 2)}\n`;
  return !isOurs && locate(text).errors.some(({ code }) => code === 'DUPLICATE_KEY');
}

/** Two-space JSON with sorted keys: zones alone keep their order, which says which place each has. */
export function serialiseNetworkLock(lock: NetworkLock): string {
  const { spaces, ...rest } = sorted(lock);
  const written = Object.keys(spaces).length === 0 ? rest : { ...rest, spaces };
  return `${JSON.stringify(written, null, 2)}\n`;
}

export function allocationsOf(lock: NetworkLock, environment: string): NetworkAllocations {
  return lock.environments[environment] ?? {};
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function offsetOf(document: Document, path: KeyPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function isKey(key: PropertyKey): key is string | number {
  return typeof key !== 'symbol';
}

function sorted(lock: NetworkLock): NetworkLock {
  return {
    formatVersion: 1,
    environments: sortRecord(lock.environments, (regions) =>
      sortRecord(regions, ({ cidr: block, zones, subnets }) => ({
        cidr: block,
        zones: [...zones],
        subnets: sortRecord(subnets, (byZone) => sortRecord(byZone, (text) => text)),
      })),
    ),
    released: lock.released
      .map(({ environment, region, cidr: text, space }) => ({
        environment,
        region,
        cidr: text,
        ...(space === undefined ? {} : { space }),
      }))
      .sort((a, b) => cidr(a.cidr).base - cidr(b.cidr).base),
    spaces: sortRecord(lock.spaces, (space) => space),
  };
}

function sortRecord<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, change(value)]),
  );
}
