/** A catalog that changes after a lock was written. */
import { accept } from '../../solver/lock-of';
import { decide } from '../../solver/decide';
import { environment, intents, need, world } from '../support/environment';
import { cache, catalog, costs, fake, option } from './fake-module';

const store = fake('store', { provides: [cache], options: () => [option('small', [cache], { cost: costs(20) })] });
const cheaper = fake('cheaper', { provides: [cache], options: () => [option('tiny', [cache], { cost: costs(5) })] });
const alerts = fake('alerts', { toggle: 'on', options: () => [option('alerts', [], { cost: costs(1) })] });

async function lockWithStoreAlone() {
  const registry = catalog(store);
  const outcome = await decide(environment(registry, { needs: [need(cache.name)] }), world(registry));
  if (outcome.status !== 'decided') throw new Error(outcome.status);
  return outcome.lock;
}

test('a module that is on by default, and a cheaper one, leave an older lock valid', async () => {
  const lock = await lockWithStoreAlone();
  const registry = catalog(store, cheaper, alerts);
  const unnamed = intents(registry).map(({ path: _, ...intent }) => intent);
  const later = environment(registry, { needs: [need(cache.name)], modules: unnamed });
  expect(accept(later, world(registry), lock)).toMatchObject({
    status: 'valid',
    lock: { monthlyMicroUsd: 20_000_000 },
  });
});

test('a module that the environment pins on does break it', async () => {
  const lock = await lockWithStoreAlone();
  const registry = catalog(store, alerts);
  const pinned = environment(registry, { needs: [need(cache.name)] });
  expect(accept(pinned, world(registry), lock)).toMatchObject({
    status: 'stale',
    reasons: [expect.stringContaining('alerts')],
  });
});
