import fc from 'fast-check';
import { z } from 'zod';
import { facts, prices } from '../../data';
import { dynamodbTable } from '../../modules/dynamodb_table';
import { capacityHours, capacityLimits, hoursPerMonth } from '../../modules/dynamodb_table/capacity';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import type { Emitted } from '../../stacks/emitted';
import { asFiles } from '../rehearse/stack';
import { buildModule, type BuildRequest } from '../support/build-module';
import { inProject, projectOf } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { changed, quote } from './quote';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(dynamodbTable, { facts, ...request });
}

function inputsOf(given: unknown) {
  return dynamodbTable.inputs.parse(given);
}

function optionsOf(given: unknown) {
  return dynamodbTable.options(inputsOf(given));
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = dynamodbTable.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function tableOf(emitted: Emitted): Record<string, unknown> {
  const [table] = Object.values(emitted.resource['aws_dynamodb_table'] ?? {});
  if (table === undefined) throw new Error('no table');
  return table;
}

const jobs = {
  hashKey: 'jobId',
  attribute: { createdAt: 'N' },
  globalSecondaryIndex: {
    'by-user': { hashKey: 'userId', rangeKey: 'createdAt' },
    'by-status': {
      hashKey: 'status',
      projectionType: 'INCLUDE',
      nonKeyAttributes: ['title', 'owner'],
      readMillionPerMonth: 2,
      writePercent: 50,
    },
  },
  ttl: { attributeName: 'expiresAt' },
  streamViewType: 'NEW_AND_OLD_IMAGES',
};

jest.setTimeout(900_000);

describe('costs', () => {
  test('USD a month, low, expected and high, with default inputs', () => {
    const usual = quote(optionsOf({}), 'us-east-1');
    expect(usual).toMatchInlineSnapshot(`
     "PAY_PER_REQUEST in us-east-1
       Read requests, 0.125 a million read request units         0.13      0.63      2.50
       Write requests, 0.625 a million write request units       0.31      1.25      6.25
       Storage, 0.25 a GB-month                                  0.25      1.25      5.00   assumed
       Point-in-time recovery, 0.2 a GB-month                    0.20      1.00      4.00
       Key of the table, 1 a key-month                           1.00      1.00      1.00
       a month                                                   1.89      5.13     18.75
     PROVISIONED in us-east-1
       Read capacity, 0.00013 a RCU-hour                         0.14      0.47      1.83
       Write capacity, 0.00065 a WCU-hour                        0.59      1.30      4.75
       Storage, 0.25 a GB-month                                  0.25      1.25      5.00   assumed
       Point-in-time recovery, 0.2 a GB-month                    0.20      1.00      4.00
       Key of the table, 1 a key-month                           1.00      1.00      1.00
       a month                                                   2.19      5.03     16.57"
    `);
    expect(changed(quote(optionsOf({}), 'eu-central-1'), usual)).toMatchInlineSnapshot(`
     "PAY_PER_REQUEST in eu-central-1
       Read requests, 0.1525 a million read request units        0.15      0.76      3.05
       Write requests, 0.7625 a million write request units      0.38      1.52      7.63
       Point-in-time recovery, 0.2448 a GB-month                 0.24      1.22      4.90
       a month                                                   2.03      5.76     21.57
     PROVISIONED in eu-central-1
       Read capacity, 0.0001586 a RCU-hour                       0.17      0.58      2.23
       Write capacity, 0.000793 a WCU-hour                       0.72      1.59      5.79
       Point-in-time recovery, 0.2448 a GB-month                 0.24      1.22      4.90
       a month                                                   2.39      5.64     18.91"
    `);
  });

  test('USD a month with indexes, which are read and written too', () => {
    expect(changed(quote(optionsOf(jobs), 'us-east-1'), quote(optionsOf({}), 'us-east-1'))).toMatchInlineSnapshot(`
     "  Read requests, 0.125 a million read request units         0.38      0.88      2.75
       Write requests, 0.625 a million write request units       0.78      3.13     15.63
       a month                                                   2.61      7.25     28.38
     PROVISIONED in us-east-1: unavailable, Terraform would set the autoscaled capacity of a table's indexes back with every apply"
    `);
  });

  test('capacity serves the expected rate at the use that is aimed at', () => {
    // 730 h x 3,600 s x 7 a second = 18.396 million; at 70 % that is 10 units.
    const given = inputsOf({ expected: { readMillionPerMonth: 18.396, peakFactor: 3, peakHoursPerDay: 6 } });
    expect(capacityHours(given, 'read').expected).toBeCloseTo(hoursPerMonth * (30 * 0.25 + 10 * 0.75), 6);
    expect(capacityLimits(given, 'read')).toEqual({ min: 1, max: 60 });
  });

  test('more load, sharper or longer peaks never cost less capacity', () => {
    const load = fc.record({
      read: fc.double({ min: 0, max: 5000, noNaN: true }),
      factor: fc.double({ min: 1, max: 50, noNaN: true }),
      hours: fc.double({ min: 0, max: 24, noNaN: true }),
    });
    const hours = ({ read, factor, hours: h }: { read: number; factor: number; hours: number }): number =>
      capacityHours(
        inputsOf({ expected: { readMillionPerMonth: read, peakFactor: factor, peakHoursPerDay: h } }),
        'read',
      ).expected;
    fc.assert(
      fc.property(load, load, (one, other) => {
        const more = {
          read: Math.max(one.read, other.read),
          factor: Math.max(one.factor, other.factor),
          hours: Math.max(one.hours, other.hours),
        };
        return hours(more) >= hours(one) - 1e-6 && hours(one) >= hoursPerMonth;
      }),
    );
  });

  test('a load whose minutes are all alike costs less by capacity, one of short peaks less by request', () => {
    const known = prices([]);
    const totals = (expected: object): Readonly<Record<string, number>> =>
      Object.fromEntries(
        optionsOf({ expected }).map(({ key, cost }) => [
          key,
          cost.reduce((sum, { price, fixed = 0 }) => {
            const amount = typeof fixed === 'number' ? fixed : fixed.expected;
            return sum + amount * Number(known.find(price, 'us-east-1')?.usd);
          }, 0),
        ]),
      );
    const steady = totals({ writeMillionPerMonth: 100, peakFactor: 1 });
    const sharp = totals({ writeMillionPerMonth: 100, peakFactor: 20, peakHoursPerDay: 8 });
    expect(steady['PROVISIONED']).toBeLessThan(steady['PAY_PER_REQUEST'] ?? 0);
    expect(sharp['PROVISIONED']).toBeGreaterThan(sharp['PAY_PER_REQUEST'] ?? Infinity);
  });
});

describe('inputs', () => {
  test('say what was got and what is allowed', () => {
    const index = { hashKey: 'userId' };
    const found = [
      { attribute: { title: 'S' } },
      { attribute: { id: 'BOOL' } },
      { globalSecondaryIndex: { ab: index } },
      { globalSecondaryIndex: { 'by-user': { ...index, projectionType: 'INCLUDE' } } },
      { globalSecondaryIndex: { 'by-user': { ...index, nonKeyAttributes: ['title'] } } },
      { globalSecondaryIndex: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`index-${at}`, index])) },
      { autoscaling: { targetValue: 95 } },
      { recoveryPeriodInDays: 36 },
      { kmsKeyArn: 'alias/mine' },
      { expected: { peakFactor: 0.5 } },
    ].map(problemsOf);
    expect(found.flat().join('\n')).toMatchInlineSnapshot(`
     "attribute.title: title is no key of table or index
     attribute.id: Invalid option: expected one of "S"|"N"|"B"
     globalSecondaryIndex.ab: Invalid key in record
     globalSecondaryIndex.by-user.nonKeyAttributes: INCLUDE names attributes, and the other projections name none
     globalSecondaryIndex.by-user.nonKeyAttributes: INCLUDE names attributes, and the other projections name none
     globalSecondaryIndex: at most 20 indexes
     autoscaling.targetValue: Too big: expected number to be <=90
     recoveryPeriodInDays: Too big: expected number to be <=35
     kmsKeyArn: must be the ARN of a KMS key
     expected.peakFactor: Too small: expected number to be >=1"
    `);
    expect(found.filter((problems) => problems.length !== 1)).toEqual([]);
  });
});

describe('options', () => {
  test('other keys are another identity, and types of other attributes are not', () => {
    const identities = [{}, { hashKey: 'jobId' }, { rangeKey: 'at' }, { attribute: { id: 'N' } }, jobs].map(
      (given) => optionsOf(given)[0]?.identity,
    );
    expect(identities).toEqual(['id:S', 'jobId:S', 'id:S,at:S', 'id:N', 'jobId:S']);
  });

  test('indexes take away capacity, with the reason', () => {
    expect(optionsOf(jobs).map(({ key, unavailable }) => [key, unavailable])).toEqual([
      ['PAY_PER_REQUEST', undefined],
      ['PROVISIONED', "Terraform would set the autoscaled capacity of a table's indexes back with every apply"],
    ]);
    expect(optionsOf({ billingMode: 'PROVISIONED' }).map(({ key }) => key)).toEqual(['PROVISIONED']);
  });
});

describe('emitted', () => {
  test('a table with indexes, a stream and ages, charged by request', async () => {
    const { resource, output } = await build({ instance: 'jobs', inputs: jobs });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('a table whose capacity follows the load, within limits from what is expected', async () => {
    const emitted = await build({ option: 'PROVISIONED', inputs: { rangeKey: 'at' } });
    expect(emitted.resource).toMatchSnapshot();
  });

  test('a key that is given is used, and none is made', async () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';
    const emitted = await build({ inputs: { kmsKeyArn } });
    expect(tableOf(emitted)['server_side_encryption']).toEqual({ enabled: true, kms_key_arn: kmsKeyArn });
    expect(emitted.resource['aws_kms_key']).toBeUndefined();
  });

  test('protection goes off while it retires', async () => {
    const [active, retiring] = await Promise.all([build(), build({ phase: 'retiring' })]);
    expect([active, retiring].map((emitted) => tableOf(emitted)['deletion_protection_enabled'])).toEqual([true, false]);
  });
});

describe('controls', () => {
  const claimed = dynamodbTable.controls(inputsOf({}));
  const key = 'arn:aws:kms:us-east-1:111122223333:key/a';

  test.each<[string, object, object]>([
    [
      'encryption-at-rest',
      { server_side_encryption: { enabled: true, kms_key_arn: key } },
      { server_side_encryption: { enabled: true } },
    ],
    ['point-in-time-recovery', { point_in_time_recovery: { enabled: true } }, { point_in_time_recovery: [] }],
    ['deletion-protection', { deletion_protection_enabled: true }, {}],
    ['key-rotation', { enable_key_rotation: true }, {}],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((candidate) => candidate.id === id);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });
});

describe('in an environment', () => {
  const spec = (expected: string): string =>
    `  infrastructure: aws\n  needs: [{ capability: key-value-table }]\n  modules:\n    dynamodb_table:\n      enabled: auto\n      inputs: { expected: { ${expected} } }\n`;

  test.each([
    ['PAY_PER_REQUEST', 'writeMillionPerMonth: 50, peakFactor: 20, peakHoursPerDay: 8'],
    ['PROVISIONED', 'writeMillionPerMonth: 50, peakFactor: 1'],
  ])('the solver chooses %s for a load of %s', async (billingMode, expected) => {
    await inProject(projectOf({ demo: spec(expected) }, ['us-east-1']), async (project) => {
      await project.done(['solve']);
      await project.done(['synth']);
      expect(tableOf(project.emitted('demo'))['billing_mode']).toBe(billingMode);
    });
  });

  test('a table that stands keeps its keys: another hash key is refused', async () => {
    const keyed = (hashKey: string): string =>
      `  infrastructure: aws\n  modules: { dynamodb_table: { enabled: 'on', inputs: { hashKey: ${hashKey} } } }\n`;
    await inProject(projectOf({ demo: keyed('id') }, ['us-east-1']), async (project) => {
      await project.done(['solve']);
      project.write(
        'environments/demo.yaml',
        project.read('environments/demo.yaml').replace('hashKey: id', 'hashKey: sku'),
      );
      const { code, err, out } = await project.run(['solve']);
      expect(code).toBe(3);
      expect(`${out}${err}`).toContain('the lock keeps dynamodb_table/main@aws/us-east-1, which must not be dropped');
    });
  });
});

const arguments_ = z.array(z.string());

describeRehearsal('the life of a table', (rig) => {
  test('from requests to capacity in place, then away in two steps; its key stays', async () => {
    const files = async (option: string, phase: 'active' | 'retiring' = 'active') =>
      asFiles(await build({ option, phase }), 'table');
    const [byRequest, byCapacity] = [await files('PAY_PER_REQUEST'), await files('PROVISIONED')];
    const retiring = await files('PROVISIONED', 'retiring');
    const changed = await rehearseTransition(byRequest, byCapacity, rig());
    const first = await rehearseTransition(byCapacity, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([changed, first, second].flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    const table = changed.changes.find(({ address }) => address.startsWith('aws_dynamodb_table.'));
    expect([table?.action, arguments_.parse(table?.arguments)]).toEqual(['changed', ['billing_mode']]);
    expect(first.changes.map(({ action, address }) => [action, address])).toEqual([
      ['changed', 'aws_dynamodb_table.dynamodb_table_table_us_east_1'],
    ]);
    expect(new Set(second.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(second.unprotected).toEqual([]);
  });

  test('a table with indexes, a stream and ages settles', async () => {
    const on = asFiles(await build({ inputs: jobs }), 'table');
    const came = await rehearseTransition(emptyStack(on), on, rig());
    expect(came.diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(new Set(came.changes.map(({ action }) => action))).toEqual(new Set(['created']));
  });
});
