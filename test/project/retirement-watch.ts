/** Watches a project through its commands and fails where something leaves that should not. */
import { isProtected } from '../../project/guard';
import type { ExitCode } from '../../schema/problem';
import { instanceKey, type Placed } from '../../solver/decision';
import { destroyKey, type Lock } from '../../solver/lock';
import { emptyNetworkLock, readNetworkLock, type NetworkLock } from '../../solver/network-lock';
import { addressesOf, parseEmitted, type Emitted } from '../../stacks/emitted';
import type { Project } from '../support/project';
import { lockOf, lockPath, name, networkLockPath, stackPath } from './retirement-model';

/** What really happened, so that a run which tried nothing is seen. */
export interface Tally {
  commands: number;
  readonly exits: Partial<Record<ExitCode, number>>;
  retired: number;
  cameBack: number;
  statelessLeft: number;
  allowedByAddress: number;
  confirmed: number;
}

interface Snapshot {
  readonly files: ReadonlyMap<string, string>;
  readonly lock: Lock | undefined;
  readonly network: NetworkLock;
  readonly stack: Emitted | undefined;
}

function snapshot(project: Project): Snapshot {
  const files = project.files();
  const network = files.get(networkLockPath);
  const stack = files.get(stackPath);
  return {
    files,
    lock: lockOf(project),
    network: network === undefined ? emptyNetworkLock : readNetworkLock(network, networkLockPath),
    stack: stack === undefined ? undefined : parseEmitted(stack),
  };
}

const ownership =
  /^\w+\.(network|elasticache_redis|elasticache_memcached)_(blue_|green_)?\w*?_(us_east_1|us_west_2)(_|$)/;

/** `module/instance@location` of whom an address belongs to. */
function ownerOf(address: string): string {
  const [, module = '', instance = 'main_', region = ''] = ownership.exec(address) ?? [];
  if (module === '') throw new Error(`whose is ${address}?`);
  return `${module}/${instance.slice(0, -1)}@aws/${region.replaceAll('_', '-')}`;
}

function fail(what: string): never {
  throw new Error(what);
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
}

export class Watch {
  private before: Snapshot;
  /** Phases in the lock of the last stack that was emitted. */
  private emittedPhases = new Map<string, Placed['phase']>();
  /** Solves that permitted a step since the instance was last active. */
  private readonly permits = new Map<string, number>();
  private readonly goneGenerations = new Map<string, number>();
  /** A lock that was deleted takes its memory of generations and permissions along. */
  private lockLost = false;

  constructor(
    private readonly project: Project,
    private readonly tally: Tally,
  ) {
    this.before = snapshot(project);
  }

  get lock(): Lock | undefined {
    return this.before.lock;
  }

  get stack(): Emitted | undefined {
    return this.before.stack;
  }

  /** After an edit by hand. */
  edited(lost: 'lock' | 'nothing'): void {
    if (lost === 'lock') this.lockLost = true;
    this.before = snapshot(this.project);
  }

  /** Whether something stateful would take a step without permission, by `--allow-destroy` now or in the lock. */
  refuses(allowed: readonly string[], isUnwanted: (one: Placed) => boolean): boolean {
    const { lock } = this.before;
    const permitted = [...allowed, ...(lock?.allowDestroy ?? [])];
    return (lock?.placed ?? []).some((one) => one.stateful && isUnwanted(one) && !permitted.includes(destroyKey(one)));
  }

  /** Files that are other than after the last command. */
  changed(): readonly string[] {
    return differing(this.before.files, this.project.files());
  }

  /** After a command: nothing happened where it failed, and nothing forbidden where it did not. */
  ran(code: ExitCode, kind: 'solve' | 'synth' | 'confirm-removed', allowed: readonly string[]): void {
    this.tally.commands += 1;
    this.tally.exits[code] = (this.tally.exits[code] ?? 0) + 1;
    const after = snapshot(this.project);
    if (code !== 0) {
      const changed = differing(this.before.files, after.files);
      if (changed.length > 0) fail(`exit ${code} changed ${changed.join(', ')}`);
      return;
    }
    this.checkNetwork(after, kind);
    if (kind === 'solve') this.countPermits(after, allowed);
    if (kind !== 'confirm-removed') this.checkGenerations(after);
    if (kind === 'synth') this.checkStack(after, allowed);
    if (kind === 'confirm-removed') this.checkConfirmed(after);
    this.before = after;
  }

  private countPermits({ lock }: Snapshot, allowed: readonly string[]): void {
    for (const key of allowed) this.permits.set(key, (this.permits.get(key) ?? 0) + 1);
    for (const one of lock?.placed ?? []) if (one.phase === 'active') this.permits.set(destroyKey(one), 0);
  }

  private checkGenerations({ lock }: Snapshot): void {
    const there = new Map((lock?.placed ?? []).map((one) => [instanceKey(one), one]));
    for (const one of this.before.lock?.placed ?? []) {
      if (!one.stateful || there.has(instanceKey(one))) continue;
      if (one.phase !== 'retiring') fail(`${instanceKey(one)} left the lock while it was active`);
      if (!this.lockLost && (this.permits.get(destroyKey(one)) ?? 0) < 2)
        fail(`${instanceKey(one)} left the lock with less than two permissions`);
      this.tally.retired += 1;
      this.goneGenerations.set(instanceKey(one), one.generation);
    }
    const stood = new Set((this.before.lock?.placed ?? []).map(instanceKey));
    for (const one of there.values()) {
      const gone = this.goneGenerations.get(instanceKey(one));
      if (gone === undefined || this.lockLost) continue;
      if (one.generation <= gone) fail(`${instanceKey(one)} came back with the generation of what was retired`);
      if (!stood.has(instanceKey(one))) this.tally.cameBack += 1;
    }
  }

  /** What is allocated stays where it is, and what was given back is nobody's until that is confirmed. */
  private checkNetwork({ network, lock }: Snapshot, kind: string): void {
    const old = this.before.network;
    for (const [region, { cidr }] of Object.entries(old.environments[name] ?? {})) {
      const now = network.environments[name]?.[region]?.cidr;
      const released = network.released.some((one) => one.region === region && one.cidr === cidr);
      const stands = lock?.placed.some((one) => one.module === 'network' && one.region === region) === true;
      if (now === undefined ? kind !== 'confirm-removed' && (!released || stands) : now !== cidr)
        fail(`the network of ${region} moved from ${cidr} to ${now ?? 'nowhere'}`);
    }
    const taken = Object.values(network.environments[name] ?? {}).map(({ cidr }) => cidr);
    for (const { cidr } of network.released) if (taken.includes(cidr)) fail(`${cidr} is taken before it was confirmed`);
    if (kind === 'confirm-removed') return;
    for (const { cidr } of old.released)
      if (!network.released.some((one) => one.cidr === cidr)) fail(`${cidr} was forgotten`);
  }

  private checkStack(after: Snapshot, allowed: readonly string[]): void {
    const { stack: old } = this.before;
    const { stack, lock } = after;
    if (old !== undefined && stack === undefined) fail('the stack vanished');
    if (old !== undefined && stack !== undefined) {
      const there = new Set(addressesOf(stack));
      const gone = addressesOf(old).filter((address) => !there.has(address));
      for (const owner of new Set(gone.map(ownerOf))) this.checkGone(owner, gone, old, lock, allowed);
      if (!this.lockLost) checkIdentities(old, stack);
    }
    this.emittedPhases = new Map((lock?.placed ?? []).map((one) => [instanceKey(one), one.phase]));
  }

  private checkGone(
    owner: string,
    gone: readonly string[],
    old: Emitted,
    lock: Lock | undefined,
    allowed: readonly string[],
  ): void {
    const own = addressesOf(old).filter((address) => ownerOf(address) === owner);
    const guarded = own.filter((address) => isProtected(old, address));
    const left = gone.filter((address) => own.includes(address));
    const stands = lock?.placed.some((one) => instanceKey(one) === owner) === true;
    if (stands) fail(`${left.join(', ')} left although ${owner} stays`);
    if (owner.startsWith('elasticache_memcached/')) {
      this.tally.statelessLeft += 1;
    } else if (guarded.length > 0) {
      const unasked = guarded.filter((address) => !allowed.includes(address));
      if (unasked.length > 0) fail(`${unasked.join(', ')} left in one step`);
      this.tally.allowedByAddress += 1;
    } else if (!this.lockLost && this.emittedPhases.get(owner) !== 'retiring') {
      fail(`${owner} left and was not emitted as retiring before`);
    }
  }

  private checkConfirmed({ files, network }: Snapshot): void {
    this.tally.confirmed += 1;
    const { stack } = this.before;
    if (files.has(stackPath)) {
      const text = files.get(stackPath) ?? '';
      for (const { cidr } of this.before.network.released)
        if (!network.released.some((one) => one.cidr === cidr) && text.includes(`"${cidr}"`))
          fail(`${cidr} still stands`);
      return;
    }
    if (stack !== undefined && addressesOf(stack).length > 0) fail('a stack that was not empty was removed');
    if (files.has(lockPath)) fail('the lock outlived its stack');
    this.emittedPhases.clear();
    this.goneGenerations.clear();
  }
}

/** Arguments whose change makes AWS build a new resource, of what must not be replaced unasked. */
const identities = [
  { type: 'aws_vpc', argument: 'cidr_block' },
  { type: 'aws_subnet', argument: 'cidr_block' },
  { type: 'aws_elasticache_replication_group', argument: 'replication_group_id' },
];

function checkIdentities(old: Emitted, stack: Emitted): void {
  for (const { type, argument } of identities) {
    for (const [id, body] of Object.entries(stack.resource[type] ?? {})) {
      const before = old.resource[type]?.[id];
      if (before !== undefined && before[argument] !== body[argument])
        fail(`${type}.${id} changes its ${argument} from ${String(before[argument])} to ${String(body[argument])}`);
    }
  }
}
