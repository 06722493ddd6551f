/** The two billing modes: what each costs for the load that is expected. */
import { asRange, scaled } from '../amounts';
import { keyValueTable } from '../capabilities';
import type { CostLine, Option, Range } from '../module';
import { capacityHours, hoursPerMonth } from './capacity';
import type { Inputs } from './inputs';

export const provides = [keyValueTable];

const billingModes = ['PAY_PER_REQUEST', 'PROVISIONED'] as const;
const labels = { PAY_PER_REQUEST: 'on-demand table', PROVISIONED: 'table with autoscaled capacity' } as const;

export function options(given: Inputs): readonly Option[] {
  const { billingMode } = given;
  const identity = [given.hashKey, ...(given.rangeKey === undefined ? [] : [given.rangeKey])]
    .map((name) => `${name}:${given.attribute[name] ?? 'S'}`)
    .join(',');
  const indexed = Object.keys(given.globalSecondaryIndex).length > 0;
  return billingModes
    .filter((mode) => billingMode === undefined || mode === billingMode)
    .map((mode): Option => ({
      key: mode,
      label: labels[mode],
      units: { min: 1, max: 1 },
      supplies: {},
      provides,
      // AWS changes neither the names nor the types of a table's keys.
      identity,
      cost: [...(mode === 'PROVISIONED' ? capacityCosts(given) : requestCosts(given)), ...commonCosts(given)],
      ...(mode === 'PROVISIONED' && indexed
        ? { unavailable: "Terraform would set the autoscaled capacity of a table's indexes back with every apply" }
        : {}),
    }));
}

function requestCosts({ expected, globalSecondaryIndex }: Inputs): readonly CostLine[] {
  const indexes = Object.values(globalSecondaryIndex);
  const written = 1 + indexes.reduce((sum, { writePercent }) => sum + writePercent / 100, 0);
  const reads = indexes.map(({ readMillionPerMonth }) => asRange(readMillionPerMonth));
  const basis = indexes.length === 0 ? {} : { basis: `the table and ${indexes.length} of its indexes` };
  return [
    {
      name: 'Read requests',
      price: 'dynamodb.onDemand.millionReads',
      fixed: reads.reduce(plus, asRange(expected.readMillionPerMonth)),
      ...basis,
    },
    {
      name: 'Write requests',
      price: 'dynamodb.onDemand.millionWrites',
      fixed: scaled(expected.writeMillionPerMonth, written),
      ...basis,
    },
  ];
}

function plus(one: Range, other: Range): Range {
  return { low: one.low + other.low, expected: one.expected + other.expected, high: one.high + other.high };
}

function capacityCosts(given: Inputs): readonly CostLine[] {
  const { peakFactor, peakHoursPerDay } = given.expected;
  const basis = `at ${given.autoscaling.targetValue} % use; ${peakFactor} times the average for ${peakHoursPerDay} h of a day, x ${hoursPerMonth} h`;
  return [
    { name: 'Read capacity', price: 'dynamodb.provisioned.rcuHour', fixed: capacityHours(given, 'read'), basis },
    { name: 'Write capacity', price: 'dynamodb.provisioned.wcuHour', fixed: capacityHours(given, 'write'), basis },
  ];
}

function commonCosts({ expected, kmsKeyArn }: Inputs): readonly CostLine[] {
  const fixed = asRange(expected.storedGb);
  return [
    { name: 'Storage', price: 'dynamodb.storage.gbMonth', fixed, basis: 'storedGb' },
    { name: 'Point-in-time recovery', price: 'dynamodb.pitr.gbMonth', fixed, basis: 'storedGb' },
    ...(kmsKeyArn === undefined
      ? [{ name: 'Key of the table', price: 'kms.key.month', fixed: 1, basis: '1 key' }]
      : []),
  ];
}
