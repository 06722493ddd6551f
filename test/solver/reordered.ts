/** The same environment and world with everything listed in another order. */
import type { World } from '../../solver/world';
import type { Environment } from '../../schema/types';
import { Dice, type RandomCase } from './random-cases';

function reorderedWorld(dice: Dice, world: World): World {
  return {
    ...world,
    registry: { ...world.registry, modules: dice.shuffle(world.registry.modules) },
    infrastructures: dice.shuffle(world.infrastructures.map((one) => ({ ...one, regions: dice.shuffle(one.regions) }))),
  };
}

function reorderedEnvironment(dice: Dice, environment: Environment): Environment {
  return {
    ...environment,
    infrastructure: dice.shuffle(environment.infrastructure),
    needs: dice.shuffle(environment.needs),
    services: dice.shuffle(
      environment.services.map((service) => ({
        ...service,
        needs: dice.shuffle(service.needs),
        talksTo: dice.shuffle(service.talksTo),
      })),
    ),
    modules: dice.shuffle(
      environment.modules.map((intent) => ({ ...intent, instances: dice.shuffle(intent.instances) })),
    ),
  };
}

export function reordered({ environment, world }: RandomCase, seed: number): RandomCase {
  const dice = new Dice(seed);
  return { environment: reorderedEnvironment(dice, environment), world: reorderedWorld(dice, world) };
}
