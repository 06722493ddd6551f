/** For one environment: its lock's decision where that still holds, else a new one. */
import { isDeepStrictEqual } from 'node:util';
import { UserError, type Problem } from '../schema/problem';
import type { Environment } from '../schema/types';
import type { Conflict } from '../solver/conflict';
import { decide, type DecideOptions, type Outcome } from '../solver/decide';
import type { Decision } from '../solver/decision';
import { destroyKey, type Lock } from '../solver/lock';
import { accept } from '../solver/lock-of';
import type { Limit } from '../solver/model';
import type { NetworkLock } from '../solver/network-lock';
import { addressed } from './addresses';
import { isEmptied } from './emptied';
import { movedAddresses, skippedSteps, standingStack } from './standing';
import { folders, lockFile, worldOf, type Workspace } from './workspace';

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
  | {
      readonly status: 'infeasible';
      readonly environment: Environment;
      readonly conflict: Conflict;
      /** Keys of what its lock is retiring, which serves nothing new. */
      readonly retiring: readonly string[];
    }
  | { readonly status: 'undecided'; readonly environment: Environment; readonly limit: Limit };

/** Reasons of one lock that are told; the others are counted. */
const TOLD = 6;

/** A lock that is not used as it stands. */
export function staleLock(environment: string, reasons: readonly string[]): Problem {
  const help = `Run \`trellis solve --env ${environment}\` and review what it changes.`;
  const [first = 'it has changed', ...others] = reasons;
  const more = reasons.length - TOLD;
  const listed = [...reasons.slice(0, TOLD), ...(more > 0 ? [`and ${more} more`] : [])].map(
    (reason) => `\n  - ${reason}`,
  );
  const why = others.length === 0 ? `: ${first}. ` : `:${listed.join('')}\n  `;
  return { code: 'stale-lock', message: `${lockFile(environment)} no longer fits${why}${help}` };
}

/** What an inputs change would do to a lock: the lock keeps inputs, so that a retirement can still build. */
function sameInputs(before: Lock, after: Lock): boolean {
  // As the lock's file has it, where what is undefined is left out; a map means the same in any order of its keys.
  const written: unknown = JSON.parse(JSON.stringify([inputsOf(after), after.frame]));
  return isDeepStrictEqual([inputsOf(before), before.frame], written);
}

function inputsOf({ placed }: Lock): unknown[] {
  return placed.filter(({ stateful }) => stateful).map((one) => one.inputs);
}

/** A decision may not run ahead of what was emitted. @throws UserError (5) where a step would never be applied. */
function paced(workspace: Workspace, { name }: Environment, lock: Lock, network: NetworkLock): void {
  const standing = standingStack(workspace.root, folders.output, name);
  if (standing === undefined) return;
  const problems = [
    ...skippedSteps(standing, workspace.locks.get(name), lock),
    ...movedAddresses(standing, name, workspace.networkLock, network),
  ];
  if (problems.length > 0) throw new UserError(problems, 5);
}

/** Puts what was prepared into the workspace, so that the next environment sees it as a commitment. */
function settle(
  workspace: Workspace,
  environment: Environment,
  decision: Decision,
  lock: Lock,
  origin: Prepared['origin'],
): Prepared {
  const network = addressed(environment, decision, lock.retired, workspace.registry, workspace.networkLock);
  if (origin === 'decided') paced(workspace, environment, lock, network);
  workspace.networkLock = network;
  workspace.locks.set(environment.name, lock);
  return { status: 'prepared', environment, decision, lock, origin };
}

type Held =
  { readonly status: 'holds'; readonly decision: Decision } | { readonly status: 'stale'; readonly reasons: string[] };

/** Whether the lock may be used as it stands. */
function held(workspace: Workspace, environment: Environment, lock: Lock): Held {
  const accepted = accept(environment, worldOf(workspace, environment.name), lock);
  if (accepted.status === 'stale') return { status: 'stale', reasons: [...accepted.reasons] };
  if (!sameInputs(lock, accepted.lock))
    return { status: 'stale', reasons: ['inputs, tags, state, account or budget have changed since it was written'] };
  const { registry, networkLock } = workspace;
  const network = addressed(environment, accepted.decision, lock.retired, registry, networkLock);
  if (JSON.stringify(network) !== JSON.stringify(networkLock))
    return { status: 'stale', reasons: ['it has addresses to allocate or to give back'] };
  return { status: 'holds', decision: accepted.decision };
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
  const outcome = held(workspace, environment, lock);
  if (outcome.status === 'stale') throw new UserError([staleLock(environment.name, outcome.reasons)]);
  return { status: 'prepared', environment, decision: outcome.decision, lock, origin: 'locked' };
}

/** A new decision, bound by the lock where there is one. @throws UserError (exit code 5) where a step is skipped. */
export async function decided(
  workspace: Workspace,
  environment: Environment,
  options: Omit<DecideOptions, 'lock'> = {},
): Promise<Preparation> {
  const lock = workspace.locks.get(environment.name);
  const world = worldOf(workspace, environment.name);
  // What wants no region has no primary one to keep.
  const movePrimary = isEmptied(environment) || options.movePrimary === true;
  const held = lock === undefined ? {} : { lock };
  const outcome: Outcome = await decide(environment, world, { ...options, movePrimary, ...held });
  switch (outcome.status) {
    case 'refused':
      throw new UserError(outcome.problems, 5);
    case 'infeasible':
      return {
        status: 'infeasible',
        environment,
        conflict: outcome.conflict,
        retiring: (lock?.placed ?? []).filter(({ phase }) => phase === 'retiring').map(destroyKey),
      };
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

/**
 * What the lock is worth under the present files: `--frozen` takes a valid one and no other.
 * @throws UserError (5) where a step of leaving is skipped, and where the addresses that it asks for don't fit.
 */
export function lockState(workspace: Workspace, environment: Environment): LockState {
  const lock = workspace.locks.get(environment.name);
  if (lock === undefined) return { lock: 'none', reasons: [] };
  const outcome = held(workspace, environment, lock);
  return outcome.status === 'holds' ? { lock: 'valid', reasons: [] } : { lock: 'stale', reasons: outcome.reasons };
}
