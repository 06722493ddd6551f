/** Outcomes in a form that reads like what was decided. */
import { decide, type DecideOptions, type Outcome } from '../../solver/decide';
import type { Conflict } from '../../solver/conflict';
import { accept } from '../../solver/lock-of';
import type { World } from '../../solver/world';
import type { Environment } from '../../schema/types';

export type Decided = Extract<Outcome, { status: 'decided' }>;

export async function decided(environment: Environment, world: World, options: DecideOptions = {}): Promise<Decided> {
  const outcome = await decide(environment, world, options);
  if (outcome.status === 'infeasible') throw new Error(outcome.conflict.clauses.map(({ name }) => name).join(', '));
  if (outcome.status !== 'decided') throw new Error(outcome.status);
  expect(outcome.decision.status).toBe('optimal');
  return outcome;
}

export async function conflictOf(environment: Environment, world: World): Promise<Conflict> {
  const outcome = await decide(environment, world);
  if (outcome.status !== 'infeasible') throw new Error(outcome.status);
  expect(outcome.conflict.minimal).toBe(true);
  return outcome.conflict;
}

/** The lock of a decision says the decision again, by exact checks alone. */
export function expectAccepted(
  environment: Environment,
  world: World,
  { decision, lock }: Decided,
  seed: number,
): void {
  const accepted = accept(environment, world, lock);
  expect({ seed, accepted }).toEqual({ seed, accepted: { status: 'valid', decision, lock } });
}

/** What stands where, its options and units, and what it all costs in USD: `store@us-east-1 small x 2`. */
export function summary({ decision }: Decided): { stands: string[]; usd: number } {
  return {
    stands: decision.placed.map(
      ({ module, region, option, units }) => `${module}@${region} ${option}${units === 1 ? '' : ` x ${units}`}`,
    ),
    usd: decision.bill.microUsd.expected / 1e6,
  };
}

/** Who serves whom: `environment/key-value-cache@us-east-1 <- store@us-east-1`. */
export function servings({ decision }: Decided): string[] {
  const short = (key: string): string => key.replace('/main@', '@').replace(/@[^/]*\//, '@');
  return decision.serves.map(({ need, location, provider }) => `${short(`${need}@${location}`)} <- ${short(provider)}`);
}

/** The sentence of a module or region. */
export function reason({ decision }: Decided, subject: string): string | undefined {
  return decision.reasons.find((one) => one.subject === subject)?.sentence;
}
