import fc from 'fast-check';
import { formatUsd, microUsd } from '../../solver/money';

test.each([
  ['0.045', 1460, 65_700_000],
  ['0.0000004', 1, 0],
  ['0.0000005', 1, 1],
  ['0.00000015', 10, 2],
  ['-0.0000005', 1, -1],
  ['0', 730, 0],
])('%s USD x %d is %d micro-USD', (usd, quantity, expected) => {
  expect(microUsd(usd, quantity)).toBe(expected);
});

test.each([
  ['nine', 1],
  ['1', Infinity],
  ['1', NaN],
])('%s USD x %d is refused', (usd, quantity) => {
  expect(() => microUsd(usd, quantity)).toThrow();
});

test('more than an exact integer holds is refused', () => {
  expect(microUsd('9007199254.740991', 1)).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => microUsd('9007199254.740992', 1)).toThrow('too much money to count in micro-USD');
});

test.each([
  [1_234_567_890, '1,234.57'],
  [4_999, '0.00'],
  [5_000, '0.01'],
  [-4_999, '0.00'],
  [-1_234_565_000, '-1,234.57'],
  [999_995_000, '1,000.00'],
  [Number.MAX_SAFE_INTEGER, '9,007,199,254.74'],
])('%d micro-USD prints as %s', (amount, expected) => {
  expect(formatUsd(amount)).toBe(expected);
});

test('fractions of a micro-USD are not money', () => {
  expect(() => formatUsd(0.5)).toThrow('not a whole number of micro-USD');
});

test('whole cents survive printing and reading', () => {
  let cases = 0;
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
      cases += 1;
      expect(microUsd(formatUsd(cents * 10_000).replaceAll(',', ''), 1)).toBe(cents * 10_000);
    }),
    { seed: 20261121, numRuns: 1_000 },
  );
  expect(cases).toBe(1_000);
});
