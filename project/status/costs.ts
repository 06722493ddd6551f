/**
 * The output of `aws ce get-cost-and-usage --group-by Type=DIMENSION,Key=REGION`.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
import { Big } from 'big.js';
import { z } from 'zod';
import { check } from '../../schema/issues';
import { UserError } from '../../schema/problem';
import { microUsd } from '../../solver/money';
import type { Costs } from './types';

const metric = z.object({
  Amount: z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, 'must be an amount such as 18.2'),
  Unit: z.string(),
});

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}/, 'must be a date such as 2026-11-01');

const output = z.object({
  GroupDefinitions: z.array(z.object({ Type: z.string(), Key: z.string() })),
  ResultsByTime: z.array(
    z.object({
      TimePeriod: z.object({ Start: date, End: date }),
      Groups: z.array(z.object({ Keys: z.array(z.string()), Metrics: z.record(z.string(), metric) })),
      Estimated: z.boolean().optional(),
    }),
  ),
  NextPageToken: z.string().nullish(),
});
type Output = z.output<typeof output>;

export const costsCommand =
  'aws ce get-cost-and-usage --time-period Start=<first of the month>,End=<tomorrow> --granularity MONTHLY ' +
  '--metrics UnblendedCost --group-by Type=DIMENSION,Key=REGION';

/** What is owed, in the order of preference; the others say how much was used, or repeat the first. */
const metrics = ['UnblendedCost', 'AmortizedCost', 'NetUnblendedCost', 'NetAmortizedCost', 'BlendedCost'];

/** The last month of the output. @throws UserError where it is no such output, or not all of it. */
export function readCosts(text: string, file: string): Costs {
  const refuse = (messages: readonly string[]): never => {
    throw new UserError(
      messages.map((message) => ({
        code: 'bad-costs',
        message: `${message} ${file} must hold what \`${costsCommand}\` prints.`,
      })),
    );
  };
  const { GroupDefinitions, ResultsByTime, NextPageToken } = parsed(text, refuse);
  const at = GroupDefinitions.findIndex(({ Type, Key }) => Type === 'DIMENSION' && Key === 'REGION');
  if (at === -1) return refuse(['The costs are not grouped by region.']);
  if (typeof NextPageToken === 'string' && NextPageToken !== '')
    return refuse(['The costs are one page of several: NextPageToken is set.']);
  const month = ResultsByTime.map(({ TimePeriod }) => monthOf(TimePeriod.Start))
    .sort()
    .at(-1);
  if (month === undefined) return refuse(['The costs have no period.']);
  const periods = ResultsByTime.filter(({ TimePeriod }) => monthOf(TimePeriod.Start) === month);
  const groups = periods.flatMap(({ Groups }) => Groups);
  const name = metrics.find((one) => groups.every(({ Metrics }) => one in Metrics));
  if (name === undefined) return refuse([`The costs have none of ${metrics.join(', ')}.`]);
  const byRegion = new Map<string, Big>();
  for (const { Keys, Metrics } of groups) {
    const { Amount = '0', Unit = '' } = Metrics[name] ?? {};
    if (Unit !== 'USD') return refuse([`The costs are in ${Unit}, and budgets are in USD.`]);
    const region = Keys[at] ?? '';
    byRegion.set(region, (byRegion.get(region) ?? new Big(0)).plus(Amount));
  }
  const estimated = periods.some(({ Estimated }) => Estimated === true) ? ', estimated' : '';
  return {
    source: `${file}, ${month}, ${name}${estimated}`,
    microUsdByRegion: new Map([...byRegion].map(([region, usd]) => [region, microUsd(usd.toFixed(), 1)])),
  };
}

function parsed(text: string, refuse: (messages: readonly string[]) => never): Output {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse([`The costs are no JSON: ${error.message}.`]);
  }
  const checked = check(output, value);
  return checked.status === 'valid' ? checked.value : refuse(checked.findings.map(({ message }) => message));
}

function monthOf(day: string): string {
  return day.slice(0, 7);
}
