/** An environment whose file was deleted while its lock stands: it wants nothing, and leaves as the rules say. */
import type { Registry } from '../modules/module';
import type { Environment } from '../schema/types';
import type { Lock } from '../solver/lock';

/**
 * `infrastructure` names every document, so that the answer does not depend on what still stands. `lockFile` is what
 * problems point at: the environment has no other file any more.
 */
export function emptied(
  lock: Lock,
  lockFile: string,
  infrastructure: readonly string[],
  registry: Registry,
): Environment {
  const { account, state, tags } = lock.frame;
  const position = { file: lockFile, line: 1, column: 1 };
  return {
    name: lock.environment,
    ...(account === undefined ? {} : { account }),
    state,
    tags,
    infrastructure,
    regions: { min: 0, max: 0, primary: 'auto' },
    requires: { compliance: [], capabilities: [], availability: lock.frame.availability },
    needs: [],
    modules: registry.modules.map(({ name }) => ({ module: name, toggle: 'off', regions: 'each', instances: [] })),
    services: [],
    network: { pool: '10.0.0.0/8', prefixLength: 16, cidrs: {}, reserved: [] },
    prices: [],
    minSavingUsd: 0,
    where: () => position,
  };
}

/** Whether the environment has no file of its own any more. */
export function isEmptied(environment: Environment): boolean {
  return environment.regions.max === 0;
}
