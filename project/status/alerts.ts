/** Alerts of a spend against its limit: at the threshold, and at all of it, soft or hard. */
import { formatUsd } from '../../solver/money';
import type { Alert, SpendLimit } from './types';

export function isReached(spendMicroUsd: number | undefined, limit: SpendLimit | undefined): boolean {
  return spendMicroUsd !== undefined && limit !== undefined && spendMicroUsd >= limit.microUsd;
}

export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 100);
}

/** `18,200.00 of 20,000.00 USD (91 %)` */
export function spendText(spendMicroUsd: number, limit: SpendLimit): string {
  return `${formatUsd(spendMicroUsd)} of ${formatUsd(limit.microUsd)} USD (${percentOf(spendMicroUsd, limit.microUsd)} %)`;
}

export function spendAlerts(
  subject: string,
  spendMicroUsd: number | undefined,
  limit: SpendLimit | undefined,
): Alert[] {
  if (spendMicroUsd === undefined || limit === undefined) return [];
  const spent = `${subject} has spent ${spendText(spendMicroUsd, limit)} this month`;
  if (spendMicroUsd >= limit.microUsd) {
    return limit.hard
      ? [{ level: 'hard', subject, message: `${spent}: a hard limit, so nothing new may be provisioned.` }]
      : [{ level: 'soft', subject, message: `${spent}: a soft limit, so provisioning goes on.` }];
  }
  const { alertThresholdPercent: threshold } = limit;
  if (spendMicroUsd * 100 < limit.microUsd * threshold) return [];
  return [{ level: 'near', subject, message: `${spent}: the alert threshold is ${threshold} %.` }];
}
