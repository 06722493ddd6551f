/** Whether a locked placement, and the catalog around it, still hold. */
import type { Environment } from '../../schema/types';
import type { Lock } from '../lock';
import type { Acceptance } from '../lock-of';
import { trafficOf } from '../placement/answer';
import { ruleViolations } from '../placement/check';
import type { World } from '../world';
import { inWords } from './dimension-names';
import { isPlaced, problemOf } from './problem-of';
import { settled } from './settled';
import { placedDecision, placedLock } from './with-placement';

type AcceptModules = (environment: Environment, world: World, lock: Lock) => Acceptance;

export function acceptPlaced(
  environment: Environment,
  world: World,
  lock: Lock,
  acceptModules: AcceptModules,
): Acceptance {
  const locked = lock.placement;
  if (locked === undefined) return stale('it places no services, and some say what they request');
  if (!isPlaced(environment)) return stale('it places services, and none says any more what it requests');
  const problem = problemOf(
    { environment, world, prices: world.prices(environment.prices), held: lock.holds.capacity ?? {}, besides: {} },
    [],
  );
  const wanted = problem.services.map(({ name }) => name).sort();
  const there = Object.keys(locked.placement.services).sort();
  if (JSON.stringify(wanted) !== JSON.stringify(there))
    return stale(`it places ${list(there)}, and ${list(wanted)} ask for it`);
  const broken = ruleViolations(problem, locked.placement, inWords);
  if (broken.length > 0) return stale(...new Set(broken));
  const accepted = acceptModules(settled(environment, world, locked.placement), world, lock);
  if (accepted.status === 'stale') return accepted;
  // Prices may have changed since; which nodes there are has not.
  const placement = { ...locked, placement: { ...locked.placement, traffic: trafficOf(problem, locked.placement) } };
  const decision = { ...placedDecision(accepted.decision, environment, world, placement), reasons: lock.reasons };
  return { ...accepted, decision, lock: placedLock(accepted.lock, environment, world, decision) };
}

function stale(...reasons: readonly string[]): Acceptance {
  return { status: 'stale', reasons };
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
