/**
 * How stateful instances leave: in two reviewed steps, because `prevent_destroy` vanishes together with its block.
 *
 *   active ──permission──▶ retiring (resources stay, protection off, final snapshot named) ──permission again──▶ retired
 *
 * An instance is unwanted when the environment pins its module off, no longer names the instance, or no longer allows
 * its region. Permission is `--allow-destroy <module>[/<instance>]@<location>`, given once for each step. Stateless
 * instances leave at once.
 */
import type { Toggle } from '../modules/module';
import type { Problem } from '../schema/problem';
import type { Environment, InstanceIntent, ModuleIntent } from '../schema/types';
import { instanceKey, type Placed } from './decision';
import type { Held } from './draft';
import { destroyKey, type Lock, type RetiredInstance } from './lock';

export interface Leaving {
  /** With intents for what must still stand although the environment no longer names it. */
  readonly environment: Environment;
  /** Locked instances that are retiring, or become so now. */
  readonly retiring: readonly Placed[];
  /** Stateful instances that the environment still wants, and may not lose. */
  readonly kept: readonly Placed[];
  /** Stateful and wanted, yet released by permission: the solver may drop them into retirement. */
  readonly released: readonly Placed[];
  readonly stateless: readonly Placed[];
  readonly retired: readonly RetiredInstance[];
  /** Steps that were skipped. */
  readonly problems: readonly Problem[];
}

function names(intent: ModuleIntent, placed: Placed): boolean {
  return (
    intent.module === placed.module &&
    intent.instances.some(
      ({ name, locations }) => name === placed.instance && (locations?.includes(placed.location) ?? true),
    )
  );
}

/** What the environment's file says of the instance: `gone` where it names no such instance or leaves out its region. */
function wishOf(environment: Environment, placed: Placed): Toggle | 'gone' {
  if (!isAllowed(environment, placed)) return 'gone';
  const intent = environment.modules.find((one) => names(one, placed));
  if (intent?.toggle !== 'on') return intent?.toggle ?? 'gone';
  const { regions } = intent;
  return typeof regions === 'string' || regions.includes(placed.region) || regions.includes(placed.location)
    ? 'on'
    : 'gone';
}

/**
 * Keys of what the environment wants: what is pinned on; what is left to the solver and not yet on its way out. What is
 * retiring comes back only when it is pinned on, or with what relies on it: else the next decision would undo the first
 * step.
 */
function wantedKeys(environment: Environment, lock: Lock): ReadonlySet<string> {
  const wanted = new Set<string>();
  const waiting = new Set<string>();
  for (const placed of lock.placed) {
    const wish = wishOf(environment, placed);
    if (wish === 'on' || (wish === 'auto' && placed.phase === 'active')) wanted.add(instanceKey(placed));
    else if (wish === 'auto') waiting.add(instanceKey(placed));
  }
  for (const key of wanted) {
    const relied = lock.serves.filter(
      ({ need, location }) => key === `${need.slice(0, need.lastIndexOf('/'))}@${location}`,
    );
    for (const { provider } of relied) if (waiting.has(provider)) wanted.add(provider);
  }
  return wanted;
}

function isAllowed({ regions: { allowed } }: Environment, { region, location }: Placed): boolean {
  return allowed === undefined || allowed.includes(region) || allowed.includes(location);
}

function named(environment: Environment, placed: Placed): boolean {
  return environment.modules.some((intent) => intent.toggle !== 'off' && names(intent, placed));
}

function refusal(environment: Environment, placed: Placed): Problem {
  const intent = environment.modules.find(({ module }) => module === placed.module);
  const key = destroyKey(placed);
  return {
    code: 'destroy-not-allowed',
    message:
      `${key} holds data or addresses that others rely on, and environment ${environment.name} no longer wants it. ` +
      `Keep it, or let it go in two reviewed steps: \`trellis solve --env ${environment.name} --allow-destroy ${key}\` ` +
      'takes its protection off; after that was applied, the same command again removes it.',
    position: environment.where(
      isAllowed(environment, placed) ? (intent?.path ?? ['spec', 'modules']) : ['spec', 'regions', 'allowed'],
    ),
  };
}

/** A lock that was edited by hand: the first step was taken without permission. */
function unpermitted(environment: Environment, placed: Placed): Problem {
  const key = destroyKey(placed);
  return {
    code: 'destroy-not-allowed',
    message: `The lock of ${environment.name} has ${key} as retiring, and its allowDestroy does not name it. Restore the lock from version control: the first step is taken by \`trellis solve --env ${environment.name} --allow-destroy ${key}\`.`,
  };
}

/** The environment with a pinned intent for each retiring instance that it no longer names. */
function withRetiring(environment: Environment, retiring: readonly Placed[]): Environment {
  const gone = retiring.filter((placed) => !named(environment, placed));
  if (gone.length === 0) return environment;
  const extra = new Map<string, ModuleIntent>();
  for (const placed of gone) {
    const key = `${placed.module}/${placed.instance}`;
    const instance: InstanceIntent = {
      name: placed.instance,
      inputs: placed.inputs,
      path: ['spec', 'modules', placed.module],
    };
    const before = extra.get(key)?.regions ?? [];
    const regions = [...(typeof before === 'string' ? [] : before), placed.location];
    extra.set(key, { module: placed.module, toggle: 'on', regions, instances: [instance] });
  }
  const own = environment.modules.map((intent) => ({
    ...intent,
    instances: intent.instances.filter(({ name }) => !extra.has(`${intent.module}/${name}`)),
  }));
  return { ...environment, modules: [...own, ...extra.values()] };
}

export interface Permissions {
  /** Keys as `destroyKey` writes them. */
  readonly allowDestroy: readonly string[];
}

/** Sorts what the lock holds into what stays, what retires and what is gone. */
export function leave(environment: Environment, lock: Lock, { allowDestroy }: Permissions): Leaving {
  const allowed = new Set(allowDestroy);
  const problems: Problem[] = [];
  const retiring: Placed[] = [];
  const kept: Placed[] = [];
  const released: Placed[] = [];
  const retired: RetiredInstance[] = [...lock.retired];
  const wanted = wantedKeys(environment, lock);
  const known = new Set(lock.placed.map(destroyKey));
  for (const key of allowed) {
    if (known.has(key)) continue;
    const names = [...known].sort().join(', ');
    problems.push({
      code: 'unknown-instance',
      message: `--allow-destroy ${key}: the lock of ${environment.name} has no such instance${names === '' ? '' : `; it has ${names}`}.`,
    });
  }
  for (const placed of lock.placed.filter(({ stateful }) => stateful)) {
    const permitted = allowed.has(destroyKey(placed));
    if (wanted.has(instanceKey(placed))) {
      if (permitted) released.push(placed);
      else kept.push({ ...placed, phase: 'active' });
    } else if (placed.phase === 'retiring' && !lock.allowDestroy.includes(destroyKey(placed))) {
      problems.push(unpermitted(environment, placed));
    } else if (placed.phase === 'retiring' && permitted) {
      const { module, instance, location, generation } = placed;
      retired.push({ module, instance, location, generation });
    } else if (placed.phase === 'retiring' || permitted) retiring.push({ ...placed, phase: 'retiring' });
    else problems.push(refusal(environment, placed));
  }
  return {
    environment: withRetiring(environment, retiring),
    retiring,
    kept,
    released,
    stateless: lock.placed.filter(({ stateful }) => !stateful),
    retired,
    problems,
  };
}

/** A retiring instance stands as it is; nothing new may rely on it. */
export function heldRetiring(placed: Placed): Held {
  return { ...held(placed, 'stays-as-is'), retiring: true };
}

export function held(placed: Placed, hold: Held['hold']): Held {
  const { option, units, identity } = placed;
  return {
    key: instanceKey(placed),
    option,
    units,
    hold,
    retiring: false,
    ...(identity === undefined ? {} : { identity }),
  };
}

/** Raised each time an instance comes back after it was retired: AWS keeps names of snapshots and secrets. */
export function generationOf(
  of: { readonly module: string; readonly instance: string; readonly location: string },
  lock: Lock | undefined,
): number {
  const same = (other: typeof of): boolean => instanceKey(other) === instanceKey(of);
  const placed = lock?.placed.find(same);
  if (placed !== undefined) return placed.generation;
  const retired = (lock?.retired ?? []).filter(same).map(({ generation }) => generation);
  return retired.length === 0 ? 1 : Math.max(...retired) + 1;
}
