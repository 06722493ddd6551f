/** From a checked Environment document to the intent that the rest of the project reads. */
import { Big } from 'big.js';
import type { At, Module, Registry } from '../modules/module';
import type { EnvironmentDocument } from './environment';
import { defaultInstance, type ModuleDocument } from './module-settings';
import type { NeedDocument } from './needs';
import { whereSet, type Tree } from './tree';
import type {
  Environment,
  InstanceIntent,
  KeyPath,
  ModuleIntent,
  NeedIntent,
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
    return {
      name,
      at: service.at,
      replicas: service.replicas,
      labels: service.labels,
      requires: requirementsOf(service.requires),
      needs: service.needs.map((need, index) => needOf(need, service.at, [...path, 'needs', index])),
      talksTo: service.talksTo.map(({ service: target, pattern, gbPerMonth, maxLatencyMs }, index) => ({
        service: target,
        pattern,
        gbPerMonth,
        path: [...path, 'talksTo', index],
        ...withoutUndefined({}, { maxLatencyMs }),
      })),
      path,
    };
  });
}

const inputDefaults = new WeakMap<Module<unknown>, unknown>();

/** @throws ZodError where a module has an input that is neither optional nor defaulted: a bug of the module. */
function defaultInputs(module: Module<unknown>): unknown {
  if (!inputDefaults.has(module)) inputDefaults.set(module, module.inputs.parse({}));
  return inputDefaults.get(module);
}

function moduleOf(module: Module<unknown>, settings: ModuleDocument | undefined, hasBudget: boolean): ModuleIntent {
  const path: KeyPath = ['spec', 'modules', module.name];
  return {
    module: module.name,
    toggle: settings?.enabled ?? (module.needsBudget === true && !hasBudget ? 'auto' : module.toggle),
    regions: settings?.regions ?? 'each',
    instances: instancesOf(module, settings, path),
    ...(settings === undefined ? {} : { path }),
  };
}

function instancesOf(
  module: Module<unknown>,
  settings: ModuleDocument | undefined,
  path: KeyPath,
): readonly InstanceIntent[] {
  const instances = settings?.instances;
  if (instances === undefined) {
    const inputs = settings?.inputs === undefined ? defaultInputs(module) : settings.inputs;
    const at = [...path, 'inputs'];
    if (module.suggests === undefined) return [{ name: defaultInstance, inputs, path: at }];
    return Object.entries(module.suggests).map(([name, own]) => ({
      name,
      inputs: Object.assign({}, inputs, own),
      path: at,
    }));
  }
  return Object.keys(instances)
    .sort()
    .map((name) => ({ name, inputs: instances[name], path: [...path, 'instances', name] }));
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Optional keys are left out of plain data, never set to undefined. */
function withoutUndefined<Required extends object, Optional extends object>(
  required: Required,
  optional: Optional,
): Required & Present<Optional> {
  const present: Present<Optional> = {};
  for (const key in optional) {
    const value = optional[key];
    if (isPresent(value)) present[key] = value;
  }
  return { ...required, ...present };
}

function isPresent<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
