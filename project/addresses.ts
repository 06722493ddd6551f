/** Addresses for what was decided: asks every placed module that wants some, and keeps them in the network lock. */
import { facts } from '../data';
import type { Registry } from '../modules/module';
import type { Environment } from '../schema/types';
import { allocate, release, type RegionRequest } from '../solver/addresses';
import { availabilityOf } from '../solver/candidates';
import type { Decision } from '../solver/decision';
import type { Lock } from '../solver/lock';
import { allocationsOf, type NetworkLock } from '../solver/network-lock';

function requests(environment: Environment, decision: Decision, registry: Registry): RegionRequest[] {
  return decision.placed.flatMap((placed) => {
    // What retires keeps the addresses that it has; nothing is asked for it any more.
    const module = registry.modules.find(({ name }) => name === placed.module);
    if (module?.addresses === undefined || placed.phase === 'retiring') return [];
    const site = { location: placed.location, region: placed.region, availability: availabilityOf(environment) };
    const intent = environment.modules.find((one) => one.module === placed.module);
    return [
      {
        region: placed.region,
        request: module.addresses(placed.inputs, site, facts),
        zoneIds: facts.zoneIds(placed.region),
        path: intent?.path ?? ['spec', 'network'],
      },
    ];
  });
}

/**
 * Regions whose addresses are given back: what held them was retired, and nothing stands there that asks for some. A
 * region without a retirement keeps its addresses, whatever became of its lock.
 */
function givenBack(
  { placed, environment }: Decision,
  retired: Lock['retired'],
  registry: Registry,
  lock: NetworkLock,
): string[] {
  const asking = new Set(registry.modules.filter(({ addresses }) => addresses !== undefined).map(({ name }) => name));
  const standing = new Set(placed.filter(({ module }) => asking.has(module)).map(({ region }) => region));
  const left = retired
    .filter(({ module }) => asking.has(module))
    .map(({ location }) => location.slice(location.indexOf('/') + 1));
  return Object.keys(allocationsOf(lock, environment)).filter(
    (region) => left.includes(region) && !standing.has(region),
  );
}

/**
 * The network lock with everything that the decision asks for, and without what was retired for good.
 * @throws UserError where it does not fit.
 */
export function addressed(
  environment: Environment,
  decision: Decision,
  retired: Lock['retired'],
  registry: Registry,
  before: NetworkLock,
): NetworkLock {
  const back = givenBack(decision, retired, registry, before);
  const lock = back.length === 0 ? before : release(before, environment.name, back);
  const asked = requests(environment, decision, registry);
  if (asked.length === 0) return lock;
  return allocate({
    environment: environment.name,
    network: environment.network,
    requests: asked,
    lock,
    keepFree: registry.modules.flatMap(({ keepsFree = [] }) => keepsFree),
    where: (path) => environment.where(path),
  });
}
