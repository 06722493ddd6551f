/** `environments/<env>.lock.json`: the decision that was reviewed, as package-lock.json is for npm. */
import { z } from 'zod';
import type { Budget } from '../modules/module';
import { UserError } from '../schema/problem';
import type { Environment, StateIntent } from '../schema/types';
import {
  instanceKey,
  type Decision,
  type Hosts,
  type Placed,
  type PlacedServices,
  type Reason,
  type Serving,
  type Upgrade,
} from './decision';
import type { Commitment } from './world';

/** What an emptied stack still needs when the environment's YAML is gone. */
export interface LockFrame {
  readonly account?: Environment['account'];
  readonly budget?: Budget;
  readonly state: StateIntent;
  readonly tags: Readonly<Record<string, string>>;
  readonly availability: 'single-az' | 'multi-az';
}

export interface RetiredInstance {
  readonly module: string;
  readonly instance: string;
  readonly location: string;
  readonly generation: number;
}

export interface Lock {
  readonly formatVersion: 1;
  readonly environment: string;
  readonly status: 'optimal' | 'feasible';
  /** Proved lower bound where the status is `feasible`, micro-USD. */
  readonly boundMicroUsd?: number;
  /** Expected, micro-USD a month, when it was decided. */
  readonly monthlyMicroUsd: number;
  readonly excessMicroUsd: number;
  /** Location; empty when the environment is emptied. */
  readonly primary: string;
  readonly regions: Decision['regions'];
  readonly placed: readonly Placed[];
  readonly serves: readonly Serving[];
  readonly hosts?: Hosts;
  readonly placement?: PlacedServices;
  readonly reasons: readonly Reason[];
  readonly notices: readonly string[];
  readonly upgrade?: Upgrade;
  /** Instances that were let go: `module/instance@location`. */
  readonly allowDestroy: readonly string[];
  readonly retired: readonly RetiredInstance[];
  /** What other environments must leave alone. */
  readonly holds: Pick<Commitment, 'accountModules' | 'microUsdByLocation' | 'quotas' | 'capacity' | 'clusters'>;
  readonly frame: LockFrame;
}

const location = z.object({ location: z.string(), region: z.string(), role: z.enum(['primary', 'secondary', 'only']) });

const counts = z.record(z.string(), z.number());

const placement = z.looseObject({
  placement: z.looseObject({
    services: z.record(z.string(), counts),
    pools: z.array(
      z.looseObject({
        location: z.string(),
        clusters: z.number().int(),
        nodes: counts,
        holds: counts,
        bins: z.array(
          z.looseObject({
            type: z.string(),
            count: z.number().int(),
            zone: z.number().int().optional(),
            holds: counts,
          }),
        ),
      }),
    ),
  }),
});

/** What code relies on; the rest is for people and is rebuilt whenever the lock is refreshed. */
const schema = z.looseObject({
  formatVersion: z.literal(1),
  environment: z.string(),
  status: z.enum(['optimal', 'feasible']),
  monthlyMicroUsd: z.number().int(),
  excessMicroUsd: z.number().int(),
  primary: z.string(),
  regions: z.array(location),
  placed: z.array(
    z.looseObject({
      module: z.string(),
      instance: z.string(),
      location: z.string(),
      region: z.string(),
      option: z.string(),
      units: z.number().int(),
      role: z.enum(['primary', 'secondary', 'only']),
      phase: z.enum(['active', 'retiring']),
      generation: z.number().int().min(1),
      stateful: z.boolean(),
    }),
  ),
  serves: z.array(z.object({ need: z.string(), location: z.string(), capability: z.string(), provider: z.string() })),
  hosts: z.record(z.string(), z.string()).optional(),
  placement: placement.optional(),
  reasons: z.array(z.looseObject({ subject: z.string(), sentence: z.string() })),
  notices: z.array(z.string()),
  allowDestroy: z.array(z.string()),
  retired: z.array(
    z.object({ module: z.string(), instance: z.string(), location: z.string(), generation: z.number().int() }),
  ),
  holds: z.looseObject({
    accountModules: z.array(z.object({ module: z.string(), region: z.string(), capabilities: z.array(z.string()) })),
    microUsdByLocation: z.record(z.string(), z.number()),
    quotas: z.record(z.string(), z.record(z.string(), z.number())),
    capacity: z.record(z.string(), z.object({ resources: counts, nodes: z.number() })).optional(),
    clusters: counts.optional(),
  }),
  frame: z.looseObject({
    state: z.looseObject({ kind: z.enum(['s3', 'local']) }),
    availability: z.enum(['single-az', 'multi-az']),
    budget: z.looseObject({ monthlyUsd: z.number(), alertThresholdPercent: z.number() }).optional(),
  }),
});

function isLock(value: unknown): value is Lock {
  return schema.safeParse(value).success;
}

/** @throws UserError `bad-lock` where the text is not a lock: locks are written by the tool, not by hand. */
export function parseLock(text: string, file: string): Lock {
  const bad = (why: string): UserError =>
    new UserError([
      {
        code: 'bad-lock',
        message: `${file} is not a lock that this version can read: ${why}. Restore it from version control, or delete it and run \`trellis solve\`.`,
      },
    ]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  if (isLock(value)) return value;
  const issue = schema.safeParse(value).error?.issues[0];
  throw bad(issue === undefined ? 'unknown form' : `${issue.path.map(String).join('.')}: ${issue.message}`);
}

/** Stable bytes: keys in the order of the type, two spaces, a newline at the end. */
export function serialiseLock(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** `module@location` for the default instance, `module/instance@location` for named ones. */
export function destroyKey(of: {
  readonly module: string;
  readonly instance: string;
  readonly location: string;
}): string {
  return of.instance === 'main' ? `${of.module}@${of.location}` : instanceKey(of);
}

/** What the lock keeps other environments from taking. */
export function commitmentOf(lock: Lock): Commitment {
  const { account } = lock.frame;
  return { environment: lock.environment, ...(account === undefined ? {} : { accountId: account.id }), ...lock.holds };
}
