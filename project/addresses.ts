/** Addresses for what was decided: asks every placed module that wants some, and keeps them in the network lock. */
import { facts } from '../data';
import type { Registry } from '../modules/module';
import type { Environment } from '../schema/types';
import { allocate, type RegionRequest } from '../solver/addresses';
import { availabilityOf } from '../solver/candidates';
import type { Decision } from '../solver/decision';
import type { NetworkLock } from '../solver/network-lock';

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

/** The network lock with everything that the decision asks for. @throws UserError where it does not fit. */
export function addressed(
  environment: Environment,
  decision: Decision,
  registry: Registry,
  lock: NetworkLock,
): NetworkLock {
  const asked = requests(environment, decision, registry);
  if (asked.length === 0) return lock;
  return allocate({
    environment: environment.name,
    network: environment.network,
    requests: asked,
    lock,
    where: (path) => environment.where(path),
  });
}
