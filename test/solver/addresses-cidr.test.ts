import * as fc from 'fast-check';
import { cidr, contains, firstFit, formatCidr, overlaps, parseCidr, sizeOf, type Cidr } from '../../solver/cidr';

const block = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 8 })).map(([start, bits]): Cidr => {
  const size = 2 ** bits;
  return { base: cidr('10.0.0.0/24').base + Math.floor(start / size) * size, prefix: 32 - bits };
});

describe('parsing', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '255.255.255.255/32', '172.16.0.0/12', '192.168.128.0/17'])(
    'reads %s',
    (text) => {
      expect(formatCidr(cidr(text))).toBe(text);
    },
  );

  it.each([
    ['10/8', 'is not an IPv4 block of the form 10.0.0.0/16'],
    ['10.0.0.0', 'is not an IPv4 block of the form 10.0.0.0/16'],
    ['0x0a.0.0.0/8', 'is not an IPv4 block of the form 10.0.0.0/16'],
    ['010.0.0.0/8', 'is not an IPv4 block of the form 10.0.0.0/16'],
    ['10.0.0.0/255.0.0.0', 'is not an IPv4 block of the form 10.0.0.0/16'],
    ['fd00::/8', 'is not an IPv4 block of the form 10.0.0.0/16'],
    ['10.0.0.0/33', 'has a number that is out of range'],
    ['10.256.0.0/16', 'has a number that is out of range'],
    ['10.0.0.1/16', 'has host bits set: the block that it lies in is 10.0.0.0/16'],
  ])('refuses %s: it %s', (text, wrong) => {
    expect(parseCidr(text)).toEqual({ wrong });
  });
});

it('overlaps and contains as sets of addresses do', () => {
  const addressesOf = ({ base, prefix }: Cidr): ReadonlySet<number> =>
    new Set(Array.from({ length: sizeOf(prefix) }, (_, index) => base + index));
  let met = 0;
  fc.assert(
    fc.property(block, block, (a, b) => {
      const [inA, inB] = [addressesOf(a), addressesOf(b)];
      const shared = [...inA].filter((address) => inB.has(address)).length;
      if (shared > 0) met++;
      expect(overlaps(a, b)).toBe(shared > 0);
      expect(contains(a, b)).toBe(shared === inB.size);
    }),
    { numRuns: 500, seed: 20261121 },
  );
  expect(met).toBeGreaterThan(50);
});

it('finds the lowest free block, or none where there is none', () => {
  const parent = cidr('10.0.0.0/24');
  let [found, full] = [0, 0];
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), fc.integer({ min: 25, max: 32 }), (taken, prefix) => {
      const candidates = Array.from({ length: sizeOf(24) / sizeOf(prefix) }, (_, index) => ({
        base: parent.base + index * sizeOf(prefix),
        prefix,
      }));
      const lowest = candidates.find((one) => !taken.some((other) => overlaps(one, other)));
      expect(firstFit(parent, prefix, taken)).toEqual(lowest);
      if (lowest === undefined) full++;
      else found++;
    }),
    { numRuns: 500, seed: 20261121 },
  );
  expect(found).toBeGreaterThan(50);
  expect(full).toBeGreaterThan(50);
  expect(firstFit(parent, 23, [])).toBeUndefined();
});
