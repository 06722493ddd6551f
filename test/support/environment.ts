/** Environments and worlds as plain data, for tests that start after the loader. */
import type { AwsFacts, Registry } from '../../modules/module';
import type {
  CloudInfrastructure,
  CloudRegion,
  Environment,
  ModuleIntent,
  NeedIntent,
  ServiceIntent,
} from '../../schema/types';
import type { Price, World } from '../../solver/world';

export function need(capability: string, given: Partial<NeedIntent> = {}): NeedIntent {
  return { capability, at: 'each', with: [], demand: {}, path: ['spec', 'needs', 0], ...given };
}

export function service(name: string, given: Partial<ServiceIntent> = {}): ServiceIntent {
  const requires = { compliance: [], capabilities: [] };
  return {
    name,
    at: 'each',
    replicas: 1,
    labels: {},
    requires,
    needs: [],
    talksTo: [],
    path: ['spec', 'services', name],
    ...given,
  };
}

export function intents(
  registry: Registry,
  given: Readonly<Record<string, Partial<ModuleIntent>>> = {},
): ModuleIntent[] {
  return registry.modules.map((module) => ({
    module: module.name,
    toggle: module.toggle,
    regions: 'each',
    instances: [{ name: 'main', inputs: module.inputs.parse({}), path: ['spec', 'modules', module.name] }],
    path: ['spec', 'modules', module.name],
    ...given[module.name],
  }));
}

export function environment(registry: Registry, given: Partial<Environment> = {}): Environment {
  return {
    name: 'test',
    state: { kind: 'local', path: 'terraform.tfstate' },
    tags: {},
    infrastructure: ['aws'],
    regions: { min: 1, primary: 'auto' },
    requires: { compliance: [], capabilities: [], availability: 'single-az' },
    needs: [],
    modules: intents(registry),
    services: [],
    network: { pool: '10.0.0.0/8', prefixLength: 16, cidrs: {}, reserved: [] },
    prices: [],
    minSavingUsd: 10,
    where: (path) => ({ file: 'environments/test.yaml', line: 1, column: 1 + path.length }),
    ...given,
  };
}

export function region(name: string, given: Partial<CloudRegion> = {}): CloudRegion {
  const position = { file: 'environments/infrastructure/aws.yaml', line: 1, column: 1 };
  return {
    location: `aws/${name}`,
    infrastructure: 'aws',
    region: name,
    compliance: [],
    capabilities: [],
    residencyTags: [],
    quotas: {},
    position,
    ...given,
  };
}

export function infrastructure(
  regions: readonly CloudRegion[],
  given: Partial<CloudInfrastructure> = {},
): CloudInfrastructure {
  return {
    name: 'aws',
    provider: 'aws',
    regions,
    position: { file: 'environments/infrastructure/aws.yaml', line: 1, column: 1 },
    ...given,
  };
}

/** A world of two-zone regions in which a price key `usd:<amount>` costs that amount everywhere. */
export function world(registry: Registry, given: Partial<World> = {}): World {
  const facts: AwsFacts = {
    zoneIds: (name) => [`${name}-az1`, `${name}-az2`],
    cacheNodeTypes: () => [],
    databaseInstanceClasses: () => [],
    ec2InstanceTypes: () => [],
    offersInstanceType: () => undefined,
    auroraGlobal: () => 'unknown',
    throughput: () => ({ startsAtGbps: 5, scalesToGbps: 100, per: 'carrier', source: 'test' }),
    typicalLatencyMs: () => ({ low: 0, high: 1 }),
  };
  const find = (key: string): Price | undefined =>
    key.startsWith('usd:') ? { usd: key.slice(4), unit: 'unit', source: 'test 2026-01-01' } : undefined;
  return {
    registry,
    facts,
    prices: () => ({ find }),
    offers: () => true,
    latencyMs: (from, to) => (from === to ? 1 : 50),
    complianceAsks: () => [],
    infrastructures: [infrastructure([region('us-east-1'), region('us-west-2')])],
    sites: [],
    commitments: [],
    ...given,
  };
}
