/** From a checked Environment document to the intent that the rest of the project reads. */
import { Big } from 'big.js';
import type { At, Module, Registry, Toggle } from '../modules/module';
import type { EnvironmentDocument } from './environment';
import { defaultInstance, type ModuleDocument } from './module-settings';
import type { NeedDocument } from './needs';
import { withoutUndefined } from './optional';
import { whereSet, type Tree } from './tree';
import type {
  Environment,
  InstanceIntent,
  KeyPath,
  ModuleIntent,
  NeedIntent,
  PlacementIntent,
  Requirements,
  StateIntent,
} from './types';

type Spec = EnvironmentDocument['spec'];

export function environmentOf(document: EnvironmentDocument, tree: Tree, registry: Registry): Environment {
  const { metadata, spec } = document;
  const { account, budget, regions, requires } = spec;
  const defaultAt = new Map(registry.capabilities.map((capability) => [capability.name, capability.defaultAt]));
  return {
    name: metadata.name,
    ...(account === undefined ? {} : { account: withoutUndefined({ id: account.id }, { roleArn: account.roleArn }) }),
    state: stateOf(spec.state, metadata.name),
    tags: spec.tags,
    infrastructure: spec.infrastructure,
    regions: withoutUndefined(
      { min: regions.min, primary: regions.primary },
      { max: regions.max, allowed: regions.allowed },
    ),
    ...(budget === undefined
      ? {}
      : {
          budget: {
            monthlyUsd: budget.monthly,
            alertThresholdPercent: budget.alertThreshold,
            hardLimit: budget.hardLimit,
          },
        }),
    requires: { ...requirementsOf(requires), availability: requires.availability },
    needs: spec.needs.map((need, index) =>
      needOf(need, defaultAt.get(need.capability) ?? 'each', ['spec', 'needs', index]),
    ),
    modules: registry.modules.map((module) => moduleOf(module, spec.modules[module.name], spec.budget !== undefined)),
    services: servicesOf(spec),
    network: spec.network,
    prices: spec.prices.map(({ key, note, region, usd, discountPercent }, index) => ({
      key,
      note,
      path: ['spec', 'prices', index],
      ...withoutUndefined({}, { region, discountPercent, usd: usd === undefined ? undefined : new Big(usd).toFixed() }),
    })),
    minSavingUsd: spec.solver.minSavingUsd,
    where: (path) => whereSet(tree, path),
  };
}

function stateOf({ s3, local }: Spec['state'], environment: string): StateIntent {
  if (s3 === undefined) return { kind: 'local', path: local?.path ?? 'terraform.tfstate' };
  const { bucket, region, key = `${environment}/terraform.tfstate`, kmsKeyId } = s3;
  return { kind: 's3', bucket, region, key, ...withoutUndefined({}, { kmsKeyId }) };
}

function requirementsOf({
  compliance,
  residency,
  capabilities,
}: Spec['requires'] | ServiceDocument['requires']): Requirements {
  return { compliance, capabilities, ...withoutUndefined({}, { residency }) };
}

function needOf({ capability, at, with: others, demand }: NeedDocument, defaultAt: At, path: KeyPath): NeedIntent {
  return { capability, at: at ?? defaultAt, with: others, demand, path };
}

type ServiceDocument = Spec['services'][string];

function servicesOf({ services }: Spec): Environment['services'] {
  const names = Object.keys(services).sort();
  return names.flatMap((name) => {
    const service = services[name];
    if (service === undefined) return [];
    const path: KeyPath = ['spec', 'services', name];
    const at = service.at ?? (service.requests === undefined ? 'each' : 'any');
    return {
      name,
      at,
      replicas: service.replicas,
      labels: service.labels,
      requires: requirementsOf(service.requires),
      needs: service.needs.map((need, index) => needOf(need, at, [...path, 'needs', index])),
      talksTo: service.talksTo.map(({ service: target, pattern, gbPerMonth, maxLatencyMs, reach }, index) => ({
        service: target,
        pattern,
        gbPerMonth,
        path: [...path, 'talksTo', index],
        ...withoutUndefined({}, { maxLatencyMs, reach: reach === 'all' ? reach : undefined }),
      })),
      ...withoutUndefined({}, { placement: placementOf(service) }),
      path,
    };
  });
}

function placementOf({
  requests,
  requires,
  spread,
  keepWith,
  keepApart,
  priority,
}: ServiceDocument): PlacementIntent | undefined {
  if (requests === undefined) return undefined;
  const { locations, zones } = spread ?? {};
  return withoutUndefined(
    {
      requests: {
        milliCpu: requests.cpu ?? 0,
        memoryBytes: requests.memory ?? 0,
        storageBytes: requests.storage ?? requests['ephemeral-storage'] ?? 0,
        accelerators: requests.accelerators,
      },
      regions: requires.regions,
      keepWith,
      keepApart,
      priority,
    },
    {
      spread:
        locations === undefined
          ? zones === undefined
            ? undefined
            : { over: 'zones' as const, least: zones }
          : { over: 'locations' as const, least: locations },
    },
  );
}

const inputDefaults = new WeakMap<Module<unknown>, unknown>();

/** @throws ZodError where a module has an input that is neither optional nor defaulted: a bug of the module. */
function defaultInputs(module: Module<unknown>): unknown {
  if (!inputDefaults.has(module)) inputDefaults.set(module, module.inputs.parse({}));
  return inputDefaults.get(module);
}

function moduleOf(module: Module<unknown>, settings: ModuleDocument | undefined, hasBudget: boolean): ModuleIntent {
  const path: KeyPath = ['spec', 'modules', module.name];
  const toggle = settings?.enabled ?? (module.needsBudget === true && !hasBudget ? 'auto' : module.toggle);
  return {
    module: module.name,
    toggle,
    regions: settings?.regions ?? 'each',
    instances: instancesOf(module, settings, path, toggle),
    ...(settings === undefined ? {} : { path }),
  };
}

function instancesOf(
  module: Module<unknown>,
  settings: ModuleDocument | undefined,
  path: KeyPath,
  toggle: Toggle,
): readonly InstanceIntent[] {
  const instances = settings?.instances;
  if (instances === undefined) {
    const inputs = settings?.inputs === undefined ? defaultInputs(module) : settings.inputs;
    // Those of a module that is off are named as well, so that a conflict can tell what they would have given.
    if (toggle !== 'on' && module.autoInstances !== undefined) return autoInstances(module, inputs, path);
    return [{ name: defaultInstance, inputs, path: [...path, 'inputs'] }];
  }
  return Object.keys(instances)
    .sort()
    .map((name) => ({ name, inputs: instances[name], path: [...path, 'instances', name] }));
}

/** What the module suggests goes over what the environment gives for all. */
function autoInstances(module: Module<unknown>, inputs: unknown, path: KeyPath): InstanceIntent[] {
  return Object.entries(module.autoInstances ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => ({
      name,
      inputs: module.inputs.parse(Object.assign({}, inputs, own)),
      path: [...path, 'inputs'],
    }));
}
