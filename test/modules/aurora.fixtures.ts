/** Quotes of the two Aurora modules, and the emitted resources of one. */
import { facts, prices } from '../../data';
import type { Availability, Module, Option, Site } from '../../modules/module';
import { formatUsd, microUsd } from '../../solver/money';
import { buildModule, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';

export const singleAz = site('us-east-1', 'single-az');
export const multiAz = site('us-east-1', 'multi-az');

export function site(region: string, availability: Availability): Site {
  return { location: `aws/${region}`, region, availability };
}

export function named(options: readonly Option[], key: string): Option {
  const option = options.find((one) => one.key === key);
  if (option === undefined) throw new Error(`no option ${key}`);
  return option;
}

type Demand = Readonly<Record<string, number>>;

interface Row {
  readonly name: string;
  readonly amount: number;
  readonly unit: string;
  readonly usd: string;
  readonly micro: number;
  readonly mark: string;
}

function rows(option: Option, region: string, demand: Demand): Row[] {
  const listed = prices([]);
  return option.cost.map(({ name, price: key, fixed = 0, perDemand = {} }) => {
    const price = listed.find(key, region);
    if (price === undefined) throw new Error(`no price ${key}`);
    const base = typeof fixed === 'number' ? fixed : fixed.expected;
    const amount = Object.entries(perDemand).reduce((sum, [unit, rate]) => sum + rate * (demand[unit] ?? 0), base);
    return {
      name,
      amount,
      unit: price.unit,
      usd: price.usd,
      micro: microUsd(price.usd, amount),
      mark: price.mark ?? '',
    };
  });
}

/** Expected micro-USD a month. */
export function expected(option: Option, region: string, demand: Demand = {}): number {
  return rows(option, region, demand).reduce((sum, { micro }) => sum + micro, 0);
}

/** One row for each line of the bill, and the total. */
export function quote(option: Option, region: string, demand: Demand = {}): string {
  const lines = rows(option, region, demand).map(({ name, amount, unit, usd, micro, mark }) =>
    [
      name.padEnd(40),
      amount.toFixed(2).padStart(9),
      unit.padEnd(30),
      `x ${usd}`.padEnd(10),
      formatUsd(micro).padStart(9),
      mark,
    ]
      .join(' ')
      .trimEnd(),
  );
  const total = formatUsd(expected(option, region, demand));
  return [option.label, ...lines, `${'Total'.padEnd(91)} ${total.padStart(9)}`].join('\n');
}

export function emit<I>(module: Module<I>, at: Site, request: Partial<BuildRequest> = {}) {
  const given = sampleOutputs(module, at);
  return buildModule(module, {
    facts,
    region: at.region,
    frame: { availability: at.availability },
    ...given,
    ...request,
  });
}

export function only(
  resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>,
  type: string,
): Readonly<Record<string, unknown>> {
  const [values, ...others] = Object.values(resource[type] ?? {});
  if (values === undefined || others.length > 0) throw new Error(`there is no single ${type}`);
  return values;
}

export function problemsOf(module: Module<unknown>, inputs: unknown): readonly string[] {
  const result = module.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
