/** What the Kubernetes modules are given in their tests, and quotes of their options. */
import { facts, prices } from '../../data';
import type { CostLine, Module, Option, Site } from '../../modules/module';
import { formatUsd, microUsd } from '../../solver/money';
import type { Emitted } from '../../stacks/emitted';
import { buildStacks, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';

export const singleAz: Site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'single-az' };
export const multiAz: Site = { ...singleAz, availability: 'multi-az' };

export interface Halves {
  readonly aws: Emitted;
  readonly addons: Emitted;
}

/** Both halves of a module in us-east-1. */
export async function emitHalves<I>(module: Module<I>, more: Partial<BuildRequest> = {}): Promise<Halves> {
  const stacks = await buildStacks(module, { facts, ...sampleOutputs(module, singleAz, more.inputs), ...more });
  const [aws, addons] = [stacks.get('test'), stacks.get('test-addons-us-east-1')];
  if (aws === undefined || addons === undefined) throw new Error(`emitted were ${[...stacks.keys()].join(', ')}`);
  return { aws, addons };
}

export function optionsOf<I>(module: Module<I>, inputs: unknown = {}, site = singleAz): readonly Option[] {
  return module.options(module.inputs.parse(inputs), site, facts);
}

export function named(options: readonly Option[], key: string): Option {
  const option = options.find((one) => one.key === key);
  if (option === undefined) throw new Error(`no option ${key}`);
  return option;
}

export function problemsOf<I>(module: Module<I>, inputs: unknown): readonly string[] {
  const result = module.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const list = prices([]);

function expectedOf({ fixed = 0 }: CostLine): number {
  return typeof fixed === 'number' ? fixed : fixed.expected;
}

/** A price quote in us-east-1: quantity, unit, what of, and USD a month. */
export function quote({ cost }: Option, units: number): string {
  let total = 0;
  const lines = cost.map((line) => {
    const price = list.find(line.price, singleAz.region);
    if (price === undefined) throw new Error(`no price of ${line.price}`);
    const quantity = expectedOf(line) + (line.perUnit ?? 0) * units;
    const sum = microUsd(price.usd, quantity);
    total += sum;
    return `${line.name.padEnd(38)} ${String(quantity).padStart(6)} ${price.unit.padEnd(19)} ${formatUsd(sum).padStart(9)}`;
  });
  return [...lines, `${'Total'.padEnd(65)} ${formatUsd(total).padStart(9)}`].join('\n');
}
