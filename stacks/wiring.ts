/** Who serves whom: turns the decision's servings into instances. */
import type { Capability } from '../modules/module';
import { instanceKey, needId, type Placed, type Serving } from '../solver/decision';

/**
 * Key of the instance whose outputs `consumer` gets for the capability.
 *
 * @param instance as its need names the provider
 * @throws Error where the decision names nobody, or several: the solver left a need of a module open.
 */
export function providerOf(
  consumer: Placed,
  capability: Capability<unknown>,
  where: 'here' | 'primary',
  instance: string | undefined,
  placed: readonly Placed[],
  serves: readonly Serving[],
): string {
  const ofCapability = serves.filter((serving) => serving.capability === capability.name && isNamed(serving, instance));
  const need = needId(consumer, { capability: capability.name, instance });
  const own = ofCapability.filter((serving) => serving.need === need && serving.location === consumer.location);
  const place = where === 'primary' ? primaryLocation(placed) : consumer.location;
  const ownThere = own.filter(at(place));
  // A need `at: any` may be served from elsewhere; a need of the primary region may be another consumer's row.
  const rows = ownThere.length > 0 ? ownThere : where === 'here' ? own : ofCapability.filter(at(place));
  const providers = [...new Set(rows.map((serving) => serving.provider))].sort();
  const [provider] = providers;
  if (provider !== undefined && providers.length === 1) return provider;
  const found = provider === undefined ? 'nothing serves it' : `several serve it: ${providers.join(', ')}`;
  const what = instance === undefined ? capability.name : `${capability.name} of ${instance}`;
  throw new Error(`${instanceKey(consumer)} requires ${what} at ${place ?? 'the primary region'}: ${found}`);
}

function isNamed({ provider }: Serving, instance: string | undefined): boolean {
  return instance === undefined || provider.slice(provider.indexOf('/') + 1, provider.indexOf('@')) === instance;
}

function at(location: string | undefined): (serving: Serving) => boolean {
  return ({ provider }) => location !== undefined && provider.endsWith(`@${location}`);
}

function primaryLocation(placed: readonly Placed[]): string | undefined {
  return placed.find(({ role }) => role !== 'secondary')?.location;
}
