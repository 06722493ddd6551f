/** A decision in a reader's words. */
import type { AwsFacts, Availability, Registry } from '../modules/module';
import type { Decision, Placed, Reason } from '../solver/decision';
import { formatUsd } from '../solver/money';

const microUsdPerCent = 10_000;

export function titleOf(registry: Registry, name: string): string {
  return registry.modules.find((module) => module.name === name)?.title ?? name;
}

/** `Valkey on cache.t4g.small, 2 nodes`; the bare key where the catalog no longer has the option. */
export function optionOf(placed: Placed, registry: Registry, facts: AwsFacts, availability: Availability): string {
  const module = registry.modules.find(({ name }) => name === placed.module);
  const site = { location: placed.location, region: placed.region, availability };
  const option = module?.options(placed.inputs, site, facts).find(({ key }) => key === placed.option);
  const label = option?.label ?? placed.option;
  if (option?.unitName === undefined) return placed.units === 1 ? label : `${label}, ${placed.units} units`;
  return `${label}, ${placed.units} ${option.unitName}${placed.units === 1 ? '' : 's'}`;
}

/** How good the decision is, and how sure that is. */
export function statusSentence({ status, bill, boundMicroUsd = 0 }: Decision): string {
  if (status === 'optimal') {
    return '**Optimal**: it is proved that nothing cheaper meets the requirements and keeps what the lock holds.';
  }
  const cost = bill.microUsd.expected;
  const gapPercent = cost === 0 ? 0 : (Math.max(0, cost - boundMicroUsd) / cost) * 100;
  // Rounded down: a bound that is said too high would claim more than was proved.
  const bound = formatUsd(Math.floor(boundMicroUsd / microUsdPerCent) * microUsdPerCent);
  return `**Feasible**: it meets the requirements; nothing can cost less than ${bound} USD a month (gap ${gapPercent.toFixed(2)} %), but that this is the cheapest is not proved.`;
}

/** The next best answer and what it costs beside this one. */
export function runnerUpOf({ runnerUp }: Reason, expectedMicroUsd: number): string {
  if (runnerUp === undefined) return '';
  if (runnerUp.microUsd === undefined) return runnerUp.description;
  const difference = runnerUp.microUsd - expectedMicroUsd;
  const more = `${formatUsd(Math.abs(difference))} USD a month ${difference > 0 ? 'more' : 'less'}`;
  return `${runnerUp.description}: ${difference === 0 ? 'the same cost' : more}`;
}

/** `spec.modules.network`: where a reason rests, without positions in lists, which change with other edits. */
export function pathOf({ path = [] }: Reason): string {
  const end = path.findIndex((key) => typeof key === 'number');
  return path.slice(0, end === -1 ? path.length : end).join('.');
}

/** `network`, or `elasticache_redis/sessions` where the instance has a name of its own. */
export function nameOf({ module, instance }: Pick<Placed, 'module' | 'instance'>): string {
  return instance === 'main' ? module : `${module}/${instance}`;
}
