import fc from 'fast-check';
import {
  bitRate,
  bytes,
  formatBytes,
  formatMilliCpu,
  milliCpu,
  milliseconds,
  parseQuantity,
} from '../../schema/quantity';

test.each([
  ['3200Gi', '3435973836800'],
  ['500Ti', '549755813888000'],
  ['20Pi', '22517998136852480'],
  ['1Ei', '1152921504606846976'],
  ['1Ki', '1024'],
  ['1Mi', '1048576'],
  ['1.5Gi', '1610612736'],
  ['1k', '1000'],
  ['128M', '128000000'],
  ['2G', '2000000000'],
  ['3T', '3000000000000'],
  ['4P', '4000000000000000'],
  ['1E', '1000000000000000000'],
  ['1e3', '1000'],
  ['2E6', '2000000'],
  ['5e-1', '0.5'],
  ['1e+2', '100'],
  ['100m', '0.1'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['0.1', '0.1'],
  ['007', '7'],
  [0.3, '0.3'],
  [1e21, '1000000000000000000000'],
] as const)('%s is %s', (written, amount) => {
  expect(parseQuantity(written)?.toFixed()).toBe(amount);
});

test.each([
  '',
  '.',
  '-1',
  '+1',
  '1 Gi',
  'Gi',
  '1gi',
  '1KI',
  '1K',
  '1Gb',
  '1GiB',
  '1e',
  '1e3Gi',
  '1,5',
  '0x10',
  '١',
  '1n',
])('%j is no quantity', (written) => {
  expect(parseQuantity(written)).toBeUndefined();
});

function wrong(schema: typeof bytes, written: unknown): string | undefined {
  return schema.safeParse(written).error?.issues[0]?.message;
}

test('memory counts in bytes, and says what a slip means', () => {
  expect(bytes.parse('3200Gi')).toBe(3_435_973_836_800);
  expect(bytes.parse(0)).toBe(0);
  expect(wrong(bytes, '400m')).toBe('must be a whole number of bytes (m stands for thousandths)');
  expect(wrong(bytes, '1.3Ki')).toBe('must be a whole number of bytes');
  expect(wrong(bytes, '2Ei')).toBe('must be at most 1Ei');
  expect(wrong(bytes, '1000000000000000001')).toBe('must have at most 15 digits');
  expect(wrong(bytes, 'lots')).toBe('must be a quantity such as 3200Gi');
  expect(wrong(bytes, true)).toBe('must be a quantity such as 3200Gi');
  expect(wrong(bytes, -1)).toBe('must be a quantity such as 3200Gi');
});

test('cores count in thousandths', () => {
  expect([milliCpu.parse('500m'), milliCpu.parse(2), milliCpu.parse('0.25'), milliCpu.parse('2k')]).toEqual([
    500, 2000, 250, 2_000_000,
  ]);
  expect(wrong(milliCpu, '0.0005')).toBe('must be a whole number of millicores');
  expect(wrong(milliCpu, '0.5m')).toBe('must be a whole number of millicores (m stands for thousandths)');
});

test('rates and latencies', () => {
  expect([bitRate.parse('10Gbps'), bitRate.parse('2.5Mbps'), bitRate.parse('8bps')]).toEqual([1e10, 2.5e6, 8]);
  expect([milliseconds.parse('65ms'), milliseconds.parse('0.4ms')]).toEqual([65, 0.4]);
  for (const slip of ['10 Gbps', '10GBps', '10Gb/s']) expect(bitRate.safeParse(slip).success).toBe(false);
  for (const slip of ['65', '65 ms', '1s', '-1ms', 'ms']) expect(milliseconds.safeParse(slip).success).toBe(false);
});

test('what is printed reads back as it was', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (amount) => {
      expect(bytes.parse(formatBytes(amount))).toBe(amount);
      expect(milliCpu.parse(formatMilliCpu(amount % 1e12))).toBe(amount % 1e12);
    }),
  );
  expect([formatBytes(3_435_973_836_800), formatBytes(0), formatMilliCpu(1500), formatMilliCpu(4000)]).toEqual([
    '3200Gi',
    '0',
    '1500m',
    '4',
  ]);
});
