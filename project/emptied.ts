/** An environment whose file was deleted while its lock stands: it wants nothing, and leaves as the rules say. */
import type { Registry } from '../modules/module';
import type { Environment } from '../schema/types';
import type { Lock } from '../solver/lock';

export function emptied(lock: Lock, registry: Registry): Environment {
  const { account, state, tags } = lock.frame;
  const position = { file: `environments/${lock.environment}.yaml`, line: 1, column: 1 };
  return {
    name: lock.environment,
    ...(account === undefined ? {} : { account }),
    state,
    tags,
    infrastructure: [...new Set(lock.placed.map(({ location }) => location.slice(0, location.indexOf('/'))))].sort(),
    regions: { min: 0, primary: 'auto' },
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
  return environment.regions.min === 0;
}
