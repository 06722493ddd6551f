/** Builds the instances of one environment into its stack. */
import { Construct } from 'constructs';
import type { AwsFacts, Builds, Capability, ClusterAccess, Module } from '../modules/module';
import { instanceKey, type Placed } from '../solver/decision';
import { createContext, type Site } from './context';
import type { StackInput } from './frame';
import { providerOf } from './wiring';

/** A module of the registry with its constructs loaded. */
export interface LoadedModule {
  readonly module: Module<unknown>;
  readonly builds: Builds<unknown>;
}

/** A cluster, and the instances that have a half in its addons stack. */
export interface ClusterAddons {
  readonly cluster: ClusterAccess;
  readonly halves: readonly { readonly placed: Placed; readonly published: Readonly<Record<string, string>> }[];
}

interface Provided<O> {
  readonly capability: Capability<O>;
  readonly outputs: O;
}

/**
 * Builds every instance, in the order of their keys but providers before their consumers.
 *
 * @returns the clusters that want a stack for their addons, by name
 * @throws Error on a cycle, a requirement that nobody provides, or a logical id that is asked for twice.
 */
export function buildInstances(
  scope: Construct,
  input: StackInput,
  modules: ReadonlyMap<string, LoadedModule>,
  facts: AwsFacts,
): readonly ClusterAddons[] {
  const placed = new Map(input.placed.map((instance) => [instanceKey(instance), instance]));
  const provided = new Map<string, Provided<unknown>[]>();
  const path: string[] = [];
  const done = new Set<string>();
  const clusters = new Map<string, ClusterAddons>();

  const build = (key: string, instance: Placed): void => {
    if (done.has(key)) return;
    if (path.includes(key)) throw new Error(`modules require each other: ${[...path, key].join(' -> ')}`);
    path.push(key);
    const { module, builds } = loaded(modules, instance.module);
    builds.aws(createContext(site, module, instance));
    path.pop();
    done.add(key);
  };

  const site: Site = {
    input,
    facts,
    scope,
    outputs: new Construct(scope, 'outputs'),
    ids: new Map(),
    require(consumer, capability, where, instance) {
      const key = providerOf(consumer, capability, where, instance, input.placed, input.serves);
      const provider = placed.get(key);
      if (provider === undefined) {
        throw new Error(
          `${instanceKey(consumer)} requires outputs of ${key} for ${capability.name}, which this environment does not have`,
        );
      }
      build(key, provider);
      for (const entry of provided.get(key) ?? []) if (isOf(entry, capability)) return entry.outputs;
      throw new Error(`${instanceKey(consumer)} requires ${capability.name} of ${key}, which did not provide it`);
    },
    standing(asker, capability) {
      return [...placed].flatMap(([key, other]) => {
        const gives = loaded(modules, other.module).module.provides.some(({ name }) => name === capability.name);
        if (!gives || other.location !== asker.location || key === instanceKey(asker)) return [];
        build(key, other);
        return (provided.get(key) ?? []).flatMap((entry) => (isOf(entry, capability) ? [entry.outputs] : []));
      });
    },
    provide(provider, capability, outputs) {
      const key = instanceKey(provider);
      const entries = provided.get(key) ?? [];
      if (entries.some((entry) => isOf(entry, capability))) throw new Error(`${key} provides ${capability.name} twice`);
      const { module } = loaded(modules, provider.module);
      if (!module.provides.some(({ name }) => name === capability.name)) {
        throw new Error(`${key} provides ${capability.name}, which its module does not declare`);
      }
      provided.set(key, [...entries, { capability, outputs }]);
    },
    addons(placed, cluster, published) {
      const { halves } = clusters.get(cluster.name) ?? { halves: [] };
      const half = loaded(modules, placed.module).builds.addons === undefined ? [] : [{ placed, published }];
      clusters.set(cluster.name, { cluster, halves: [...halves, ...half] });
    },
  };

  for (const [key, instance] of [...placed].sort(([a], [b]) => (a < b ? -1 : 1))) build(key, instance);
  return [...clusters.values()].sort((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
}

export function loaded(modules: ReadonlyMap<string, LoadedModule>, name: string): LoadedModule {
  const module = modules.get(name);
  if (module === undefined) throw new Error(`no module ${name} was loaded`);
  return module;
}

/** Capabilities are the same when their names are, and their outputs then have one type. */
function isOf<O>(entry: Provided<unknown>, capability: Capability<O>): entry is Provided<O> {
  return entry.capability.name === capability.name;
}
