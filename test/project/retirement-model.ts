/** A small environment under random edits, and what must hold whatever was edited. */
import fc from 'fast-check';
import type { Toggle } from '../../modules/module';
import { parseLock, destroyKey, type Lock } from '../../solver/lock';
import type { Placed } from '../../solver/decision';
import { environment, environmentFile, Project, projectOf } from '../support/project';

export const name = 'lab';
export const lockPath = `environments/${name}.lock.json`;
export const networkLockPath = 'environments/network.lock.json';
export const stackPath = `cdktf.out/stacks/${name}/cdk.tf.json`;

const regions = ['us-east-1', 'us-west-2'] as const;

/** What the environment's file says. */
export interface Wish {
  readonly redis: Toggle;
  readonly memcached: Toggle;
  readonly network: Toggle;
  /** Names of the Redis instances; `main` stands alone. */
  readonly instances: readonly string[];
  readonly memoryGiB: number;
  readonly persistence: boolean;
  readonly primary: string;
  readonly min: 1 | 2;
  readonly max: 1 | 2;
  readonly allowed: readonly string[];
}

export const firstWish: Wish = {
  redis: 'auto',
  memcached: 'auto',
  network: 'auto',
  instances: ['main'],
  memoryGiB: 1,
  persistence: false,
  primary: 'us-east-1',
  min: 1,
  max: 1,
  allowed: regions,
};

export function fileOf(wish: Wish): string {
  const instances = wish.instances.map((instance) => `        ${instance}: {}\n`).join('');
  const redis = wish.instances.includes('main')
    ? `    elasticache_redis: ${wish.redis}\n`
    : `    elasticache_redis:\n      enabled: ${wish.redis}\n      instances:\n${instances}`;
  return environment(
    name,
    `  infrastructure: aws
  regions: {primary: ${wish.primary}, min: ${wish.min}, max: ${wish.max}, allowed: [${wish.allowed.join(', ')}]}
  modules:
${redis}    elasticache_memcached: ${wish.memcached}
    network: ${wish.network}
  needs:
    - capability: key-value-cache
      memoryGiB: ${wish.memoryGiB}
${wish.persistence ? '      with: [cache-persistence]\n' : ''}`,
  );
}

/** Which stateful instances of the lock get `--allow-destroy`. */
export type Allow = 'none' | 'all' | 'unwanted' | 'redis';

export type Command =
  | { readonly run: 'solve'; readonly allow: Allow; readonly movePrimary: boolean; readonly reoptimise: boolean }
  | { readonly run: 'synth'; readonly vanish: 'none' | 'all' }
  | { readonly run: 'confirm-removed'; readonly regions: readonly string[] };

export type Edit =
  | { readonly edit: 'wish'; readonly change: Partial<Wish> }
  | { readonly edit: 'delete' | 'restore' | 'delete lock' | 'nothing' }
  | { readonly edit: 'phase'; readonly at: number; readonly to: 'active' | 'retiring' };

export interface Step {
  readonly edit: Edit;
  readonly commands: readonly Command[];
}

const toggle = fc.constantFrom<Toggle>('on', 'off', 'off', 'auto');

const change: fc.Arbitrary<Partial<Wish>> = fc.oneof(
  { weight: 4, arbitrary: toggle.map((redis) => ({ redis })) },
  { weight: 2, arbitrary: toggle.map((memcached) => ({ memcached })) },
  { weight: 1, arbitrary: toggle.map((network) => ({ network })) },
  { weight: 2, arbitrary: fc.constant<Partial<Wish>>({ redis: 'off', memcached: 'on', persistence: false }) },
  { weight: 3, arbitrary: fc.constant<Partial<Wish>>({ redis: 'on', network: 'auto', instances: ['main'] }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(['main'], ['blue'], ['green'], ['blue', 'green']).map((instances) => ({ instances })),
  },
  { weight: 2, arbitrary: fc.constantFrom(0.25, 1, 13, 30).map((memoryGiB) => ({ memoryGiB })) },
  { weight: 1, arbitrary: fc.boolean().map((persistence) => ({ persistence })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...regions)
      .map((primary) => ({ primary, allowed: [primary], min: 1 as const, max: 1 as const })),
  },
  { weight: 1, arbitrary: fc.constantFrom('auto', ...regions).map((primary) => ({ primary, allowed: regions })) },
  { weight: 1, arbitrary: fc.constant<Partial<Wish>>({ min: 2, max: 2, allowed: regions }) },
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 8, arbitrary: change.map((one): Edit => ({ edit: 'wish', change: one })) },
  { weight: 2, arbitrary: fc.constant<Edit>({ edit: 'delete' }) },
  { weight: 2, arbitrary: fc.constant<Edit>({ edit: 'restore' }) },
  { weight: 3, arbitrary: fc.constant<Edit>({ edit: 'nothing' }) },
  { weight: 1, arbitrary: fc.constant<Edit>({ edit: 'delete lock' }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(3), fc.constantFrom('active' as const, 'retiring' as const))
      .map(([at, to]): Edit => ({ edit: 'phase', at, to })),
  },
);

const solve = fc
  .record({
    allow: fc.constantFrom<Allow>('none', 'unwanted', 'unwanted', 'unwanted', 'unwanted', 'all', 'redis'),
    movePrimary: fc.constantFrom(true, true, false),
    reoptimise: fc.boolean(),
  })
  .map((options): Command => ({ run: 'solve', ...options }));
const synth = fc.constantFrom<Command>(
  { run: 'synth', vanish: 'none' },
  { run: 'synth', vanish: 'none' },
  { run: 'synth', vanish: 'none' },
  { run: 'synth', vanish: 'none' },
  { run: 'synth', vanish: 'all' },
);
const confirm = fc
  .constantFrom<readonly string[]>([], ...regions.map((region) => [region]))
  .map((given): Command => ({ run: 'confirm-removed', regions: given }));

/** Both steps of leaving, emitted and confirmed. */
const leave: Command = { run: 'solve', allow: 'unwanted', movePrimary: true, reoptimise: false };
const emit: Command = { run: 'synth', vanish: 'none' };
const whole: readonly Command[] = [leave, emit, leave, emit, { run: 'confirm-removed', regions: [] }];

const commands: fc.Arbitrary<readonly Command[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(whole) },
  { weight: 7, arbitrary: fc.tuple(solve, synth) },
  { weight: 2, arbitrary: fc.tuple(synth) },
  { weight: 1, arbitrary: fc.tuple(solve, solve, synth) },
  { weight: 1, arbitrary: fc.tuple(solve) },
  { weight: 2, arbitrary: fc.tuple(synth, confirm, synth) },
);

/** Every sequence begins with something that stands. */
export const sequences: fc.Arbitrary<readonly Step[]> = fc.array(fc.record({ edit, commands }), {
  minLength: 5,
  maxLength: 10,
});

export function open(): Project {
  return new Project({ ...projectOf({}), [environmentFile(name)]: fileOf(firstWish) });
}

export function lockOf(project: Project): Lock | undefined {
  return project.has(lockPath) ? parseLock(project.read(lockPath), lockPath) : undefined;
}

/** Whether a file that says this no longer asks for the instance: by its switch, its name or its region. */
export function isUnwanted(wish: Wish | undefined, placed: Placed): boolean {
  if (wish === undefined || !wish.allowed.includes(placed.region)) return true;
  if (placed.module === 'network') return wish.network === 'off';
  return wish.redis === 'off' || !wish.instances.includes(placed.instance);
}

export function permissions(allow: Allow, wish: Wish | undefined, lock: Lock | undefined): string[] {
  const stateful = (lock?.placed ?? []).filter((one) => one.stateful);
  switch (allow) {
    case 'none':
      return [];
    case 'all':
      return stateful.map(destroyKey);
    case 'unwanted':
      return stateful.filter((one) => isUnwanted(wish, one)).map(destroyKey);
    case 'redis':
      return stateful.filter(({ module }) => module === 'elasticache_redis').map(destroyKey);
  }
}
