import * as fc from 'fast-check';
import type { AddressRequest, TierSize } from '../../modules/module';
import { UserError } from '../../schema/problem';
import type { Environment, KeyPath } from '../../schema/types';
import { allocate, confirmReleased, release, type AllocationInput, type RegionRequest } from '../../solver/addresses';
import { cidr, contains, overlaps, type Cidr } from '../../solver/cidr';
import { allocationsOf, emptyNetworkLock, type NetworkLock } from '../../solver/network-lock';

const zoneIds = ['z-az1', 'z-az2', 'z-az3', 'z-az4', 'z-az5', 'z-az6'];
const network: Environment['network'] = { pool: '10.0.0.0/8', prefixLength: 16, cidrs: {}, reserved: [] };
const where = (path: KeyPath): ReturnType<Environment['where']> => ({
  file: `environments/${path.join('.')}`,
  line: 1,
  column: 1,
});
const twoTiers: AddressRequest['tiers'] = { private: 'large', public: 'small' };

function asks(region: string, zones: number, tiers = twoTiers): RegionRequest {
  return { region, request: { zones, tiers }, zoneIds, path: ['spec', 'modules', 'network'] };
}

function run(input: Partial<AllocationInput>): NetworkLock {
  return allocate({
    environment: 'prod',
    network,
    requests: [asks('us-east-1', 3)],
    lock: emptyNetworkLock,
    where,
    ...input,
  });
}

/** Codes, keys and texts of what is thrown. */
function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(({ code, message, position }) => `${position?.file} [${code}] ${message}`);
  }
  return [];
}

describe('a first allocation', () => {
  it('divides a /16 into large private and small public subnets', () => {
    expect(allocationsOf(run({}), 'prod')).toEqual({
      'us-east-1': {
        cidr: '10.0.0.0/16',
        zones: ['z-az1', 'z-az2', 'z-az3'],
        subnets: {
          private: { 'z-az1': '10.0.0.0/19', 'z-az2': '10.0.32.0/19', 'z-az3': '10.0.64.0/19' },
          public: { 'z-az1': '10.0.192.0/22', 'z-az2': '10.0.196.0/22', 'z-az3': '10.0.200.0/22' },
        },
      },
    });
  });

  it('takes regions by name and the lowest block that is free', () => {
    const lock = run({
      requests: [asks('us-west-2', 2), asks('eu-west-1', 2), asks('us-east-1', 2)],
      network: { ...network, reserved: ['10.0.0.0/15', '10.3.7.0/24'], cidrs: { 'us-east-1': '10.2.0.0/16' } },
    });
    expect(Object.entries(allocationsOf(lock, 'prod')).map(([region, at]) => [region, at.cidr])).toEqual([
      ['eu-west-1', '10.4.0.0/16'],
      ['us-east-1', '10.2.0.0/16'],
      ['us-west-2', '10.5.0.0/16'],
    ]);
  });

  it('keeps off a block that is given for a region not used yet', () => {
    const lock = run({ network: { ...network, cidrs: { 'eu-west-1': '10.0.0.0/20' } } });
    expect(allocationsOf(lock, 'prod')['us-east-1']?.cidr).toBe('10.1.0.0/16');
  });

  it('takes zones that later services refuse after all others', () => {
    const request = { zones: 3, tiers: twoTiers, zonesTakenLast: ['z-az2'] };
    const zonesWith = (known: readonly string[]): readonly string[] | undefined =>
      allocationsOf(run({ requests: [{ ...asks('r', 3), request, zoneIds: known }] }), 'prod')['r']?.zones;
    expect(zonesWith(zoneIds)).toEqual(['z-az1', 'z-az3', 'z-az4']);
    expect(zonesWith(zoneIds.slice(0, 3))).toEqual(['z-az1', 'z-az3', 'z-az2']);
  });
});

describe('growth', () => {
  const first = run({});

  it('is nothing when nothing new is asked for', () => {
    expect(run({ lock: first })).toEqual(first);
    expect(run({ lock: first, network: { ...network, pool: '172.16.0.0/12', prefixLength: 20 } })).toEqual(first);
  });

  it('adds zones and tiers beside what stands', () => {
    const grown = run({ lock: first, requests: [asks('us-east-1', 6, { ...twoTiers, isolated: 'small' })] });
    const before = allocationsOf(first, 'prod')['us-east-1'];
    const after = allocationsOf(grown, 'prod')['us-east-1'];
    expect(after?.subnets).toMatchObject(before?.subnets ?? {});
    expect(after?.subnets['isolated']).toEqual({
      'z-az1': '10.0.224.0/22',
      'z-az2': '10.0.228.0/22',
      'z-az3': '10.0.232.0/22',
      'z-az4': '10.0.236.0/22',
      'z-az5': '10.0.240.0/22',
      'z-az6': '10.0.244.0/22',
    });
    expect(after?.subnets['private']?.['z-az6']).toBe('10.0.160.0/19');
  });

  it('places a tier of a given size where no zone to come is kept out', () => {
    const grown = run({ requests: [asks('us-east-1', 3, { ...twoTiers, pods: 22 })] });
    expect(allocationsOf(grown, 'prod')['us-east-1']?.subnets['pods']).toEqual({
      'z-az1': '10.0.216.0/22',
      'z-az2': '10.0.220.0/22',
      'z-az3': '10.0.224.0/22',
    });
  });

  it('refuses a tier for which there is no room, and fewer zones', () => {
    expect(problemsOf(() => run({ lock: first, requests: [asks('us-east-1', 3, { ...twoTiers, pods: 18 })] }))[0]).toBe(
      'environments/spec.modules.network [subnets-exhausted] 10.0.0.0/16 of us-east-1 has no room left for the pods subnet of z-az1: ask for smaller subnets, fewer zones or a larger VPC.',
    );
    expect(problemsOf(() => run({ lock: first, requests: [asks('us-east-1', 2)] }))).toEqual([
      "environments/spec.modules.network [zones-shrink] us-east-1 stands in 3 zones (z-az1, z-az2, z-az3) and 2 are asked for. Subnets in use can't be taken out: ask for 3 zones, or retire the network there first.",
    ]);
  });
});

describe('what the environment file can get wrong', () => {
  const other = run({ environment: 'dev' });

  it('names every problem at its own key', () => {
    const wrong = {
      pool: '10/8',
      prefixLength: 28,
      cidrs: { 'eu-west-1': '10.0.0.1/16' },
      reserved: ['300.0.0.0/8', '10.0.0.0/16'],
    };
    expect(problemsOf(() => run({ network: wrong }))).toEqual([
      'environments/spec.network.cidrs.eu-west-1 [bad-cidr] 10.0.0.1/16 has host bits set: the block that it lies in is 10.0.0.0/16.',
      'environments/spec.network.reserved.0 [bad-cidr] 300.0.0.0/8 has a number that is out of range.',
      'environments/spec.network.prefixLength [bad-vpc-prefix] A VPC of /28 is not possible: /16 to /24 is, since six zones of two tiers fit in no smaller one.',
      'environments/spec.network.pool [bad-cidr] 10/8 is not an IPv4 block of the form 10.0.0.0/16.',
    ]);
  });

  it('finds overlaps with others, with itself and with reserved ranges', () => {
    const clash = { ...network, cidrs: { a: '10.0.0.0/20', b: '10.0.0.0/18' }, reserved: ['10.0.8.0/24'] };
    expect(problemsOf(() => run({ network: clash, lock: other }))).toEqual([
      'environments/spec.network.cidrs.a [cidr-overlap] 10.0.0.0/20 overlaps 10.0.0.0/16 of dev in us-east-1.',
      'environments/spec.network.cidrs.a [cidr-overlap] 10.0.0.0/20 overlaps the reserved range 10.0.8.0/24.',
      'environments/spec.network.cidrs.b [cidr-overlap] 10.0.0.0/18 overlaps 10.0.0.0/16 of dev in us-east-1.',
      'environments/spec.network.cidrs.b [cidr-overlap] 10.0.0.0/18 overlaps 10.0.0.0/20 of a.',
      'environments/spec.network.cidrs.b [cidr-overlap] 10.0.0.0/18 overlaps the reserved range 10.0.8.0/24.',
    ]);
  });

  it('does not move what stands', () => {
    const moved = { ...network, cidrs: { 'us-east-1': '10.9.0.0/16' } };
    expect(problemsOf(() => run({ environment: 'dev', network: moved, lock: other }))).toEqual([
      'environments/spec.network.cidrs.us-east-1 [cidr-moved] us-east-1 already has 10.0.0.0/16, and addresses never move: write that here, or retire the network there first. Got 10.9.0.0/16.',
    ]);
    const reserved = { ...network, reserved: ['10.0.128.0/17'] };
    expect(problemsOf(() => run({ environment: 'dev', network: reserved, lock: other }))).toEqual([
      'environments/spec.network.reserved.0 [cidr-overlap] The reserved range 10.0.128.0/17 overlaps 10.0.0.0/16 of dev in us-east-1, and addresses never move: take it from the list, or retire the network there first.',
    ]);
  });

  it('says when the pool or the region is too small', () => {
    const small = { ...network, pool: '10.0.0.0/16' };
    expect(problemsOf(() => run({ network: small, lock: other }))).toEqual([
      'environments/spec.network.pool [pool-exhausted] The pool 10.0.0.0/16 has no free /16 left for us-east-1: give a larger pool or a longer prefixLength, or confirm the removal of networks that are gone.',
    ]);
    expect(problemsOf(() => run({ requests: [{ ...asks('r', 3), zoneIds: ['z-az1', 'z-az2'] }] }))).toEqual([
      'environments/spec.modules.network [too-few-zones] r has 2 zones (z-az1, z-az2) and 3 are asked for.',
    ]);
  });
});

describe('release', () => {
  const both = run({ lock: run({ environment: 'dev' }), requests: [asks('eu-west-1', 2), asks('us-east-1', 2)] });

  it('keeps the addresses out of reach until they are confirmed to be gone', () => {
    const released = release(both, 'dev');
    expect(allocationsOf(released, 'dev')).toEqual({});
    const again = run({ environment: 'dev', lock: released });
    expect(allocationsOf(again, 'dev')['us-east-1']?.cidr).toBe('10.3.0.0/16');
    expect(
      problemsOf(() =>
        run({ environment: 'dev', lock: released, network: { ...network, cidrs: { 'us-east-1': '10.0.0.0/16' } } }),
      ),
    ).toEqual([
      'environments/spec.network.cidrs.us-east-1 [cidr-overlap] 10.0.0.0/16 overlaps 10.0.0.0/16 of dev in us-east-1, which was released and is not confirmed to be gone.',
    ]);
    const confirmed = run({ environment: 'dev', lock: confirmReleased(released, 'dev') });
    expect(allocationsOf(confirmed, 'dev')['us-east-1']?.cidr).toBe('10.0.0.0/16');
  });

  it('takes single regions', () => {
    const released = release(both, 'prod', ['eu-west-1']);
    expect(Object.keys(allocationsOf(released, 'prod'))).toEqual(['us-east-1']);
    expect(released.released).toEqual([{ environment: 'prod', region: 'eu-west-1', cidr: '10.1.0.0/16' }]);
    expect(confirmReleased(released, 'prod', ['us-east-1'])).toEqual(released);
    expect(confirmReleased(released, 'prod', ['eu-west-1']).released).toEqual([]);
  });
});

describe('any sequence of requests', () => {
  const size = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<TierSize>('large', 'small') },
    { weight: 1, arbitrary: fc.integer({ min: 18, max: 28 }) },
  );
  const step = fc.record({
    environment: fc.constantFrom('dev', 'qa', 'prod'),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    prefixLength: fc.integer({ min: 16, max: 24 }),
    zones: fc.integer({ min: 1, max: 6 }),
    tiers: fc.dictionary(fc.constantFrom('private', 'public', 'isolated', 'pods'), size, { minKeys: 1 }),
    then: fc.constantFrom('keep', 'keep', 'keep', 'release', 'confirm'),
  });

  it('never overlaps, leaves its parent, leaves AWS limits, moves or reuses', () => {
    let allocated = 0;
    let grown = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let lock = emptyNetworkLock;
        for (const { environment, region, prefixLength, zones, tiers, then } of steps) {
          const before = lock;
          const known = allocationsOf(lock, environment)[region];
          const problems = problemsOf(() => {
            lock = run({
              environment,
              lock,
              network: { ...network, prefixLength, reserved: ['10.0.0.0/16'] },
              requests: [asks(region, Math.max(zones, known?.zones.length ?? 0), tiers)],
            });
          });
          if (problems.length > 0) {
            expect(problems.every((problem) => problem.includes('[subnets-exhausted]'))).toBe(true);
          } else {
            allocated++;
            if (known !== undefined && lock !== before) grown++;
          }
          expectSound(lock);
          expectKept(before, lock);
          if (then === 'release') lock = release(lock, environment);
          if (then === 'confirm') lock = confirmReleased(lock, environment);
        }
      }),
      { numRuns: 400, seed: 20261121 },
    );
    expect(allocated).toBeGreaterThan(500);
    expect(grown).toBeGreaterThan(100);
  });

  it('has room for six zones of a large and a small tier in every VPC, in whatever steps they come', () => {
    const growth = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 24 }), growth, fc.boolean(), (prefixLength, steps, isolatedToo) => {
        const tiers: AddressRequest['tiers'] =
          isolatedToo && prefixLength <= 22 ? { ...twoTiers, isolated: 'small' } : twoTiers;
        let lock = emptyNetworkLock;
        for (const zones of [...steps].sort((a, b) => a - b)) {
          lock = run({ lock, network: { ...network, prefixLength }, requests: [asks('r', zones, tiers)] });
        }
        const inOneStep = run({
          network: { ...network, prefixLength },
          requests: [asks('r', Math.max(...steps), tiers)],
        });
        expect(lock).toEqual(inOneStep);
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});

function expectSound(lock: NetworkLock): void {
  const vpcs: Cidr[] = lock.released.map((tombstone) => cidr(tombstone.cidr));
  for (const regions of Object.values(lock.environments)) {
    for (const addresses of Object.values(regions)) {
      const vpc = cidr(addresses.cidr);
      vpcs.push(vpc);
      const subnets = Object.values(addresses.subnets).flatMap((byZone) => Object.values(byZone).map(cidr));
      expect(subnets.every((subnet) => contains(vpc, subnet) && subnet.prefix >= 16 && subnet.prefix <= 28)).toBe(true);
      expectDisjoint(subnets);
    }
  }
  expect(vpcs.every((vpc) => !overlaps(vpc, cidr('10.0.0.0/16')) && contains(cidr(network.pool), vpc))).toBe(true);
  expectDisjoint(vpcs);
}

function expectDisjoint(blocks: readonly Cidr[]): void {
  const clashes = blocks.filter((block, index) => blocks.slice(index + 1).some((other) => overlaps(block, other)));
  expect(clashes).toEqual([]);
}

function expectKept(before: NetworkLock, after: NetworkLock): void {
  expect(after.released).toEqual(before.released);
  for (const [environment, regions] of Object.entries(before.environments)) {
    for (const [region, addresses] of Object.entries(regions)) {
      const now = allocationsOf(after, environment)[region];
      expect(now).toMatchObject({ cidr: addresses.cidr, subnets: addresses.subnets });
      expect(now?.zones.slice(0, addresses.zones.length)).toEqual(addresses.zones);
    }
  }
}
