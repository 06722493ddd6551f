/** Usage that is charged for and that nobody knows exactly: one number, or low, expected and high ones. */
import { z } from 'zod';
import type { Range } from './module';

const amount = z.number().min(0);

const range = z
  .strictObject({
    low: amount.describe('The least that is likely.'),
    expected: amount.describe('What decides.'),
    high: amount.describe('The most that is likely.'),
  })
  .refine(({ low, expected, high }) => low <= expected && expected <= high, 'low, expected and high must not fall');

export const amountInput = z.union([amount, range], 'a number of 0 or more, or {low, expected, high}');

export function asRange(given: number | Range): Range {
  return typeof given === 'number' ? { low: given, expected: given, high: given } : given;
}

export function scaled(given: number | Range, factor: number): Range {
  const { low, expected, high } = asRange(given);
  return { low: low * factor, expected: expected * factor, high: high * factor };
}

export function times(one: number | Range, other: number | Range): Range {
  const [a, b] = [asRange(one), asRange(other)];
  return { low: a.low * b.low, expected: a.expected * b.expected, high: a.high * b.high };
}
