/** What if a location were lost: a decision for the rest, with what is locked there gone. Nothing is written. */
import { UserError, type Problem } from '../schema/problem';
import type { Environment } from '../schema/types';
import { decide, type Outcome } from '../solver/decide';
import type { Lock } from '../solver/lock';
import type { World } from '../solver/world';
import { worldOf, type Workspace } from './workspace';

/** @throws UserError (64) where the environment has no such location. */
export function decideWithout(
  workspace: Workspace,
  environment: Environment,
  lost: readonly string[],
): Promise<Outcome> {
  const world = worldOf(workspace, environment.name);
  const known = locationsOf(environment, world);
  const problems = lost
    .filter((location) => !known.includes(location))
    .map((location): Problem => ({
      code: 'usage',
      message: `--without ${location}: ${environment.name} has no such location; it has ${known.join(', ')}.`,
    }));
  if (problems.length > 0) throw new UserError(problems, 64);
  const lock = workspace.locks.get(environment.name);
  const rest = lock === undefined ? undefined : survivors(lock, lost);
  return decide(
    { ...environment, regions: { ...environment.regions, primary: primaryOf(environment, lost) } },
    worldWithout(world, lost),
    rest === undefined ? {} : { lock: rest, movePrimary: rest.primary === '' },
  );
}

function locationsOf({ infrastructure }: Environment, { infrastructures, sites }: World): string[] {
  return [
    ...infrastructures
      .filter(({ name }) => infrastructure.includes(name))
      .flatMap(({ regions }) => regions.map(({ location }) => location)),
    ...sites.filter(({ name }) => infrastructure.includes(name)).map(({ location }) => location),
  ].sort();
}

/** A primary region that is lost moves wherever the solver takes it. */
function primaryOf({ regions: { primary } }: Environment, lost: readonly string[]): string {
  return lost.some((location) => location === primary || location.endsWith(`/${primary}`)) ? 'auto' : primary;
}

function worldWithout(world: World, lost: readonly string[]): World {
  return {
    ...world,
    infrastructures: world.infrastructures.map((infrastructure) => ({
      ...infrastructure,
      regions: infrastructure.regions.filter(({ location }) => !lost.includes(location)),
    })),
    sites: world.sites.filter(({ location }) => !lost.includes(location)),
  };
}

/** What the lock still holds. */
function survivors(lock: Lock, lost: readonly string[]): Lock {
  const stands = ({ location }: { readonly location: string }): boolean => !lost.includes(location);
  return {
    ...lock,
    primary: lost.includes(lock.primary) ? '' : lock.primary,
    regions: lock.regions.filter(stands),
    placed: lock.placed.filter(stands),
    serves: lock.serves.filter(
      ({ location, provider }) => stands({ location }) && !lost.some((one) => provider.endsWith(`@${one}`)),
    ),
  };
}
