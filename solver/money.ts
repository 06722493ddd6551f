/** Money is integer micro-USD; products are exact and rounded once. */
import { Big } from 'big.js';

/** Hours of an average month as AWS's own calculators count them. */
export const HOURS_PER_MONTH = 730;

const half = Big.roundHalfUp;

/** An amount that a document gives as a number of USD. */
export function wholeMicroUsd(usd: number): number {
  return Math.round(usd * 1_000_000);
}

/**
 * Price times quantity, half a micro-USD rounded up (away from zero for a credit). Throws when the price is not a
 * decimal number, the quantity is not finite, or the product has no exact integer.
 */
export function microUsd(usd: string, quantity: number): number {
  const whole = wholeProduct(usd, quantity);
  if (whole !== undefined) return whole;
  const product = new Big(usd).times(quantity).times(1_000_000).round(0, half);
  if (product.abs().gt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`${usd} USD x ${quantity} is too much money to count in micro-USD`);
  }
  return product.toNumber() + 0;
}

const plainDecimal = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/** The product where both are whole in micro-USD and units, as most are: a hundredth of the time of a decimal's. */
function wholeProduct(usd: string, quantity: number): number | undefined {
  const [, dollars, fraction = ''] = plainDecimal.exec(usd) ?? [];
  if (dollars === undefined || !Number.isSafeInteger(quantity)) return undefined;
  const product = Number(dollars + fraction.padEnd(6, '0')) * quantity;
  return Number.isSafeInteger(product) ? product + 0 : undefined;
}

/** `1,234.57`: cents, half a cent rounded away from zero, thousands grouped; no currency sign. */
export function formatUsd(amount: number): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of micro-USD`);
  const fixed = new Big(amount).div(1_000_000).toFixed(2, half);
  const grouped = fixed.replace(/\B(?=(\d{3})+\.)/g, ',');
  return /[1-9]/.test(grouped) ? grouped : '0.00';
}
