import { facts, priceKeys, regions } from '../../data';
import { aurora } from '../../modules/aurora';
import { auroraGlobal } from '../../modules/aurora_global';
import { emit, expected, multiAz, named, only, problemsOf, quote, singleAz, site } from './aurora.fixtures';

const defaults = auroraGlobal.inputs.parse({});
const secondary = { role: 'secondary' } as const;

describe('options', () => {
  test('every option has prices, and none is burstable', () => {
    const known = new Set(priceKeys());
    const options = auroraGlobal.options(defaults, singleAz, facts);
    expect(options.flatMap(({ cost }) => cost.map(({ price }) => price)).filter((key) => !known.has(key))).toEqual([]);
    expect(options.filter(({ key }) => key.startsWith('db.t'))).toEqual([]);
  });

  test.each([
    ['aurora-postgresql', 'us-east-1', undefined],
    ['aurora-postgresql', 'ca-west-1', undefined],
    [
      'aurora-postgresql',
      'il-central-1',
      'it is not known whether Aurora Global Database takes aurora-postgresql in il-central-1',
    ],
    ['aurora-mysql', 'ap-southeast-5', undefined],
    ['aurora-mysql', 'ap-southeast-7', 'Aurora Global Database is not available for aurora-mysql in ap-southeast-7'],
  ])('%s in %s: %s', (engine, region, reason) => {
    const options = auroraGlobal.options(auroraGlobal.inputs.parse({ engine }), site(region, 'multi-az'), facts);
    expect(new Set(options.map(({ unavailable }) => unavailable))).toEqual(new Set([reason]));
  });

  test('offered in as many commercial regions as the sources name', () => {
    const offered = (engine: string) =>
      regions.ids().filter((region) => {
        const options = auroraGlobal.options(auroraGlobal.inputs.parse({ engine }), site(region, 'multi-az'), facts);
        return options.every(({ unavailable }) => unavailable === undefined);
      }).length;
    expect([offered('aurora-mysql'), offered('aurora-postgresql')]).toEqual([29, 28]);
  });

  test('a burstable class that is pinned has the reason against it', () => {
    const given = auroraGlobal.inputs.parse({ instanceClass: 'db.t3.medium' });
    expect(auroraGlobal.options(given, multiAz, facts)[0]?.unavailable).toBe(
      'db.t3.medium is burstable, and a global database takes no such class',
    );
  });
});

describe('costs', () => {
  const demand = { replicaStorageGiB: 490, replicaIoMillionPerMonth: 95, replicatedWriteMillionPerMonth: 95 };
  const copy = named(auroraGlobal.options(defaults, multiAz, facts), 'db.r6g.large');

  test('the quotes', () => {
    expect(
      [
        quote(copy, 'eu-west-2', demand),
        quote(named(auroraGlobal.options(defaults, multiAz, facts), 'serverless'), 'ap-northeast-2', demand),
      ].join('\n\n'),
    ).toMatchSnapshot();
  });

  test('two to three times the cost of one region for two to three regions', () => {
    const database = named(aurora.options(aurora.inputs.parse({}), multiAz, facts), 'db.r6g.large');
    const primary = expected(database, 'us-east-1', { storageGiB: 490, ioMillionPerMonth: 190 });
    const copies = ['us-east-2', 'eu-west-2'].map((region) => expected(copy, region, demand));
    const times = (count: number) =>
      (copies.slice(0, count).reduce((sum, cost) => sum + cost, primary) / primary).toFixed(2);
    expect([times(1), times(2)]).toMatchInlineSnapshot(`
     [
       "2.00",
       "3.13",
     ]
    `);
  });
});

describe('inputs', () => {
  test.each<[unknown, string]>([
    [{ masterUsername: 'x' }, ': Unrecognized key: "masterUsername"'],
    [{ engineVersion: 'latest' }, 'engineVersion: must look like 17.7 or 8.0.mysql_aurora.3.10.5'],
    [{ instances: 0 }, 'instances: Too small: expected number to be >=1'],
    [
      { clusterParameters: { 'rds.force_ssl': { value: '0' } } },
      'clusterParameters.rds.force_ssl: Invalid key in record',
    ],
  ])('%o is refused', (inputs, problem) => {
    expect(problemsOf(auroraGlobal, inputs)).toEqual([problem]);
  });
});

describe('emitted', () => {
  test('a copy over two zones', async () => {
    const { resource, data, output } = await emit(auroraGlobal, multiAz, {
      ...secondary,
      option: 'db.r6g.large',
      inputs: { enableGlobalWriteForwarding: true },
    });
    expect({ resource, data, output }).toMatchSnapshot();
  });

  test('a copy has neither credentials nor a database of its own', async () => {
    const { resource, ephemeral } = await emit(auroraGlobal, multiAz, secondary);
    const cluster = only(resource, 'aws_rds_cluster');
    const own = ['master_username', 'master_password_wo', 'manage_master_user_password', 'database_name'];
    expect(own.filter((name) => name in cluster)).toEqual([]);
    expect(ephemeral).toEqual({});
    expect(cluster.kms_key_id).toBe('${aws_kms_key.aurora_global_key_us_east_1.arn}');
  });

  test('it waits for an instance of the primary one and joins the global cluster', async () => {
    const { resource } = await emit(auroraGlobal, multiAz, secondary);
    const cluster = only(resource, 'aws_rds_cluster');
    expect(cluster.depends_on).toContain('aws_rds_cluster_instance.aurora_instance_first');
    expect(cluster).toMatchObject({
      source_region: 'us-west-2',
      global_cluster_identifier: '${aws_rds_global_cluster.aurora_global_global_cluster_us_west_2.id}',
      lifecycle: { ignore_changes: ['engine_version', 'replication_source_identifier'], prevent_destroy: true },
    });
    expect(only(resource, 'aws_rds_global_cluster')).toMatchObject({
      source_db_cluster_identifier: 'arn:aws:rds:us-west-2:111122223333:cluster:test-aurora',
      region: 'us-west-2',
      force_destroy: true,
      deletion_protection: true,
    });
  });

  test('an upgrade of all members is asked of the global cluster', async () => {
    const { resource } = await emit(auroraGlobal, multiAz, { ...secondary, inputs: { engineVersion: '17.9' } });
    expect(only(resource, 'aws_rds_global_cluster').engine_version).toBe('17.9');
    expect(only(resource, 'aws_rds_cluster').engine_version).toBe('17.7');
  });

  test('the last copy that leaves takes the protection of the global cluster with it', async () => {
    const { resource } = await emit(auroraGlobal, multiAz, { ...secondary, phase: 'retiring' });
    const global = only(resource, 'aws_rds_global_cluster');
    expect([global.deletion_protection, global.lifecycle]).toEqual([false, undefined]);
    expect(only(resource, 'aws_rds_cluster')).toMatchObject({
      deletion_protection: false,
      skip_final_snapshot: false,
      final_snapshot_identifier: 'test-aurora-us-east-1-final',
    });
  });
});

describe('controls', () => {
  const claimed = auroraGlobal.controls(defaults);

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['no-master-user', {}, { master_username: 'dbadmin' }],
    ['global-deletion-protection', { deletion_protection: true }, { deletion_protection: false }],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });
});
