import { facts, priceKeys } from '../../data';
import { aurora } from '../../modules/aurora';
import { emit, expected, multiAz, named, only, problemsOf, quote, singleAz, site } from './aurora.fixtures';

const defaults = aurora.inputs.parse({});
const mysql = aurora.inputs.parse({ engine: 'aurora-mysql' });

test('of the databases of one engine, one may be copied to other regions', () => {
  const faults = (instances: Readonly<Record<string, unknown>>) =>
    aurora.checkInstances(
      Object.fromEntries(Object.entries(instances).map(([name, one]) => [name, aurora.inputs.parse(one)])),
    );
  expect(faults({ orders: {}, events: { engine: 'aurora-mysql' } })).toEqual([]);
  expect(faults({ orders: {}, events: { globalPrimary: false } })).toEqual([]);
  expect(faults({ orders: {}, events: {} })).toEqual([
    {
      path: ['orders'],
      message:
        'must have globalPrimary: false: of the aurora-postgresql databases events may be copied to other regions already, and a database may unless told otherwise',
    },
  ]);
});

describe('options', () => {
  test('classes with known prices; burstable ones only where a zone may take the database down', () => {
    const keysOf = (at: typeof singleAz) => aurora.options(defaults, at, facts).map(({ key }) => key);
    expect(keysOf(singleAz)).toMatchSnapshot();
    expect(keysOf(singleAz).filter((key) => !keysOf(multiAz).includes(key))).toEqual(['db.t3.medium', 'db.t3.large']);
  });

  test.each([defaults, mysql])('every option has prices', (given) => {
    const known = new Set(priceKeys());
    const asked = aurora.options(given, singleAz, facts).flatMap(({ cost }) => cost.map(({ price }) => price));
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });

  test('serverless holds twice its most ACUs in GiB, and gives no vCPUs', () => {
    const { supplies } = named(aurora.options(defaults, multiAz, facts), 'serverless');
    expect(supplies).toEqual({ memoryGiB: 16, vcpu: 0, storageGiB: 131072 });
  });

  test('what a global database can be built on', () => {
    const capabilitiesOf = (region: string, key: string, given = defaults) =>
      named(aurora.options(given, site(region, 'single-az'), facts), key).provides.map(({ name }) => name);
    const databases = ['relational-database', 'postgresql-database'];
    const leads = [...databases, 'global-database', 'aurora-postgresql-primary'];
    expect(capabilitiesOf('us-east-1', 'db.r6g.large')).toEqual(leads);
    expect(capabilitiesOf('us-east-1', 'serverless')).toEqual(leads);
    expect(capabilitiesOf('us-east-1', 'db.t3.medium')).toEqual(databases);
    expect(capabilitiesOf('ap-southeast-7', 'db.r6g.large')).toEqual(databases);
    expect(capabilitiesOf('us-east-1', 'db.r6g.large', mysql)).toEqual([
      'relational-database',
      'global-database',
      'aurora-mysql-primary',
    ]);
    const alone = aurora.inputs.parse({ globalPrimary: false });
    expect(capabilitiesOf('us-east-1', 'db.r6g.large', alone)).toEqual(databases);
  });

  test.each([
    [{ instances: 1 }, 'instances is 1 and multi-az takes at least 2, so that one can fail over to the other'],
    [{ instanceClass: 'db.z9.large' }, 'db.z9.large is not a class that is known here for Aurora PostgreSQL'],
  ])('over zones %o is unavailable', (inputs, reason) => {
    const options = aurora.options(aurora.inputs.parse(inputs), multiAz, facts);
    expect(new Set(options.map(({ unavailable }) => unavailable))).toEqual(new Set([reason]));
  });

  test('a pinned class is taken, priced in many regions or not', () => {
    const keysOf = (instanceClass: string) =>
      aurora.options(aurora.inputs.parse({ instanceClass }), multiAz, facts).map(({ key }) => key);
    expect(keysOf('db.r7g.xlarge')).toEqual(['db.r7g.xlarge']);
    expect(keysOf('db.serverless')).toEqual(['serverless']);
  });
});

describe('costs', () => {
  test('the quotes', () => {
    const options = aurora.options(defaults, multiAz, facts);
    const demand = { storageGiB: 490, ioMillionPerMonth: 190 };
    expect(
      [
        quote(named(options, 'db.r6g.large'), 'us-east-1', demand),
        quote(named(options, 'serverless'), 'us-east-1', demand),
        quote(named(aurora.options(defaults, singleAz, facts), 'db.t3.medium'), 'us-east-1'),
        quote(named(options, 'db.r6g.large'), 'ap-northeast-2', demand),
      ].join('\n\n'),
    ).toMatchSnapshot();
  });

  test('serverless is cheaper than the smallest instances up to two ACUs on average, and dearer from two and a half', () => {
    const serverlessAt = (averageCapacity: number) => {
      const given = aurora.inputs.parse({ serverlessv2ScalingConfiguration: { averageCapacity } });
      return expected(named(aurora.options(given, multiAz, facts), 'serverless'), 'us-east-1');
    };
    const instances = expected(named(aurora.options(defaults, multiAz, facts), 'db.r6g.large'), 'us-east-1');
    expect(serverlessAt(2)).toBeLessThan(instances);
    expect(serverlessAt(2.5)).toBeGreaterThan(instances);
  });

  test('low, expected and high of serverless are its bounds and its average', () => {
    const given = aurora.inputs.parse({
      serverlessv2ScalingConfiguration: { minCapacity: 1, maxCapacity: 32, averageCapacity: 4 },
    });
    const [instances] = named(aurora.options(given, multiAz, facts), 'serverless').cost;
    expect(instances).toMatchObject({ fixed: { low: 1460, expected: 5840, high: 46720 } });
  });

  test('the average stays within the bounds when it is left out', () => {
    const averageOf = (minCapacity: number, maxCapacity: number) => {
      const given = aurora.inputs.parse({ serverlessv2ScalingConfiguration: { minCapacity, maxCapacity } });
      const fixed = named(aurora.options(given, singleAz, facts), 'serverless').cost[0]?.fixed;
      return typeof fixed === 'object' ? fixed.expected / 730 : undefined;
    };
    expect([averageOf(0, 1), averageOf(0.5, 8), averageOf(6, 8)]).toEqual([1, 2, 6]);
  });
});

describe('inputs', () => {
  test.each<[unknown, string]>([
    [{ masterPassword: 'x' }, ': Unrecognized key: "masterPassword"'],
    [
      { engineVersion: '14.9' },
      'engineVersion: 14.9 is not accepted for aurora-postgresql, which takes 15.x, 16.x or 17.x',
    ],
    [
      { engine: 'aurora-mysql', engineVersion: '5.7.mysql_aurora.2.11.1' },
      'engineVersion: 5.7.mysql_aurora.2.11.1 is not accepted for aurora-mysql, which takes 8.0.mysql_aurora.3.xx.x',
    ],
    [{ masterUsername: 'postgres' }, 'masterUsername: is reserved by the engine'],
    [{ databaseName: 'my-db' }, 'databaseName: must be at most 63 lower-case letters, digits and underscores'],
    [{ backupRetentionPeriod: 0 }, 'backupRetentionPeriod: Too small: expected number to be >=1'],
    [{ instances: 17 }, 'instances: Too big: expected number to be <=16'],
    [
      { serverlessv2ScalingConfiguration: { minCapacity: 0.7 } },
      'serverlessv2ScalingConfiguration.minCapacity: must be a multiple of 0.5',
    ],
    [
      { serverlessv2ScalingConfiguration: { minCapacity: 16 } },
      'serverlessv2ScalingConfiguration.maxCapacity: must not be less than minCapacity',
    ],
    [
      { serverlessv2ScalingConfiguration: { averageCapacity: 9 } },
      'serverlessv2ScalingConfiguration.averageCapacity: must lie between minCapacity and maxCapacity',
    ],
    [
      { allowedSecurityGroupIds: { web: '10.0.0.0/8' } },
      'allowedSecurityGroupIds.web: must be a security group id, sg-0123456789abcdef0',
    ],
  ])('%o is refused', (inputs, problem) => {
    expect(problemsOf(aurora, inputs)).toEqual([problem]);
  });
});

describe('emitted', () => {
  const clients = { allowedSecurityGroupIds: { workers: 'sg-0123456789abcdef0' } };

  test('PostgreSQL over two zones', async () => {
    const { resource, data, ephemeral, output } = await emit(aurora, multiAz, {
      option: 'db.r6g.large',
      inputs: clients,
    });
    expect({ resource, data, ephemeral, output }).toMatchSnapshot();
  });

  test('serverless MySQL with parameters of its own', async () => {
    const inputs = {
      engine: 'aurora-mysql',
      clusterParameters: { binlog_format: { value: 'ROW', applyMethod: 'pending-reboot' } },
      instanceParameters: { long_query_time: { value: '2' } },
      instances: 4,
    };
    const { resource } = await emit(aurora, multiAz, { inputs, option: 'serverless', instance: 'reports' });
    expect(resource).toMatchSnapshot();
  });

  test('no password is written, kept or shown; the database takes the one of its secret', async () => {
    const emitted = await emit(aurora, singleAz);
    expect(JSON.stringify(emitted)).not.toMatch(/"master_password"|"secret_string"|manage_master_user_password/);
    expect(only(emitted.resource, 'aws_rds_cluster').master_password_wo).toContain(
      'ephemeral.aws_secretsmanager_secret_version.aurora_stored_password_us_east_1.secret_string',
    );
    const rotated = await emit(aurora, singleAz, { inputs: { masterPasswordVersion: 2 } });
    expect([
      only(rotated.resource, 'aws_rds_cluster').master_password_wo_version,
      only(rotated.resource, 'aws_secretsmanager_secret_version').secret_string_wo_version,
    ]).toEqual([2, 2]);
  });

  test.each([
    ['another class', { option: 'db.r6g.large' }, { option: 'db.r6g.xlarge' }],
    ['from serverless to instances', { option: 'serverless' }, { option: 'db.r6g.large' }],
    ['another minor version', { inputs: { engineVersion: '16.8' } }, { inputs: { engineVersion: '16.10' } }],
    ['more readers', { inputs: { instances: 2 } }, { inputs: { instances: 3 } }],
  ])('%s is a change in place', async (_, before, after) => {
    const replacing = new Set(
      aurora.rules.flatMap((rule) =>
        rule.kind === 'replaces' ? rule.arguments.map((name) => `${rule.resource} ${name}`) : [],
      ),
    );
    const [one, two] = await Promise.all([emit(aurora, multiAz, before), emit(aurora, multiAz, after)]);
    const touched = Object.entries(one.resource).flatMap(([type, byId]) =>
      Object.entries(byId).flatMap(([id, values]) => {
        const next = two.resource[type]?.[id];
        if (next === undefined) return [`${type} destroyed`];
        const names = Object.keys({ ...values, ...next });
        return names
          .filter((name) => JSON.stringify(values[name]) !== JSON.stringify(next[name]))
          .map((name) => `${type} ${name}`);
      }),
    );
    expect(touched.filter((change) => replacing.has(change) || change.endsWith('destroyed'))).toEqual([]);
  });

  test('a major upgrade names the group of the new family', async () => {
    const inputs = { engineVersion: '17.7', allowMajorVersionUpgrade: true };
    const { resource } = await emit(aurora, singleAz, { inputs });
    expect(only(resource, 'aws_rds_cluster')).toMatchObject({
      allow_major_version_upgrade: true,
      db_instance_parameter_group_name: '${aws_db_parameter_group.aurora_instance_parameters_us_east_1.name}',
    });
  });

  test('is protected until it retires; names that AWS keeps take the generation', async () => {
    const active = await emit(aurora, singleAz);
    const retiring = await emit(aurora, singleAz, { phase: 'retiring', generation: 2 });
    const cluster = only(retiring.resource, 'aws_rds_cluster');
    expect(only(active.resource, 'aws_rds_cluster')).toMatchObject({
      deletion_protection: true,
      final_snapshot_identifier: 'test-aurora-us-east-1-final',
    });
    expect(cluster).toMatchObject({
      cluster_identifier: 'test-aurora-g2',
      deletion_protection: false,
      skip_final_snapshot: false,
      final_snapshot_identifier: 'test-aurora-us-east-1-final-g2',
      lifecycle: { ignore_changes: ['global_cluster_identifier'] },
    });
    expect(only(retiring.resource, 'aws_secretsmanager_secret').name).toBe('test-aurora-us-east-1-master-g2');
    expect(only(retiring.resource, 'aws_kms_alias').name).toBe('alias/test-aurora-g2');
  });

  test('no Database Insights for MySQL on t3', async () => {
    const inputs = { engine: 'aurora-mysql' };
    const { resource } = await emit(aurora, singleAz, { inputs, option: 'db.t3.medium' });
    expect(only(resource, 'aws_rds_cluster_instance').performance_insights_enabled).toBe(false);
  });
});

describe('controls', () => {
  const claimed = aurora.controls(aurora.inputs.parse({ allowedSecurityGroupIds: { web: 'sg-0123456789abcdef0' } }));

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['encryption-at-rest', { storage_encrypted: true, kms_key_id: 'k' }, { storage_encrypted: true }],
    [
      'encryption-in-transit',
      { parameter: [{ name: 'rds.force_ssl', value: '1' }] },
      { parameter: [{ name: 'rds.force_ssl', value: '0' }] },
    ],
    ['iam-authentication', { iam_database_authentication_enabled: true }, {}],
    ['no-password-in-state', { master_password_wo: 'p' }, { master_password: 'p' }],
    ['deletion-protection', { deletion_protection: true }, { deletion_protection: false }],
    [
      'final-snapshot',
      { final_snapshot_identifier: 's' },
      { skip_final_snapshot: true, final_snapshot_identifier: 's' },
    ],
    ['automatic-backups', { backup_retention_period: 7, copy_tags_to_snapshot: true }, { backup_retention_period: 0 }],
    ['logs-exported', { enabled_cloudwatch_logs_exports: ['postgresql'] }, { enabled_cloudwatch_logs_exports: [] }],
    ['no-public-instances', { publicly_accessible: false }, { publicly_accessible: true }],
    ['key-rotation', { enable_key_rotation: true }, {}],
    ['no-inline-access', { egress: [] }, { egress: [{ cidr_blocks: ['0.0.0.0/0'] }] }],
    ['no-public-access', { referenced_security_group_id: 'sg-0' }, { cidr_ipv4: '0.0.0.0/0' }],
    ['secret-encrypted', { kms_key_id: 'k' }, {}],
    ['secret-not-in-state', { secret_string_wo: 's' }, { secret_string: 's' }],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });

  test('each is paired above', () => {
    expect(claimed.map(({ id }) => id).length).toBe(14);
  });
});
