/** Project folders to measure, made from nothing but a count: the same count gives the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

const infrastructure = {
  apiVersion: 'lattice.dev/v1alpha1',
  kind: 'CloudInfrastructure',
  metadata: { name: 'aws' },
  spec: {
    provider: 'aws',
    regions: { 'eu-central-1': {}, 'eu-west-1': {}, 'us-east-1': {}, 'us-east-2': {}, 'us-west-2': {} },
  },
};

const account = { id: '111122223333' };
const state = { s3: { bucket: 'bench-states', region: 'us-east-1' } };

/** Four kinds of environments, from a small cache in one zone to two regions with services across them. */
const kinds: readonly Readonly<Record<string, unknown>>[] = [
  { needs: [{ capability: 'key-value-cache', memoryGiB: 1 }], budget: { monthly: 500 } },
  {
    needs: [{ capability: 'key-value-cache', memoryGiB: 12 }, { capability: 'cross-vpc-services' }],
    requires: { availability: 'multi-az' },
  },
  { needs: [{ capability: 'cross-vpc-services' }], regions: { allowed: ['eu-central-1', 'eu-west-1'] } },
  {
    needs: [{ capability: 'key-value-cache', memoryGiB: 3 }],
    services: { api: { talksTo: [{ service: 'store', gbPerMonth: 200 }] }, store: {} },
  },
];

function environment(name: string, spec: Readonly<Record<string, unknown>>): string {
  const document = {
    apiVersion: 'trellis.dev/v1alpha1',
    kind: 'Environment',
    metadata: { name },
    spec: { account, state, infrastructure: 'aws', ...spec },
  };
  return stringify(document, { aliasDuplicateObjects: false });
}

function project(folder: string, environments: Readonly<Record<string, string>>): void {
  const target = path.join(folder, 'environments');
  mkdirSync(path.join(target, 'infrastructure'), { recursive: true });
  writeFileSync(path.join(target, 'infrastructure', 'aws.yaml'), stringify(infrastructure));
  for (const [name, text] of Object.entries(environments)) writeFileSync(path.join(target, `${name}.yaml`), text);
}

/** A project of `count` environments: `env-0000`, `env-0001` ... Their VPCs are /22, so that thousands fit the pool. */
export function writeMany(folder: string, count: number): void {
  const environments: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const name = `env-${String(index).padStart(4, '0')}`;
    environments[name] = environment(name, { ...kinds[index % kinds.length], network: { prefixLength: 22 } });
  }
  project(folder, environments);
}

/** A project of one environment with so many Lattice services, each with two target groups and a listener with a rule. */
export function writeLarge(folder: string, services: number): void {
  const forward = (group: string) => ({ forward: { targetGroups: { [group]: 100 } } });
  const service = {
    allow: { principals: ['arn:aws:iam::111122223333:role/caller'] },
    targetGroups: { stable: { config: { port: 8080, protocol: 'HTTP' } }, canary: {} },
    listeners: {
      https: {
        defaultAction: forward('stable'),
        rules: { canary: { priority: 10, match: { pathMatch: { prefix: '/next' } }, action: forward('canary') } },
      },
    },
  };
  const names = Array.from({ length: services }, (_, index) => `svc-${String(index).padStart(3, '0')}`);
  const inputs = { services: Object.fromEntries(names.map((name) => [name, service])) };
  project(folder, {
    large: environment('large', {
      needs: [{ capability: 'cross-vpc-services' }],
      modules: { vpc_lattice_core: { enabled: 'on', inputs } },
    }),
  });
}
