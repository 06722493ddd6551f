/** The lock of a decision, and a lock's decision under the present environment. */
import { UserError } from '../schema/problem';
import type { Budget } from '../modules/module';
import type { Environment } from '../schema/types';
import { availabilityOf } from './candidates';
import { violations } from './check-point';
import { instanceKey, type Decision } from './decision';
import { draftOf } from './formulate';
import type { DecideOptions } from './decide';
import type { Draft } from './draft';
import { inOrder } from './in-order';
import { pointOf, read } from './interpret';
import { exceededBudgets } from './limits';
import type { Point } from './model';
import { heldRetiring, leave, held } from './leave';
import { destroyKey, type Lock, type LockFrame, type RetiredInstance } from './lock';
import { noticesOf } from './notices';
import { acceptPlaced } from './placed/accept-placed';
import { isPlaced } from './placed/problem-of';
import { STRUCTURE } from './requirements';
import type { World } from './world';

function frameOf(environment: Environment): LockFrame {
  const { account, budget, state, tags } = environment;
  return {
    ...(account === undefined ? {} : { account }),
    ...(budget === undefined ? {} : { budget: budgetOf(budget) }),
    state,
    tags,
    availability: availabilityOf(environment),
  };
}

/** What builds read of a budget: whether it is a hard limit is for the solver alone. */
function budgetOf({ monthlyUsd, alertThresholdPercent }: Budget): Budget {
  return { monthlyUsd, alertThresholdPercent };
}

/** What other environments must leave alone: money by location, quota use, and modules that an account has once. */
function holdsOf(environment: Environment, world: World, decision: Decision): Lock['holds'] {
  const microUsdByLocation: Record<string, number> = {};
  for (const { location, microUsd } of decision.bill.components)
    microUsdByLocation[location] = (microUsdByLocation[location] ?? 0) + microUsd.expected;
  const quotas: Record<string, Record<string, number>> = {};
  const accountModules: { module: string; region: string; capabilities: string[] }[] = [];
  for (const placed of decision.placed) {
    const module = world.registry.modules.find(({ name }) => name === placed.module);
    if (module === undefined) throw new Error(`module ${placed.module} is not in the registry`);
    const site = { location: placed.location, region: placed.region, availability: availabilityOf(environment) };
    const option = module.options(placed.inputs, site, world.facts).find(({ key }) => key === placed.option);
    for (const [quota, { fixed = 0, perUnit = 0 }] of Object.entries(option?.consumes ?? {})) {
      const here = (quotas[placed.location] ??= {});
      here[quota] = (here[quota] ?? 0) + fixed + perUnit * placed.units;
    }
    if (module.scope !== 'account') continue;
    const capabilities = (option?.provides ?? module.provides).map(({ name }) => name).sort();
    accountModules.push({ module: placed.module, region: placed.region, capabilities });
  }
  return { accountModules, microUsdByLocation, quotas };
}

export function lockOf(
  environment: Environment,
  world: World,
  decision: Decision,
  retired: readonly RetiredInstance[],
  options: DecideOptions,
): Lock {
  const granted = new Set([...(options.lock?.allowDestroy ?? []), ...(options.allowDestroy ?? [])]);
  const leaving = decision.placed.filter(({ phase }) => phase === 'retiring').map(destroyKey);
  return {
    formatVersion: 1,
    environment: environment.name,
    status: decision.status,
    ...(decision.boundMicroUsd === undefined ? {} : { boundMicroUsd: decision.boundMicroUsd }),
    monthlyMicroUsd: decision.bill.microUsd.expected,
    excessMicroUsd: decision.excessMicroUsd,
    primary: decision.primary,
    regions: decision.regions,
    placed: decision.placed,
    serves: decision.serves,
    ...(decision.hosts === undefined ? {} : { hosts: decision.hosts }),
    reasons: decision.reasons,
    notices: decision.notices,
    ...(decision.upgrade === undefined ? {} : { upgrade: decision.upgrade }),
    allowDestroy: leaving.filter((key) => granted.has(key)).sort(),
    retired: [...retired].sort((a, b) =>
      instanceKey(a) < instanceKey(b) ? -1 : instanceKey(a) > instanceKey(b) ? 1 : a.generation - b.generation,
    ),
    holds: holdsOf(environment, world, decision),
    frame: frameOf(environment),
  };
}

/** Sentences of the clauses whose rows the point breaks. */
function brokenClauses(draft: Draft, point: Point): string[] {
  const model = draft.model();
  if (violations(model, point).length === 0) return [];
  const broken = model.rows.filter((row) => violations({ ...model, rows: [row] }, point).length > 0);
  const sentences = broken.map(({ requirement }) =>
    requirement === STRUCTURE
      ? 'what it holds is not enough for what is asked, or has no place any more'
      : `${draft.clauses.list[requirement]?.sentence}, and the locked decision does not meet that`,
  );
  return [...new Set(sentences)];
}

export type Acceptance =
  | { readonly status: 'valid'; readonly decision: Decision; readonly lock: Lock }
  | { readonly status: 'stale'; readonly reasons: readonly string[] };

/**
 * Whether the lock's decision still holds for the present environment, by exact checks and no engine. Its bill is
 * computed anew: a new price does not break a lock, unless a budget does.
 */
export function accept(listed: Environment, world: World, lock: Lock): Acceptance {
  const settled = listed.services.some(({ places }) => places !== undefined);
  if (!settled && (isPlaced(listed) || lock.placement !== undefined)) return acceptPlaced(listed, world, lock, accept);
  const environment = inOrder(listed);
  const leaving = leave(environment, lock, { allowDestroy: [] });
  // A step that was skipped is no matter of staleness: nobody may go on from here.
  if (leaving.problems.length > 0) throw new UserError(leaving.problems, 5);
  const locked = [
    ...leaving.retiring.map(heldRetiring),
    ...[...leaving.kept, ...leaving.stateless].map((placed) => held(placed, 'stays-as-is')),
  ];
  const draft = draftOf(leaving.environment, world, locked, lock.primary, 'ignored', 'check');
  const found = pointOf(draft, lock);
  if ('misfits' in found) return { status: 'stale', reasons: found.misfits };
  const broken = brokenClauses(draft, found.point);
  if (broken.length > 0) return { status: 'stale', reasons: broken };
  const reading = read(draft, found.point, lock);
  const exceeded = exceededBudgets(environment, world, reading.bill).filter(
    ({ hard }) => hard || lock.excessMicroUsd === 0,
  );
  if (exceeded.length > 0) return { status: 'stale', reasons: exceeded.map(({ clause }) => clause.sentence) };
  const moved = reading.placed.find((placed, index) => placed.phase !== lock.placed[index]?.phase);
  if (moved !== undefined) return { status: 'stale', reasons: [`${instanceKey(moved)} changes its phase`] };
  const decision: Decision = {
    environment: environment.name,
    status: lock.status,
    ...(lock.boundMicroUsd === undefined ? {} : { boundMicroUsd: lock.boundMicroUsd }),
    ...reading,
    reasons: lock.reasons,
    notices: noticesOf(environment, world, reading),
    ...(lock.upgrade === undefined ? {} : { upgrade: lock.upgrade }),
  };
  return { status: 'valid', decision, lock: lockOf(environment, world, decision, lock.retired, { lock }) };
}
