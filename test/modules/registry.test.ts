/** What holds for every module of the catalog, so that a new one is tested before anybody writes a test for it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { facts, offers, priceKeys, regions } from '../../data';
import { projectRoot } from '../../data/root';
import { registry } from '../../modules';
import type { Availability, Module, Option, Site } from '../../modules/module';
import type { Emitted } from '../../stacks/emitted';
import { buildStacks } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { sampleInputs } from '../support/workload-samples';

const availabilities: readonly Availability[] = ['single-az', 'multi-az'];
const modules = registry.modules.map((module): [string, Module<unknown>] => [module.name, module]);

function site(region: string, availability: Availability): Site {
  return { location: `aws/${region}`, region, availability };
}

function offered(module: Module<unknown>): string[] {
  return regions.ids().filter((region) => module.services.every((service) => offers(service, region)));
}

function optionsOf(
  module: Module<unknown>,
  region: string,
  availability: Availability,
  inputs: unknown = {},
): readonly Option[] {
  return module.options(module.inputs.parse(inputs), site(region, availability), facts);
}

/** What stands in all stacks of a module, those of addons included. */
type Resources = Pick<Emitted, 'resource'>;

async function emit(
  module: Module<unknown>,
  availability: Availability,
  more: { phase?: 'retiring'; instance?: string; option?: string } = {},
): Promise<Resources> {
  const stacks = await buildStacks(module, {
    facts,
    frame: { availability },
    role: 'secondary',
    inputs: sampleInputs(module),
    ...sampleOutputs(module, site('us-east-1', availability)),
    ...more,
  });
  const resource: Emitted['resource'] = {};
  for (const emitted of stacks.values())
    for (const [type, byId] of Object.entries(emitted.resource)) resource[type] = { ...resource[type], ...byId };
  return { resource };
}

function resources(emitted: Resources): { type: string; id: string; body: Record<string, unknown> }[] {
  return Object.entries(emitted.resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, body]) => ({ type, id, body })),
  );
}

function isProtected(body: Record<string, unknown>): boolean {
  const lifecycle = z.looseObject({ prevent_destroy: z.boolean().optional() }).optional().parse(body['lifecycle']);
  return lifecycle?.prevent_destroy === true;
}

function undescribed(node: z.core.JSONSchema.JSONSchema, at: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (typeof child !== 'object') return [];
    const own = child.description === undefined ? [`${at}${key}`] : [];
    return [...own, ...undescribed(child, `${at}${key}.`)];
  });
}

describe('the registry', () => {
  test('names are unique and are those of the folders', () => {
    const names = registry.modules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(existsSync(path.join(projectRoot(), 'modules', name, 'build.ts'))).toBe(true);
    }
  });

  test('needs of modules make no cycle', () => {
    const needs = new Map(
      registry.modules.map((module) => [
        module.name,
        [
          ...module.needs(module.inputs.parse({})),
          ...optionsOf(module, 'us-east-1', 'multi-az').flatMap((option) => option.needs ?? []),
        ].map(({ capability }) => capability.name),
      ]),
    );
    const providers = (capability: string): string[] =>
      registry.modules
        .filter(({ provides }) => provides.some(({ name }) => name === capability))
        .map(({ name }) => name);
    const walk = (name: string, above: readonly string[]): void => {
      expect(above).not.toContain(name);
      for (const provider of (needs.get(name) ?? []).flatMap(providers)) walk(provider, [...above, name]);
    };
    for (const name of needs.keys()) walk(name, []);
  });

  test('what replaces a module is there, and what was replaced is not', () => {
    const names = registry.modules.map(({ name }) => name);
    for (const [old, name] of Object.entries(registry.replaced ?? {})) {
      expect(names).toContain(name);
      expect(names).not.toContain(old);
    }
  });

  test('conflicts name modules of the registry', () => {
    const names = registry.modules.map(({ name }) => name);
    for (const { conflicts } of registry.modules)
      for (const other of Object.keys(conflicts)) expect(names).toContain(other);
  });
});

describe.each(modules)('%s', (_, module) => {
  test('inputs: `on` alone is enough, unknown keys are refused, every key is described', () => {
    expect(module.inputs.safeParse({}).success).toBe(true);
    expect(module.inputs.safeParse({ noSuchKey: 1 }).success).toBe(false);
    const schema = z.toJSONSchema(module.inputs, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
    expect(undescribed(schema, '')).toEqual([]);
  });

  test('AWS offers its services somewhere', () => {
    expect(offered(module).length).toBeGreaterThan(0);
  });

  test.each(availabilities)(
    'options (%s): known prices, known units, own capabilities, declared quotas',
    (availability) => {
      const keys = new Set(priceKeys());
      const provides = module.provides.map(({ name }) => name);
      const asked = module.needs(module.inputs.parse({})).map(({ capability }) => capability.name);
      const units = new Set(module.provides.flatMap((capability) => Object.keys(capability.units)));
      for (const capability of provides) expect(registry.capabilities.map(({ name }) => name)).toContain(capability);
      for (const region of offered(module)) {
        const options = optionsOf(module, region, availability);
        expect(options.length).toBeGreaterThan(0);
        expect(new Set(options.map(({ key }) => key)).size).toBe(options.length);
        for (const option of options) {
          expect(option.units.min).toBeGreaterThanOrEqual(1);
          expect(option.units.max).toBeGreaterThanOrEqual(option.units.min);
          for (const { name } of option.provides) expect(provides).toContain(name);
          for (const { capability } of option.needs ?? []) {
            expect(registry.capabilities.map(({ name }) => name)).toContain(capability.name);
            expect(asked).not.toContain(capability.name);
          }
          for (const unit of Object.keys(option.supplies)) expect(units).toContain(unit);
          for (const quota of Object.keys(option.consumes ?? {})) expect(Object.keys(module.quotas)).toContain(quota);
          for (const { price, perDemand } of option.cost) {
            expect(keys).toContain(price);
            for (const unit of Object.keys(perDemand ?? {})) expect(units).toContain(unit);
          }
        }
      }
    },
  );

  test.each(availabilities)('build (%s): every option emits, regional, under its own name', async (availability) => {
    const all = optionsOf(module, 'us-east-1', availability, sampleInputs(module));
    const options = all.filter(({ unavailable }) => unavailable === undefined);
    const chosen = options.length > 4 ? [options[0], options.at(-1)] : options;
    for (const option of chosen) {
      const emitted = await emit(module, availability, option === undefined ? {} : { option: option.key });
      expect(resources(emitted).length).toBeGreaterThan(0);
      for (const { id } of resources(emitted)) expect(id.startsWith(`${module.name}_`)).toBe(true);
    }
  });

  test.each(availabilities)(
    'controls (%s): each claim holds for every resource that carries it',
    async (availability) => {
      const emitted = await emit(module, availability);
      for (const { id, resource, complies } of module.controls(module.inputs.parse(sampleInputs(module)))) {
        const carriers = resources(emitted).filter(({ type }) => type === resource);
        expect({ id, carriers: carriers.length }).not.toEqual({ id, carriers: 0 });
        for (const { body, id: address } of carriers)
          expect({ id, address, complies: complies(body) }).toEqual({ id, address, complies: true });
      }
    },
  );

  test('protection: on while a stateful module stands, off while it leaves', async () => {
    const standing = resources(await emit(module, 'multi-az')).some(({ body }) => isProtected(body));
    expect(standing).toBe(module.stateful);
    if (!module.stateful) return;
    const leaving = await emit(module, 'multi-az', { phase: 'retiring' });
    expect(resources(leaving).filter(({ body }) => isProtected(body))).toEqual([]);
    const addresses = (emitted: Resources): string[] => resources(emitted).map(({ type, id }) => `${type}.${id}`);
    expect(addresses(leaving)).toEqual(addresses(await emit(module, 'multi-az')));
  });

  test('suggestions are instances that the schema takes', () => {
    for (const [name, given] of Object.entries(module.autoInstances ?? {})) {
      expect(module.multiple).toBe(true);
      expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      const parsed = z.looseObject({}).parse(module.inputs.parse(given));
      expect({ name, parsed }).toMatchObject({ name, parsed: given });
    }
  });

  test('another instance has other addresses', async () => {
    if (!module.multiple) return;
    const ids = (emitted: Resources): string[] => resources(emitted).map(({ type, id }) => `${type}.${id}`);
    const [one, two] = [
      ids(await emit(module, 'single-az')),
      ids(await emit(module, 'single-az', { instance: 'second' })),
    ];
    expect(one.filter((id) => two.includes(id))).toEqual([]);
  });

  test('an instance of two words has names that AWS takes', async () => {
    if (!module.multiple) return;
    const emitted = resources(await emit(module, 'multi-az', { instance: 'two_words' }));
    // References to other resources hold logical ids, which keep the underscore.
    const names = emitted.map(({ body: { '//': _, depends_on: __, ...own } }) =>
      JSON.stringify(own).replace(/\$\{[^}]*\}/g, ''),
    );
    expect(names.filter((text) => text.includes('two_words'))).toEqual([]);
    expect(names.some((text) => text.includes('two-words'))).toBe(true);
  });
});
