/** IPv4 blocks as numbers. Parsing is strict where the netmask package is lenient (`10/8` is 0.0.0.0/8 to it). */
import { ip2long, long2ip } from 'netmask';

/** A block `base/prefix`; its last address is `base + sizeOf(prefix) - 1`. */
export interface Cidr {
  /** First address as an unsigned integer, a multiple of the block's size. */
  readonly base: number;
  /** Prefix length, 0 to 32. */
  readonly prefix: number;
}

const form = /^((?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2}))\/(0|[1-9]\d?)$/;

/** The block that the text names, or one clause that says what is wrong with it: `is not of the form 10.0.0.0/16`. */
export function parseCidr(text: string): Cidr | { readonly wrong: string } {
  const [, address, length] = form.exec(text) ?? [];
  if (address === undefined || length === undefined) return { wrong: 'is not an IPv4 block of the form 10.0.0.0/16' };
  const prefix = Number(length);
  if (prefix > 32 || address.split('.').some((part) => Number(part) > 255)) {
    return { wrong: 'has a number that is out of range' };
  }
  const first = ip2long(address);
  const base = first - (first % sizeOf(prefix));
  if (base !== first) {
    return { wrong: `has host bits set: the block that it lies in is ${formatCidr({ base, prefix })}` };
  }
  return { base, prefix };
}

/** For text that was validated before: anything else is a bug. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if ('wrong' in parsed) throw new Error(`${JSON.stringify(text)} ${parsed.wrong}`);
  return parsed;
}

export function formatCidr({ base, prefix }: Cidr): string {
  return `${long2ip(base)}/${prefix}`;
}

/** Number of addresses. */
export function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.base < b.base + sizeOf(b.prefix) && b.base < a.base + sizeOf(a.prefix);
}

/** Whether `inner` lies wholly in `outer`; a block contains itself. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.prefix >= outer.prefix && overlaps(outer, inner);
}

/** The lowest block of that prefix length inside `parent` that overlaps none of `taken`. */
export function firstFit(parent: Cidr, prefix: number, taken: readonly Cidr[]): Cidr | undefined {
  const size = sizeOf(prefix);
  let base = parent.base;
  for (const blocker of [...taken].sort(compareCidrs)) {
    const blockerEnd = blocker.base + sizeOf(blocker.prefix);
    if (blockerEnd <= base) continue;
    if (base + size <= blocker.base) break;
    base = Math.ceil(blockerEnd / size) * size;
  }
  return prefix >= parent.prefix && base + size <= parent.base + sizeOf(parent.prefix) ? { base, prefix } : undefined;
}

export function compareCidrs(a: Cidr, b: Cidr): number {
  return a.base - b.base || a.prefix - b.prefix;
}
