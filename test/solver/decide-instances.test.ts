/** Needs that name the instance which serves them: by hand, and random ones against trying everything. */
import type { Module, Need } from '../../modules/module';
import type { ModuleIntent } from '../../schema/types';
import { decide } from '../../solver/decide';
import { accept } from '../../solver/lock-of';
import { environment, intents, world } from '../support/environment';
import { conflictOf, decided, servings } from './decided';
import { cheapest } from './enumerate';
import { cache, catalog, costs, fake, option } from './fake-module';
import { Dice, randomCase, type RandomCase } from './random-cases';

const store = fake('store', {
  multiple: true,
  provides: [cache],
  options: () => [option('only', [cache], { cost: costs(10), supplies: { memoryGiB: 4 } })],
});

function worker(...needs: readonly Partial<Need>[]): Module<unknown> {
  return fake('worker', {
    needs: () => needs.map((need) => ({ capability: cache, at: 'each', ...need })),
    options: () => [option('only', [], { cost: costs(1) })],
  });
}

function instances(module: Module<unknown>, ...names: readonly string[]): Partial<ModuleIntent> {
  return { instances: names.map((name) => ({ name, inputs: module.inputs.parse({}), path: ['spec', name] })) };
}

function given(reader: Module<unknown>, ...names: readonly string[]): RandomCase {
  const registry = catalog(store, reader);
  const modules = intents(registry, { worker: { toggle: 'on' }, store: instances(store, ...names) });
  const regions = { min: 1, primary: 'us-east-1' };
  return { environment: environment(registry, { regions, modules }), world: world(registry) };
}

test('each need is served by the instance that it names', async () => {
  const reader = worker({ instance: 'usage' }, { instance: 'jobs' });
  const { environment: asked, world: around } = given(reader, 'jobs', 'spare', 'usage');
  const outcome = await decided(asked, around);
  expect(servings(outcome)).toEqual([
    'worker/main/key-value-cache:jobs@us-east-1 <- store/jobs@us-east-1',
    'worker/main/key-value-cache:usage@us-east-1 <- store/usage@us-east-1',
  ]);
  expect(outcome.decision.placed.map(({ instance }) => instance)).toEqual(['jobs', 'usage', 'main']);
  expect(accept(asked, around, outcome.lock).status).toBe('valid');
});

test('one that is not there is missed by its name', async () => {
  const { environment: asked, world: around } = given(worker({ instance: 'usage' }), 'jobs');
  const { clauses } = await conflictOf(asked, around);
  expect(clauses.map(({ sentence }) => sentence)).toContain(
    'worker in us-east-1 needs key-value-cache of an instance called usage',
  );
});

test('another one does not help out where the named one is too small', async () => {
  const { environment: asked, world: around } = given(
    worker({ instance: 'jobs', demand: { memoryGiB: 5 } }),
    'jobs',
    'spare',
  );
  expect((await decide(asked, around)).status).toBe('infeasible');
});

/** Modules with instances of two names, and needs that ask for one of them, or for both. */
function named(seed: number): RandomCase {
  const dice = new Dice(seed);
  const { environment: asked, world: around } = randomCase(seed);
  const modules = around.registry.modules.map((module): Module<unknown> => {
    const needs = module.needs({}).flatMap((need): Need[] => {
      if (dice.chance(25)) return ['blue', 'green'].map((name) => ({ ...need, instance: name }));
      return [{ ...need, ...dice.maybe(70, () => ({ instance: dice.pick(['blue', 'green', 'main']) })) }];
    });
    return { ...module, needs: () => needs };
  });
  const two = asked.modules.map((intent): ModuleIntent => {
    const module = modules.find(({ name }) => name === intent.module);
    return module === undefined || dice.chance(40) ? intent : { ...intent, ...instances(module, 'blue', 'green') };
  });
  const registry = { ...around.registry, modules };
  return { environment: { ...asked, modules: two }, world: { ...around, registry } };
}

test('what is decided is what trying everything finds', async () => {
  const counts = { feasible: 0, byName: 0, infeasible: 0 };
  for (let seed = 0; seed < 400; seed++) {
    const { environment: asked, world: around } = named(seed);
    const best = cheapest(asked, around);
    if (best === 'too large') continue;
    const outcome = await decide(asked, around);
    const found =
      outcome.status === 'decided'
        ? { microUsd: outcome.decision.bill.microUsd.expected, excessMicroUsd: outcome.decision.excessMicroUsd }
        : outcome.status;
    expect({ seed, found }).toEqual({ seed, found: best === 'none' ? 'infeasible' : best });
    if (outcome.status !== 'decided') {
      counts.infeasible++;
      continue;
    }
    counts.feasible++;
    if (outcome.decision.serves.some(({ need }) => need.includes(':'))) counts.byName++;
    expect({ seed, status: accept(asked, around, outcome.lock).status }).toEqual({ seed, status: 'valid' });
  }
  // Enough of each that a mistake would show.
  expect(counts.byName).toBeGreaterThan(10);
  expect(counts.feasible).toBeGreaterThan(50);
  expect(counts.infeasible).toBeGreaterThan(50);
}, 300_000);
