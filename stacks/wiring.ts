/** Who serves whom: turns the decision's servings into instances. */
import type { Capability } from '../modules/module';
import { instanceKey, type Placed, type Serving } from '../solver/decision';

/**
 * Key of the instance whose outputs `consumer` gets for the capability.
 *
 * @throws Error where the decision names nobody, or several: the solver left a need of a module open.
 */
export function providerOf(
  consumer: Placed,
  capability: Capability<unknown>,
  where: 'here' | 'primary',
  placed: readonly Placed[],
  serves: readonly Serving[],
): string {
  const ofCapability = serves.filter((serving) => serving.capability === capability.name);
  const need = `${consumer.module}/${consumer.instance}/${capability.name}`;
  const own = ofCapability.filter((serving) => serving.need === need && serving.location === consumer.location);
  const place = where === 'primary' ? primaryLocation(placed) : consumer.location;
  const ownThere = own.filter(at(place));
  // A need `at: any` may be served from elsewhere; a need of the primary region may be another consumer's row.
  const rows = ownThere.length > 0 ? ownThere : where === 'here' ? own : ofCapability.filter(at(place));
  const providers = [...new Set(rows.map((serving) => serving.provider))].sort();
  const [provider] = providers;
  if (provider !== undefined && providers.length === 1) return provider;
  const found = provider === undefined ? 'nothing serves it' : `several serve it: ${providers.join(', ')}`;
  throw new Error(`${instanceKey(consumer)} requires ${capability.name} at ${place ?? 'the primary region'}: ${found}`);
}

function at(location: string | undefined): (serving: Serving) => boolean {
  return ({ provider }) => location !== undefined && provider.endsWith(`@${location}`);
}

function primaryLocation(placed: readonly Placed[]): string | undefined {
  return placed.find(({ role }) => role !== 'secondary')?.location;
}
