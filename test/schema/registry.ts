/** A catalog of three small modules: enough shapes for the loader, no module of the real catalog. */
import { z } from 'zod';
import type { Capability, Module, Registry } from '../../modules/module';

const cache: Capability<unknown> = {
  name: 'cache',
  summary: 'A cache.',
  defaultAt: 'each',
  units: { memoryGiB: 'data that the cache holds, GiB' },
};
const fanOut: Capability<unknown> = { name: 'fan-out', summary: 'One message to many.', defaultAt: 'each', units: {} };
const board: Capability<unknown> = {
  name: 'board',
  summary: 'One board of an environment.',
  defaultAt: 'primary',
  units: { seats: 'people at it' },
};

const inert = {
  title: 'A module',
  summary: 'For tests of the loader.',
  category: 'data',
  lifecycle: 'ready',
  scope: 'location',
  stateful: false,
  services: [],
  useWhen: [],
  avoidWhen: [],
  conflicts: {},
  references: [],
  controls: () => [],
  needs: () => [],
  options: () => [],
  load: () => Promise.reject(new Error('The loader builds nothing')),
} satisfies Partial<Module<unknown>>;

const storeInputs = z.strictObject({
  nodeType: z
    .string()
    .regex(/^cache\./, 'must look like cache.r7g.large')
    .optional()
    .describe('Node type.'),
  nodes: z.int().min(1).max(5).default(2).describe('Nodes, 1 to 5. Default 2.'),
  window: z.enum(['day', 'night']).default('night').describe('When to change. Default night.'),
  clients: z
    .record(z.string().regex(/^[a-z]+$/, 'a lower-case name'), z.string())
    .default({})
    .describe('Clients.'),
  drop: z
    .union([z.boolean(), z.number().min(0)])
    .optional()
    .describe('Drop or not.'),
});

const store = {
  ...inert,
  name: 'store',
  title: 'Store',
  toggle: 'auto',
  multiple: true,
  provides: [cache, fanOut],
  quotas: { maxStores: 'stores in the region' },
  inputs: storeInputs,
} satisfies Module<z.output<typeof storeInputs>>;

const mesh = {
  ...inert,
  name: 'mesh',
  title: 'Mesh',
  toggle: 'off',
  multiple: false,
  provides: [board],
  quotas: { maxMeshes: 'meshes in the region' },
  inputs: z.strictObject({ depth: z.number().default(1).describe('Depth. Default 1.') }),
} satisfies Module<{ depth: number }>;

const base = {
  ...inert,
  name: 'base',
  title: 'Base',
  toggle: 'on',
  multiple: false,
  provides: [],
  quotas: {},
  inputs: z.strictObject({}),
} satisfies Module<object>;

export const registry: Registry = {
  modules: [base, mesh, store],
  capabilities: [board, cache, fanOut],
  replaced: { shop: store.name },
};

const tags: Readonly<Record<string, readonly string[]>> = {
  'eu-central-1': ['eu', 'de'],
  'eu-west-1': ['eu', 'ie'],
  'us-east-1': ['us'],
  'us-west-2': ['us'],
};

export const regions = {
  ids: (): readonly string[] => Object.keys(tags),
  residencyTags: (region: string): readonly string[] => {
    const found = tags[region];
    if (found === undefined) throw new Error(`residencyTags was asked for ${region}, which is no region`);
    return found;
  },
};
