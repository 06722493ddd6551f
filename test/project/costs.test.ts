/** Bills as `aws ce get-cost-and-usage` prints them. */
import { readCosts } from '../../project/status/costs';
import { formatProblem, UserError } from '../../schema/problem';

type Amounts = Readonly<Record<string, string>>;

function period(start: string, end: string, amounts: Amounts, metric = 'UnblendedCost', unit = 'USD'): unknown {
  return {
    TimePeriod: { Start: start, End: end },
    Total: {},
    Groups: Object.entries(amounts).map(([region, Amount]) => ({
      Keys: [region],
      Metrics: { [metric]: { Amount, Unit: unit } },
    })),
    Estimated: true,
  };
}

function bill(periods: readonly unknown[], more: object = {}): string {
  return JSON.stringify({
    GroupDefinitions: [{ Type: 'DIMENSION', Key: 'REGION' }],
    ResultsByTime: periods,
    DimensionValueAttributes: [],
    ...more,
  });
}

function read(text: string): readonly [string, Readonly<Record<string, number>>] {
  const { source, microUsdByRegion } = readCosts(text, 'bill.json');
  return [source, Object.fromEntries(microUsdByRegion)];
}

function told(text: string): readonly string[] {
  try {
    readCosts(text, 'bill.json');
  } catch (error) {
    if (error instanceof UserError)
      return error.problems.map((problem) => formatProblem(problem).split(' bill.json must')[0] ?? '');
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('a month by region, with what has none', () => {
  const amounts = { 'us-east-1': '18200.0000004', 'eu-west-1': '0.0051256592', NoRegion: '12', global: '-3.5E-1' };
  expect(read(bill([period('2026-11-01', '2026-11-22', amounts)]))).toEqual([
    'bill.json, 2026-11, UnblendedCost, estimated',
    { 'us-east-1': 18_200_000_000, 'eu-west-1': 5126, NoRegion: 12_000_000, global: -350_000 },
  ]);
});

test('days add up, exactly, and the last month counts', () => {
  const days = ['2026-11-02', '2026-10-31', '2026-11-01'].map((day) => period(day, day, { 'us-east-1': '0.0000004' }));
  expect(read(bill([...days, period('2026-11-03', '2026-11-04', { 'us-east-1': '0.0000004' })]))[1]).toEqual({
    'us-east-1': 1,
  });
});

test('groups by more than the region add up by region', () => {
  const group = (service: string, region: string, Amount: string): unknown => ({
    Keys: [service, region],
    Metrics: { AmortizedCost: { Amount, Unit: 'USD' }, UsageQuantity: { Amount: '9', Unit: 'N/A' } },
  });
  const groups = [group('EC2', 'us-east-1', '1'), group('S3', 'us-east-1', '2'), group('S3', 'eu-west-1', '4')];
  const text = bill([{ TimePeriod: { Start: '2026-11-01', End: '2026-12-01' }, Groups: groups, Estimated: false }], {
    GroupDefinitions: [
      { Type: 'DIMENSION', Key: 'SERVICE' },
      { Type: 'DIMENSION', Key: 'REGION' },
    ],
  });
  expect(read(text)).toEqual(['bill.json, 2026-11, AmortizedCost', { 'us-east-1': 3_000_000, 'eu-west-1': 4_000_000 }]);
});

test('unblended costs are preferred, and a bill of nothing is one', () => {
  const both = {
    Keys: ['us-east-1'],
    Metrics: { BlendedCost: { Amount: '1', Unit: 'USD' }, UnblendedCost: { Amount: '2', Unit: 'USD' } },
  };
  expect(read(bill([{ TimePeriod: { Start: '2026-11-01', End: '2026-12-01' }, Groups: [both] }]))[1]).toEqual({
    'us-east-1': 2_000_000,
  });
  expect(read(bill([period('2026-11-01', '2026-12-01', {})]))[1]).toEqual({});
});

test.each([
  ['{', /^The costs are no JSON: /],
  ['[]', /^the document must be a map; got an empty list\./],
  ['{"ResultsByTime": []}', /^GroupDefinitions is missing/],
  [bill([]), /^The costs have no period\./],
  [bill([period('2026-11-01', '2026-12-01', {})], { NextPageToken: 'x' }), /^The costs are one page of several/],
  [
    bill([period('2026-11-01', '2026-12-01', {})], { GroupDefinitions: [{ Type: 'DIMENSION', Key: 'SERVICE' }] }),
    /^The costs are not grouped by region\./,
  ],
  [
    bill([period('2026-11-01', '2026-12-01', { a: '1' }, 'UsageQuantity', 'N/A')]),
    /^The costs have none of UnblendedCost, /,
  ],
  [bill([period('2026-11-01', '2026-12-01', { a: '1' }, 'UnblendedCost', 'CNY')]), /^The costs are in CNY/],
  [
    bill([period('2026-11-01', '2026-12-01', { a: 'much' })]),
    /^ResultsByTime\[0\]\.Groups\[0\]\.Metrics\.UnblendedCost\.Amount must be an amount such as 18\.2/,
  ],
  [bill([period('soon', 'later', {})]), /^ResultsByTime\[0\]\.TimePeriod\.Start must be a date/],
])('%s', (text, message) => {
  expect(told(text)[0]).toMatch(message);
});
