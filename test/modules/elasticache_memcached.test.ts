import { keyValueCache, privateNetwork } from '../../modules/capabilities';
import { usableAfterMiB } from '../../modules/elasticache';
import { elasticacheMemcached as memcached } from '../../modules/elasticache_memcached';
import type { Situation } from '../../modules/module';
import { buildModule, give, type BuildRequest } from '../support/build-module';
import { costTable, facts, hasPrice, monthly, multiAz, named, network, singleAz } from './elasticache.fixtures';

const defaults = memcached.inputs.parse({});

function build(request: Partial<BuildRequest> = {}) {
  return buildModule(memcached, { facts, given: [give(privateNetwork, network)], ...request });
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = memcached.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`);
}

describe('options', () => {
  test('every option has a price and an own key', () => {
    const options = memcached.options(defaults, singleAz, facts);
    expect(options.length).toBe(46);
    expect(new Set(options.map(({ key }) => key)).size).toBe(options.length);
    expect(options.flatMap(({ cost }) => cost.map(({ price }) => price)).filter((key) => !hasPrice(key))).toEqual([]);
  });

  test.each([
    ['cache.t3.micro', 0.402],
    ['cache.m7g.large', 6.282],
    ['cache.r6g.large', 12.972],
  ])('%s holds %d GiB after 100 MiB of overhead', (type, memoryGiB) => {
    const option = named(memcached.options(defaults, singleAz, facts), `memcached-${type}`);
    expect(option.supplies).toEqual({ memoryGiB });
  });

  test('overhead beyond the node leaves nothing', () => expect(usableAfterMiB(0.5, 600)).toBe(0));

  test('one to forty nodes, two at the least over zones', () => {
    expect(memcached.options(defaults, singleAz, facts)[0]?.units).toEqual({ min: 1, max: 40 });
    expect(memcached.options(defaults, multiAz, facts)[0]?.units).toEqual({ min: 2, max: 40 });
  });

  test('inputs pin type, count and overhead', () => {
    const inputs = memcached.inputs.parse({
      nodeType: 'cache.t3.micro',
      numCacheNodes: 3,
      memcachedConnectionsOverhead: 0,
    });
    const options = memcached.options(inputs, singleAz, facts);
    expect(options.map(({ key, units, supplies }) => ({ key, units, supplies }))).toEqual([
      { key: 'memcached-cache.t3.micro', units: { min: 3, max: 3 }, supplies: { memoryGiB: 0.5 } },
    ]);
  });

  test('one pinned node cannot be spread over zones', () => {
    const options = memcached.options(memcached.inputs.parse({ numCacheNodes: 1 }), multiAz, facts);
    expect(new Set(options.map(({ unavailable }) => unavailable))).toEqual(
      new Set(['numCacheNodes is 1 and multi-az takes at least 2 nodes']),
    );
  });

  test('the figures of the guide, from list prices', () => {
    const options = memcached.options(defaults, singleAz, facts);
    expect(monthly(named(options, 'memcached-cache.t3.micro'), 2)).toBe('24.82');
    expect(monthly(named(options, 'memcached-cache.r6g.large'), 2)).toBe('300.76');
  });

  test('a pinned type is taken without a price, and said to be unknown where it is', () => {
    const optionsOf = (nodeType: string) =>
      memcached
        .options(memcached.inputs.parse({ nodeType }), singleAz, facts)
        .map(({ key, unavailable }) => [key, unavailable]);
    expect(optionsOf('cache.m4.large')[0]).toEqual(['memcached-cache.m4.large', undefined]);
    expect(optionsOf('cache.x9.large')[0]).toEqual([
      'memcached-cache.x9.large',
      'cache.x9.large is not a node type that is known here',
    ]);
  });

  test('USD a month for 20 GiB in us-east-1', () => {
    expect(costTable(memcached.options(defaults, singleAz, facts), 20)).toMatchSnapshot();
  });
});

describe('rules', () => {
  const situation: Situation = { availability: 'single-az', maxRegions: 1, needs: [], patterns: [] };
  const warned = (needs: readonly string[]) =>
    memcached.avoidWhen.filter((rule) => 'holds' in rule && rule.holds({ ...situation, needs })).length;

  test.each(['cache-persistence', 'pub-sub', 'data-structures'])('warns where %s is needed', (need) => {
    expect(warned(['key-value-cache', need])).toBe(1);
  });
  test('is silent where key-value is all', () => expect(warned(['key-value-cache'])).toBe(0));
});

describe('inputs', () => {
  test('refuses what the provider or AWS would', () => {
    expect(problemsOf({ atRestEncryptionEnabled: true })).toEqual([': unrecognized_keys']);
    expect(problemsOf({ numCacheNodes: 41 })).toEqual(['numCacheNodes: too_big']);
    expect(problemsOf({ engineVersion: '1.6.6' })).toEqual(['engineVersion: custom']);
    expect(problemsOf({ nodeType: 'r7g.large' })).toEqual(['nodeType: invalid_format']);
    expect(problemsOf({ maintenanceWindow: 'sunday 5' })).toEqual(['maintenanceWindow: invalid_format']);
    expect(problemsOf({ allowedSecurityGroupIds: { web: '0.0.0.0/0' } })).toEqual([
      'allowedSecurityGroupIds.web: invalid_format',
    ]);
  });
});

describe('emitted', () => {
  test('two nodes over zones, for one group of clients', async () => {
    const emitted = await build({
      inputs: { allowedSecurityGroupIds: { workers: 'sg-0123456789abcdef0' } },
      option: 'memcached-cache.m7g.large',
      units: 2,
      frame: { availability: 'multi-az' },
    });
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('without clients nothing is let in', async () => {
    const emitted = await build();
    expect(emitted.resource.aws_vpc_security_group_ingress_rule).toBeUndefined();
    expect(emitted.resource.aws_security_group?.elasticache_memcached_access_us_east_1).toMatchObject({ egress: [] });
  });

  test('a second instance shares no address and no name', async () => {
    const [main, other] = await Promise.all([build(), build({ instance: 'sessions' })]);
    const idsOf = (emitted: Awaited<ReturnType<typeof build>>) => Object.values(emitted.resource).flatMap(Object.keys);
    expect(idsOf(main).filter((id) => idsOf(other).includes(id))).toEqual([]);
    expect(other.resource.aws_elasticache_cluster?.elasticache_memcached_sessions_cluster_us_east_1).toMatchObject({
      cluster_id: 'test-sessions-memcached',
    });
  });

  test('claims no encryption at rest', () => {
    const ids = memcached.controls(defaults).map(({ id }) => id);
    expect(ids).toEqual(['encryption-in-transit', 'no-inline-access']);
    const plain = memcached.controls(memcached.inputs.parse({ transitEncryptionEnabled: false }));
    expect(plain.map(({ id }) => id)).toEqual(['no-inline-access']);
  });
});

describe('controls', () => {
  const claimed = memcached.controls(
    memcached.inputs.parse({ allowedSecurityGroupIds: { web: 'sg-0123456789abcdef0' } }),
  );
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['encryption-in-transit', { transit_encryption_enabled: true }, { transit_encryption_enabled: false }],
    ['no-inline-access', { egress: [] }, { egress: [], ingress: [{ cidr_blocks: ['0.0.0.0/0'] }] }],
    [
      'no-public-access',
      { referenced_security_group_id: 'sg-0123456789abcdef0' },
      { referenced_security_group_id: 'sg-0123456789abcdef0', cidr_ipv4: '0.0.0.0/0' },
    ],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });
});

test('gives the plain cache and nothing more', () => {
  expect(memcached.provides).toEqual([keyValueCache]);
});
