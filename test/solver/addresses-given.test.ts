/** Subnets given by hand, tiers that span some zones, and address spaces. */
import * as fc from 'fast-check';
import type { AddressRequest, TierSize } from '../../modules/module';
import { UserError } from '../../schema/problem';
import type { Environment } from '../../schema/types';
import { allocate, release, type AllocationInput } from '../../solver/addresses';
import { cidr, contains, formatCidr, overlaps, sizeOf } from '../../solver/cidr';
import {
  allocationsOf,
  emptyNetworkLock,
  readNetworkLock,
  serialiseNetworkLock,
  type NetworkLock,
} from '../../solver/network-lock';

const zoneIds = ['z-az1', 'z-az2', 'z-az3'];
const network: Environment['network'] = {
  pool: '10.0.0.0/8',
  prefixLength: 16,
  cidrs: { 'us-east-1': '10.0.0.0/16' },
  reserved: [],
};
const publicCidrs = ['10.0.1.0/24', '10.0.2.0/24'];
const privateCidrs = ['10.0.10.0/24', '10.0.11.0/24'];

/** As the guide has it: public subnets in two zones, a private one in the first alone or in both. */
function guided(privateZones: number): AddressRequest['tiers'] {
  return {
    private: { size: 'large', zones: privateZones, cidrs: privateCidrs },
    public: { size: 'small', cidrs: publicCidrs },
  };
}

function run(tiers: AddressRequest['tiers'], input: Partial<AllocationInput> = {}, zones = 2): NetworkLock {
  const request = { region: 'us-east-1', request: { zones, tiers }, zoneIds, path: ['spec', 'modules', 'network'] };
  return allocate({
    environment: 'omnigen',
    network,
    requests: [request],
    lock: emptyNetworkLock,
    where: () => ({ file: 'environments/omnigen.yaml', line: 1, column: 1 }),
    ...input,
  });
}

function subnetsOf(lock: NetworkLock, environment = 'omnigen') {
  return allocationsOf(lock, environment)['us-east-1']?.subnets;
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ code, message }) => `[${code}] ${message}`);
    throw error;
  }
  return [];
}

describe('subnets given by hand', () => {
  it('stand where they were given, in as many zones as the tier spans', () => {
    expect(allocationsOf(run(guided(1)), 'omnigen')['us-east-1']).toEqual({
      cidr: '10.0.0.0/16',
      zones: ['z-az1', 'z-az2'],
      subnets: {
        private: { 'z-az1': '10.0.10.0/24' },
        public: { 'z-az1': '10.0.1.0/24', 'z-az2': '10.0.2.0/24' },
      },
    });
  });

  it('come with a zone without moving any other', () => {
    const one = run(guided(1));
    const two = run(guided(2), { lock: one });
    expect(subnetsOf(two)).toEqual({
      private: { 'z-az1': '10.0.10.0/24', 'z-az2': '10.0.11.0/24' },
      public: { 'z-az1': '10.0.1.0/24', 'z-az2': '10.0.2.0/24' },
    });
    expect(two).toEqual(run(guided(2)));
  });

  it('are kept free for zones to come, and off the others that are allocated', () => {
    const lock = run({ ...guided(1), isolated: 'small', data: 'large', cache: 24 });
    const all = Object.values(subnetsOf(lock) ?? {}).flatMap((byZone) => Object.values(byZone));
    expect(all).not.toContain('10.0.11.0/24');
    expect(subnetsOf(lock)).toMatchInlineSnapshot(`
     {
       "cache": {
         "z-az1": "10.0.216.0/24",
         "z-az2": "10.0.217.0/24",
       },
       "data": {
         "z-az1": "10.0.32.0/19",
         "z-az2": "10.0.64.0/19",
       },
       "isolated": {
         "z-az1": "10.0.192.0/22",
         "z-az2": "10.0.196.0/22",
       },
       "private": {
         "z-az1": "10.0.10.0/24",
       },
       "public": {
         "z-az1": "10.0.1.0/24",
         "z-az2": "10.0.2.0/24",
       },
     }
    `);
  });

  it('leave the rest of a tier to be allocated', () => {
    expect(subnetsOf(run({ private: { size: 'large', cidrs: ['10.0.10.0/24'] }, public: 'small' }))).toEqual({
      private: { 'z-az1': '10.0.10.0/24', 'z-az2': '10.0.32.0/19' },
      public: { 'z-az1': '10.0.192.0/22', 'z-az2': '10.0.196.0/22' },
    });
  });

  it.each([
    [['10.1.1.0/24'], '[bad-cidr] The public subnet 10.1.1.0/24 of us-east-1 lies outside of its VPC, 10.0.0.0/16.'],
    [
      ['10.0.1.0/29'],
      '[bad-cidr] The public subnet 10.0.1.0/29 of us-east-1 has prefix length 29: AWS allows /16 to /28.',
    ],
    [
      ['10.0.1.1/24'],
      '[bad-cidr] The public subnet 10.0.1.1/24 of us-east-1 has host bits set: the block that it lies in is 10.0.1.0/24.',
    ],
    [['10.0.0.0/20', '10.0.2.0/24'], '[cidr-overlap] 10.0.2.0/24 overlaps 10.0.0.0/20, another subnet that is given.'],
  ])('%p are refused', (cidrs, problem) => {
    expect(problemsOf(() => run({ public: { size: 'small', cidrs } }))).toEqual([problem]);
  });

  it('are refused where another subnet stands, or where their own stands elsewhere', () => {
    const lock = run({ private: 'large', public: 'small' });
    const moved = { private: { size: 'large', cidrs: ['10.0.10.0/24'] }, public: 'small' } as const;
    expect(problemsOf(() => run(moved, { lock }))).toEqual([
      '[subnet-moved] The private subnet of z-az1 is 10.0.0.0/19, and subnets never move: write that, or retire the network there first. Got 10.0.10.0/24.',
    ]);
    const late = { private: 'large', public: 'small', isolated: { size: 'small', cidrs: ['10.0.32.0/24'] } } as const;
    expect(problemsOf(() => run(late, { lock }))).toEqual([
      '[cidr-overlap] 10.0.32.0/24 overlaps 10.0.32.0/19, the private subnet of z-az2.',
    ]);
  });

  it('fewer zones of a tier than it stands in are refused', () => {
    expect(problemsOf(() => run(guided(1), { lock: run(guided(2)) }))).toEqual([
      "[zones-shrink] us-east-1 has private subnets in 2 zones and 1 is asked for. Subnets in use can't be taken out: ask for 2 zones, or retire the network there first.",
    ]);
  });
});

describe('an address space', () => {
  const apart = { ...network, addressSpace: 'omnigen' };
  const shared = run({ private: 'large' }, { environment: 'dev' });

  it('lets VPCs that are never connected have the same addresses', () => {
    expect(problemsOf(() => run(guided(1), { lock: shared }))).toEqual([
      '[cidr-overlap] 10.0.0.0/16 overlaps 10.0.0.0/16 of dev in us-east-1.',
    ]);
    const lock = run(guided(1), { lock: shared, network: apart });
    expect(lock.spaces).toEqual({ omnigen: 'omnigen' });
    expect(subnetsOf(lock, 'dev')).toEqual(subnetsOf(shared, 'dev'));
    expect(readNetworkLock(serialiseNetworkLock(lock), 'network.lock.json')).toEqual(lock);
  });

  it('has no overlaps of its own', () => {
    const lock = run(guided(1), { lock: shared, network: apart });
    expect(problemsOf(() => run(guided(1), { lock, network: apart, environment: 'other' }))).toEqual([
      '[cidr-overlap] 10.0.0.0/16 overlaps 10.0.0.0/16 of omnigen in us-east-1.',
    ]);
  });

  it("can't be left for one in which the addresses are taken", () => {
    const lock = run(guided(1), { lock: shared, network: apart });
    expect(problemsOf(() => run(guided(1), { lock }))).toContain(
      '[cidr-overlap] 10.0.0.0/16 in us-east-1 overlaps 10.0.0.0/16 of dev in us-east-1 in the address space shared, and addresses never move: name a space of its own, or retire the network there first.',
    );
  });

  it('goes with the last VPC, and its tombstones keep it', () => {
    const lock = release(run(guided(1), { lock: shared, network: apart }), 'omnigen');
    expect(lock.spaces).toEqual({});
    expect(lock.released).toEqual([
      { environment: 'omnigen', region: 'us-east-1', cidr: '10.0.0.0/16', space: 'omnigen' },
    ]);
    expect(readNetworkLock(serialiseNetworkLock(lock), 'network.lock.json')).toEqual(lock);
  });
});

it('VPCs keep off ranges that modules use, unless one is given by hand', () => {
  const keepFree = ['10.0.0.0/16', '10.2.0.0/16'];
  const pooled = { ...network, cidrs: {} };
  const first = run({ private: 'large' }, { network: pooled, keepFree });
  const second = run({ private: 'large' }, { network: pooled, keepFree, lock: first, environment: 'qa' });
  expect(allocationsOf(second, 'omnigen')['us-east-1']?.cidr).toBe('10.1.0.0/16');
  expect(allocationsOf(second, 'qa')['us-east-1']?.cidr).toBe('10.3.0.0/16');
  expect(allocationsOf(run({ private: 'large' }, { keepFree }), 'omnigen')['us-east-1']?.cidr).toBe('10.0.0.0/16');
});

describe('random blocks, zone counts and tiers', () => {
  const block = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 15, max: 29 }))
    .map(([third, prefix]) => ({ prefix, base: cidr('10.0.0.0/16').base + third * sizeOf(24) }))
    .map(({ prefix, base }) => formatCidr({ prefix, base: base - (base % sizeOf(prefix)) }));
  const tier = fc.record({
    size: fc.oneof(fc.constantFrom<TierSize>('large', 'small'), fc.integer({ min: 20, max: 28 })),
    zones: fc.integer({ min: 1, max: 3 }),
    cidrs: fc.array(block, { maxLength: 3 }),
  });
  const names = fc.constantFrom('private', 'public', 'isolated');
  const step = fc.dictionary(names, tier, { minKeys: 1 });
  const expectedCodes = /^\[(bad-cidr|cidr-overlap|subnet-moved|subnets-exhausted|zones-shrink)\] .+[^.]\.$/;

  it('never overlap, leave the VPC, leave /16 to /28 or move, and what does not fit is said', () => {
    const told = new Map<string, number>();
    let kept = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        let lock = emptyNetworkLock;
        for (const tiers of steps) {
          const before = subnetsOf(lock) ?? {};
          const problems = problemsOf(() => {
            lock = run(tiers, { lock }, 3);
          });
          for (const problem of problems) {
            expect(problem).toMatch(expectedCodes);
            const code = problem.slice(1, problem.indexOf(']'));
            told.set(code, (told.get(code) ?? 0) + 1);
          }
          const after = subnetsOf(lock) ?? {};
          expect(after).toMatchObject(before);
          if (problems.length > 0) continue;
          kept++;
          const blocks = Object.values(after).flatMap((byZone) => Object.values(byZone).map(cidr));
          const vpc = cidr('10.0.0.0/16');
          expect(blocks.filter((one) => !contains(vpc, one) || one.prefix < 16 || one.prefix > 28)).toEqual([]);
          expect(blocks.filter((one, at) => blocks.slice(at + 1).some((other) => overlaps(one, other)))).toEqual([]);
          for (const [name, { zones, cidrs }] of Object.entries(tiers)) {
            expect(Object.keys(after[name] ?? {})).toHaveLength(zones);
            for (const [position, text] of cidrs.slice(0, zones).entries())
              expect(after[name]?.[zoneIds[position] ?? '']).toBe(text);
          }
        }
      }),
      { numRuns: 1500, seed: 20261121 },
    );
    expect(kept).toBeGreaterThan(300);
    expect([...told.keys()].sort()).toEqual([
      'bad-cidr',
      'cidr-overlap',
      'subnet-moved',
      'subnets-exhausted',
      'zones-shrink',
    ]);
  });
});
