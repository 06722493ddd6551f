/** Conditions and alerts at and around each limit. */
import { statusOf } from '../../project/status';
import type { Costs, InfrastructureReport } from '../../project/status/types';
import type { StaticInfrastructure } from '../../schema/infrastructure-types';
import type { CloudInfrastructure, CloudRegion } from '../../schema/types';
import { registry } from '../schema/registry';
import { environment, region as plainRegion } from '../support/environment';

const position = { file: 'environments/infrastructure/x.yaml', line: 4, column: 3 };

function region(name: string, given: Partial<CloudRegion> = {}): CloudRegion {
  return plainRegion(name, { position, ...given });
}

function cloud(given: Partial<CloudInfrastructure> = {}): CloudInfrastructure {
  return { name: 'aws', provider: 'aws', regions: [region('a'), region('b')], position, ...given };
}

function site(given: Partial<StaticInfrastructure> = {}): StaticInfrastructure {
  return {
    name: 'dc',
    location: 'dc/here',
    site: 'here',
    address: {},
    compliance: [],
    capabilities: [],
    residencyTags: [],
    capacity: { nodes: 10, milliCpu: 80_000, memoryBytes: 100 * 2 ** 30 },
    latencyMsTo: {},
    position,
    ...given,
  };
}

interface Given {
  readonly uses: readonly string[];
  readonly clouds?: readonly CloudInfrastructure[];
  readonly sites?: readonly StaticInfrastructure[];
  readonly costs?: Readonly<Record<string, Costs>>;
  readonly capacityThreshold?: number;
}

function reports({ uses, clouds = [], sites = [], costs = {}, capacityThreshold = 80 }: Given): InfrastructureReport[] {
  return statusOf({
    environments: [environment(registry, { name: 'prod', infrastructure: uses })],
    clouds,
    sites,
    costs: new Map(Object.entries(costs)),
    capacityThreshold,
  });
}

function one(given: Given): InfrastructureReport {
  const [first] = reports(given);
  if (first === undefined) throw new Error('nothing is in use');
  return first;
}

function condition({ conditions }: InfrastructureReport, type: string): string {
  const found = conditions.find((candidate) => candidate.type === type);
  return found === undefined ? 'none' : `${found.status}: ${found.message}`;
}

function spent(
  usd: number,
  byRegion: Readonly<Record<string, number>> = {},
): NonNullable<CloudInfrastructure['status']> {
  return { spend: { monthlyUsd: usd, byRegion }, conditions: [] };
}

const budget = { monthlyUsd: 1000, alertThresholdPercent: 80, hardLimit: false };

describe('budgets', () => {
  test.each([
    [799.99, [], 'False'],
    [800, ['near'], 'False'],
    [999.99, ['near'], 'False'],
    [1000, ['soft'], 'True'],
    [1500, ['soft'], 'True'],
  ])('%d of a soft 1,000 USD', (usd, levels, exceeded) => {
    const report = one({ uses: ['aws'], clouds: [cloud({ budget, status: spent(usd) })] });
    expect(report.alerts.map(({ level }) => level)).toEqual(levels);
    expect(condition(report, 'BudgetExceeded')).toMatch(new RegExp(`^${exceeded}: `));
    expect(condition(report, 'Ready')).toBe('Unknown: its document states no such condition');
  });

  test('a hard one stops everything once it is reached', () => {
    const hard = { ...budget, hardLimit: true };
    const report = one({ uses: ['aws'], clouds: [cloud({ budget: hard, status: spent(1000) })] });
    expect(report.alerts).toEqual([
      {
        level: 'hard',
        subject: 'aws',
        message:
          'aws has spent 1,000.00 of 1,000.00 USD (100 %) this month: a hard limit, so nothing new may be provisioned.',
      },
    ]);
    expect(condition(report, 'Ready')).toBe('False: the hard limit is reached: 1,000.00 of 1,000.00 USD (100 %)');
    expect(condition(report, 'BudgetExceeded')).toBe('True: aws: 1,000.00 of 1,000.00 USD (100 %)');
  });

  test('one of a region alone leaves the rest: degraded, not down', () => {
    const regions = [region('a', { budget: { monthlyUsd: 10, hardLimit: true } }), region('b')];
    const report = one({ uses: ['aws'], clouds: [cloud({ regions, status: spent(30, { a: 12, b: 18 }) })] });
    expect(report.alerts.map(({ level, subject }) => `${level} ${subject}`)).toEqual(['hard aws/a']);
    expect(condition(report, 'Degraded')).toBe('True: a is at its hard limit');
    expect(condition(report, 'Ready')).toMatch(/^Unknown/);
  });

  test('no region left is down', () => {
    const regions = ['a', 'b'].map((name) => region(name, { budget: { monthlyUsd: 10, hardLimit: true } }));
    const report = one({ uses: ['aws'], clouds: [cloud({ regions, status: spent(30, { a: 12, b: 18 }) })] });
    expect(condition(report, 'Ready')).toBe('False: a is at its hard limit, b is at its hard limit');
    expect(condition(report, 'Degraded')).toMatch(/^False/);
  });

  test('what is not known is not said to be met', () => {
    const report = one({ uses: ['aws'], clouds: [cloud({ budget })] });
    expect(condition(report, 'BudgetExceeded')).toBe('Unknown: no spend of aws is known; --costs gives it');
    expect(report.alerts).toEqual([]);
    expect(condition(one({ uses: ['aws'], clouds: [cloud()] }), 'BudgetExceeded')).toBe('False: no budget is set');
  });

  test('a region whose clusters are all used takes none', () => {
    const regions = [region('a', { quotas: { maxClusters: 2 } }), region('b', { quotas: { maxClusters: 2 } })];
    const status = { clusters: { byRegion: { a: 2, b: 1 } }, conditions: [] };
    const report = one({ uses: ['aws'], clouds: [cloud({ regions, status })] });
    expect(condition(report, 'Degraded')).toBe('True: a has all its 2 clusters');
  });

  test('the regions add up where no sum is stated; a sum that differs counts, and is told', () => {
    const byRegion = { a: 600, b: 250 };
    const summed = one({ uses: ['aws'], clouds: [cloud({ budget, status: { spend: { byRegion }, conditions: [] } })] });
    expect(summed).toMatchObject({ spendMicroUsd: 850_000_000, notes: [], alerts: [{ level: 'near' }] });
    const stated = one({ uses: ['aws'], clouds: [cloud({ budget, status: spent(700, byRegion) })] });
    expect(stated).toMatchObject({ spendMicroUsd: 700_000_000, alerts: [] });
    expect(stated.notes).toEqual([
      'status.currentSpend.monthly is 700.00 USD and its regions add up to 850.00: the former counts.',
    ]);
  });
});

describe('a bill', () => {
  const costs = {
    aws: {
      source: 'bill.json',
      microUsdByRegion: new Map([
        ['a', 500_000_000],
        ['global', 400_000_000],
        ['c', 100_000_000],
      ]),
    },
  };

  test('replaces what the document states, and what it holds beside the regions counts', () => {
    const report = one({ uses: ['aws'], clouds: [cloud({ budget, status: spent(1, { a: 1, b: 1 }) })], costs });
    expect(report).toMatchObject({
      source: 'bill.json',
      spendMicroUsd: 1_000_000_000,
      notes: [],
      alerts: [{ level: 'soft', subject: 'aws' }],
      regions: [
        { region: 'a', listed: true, spendMicroUsd: 500_000_000 },
        { region: 'b', listed: true, spendMicroUsd: 0 },
        { region: 'c', listed: false, spendMicroUsd: 100_000_000 },
        { region: 'global', listed: false, spendMicroUsd: 400_000_000 },
      ],
    });
  });

  test('of one infrastructure is none of another', () => {
    const other = cloud({ name: 'other', budget });
    const [, second] = reports({ uses: ['aws', 'other'], clouds: [cloud(), other], costs });
    expect(condition(second ?? one({ uses: [] }), 'BudgetExceeded')).toMatch(/^Unknown/);
  });
});

describe('fixed capacity', () => {
  const using = (milliCpu: number): NonNullable<StaticInfrastructure['status']> => ({
    utilization: { milliCpu: { used: milliCpu }, nodes: { total: 12, used: 3 } },
    conditions: [],
  });

  test.each([
    [64_000, 80, 'False: in use: nodes 30 %, cores 80 %; the threshold is 80 %', 0],
    [64_001, 80, 'True: in use: cores 80 %; the threshold is 80 %', 1],
    [8000, 9, 'True: in use: nodes 30 %, cores 10 %; the threshold is 9 %', 2],
    [80_000, 100, 'False: in use: nodes 30 %, cores 100 %; the threshold is 100 %', 0],
  ])('%d of 80,000 millicores, threshold %d', (used, capacityThreshold, says, alerts) => {
    const report = one({ uses: ['dc'], sites: [site({ status: using(used) })], capacityThreshold });
    expect(condition(report, 'CapacityPressure')).toBe(says);
    expect(report.alerts).toHaveLength(alerts);
  });

  test('the document counts where its status sees another total', () => {
    const report = one({ uses: ['dc'], sites: [site({ status: using(0) })] });
    expect(report.notes).toEqual(['status.utilization has 12 nodes in all and spec.capacity 10: the latter counts.']);
    expect(report).toMatchObject({ use: [{ dimension: 'nodes', total: 10, used: 3 }, {}, {}, {}] });
  });

  test('without cores nothing can be placed; without some device, something', () => {
    const full = one({ uses: ['dc'], sites: [site({ status: using(80_000) })] });
    expect(condition(full, 'Ready')).toBe('False: nothing is free of its cores');
    const capacity = { accelerators: { t4: 2, a100: 1 } };
    const utilization = { accelerators: { t4: { used: 2 }, a100: { used: 0 } } };
    const lacking = one({ uses: ['dc'], sites: [site({ capacity, status: { utilization, conditions: [] } })] });
    expect(condition(lacking, 'Ready')).toMatch(/^Unknown/);
    expect(condition(lacking, 'Degraded')).toBe('True: no accelerator t4 is free');
  });

  test('nothing is said of use that nobody measured', () => {
    const report = one({ uses: ['dc'], sites: [site()] });
    expect(condition(report, 'CapacityPressure')).toBe('Unknown: its status states no use of what it has');
  });

  test('an overflow that can take nothing is told', () => {
    const overflow = { target: 'aws', capacityThreshold: 100 };
    const degraded = (
      given: Partial<StaticInfrastructure['overflow']>,
      clouds: readonly CloudInfrastructure[],
    ): string => {
      const all = reports({ uses: ['dc'], sites: [site({ overflow: { ...overflow, ...given } })], clouds });
      const found = all.find(({ name }) => name === 'dc');
      return found === undefined ? 'none' : condition(found, 'Degraded');
    };
    expect(degraded({}, [cloud()])).toMatch(/^False/);
    expect(degraded({}, [])).toBe('True: it overflows to aws, which no document describes');
    expect(degraded({ regions: ['a', 'z'] }, [cloud()])).toBe('True: it overflows to z, which aws does not list');
    const spentOut = cloud({ budget: { ...budget, hardLimit: true }, status: spent(2000) });
    expect(degraded({}, [spentOut])).toBe('True: it overflows to aws, which is at its hard limit');
  });
});

test('what a controller wrote counts where nothing speaks against it', () => {
  const conditions = [
    { type: 'Ready', status: 'False' as const, message: 'maintenance' },
    { type: 'Degraded', status: 'True' as const },
    { type: 'CredentialsValid', status: 'True' as const },
    { type: 'BudgetExceeded', status: 'False' as const },
    { type: 'QuotaLow', status: 'Unknown' as const },
  ];
  const status = { ...spent(1000), conditions };
  const report = one({ uses: ['aws'], clouds: [cloud({ budget, status })] });
  expect(report.conditions.map(({ type, status: state, message }) => `${type} ${state}: ${message}`)).toEqual([
    'Ready False: maintenance',
    'CredentialsValid Unknown: not checked, for nothing is called; its status says True',
    'BudgetExceeded True: aws: 1,000.00 of 1,000.00 USD (100 %)',
    'Degraded True: as its status says',
    'QuotaLow Unknown: as its status says',
  ]);
});

test('only what is in use is told, with the targets of its overflow', () => {
  const overflow = { target: 'aws', capacityThreshold: 100 };
  const sites = [site({ overflow }), site({ name: 'spare', overflow: { target: 'other', capacityThreshold: 100 } })];
  const all = reports({ uses: ['dc'], sites, clouds: [cloud(), cloud({ name: 'other' })] });
  expect(all.map(({ name, usedBy, overflowOf }) => [name, usedBy, overflowOf])).toEqual([
    ['aws', [], ['dc']],
    ['dc', ['prod'], []],
  ]);
});
