/** For one environment: its lock's decision where that still holds, else a new one. */
import { UserError, type Problem } from '../schema/problem';
import type { Environment } from '../schema/types';
import type { Conflict } from '../solver/conflict';
import { decide, type DecideOptions, type Outcome } from '../solver/decide';
import type { Decision } from '../solver/decision';
import type { Lock } from '../solver/lock';
import { accept } from '../solver/lock-of';
import type { Limit } from '../solver/model';
import { addressed } from './addresses';
import { lockFile, worldOf, type Workspace } from './workspace';

export interface Prepared {
  readonly status: 'prepared';
  readonly environment: Environment;
  readonly decision: Decision;
  readonly lock: Lock;
  /** Whether the lock gave it, or the solver just now. */
  readonly origin: 'locked' | 'decided';
  /** Why the search ended without a proof. */
  readonly limit?: Limit;
  /** What a free hand would save a month; too little for the lock to give way. */
  readonly cheaperByMicroUsd?: number;
}

export type Preparation =
  | Prepared
  | { readonly status: 'infeasible'; readonly environment: Environment; readonly conflict: Conflict }
  | { readonly status: 'undecided'; readonly environment: Environment; readonly limit: Limit };

function stale(environment: string, reasons: readonly string[]): UserError {
  return new UserError(
    reasons.map((reason): Problem => ({
      code: 'stale-lock',
      message: `${lockFile(environment)} no longer fits: ${reason}. Run \`trellis solve --env ${environment}\` and review what it changes.`,
    })),
  );
}

/** What an inputs change would do to a lock: the lock keeps inputs, so that a retirement can still build. */
function sameInputs(before: Lock, after: Lock): boolean {
  const inputs = ({ placed }: Lock): string =>
    JSON.stringify(placed.filter(({ stateful }) => stateful).map((one) => one.inputs));
  return inputs(before) === inputs(after) && JSON.stringify(before.frame) === JSON.stringify(after.frame);
}

/** Puts what was prepared into the workspace, so that the next environment sees it as a commitment. */
function settle(
  workspace: Workspace,
  environment: Environment,
  decision: Decision,
  lock: Lock,
  origin: Prepared['origin'],
): Prepared {
  workspace.networkLock = addressed(environment, decision, workspace.registry, workspace.networkLock);
  workspace.locks.set(environment.name, lock);
  return { status: 'prepared', environment, decision, lock, origin };
}

/**
 * The locked decision.
 * @throws UserError `no-lock` or `stale-lock` where there is none that holds.
 */
export function locked(workspace: Workspace, environment: Environment): Prepared {
  const lock = workspace.locks.get(environment.name);
  if (lock === undefined) {
    throw new UserError([
      {
        code: 'no-lock',
        message: `${environment.name} has no lock yet. Run \`trellis solve --env ${environment.name}\` and commit ${lockFile(environment.name)}.`,
        position: environment.where([]),
      },
    ]);
  }
  const accepted = accept(environment, worldOf(workspace, environment.name), lock);
  if (accepted.status === 'stale') throw stale(environment.name, accepted.reasons);
  if (!sameInputs(lock, accepted.lock))
    throw stale(environment.name, ['inputs, tags, state or account have changed since it was written']);
  const network = workspace.networkLock;
  const prepared = settle(workspace, environment, accepted.decision, lock, 'locked');
  if (JSON.stringify(network) !== JSON.stringify(workspace.networkLock))
    throw stale(environment.name, ['it has addresses to allocate']);
  return prepared;
}

/** A new decision, bound by the lock where there is one. @throws UserError (exit code 5) where a step is skipped. */
export async function decided(
  workspace: Workspace,
  environment: Environment,
  options: Omit<DecideOptions, 'lock'> = {},
): Promise<Preparation> {
  const lock = workspace.locks.get(environment.name);
  const world = worldOf(workspace, environment.name);
  const outcome: Outcome = await decide(environment, world, { ...options, ...(lock === undefined ? {} : { lock }) });
  switch (outcome.status) {
    case 'refused':
      throw new UserError(outcome.problems, 5);
    case 'infeasible':
      return { status: 'infeasible', environment, conflict: outcome.conflict };
    case 'undecided':
      return { status: 'undecided', environment, limit: outcome.limit };
    case 'decided': {
      const { limit, cheaperByMicroUsd } = outcome;
      return {
        ...settle(workspace, environment, outcome.decision, outcome.lock, 'decided'),
        ...(limit === undefined ? {} : { limit }),
        ...(cheaperByMicroUsd === undefined ? {} : { cheaperByMicroUsd }),
      };
    }
  }
}

/** The lock's decision where it holds, refreshed; a new one where there is no lock or it is stale. */
export async function lockedOrDecided(workspace: Workspace, environment: Environment): Promise<Preparation> {
  const lock = workspace.locks.get(environment.name);
  if (lock === undefined) return decided(workspace, environment);
  const accepted = accept(environment, worldOf(workspace, environment.name), lock);
  if (accepted.status === 'stale') return decided(workspace, environment);
  return settle(workspace, environment, accepted.decision, accepted.lock, 'locked');
}

export interface LockState {
  readonly lock: 'valid' | 'stale' | 'none';
  /** Why it is stale. */
  readonly reasons: readonly string[];
}

/** What the lock is worth under the present files. @throws UserError (5) where a step of leaving is skipped. */
export function lockState(workspace: Workspace, environment: Environment): LockState {
  const lock = workspace.locks.get(environment.name);
  if (lock === undefined) return { lock: 'none', reasons: [] };
  const accepted = accept(environment, worldOf(workspace, environment.name), lock);
  return accepted.status === 'valid' ? { lock: 'valid', reasons: [] } : { lock: 'stale', reasons: accepted.reasons };
}
