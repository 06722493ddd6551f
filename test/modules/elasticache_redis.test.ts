import { privateNetwork } from '../../modules/capabilities';
import { elasticacheRedis as redis } from '../../modules/elasticache_redis';
import { buildModule, give, type BuildRequest } from '../support/build-module';
import { costTable, facts, hasPrice, monthly, multiAz, named, network, singleAz } from './elasticache.fixtures';

const defaults = redis.inputs.parse({});

function build(request: Partial<BuildRequest> = {}) {
  return buildModule(redis, { facts, given: [give(privateNetwork, network)], ...request });
}

async function groupOf(request: Partial<BuildRequest>): Promise<Record<string, unknown> | undefined> {
  const { resource } = await build(request);
  return Object.values(resource.aws_elasticache_replication_group ?? {})[0];
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = redis.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`);
}

describe('options', () => {
  test('every option has a price and an own key', () => {
    const options = redis.options(defaults, singleAz, facts);
    expect(options.length).toBe(92);
    expect(new Set(options.map(({ key }) => key)).size).toBe(options.length);
    expect(options.flatMap(({ cost }) => cost.map(({ price }) => price)).filter((key) => !hasPrice(key))).toEqual([]);
  });

  test.each([
    ['valkey-cache.t4g.small', 1.027],
    ['redis-cache.r7g.large', 9.802],
    ['valkey-cache.m6g.4xlarge', 39.195],
  ])('%s holds %d GiB after a quarter is reserved', (key, memoryGiB) => {
    expect(named(redis.options(defaults, singleAz, facts), key).supplies).toEqual({ memoryGiB });
  });

  test('ninety nodes in a group: fewer shards where shards have replicas', () => {
    expect(redis.options(defaults, singleAz, facts)[0]?.units).toEqual({ min: 1, max: 90 });
    expect(redis.options(defaults, multiAz, facts)[0]?.units).toEqual({ min: 1, max: 45 });
    const five = redis.inputs.parse({ replicasPerNodeGroup: 5 });
    expect(redis.options(five, multiAz, facts)[0]?.units).toEqual({ min: 1, max: 15 });
    const disabled = redis.inputs.parse({ clusterMode: 'disabled' });
    expect(redis.options(disabled, multiAz, facts)[0]?.units).toEqual({ min: 1, max: 1 });
  });

  test('a shard over zones costs and counts two nodes', () => {
    const option = named(redis.options(defaults, multiAz, facts), 'valkey-cache.m6g.large');
    expect(option.cost[0]).toMatchObject({ perUnit: 1460, basis: '2 nodes a shard x 730 h' });
    expect(option.consumes).toEqual({ maxCacheNodes: { perUnit: 2 } });
  });

  test('burstable nodes only where a zone may take the cache down, or where they are asked for', () => {
    const burstable = (inputs: unknown, site: typeof multiAz): boolean =>
      redis.options(redis.inputs.parse(inputs), site, facts).some(({ key }) => key.includes('cache.t'));
    expect(burstable({}, singleAz)).toBe(true);
    expect(burstable({}, multiAz)).toBe(false);
    expect(burstable({ burstable: true }, multiAz)).toBe(true);
    expect(burstable({ burstable: false }, singleAz)).toBe(false);
    expect(burstable({ nodeType: 'cache.t4g.small' }, multiAz)).toBe(true);
  });

  test('inputs pin engine, type and counts', () => {
    const inputs = redis.inputs.parse({ engine: 'redis', nodeType: 'cache.r7g.large', numNodeGroups: 4 });
    expect(redis.options(inputs, singleAz, facts).map(({ key, units }) => ({ key, units }))).toEqual([
      { key: 'redis-cache.r7g.large', units: { min: 4, max: 4 } },
    ]);
  });

  test.each([
    [{ replicasPerNodeGroup: 0 }, 'replicasPerNodeGroup is 0 and multi-az takes at least 1 replica a shard'],
    [{ clusterMode: 'disabled', numNodeGroups: 2 }, 'numNodeGroups is 2 and clusterMode disabled has 1 shard'],
    [{ numNodeGroups: 46 }, 'numNodeGroups is 46 and 90 nodes allow 45 shards with 1 replicas each'],
  ])('over zones %o is unavailable', (inputs, reason) => {
    const options = redis.options(redis.inputs.parse(inputs), multiAz, facts);
    expect(new Set(options.map(({ unavailable }) => unavailable))).toEqual(new Set([reason]));
  });

  test('the first day of snapshots is free', () => {
    const costOf = (snapshotRetentionLimit: number) =>
      monthly(
        named(redis.options(redis.inputs.parse({ snapshotRetentionLimit }), singleAz, facts), 'valkey-cache.r7g.large'),
        1,
        9,
      );
    expect([costOf(0), costOf(1), costOf(2)]).toMatchInlineSnapshot(`
     [
       "127.90",
       "127.90",
       "128.66",
     ]
    `);
  });

  test('a pinned type is taken without a price, and said to be unknown where it is', () => {
    const optionsOf = (nodeType: string) =>
      redis
        .options(redis.inputs.parse({ nodeType }), singleAz, facts)
        .map(({ key, unavailable }) => [key, unavailable]);
    expect(optionsOf('cache.m4.large')[0]).toEqual(['valkey-cache.m4.large', undefined]);
    expect(optionsOf('cache.x9.large')[0]).toEqual([
      'valkey-cache.x9.large',
      'cache.x9.large is not a node type that is known here',
    ]);
  });

  test('USD a month for 20 GiB over zones in us-east-1', () => {
    expect(costTable(redis.options(defaults, multiAz, facts), 20)).toMatchSnapshot();
  });
});

describe('inputs', () => {
  test('refuses what the provider or AWS would', () => {
    expect(problemsOf({ authToken: 'x' })).toEqual([': unrecognized_keys']);
    expect(problemsOf({ engineVersion: '8.2' })).toEqual(['engineVersion: custom']);
    expect(problemsOf({ engine: 'redis', engineVersion: '7.4' })).toEqual(['engineVersion: custom']);
    expect(problemsOf({ engine: 'valkey', engineVersion: '7.1' })).toEqual(['engineVersion: custom']);
    expect(problemsOf({ engine: 'valkey', engineVersion: '6.2' })).toEqual(['engineVersion: custom']);
    expect(problemsOf({ replicasPerNodeGroup: 6 })).toEqual(['replicasPerNodeGroup: too_big']);
    expect(problemsOf({ snapshotRetentionLimit: 36 })).toEqual(['snapshotRetentionLimit: too_big']);
    expect(problemsOf({ users: { default: {} } })).toEqual(['users.default: invalid_key']);
    expect(problemsOf({ users: {} })).toEqual(['users: custom']);
    expect(problemsOf({ users: { app: { passwords: ['x'] } } })).toEqual(['users.app: unrecognized_keys']);
  });

  test('takes what AWS offers', () => {
    expect(problemsOf({ engine: 'redis', engineVersion: '7.1' })).toEqual([]);
    expect(problemsOf({ engine: 'valkey', engineVersion: '7.2' })).toEqual([]);
  });
});

describe('emitted', () => {
  test('three Valkey shards over zones, for one group of clients', async () => {
    const emitted = await build({
      inputs: { allowedSecurityGroupIds: { workers: 'sg-0123456789abcdef0' } },
      option: 'valkey-cache.r7g.large',
      units: 3,
      frame: { availability: 'multi-az' },
    });
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('one Redis OSS node without cluster mode, with all options', async () => {
    const emitted = await build({
      inputs: {
        clusterMode: 'disabled',
        kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000',
        notificationTopicArn: 'arn:aws:sns:us-east-1:111122223333:cache',
        users: { reader: { accessString: 'on ~app:* -@all +@read' }, writer: {} },
        logDeliveryConfiguration: { 'slow-log': { destination: '/cache/slow' } },
      },
      option: 'redis-cache.t4g.small',
    });
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
  });

  test('growing changes counts and types of one group, never what would replace it', async () => {
    const small = await groupOf({ option: 'valkey-cache.t4g.small', units: 1 });
    const large = await groupOf({ option: 'valkey-cache.r7g.large', units: 3 });
    const changed = Object.keys({ ...small, ...large }).filter((key) => small?.[key] !== large?.[key]);
    const compared = changed.filter((key) => JSON.stringify(small?.[key]) !== JSON.stringify(large?.[key]));
    expect(compared.sort()).toEqual(['node_type', 'num_node_groups']);
  });

  test('becoming multi-az adds replicas in place', async () => {
    const before = await groupOf({ option: 'valkey-cache.m6g.large' });
    const after = await groupOf({ option: 'valkey-cache.m6g.large', frame: { availability: 'multi-az' } });
    const changed = Object.keys({ ...before, ...after })
      .filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]))
      .sort();
    expect(changed).toEqual(['multi_az_enabled', 'replicas_per_node_group']);
  });

  test('is protected until it retires, and leaves a snapshot of its generation', async () => {
    const active = await groupOf({});
    const retiring = await groupOf({ phase: 'retiring' });
    const again = await groupOf({ phase: 'retiring', generation: 2 });
    expect(active?.lifecycle).toEqual({ prevent_destroy: true });
    expect(retiring?.lifecycle).toBeUndefined();
    expect(retiring?.final_snapshot_identifier).toBe('test-redis-final');
    expect(again?.final_snapshot_identifier).toBe('test-redis-final-g2');
  });

  test('no password stands anywhere, and only Redis OSS has a default user, which is off', async () => {
    const [valkey, oss] = await Promise.all([
      build({ option: 'valkey-cache.t4g.small' }),
      build({ option: 'redis-cache.t4g.small' }),
    ]);
    const usersOf = (emitted: Awaited<ReturnType<typeof build>>) =>
      Object.values(emitted.resource.aws_elasticache_user ?? {}).map(({ user_name, access_string }) => [
        user_name,
        access_string,
      ]);
    expect(usersOf(valkey)).toEqual([['test-app', 'on ~* &* +@all -@dangerous +info']]);
    expect(usersOf(oss)).toEqual([
      ['default', 'off -@all'],
      ['test-app', 'on ~* &* +@all -@dangerous +info'],
    ]);
    expect(JSON.stringify([valkey.resource, oss.resource])).not.toMatch(/"passwords?"|auth_token/);
  });
});

describe('controls', () => {
  const claimed = redis.controls(redis.inputs.parse({ allowedSecurityGroupIds: { web: 'sg-0123456789abcdef0' } }));

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['encryption-at-rest', { at_rest_encryption_enabled: 'true' }, { at_rest_encryption_enabled: 'false' }],
    [
      'encryption-in-transit',
      { transit_encryption_enabled: true },
      { transit_encryption_enabled: true, transit_encryption_mode: 'preferred' },
    ],
    ['authentication', { user_group_ids: ['a'] }, { user_group_ids: [] }],
    ['no-passwords', { authentication_mode: [{ type: 'iam' }] }, { authentication_mode: [{ type: 'password' }] }],
    ['automatic-snapshots', { snapshot_retention_limit: 1 }, { snapshot_retention_limit: 0 }],
    ['minor-version-upgrades', { auto_minor_version_upgrade: 'true' }, { auto_minor_version_upgrade: 'false' }],
    ['no-inline-access', { egress: [] }, { egress: [{ cidr_blocks: ['0.0.0.0/0'] }] }],
    ['no-public-access', { referenced_security_group_id: 'sg-0' }, { cidr_ipv4: '10.0.0.0/8' }],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });

  test('each is met by what is emitted', async () => {
    const { resource } = await build({
      inputs: { allowedSecurityGroupIds: { web: 'sg-0123456789abcdef0' } },
      option: 'redis-cache.t4g.small',
    });
    const unmet = claimed.filter(({ resource: type, complies }) => {
      const emitted = Object.values(resource[type] ?? {});
      return emitted.length === 0 || !emitted.every(complies);
    });
    expect(unmet).toEqual([]);
  });

  test('what inputs switch off is not claimed', () => {
    const bare = redis.controls(redis.inputs.parse({ snapshotRetentionLimit: 0, autoMinorVersionUpgrade: false }));
    expect(bare.map(({ id }) => id)).toEqual([
      'encryption-at-rest',
      'encryption-in-transit',
      'authentication',
      'no-passwords',
      'no-inline-access',
    ]);
  });
});
