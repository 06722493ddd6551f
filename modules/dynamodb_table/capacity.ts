/** Capacity units that a load takes: what autoscaling may go up to, and what is charged on average. */
import { asRange } from '../amounts';
import type { Range } from '../module';
import type { Inputs } from './inputs';

export const hoursPerMonth = 730;
const secondsPerMonth = hoursPerMonth * 3600;
const hoursPerDay = 24;
const million = 1_000_000;

/** Room above the expected peak, before autoscaling stops and requests are throttled. */
const headroom = 2;

export type Load = 'read' | 'write';

function expectedLoad({ expected }: Inputs, load: Load): Range {
  return asRange(load === 'read' ? expected.readMillionPerMonth : expected.writeMillionPerMonth);
}

function least({ autoscaling }: Inputs, load: Load): number {
  return load === 'read' ? autoscaling.minReadCapacity : autoscaling.minWriteCapacity;
}

/** Units that serve so many million requests a month, `times` the average rate, at the use that is aimed at. */
function units(given: Inputs, load: Load, millionPerMonth: number, times: number): number {
  const perSecond = (millionPerMonth * million) / secondsPerMonth;
  return Math.max(least(given, load), Math.ceil((perSecond * times * 100) / given.autoscaling.targetValue));
}

/**
 * Capacity-hours a month. Capacity stands at the peak for some hours of a day and at the average for the others: it
 * goes up within minutes and comes down slowly, so the hours at the peak are longer than the peak itself.
 */
export function capacityHours(given: Inputs, load: Load): Range {
  const { peakFactor, peakHoursPerDay } = given.expected;
  const peakShare = peakHoursPerDay / hoursPerDay;
  const hours = (millionPerMonth: number): number =>
    hoursPerMonth *
    (units(given, load, millionPerMonth, peakFactor) * peakShare +
      units(given, load, millionPerMonth, 1) * (1 - peakShare));
  const { low, expected, high } = expectedLoad(given, load);
  return { low: hours(low), expected: hours(expected), high: hours(high) };
}

export function capacityLimits(given: Inputs, load: Load): { readonly min: number; readonly max: number } {
  const { high } = expectedLoad(given, load);
  return { min: least(given, load), max: headroom * units(given, load, high, given.expected.peakFactor) };
}
