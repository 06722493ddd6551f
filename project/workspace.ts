/** A project folder on disk: environments, infrastructure, locks. The only place beside the loader that reads them. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { complianceAsks, facts, latencyMs, offers, prices, regions } from '../data';
import type { Registry } from '../modules/module';
import { UserError, type Problem } from '../schema/problem';
import { loadProject } from '../schema/load';
import { checkStates } from '../schema/load-environments';
import type { StaticInfrastructure } from '../schema/infrastructure-types';
import type { CloudInfrastructure, Environment } from '../schema/types';
import { commitmentOf, parseLock, serialiseLock, type Lock } from '../solver/lock';
import { emptyNetworkLock, readNetworkLock, serialiseNetworkLock, type NetworkLock } from '../solver/network-lock';
import type { Commitment, World } from '../solver/world';
import { replace } from '../stacks/files';
import { emptied } from './emptied';

export interface Workspace {
  readonly root: string;
  readonly registry: Registry;
  /** Those asked for, by name; an environment whose file is gone but whose lock stands is there, emptied. */
  readonly environments: readonly Environment[];
  readonly infrastructures: readonly CloudInfrastructure[];
  readonly sites: readonly StaticInfrastructure[];
  /** Of every environment, asked for or not. */
  readonly locks: Map<string, Lock>;
  networkLock: NetworkLock;
}

export const folders = { environments: 'environments', output: 'cdktf.out' } as const;

const lockSuffix = '.lock.json';
const networkLockName = `network${lockSuffix}`;

export function lockFile(environment: string): string {
  return `${folders.environments}/${environment}${lockSuffix}`;
}

/** Absolute path of the environment's own file, which may be gone. */
export function environmentPath({ root }: Pick<Workspace, 'root'>, environment: string): string {
  return path.join(root, folders.environments, `${environment}.yaml`);
}

function readLocks(root: string): Map<string, Lock> {
  const folder = path.join(root, folders.environments);
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith(lockSuffix) && name !== networkLockName);
  const locks = new Map<string, Lock>();
  for (const name of names.sort()) {
    const environment = name.slice(0, -lockSuffix.length);
    const lock = parseLock(readFileSync(path.join(folder, name), 'utf8'), lockFile(environment));
    if (lock.environment !== environment) {
      const message = `${lockFile(environment)} is the lock of ${lock.environment}: a lock is not copied or renamed. Restore it from version control, or delete it and run \`trellis solve\`.`;
      throw new UserError([{ code: 'bad-lock', message }]);
    }
    locks.set(environment, lock);
  }
  return locks;
}

function readNetwork(root: string): NetworkLock {
  const file = path.join(root, folders.environments, networkLockName);
  if (!existsSync(file)) return emptyNetworkLock;
  return readNetworkLock(readFileSync(file, 'utf8'), `${folders.environments}/${networkLockName}`);
}

export interface OpenOptions {
  readonly root: string;
  readonly registry: Registry;
  /** Names of environments; empty for all of them. */
  readonly only: readonly string[];
}

/** @throws UserError with every problem of every file that was read. */
export function openWorkspace({ root, registry, only }: OpenOptions): Workspace {
  const locks = readLocks(root);
  const orphans = [...locks.values()].filter(({ environment }) => !existsSync(environmentPath({ root }, environment)));
  const orphaned = new Set(orphans.map(({ environment }) => environment));
  const wanted = only.filter((name) => !orphaned.has(name));
  const project = loadProject({ root, registry, regions, ...(only.length === 0 ? {} : { only: wanted }) });
  const documents = project.infrastructures.map(({ name }) => name);
  const leaving = orphans.map((lock) => emptied(lock, lockFile(lock.environment), documents, registry));
  const problems: Problem[] = [];
  // A file that was renamed with its state's key would share the state with the stack that is to be emptied.
  checkStates([...leaving, ...project.environments], (problem) => problems.push(problem));
  if (problems.length > 0) throw new UserError(problems);
  const named = (name: string): boolean => only.length === 0 || only.includes(name);
  const environments = [...project.environments, ...leaving]
    .filter(({ name }) => named(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    root,
    registry,
    environments,
    infrastructures: project.infrastructures,
    sites: project.sites,
    locks,
    networkLock: readNetwork(root),
  };
}

const listPrices = prices([]);

const commitments = new WeakMap<Lock, Commitment>();

/** A lock's commitment, made once: with many environments each is read by all the others. */
function committed(lock: Lock): Commitment {
  const known = commitments.get(lock);
  if (known !== undefined) return known;
  const made = commitmentOf(lock);
  commitments.set(lock, made);
  return made;
}

/** What the solver reads for one environment: everybody else's locks are commitments. */
export function worldOf(workspace: Workspace, environment: string): World {
  const others = [...workspace.locks.values()].filter((lock) => lock.environment !== environment);
  const own = workspace.locks.get(environment)?.holds;
  return {
    registry: workspace.registry,
    facts,
    prices: (rules) => (rules.length === 0 ? listPrices : prices(rules)),
    offers,
    latencyMs,
    complianceAsks,
    infrastructures: workspace.infrastructures,
    sites: workspace.sites,
    ...(own === undefined ? {} : { own }),
    commitments: others.map(committed).sort((a, b) => (a.environment < b.environment ? -1 : 1)),
  };
}

/** Text of every lock of these environments and of the network lock, by path relative to the root. */
export function lockTexts(workspace: Workspace, names: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of names) {
    const lock = workspace.locks.get(name);
    if (lock !== undefined) texts.set(lockFile(name), serialiseLock(lock));
  }
  const network = `${folders.environments}/${networkLockName}`;
  if (workspace.networkLock !== emptyNetworkLock || existsSync(path.join(workspace.root, network)))
    texts.set(network, serialiseNetworkLock(workspace.networkLock));
  return texts;
}

/** Forgets an environment whose YAML is gone and whose stack manages nothing any more. */
export function forget(workspace: Workspace, environment: string, network: NetworkLock): void {
  const lock = workspace.locks.get(environment);
  if (lock === undefined) {
    throw new UserError([
      { code: 'no-lock', message: `There is no lock of an environment ${environment}: nothing to confirm.` },
    ]);
  }
  workspace.locks.delete(environment);
  workspace.networkLock = network;
  replace(workspace.root, lockTexts(workspace, []));
  rmSync(path.join(workspace.root, lockFile(environment)));
}
