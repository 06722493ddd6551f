/** The Environment document. Its schema is the documentation: editors and the reference pages read the sentences. */
import { z } from 'zod';
import type { Registry } from '../modules/module';
import { budget, nonEmpty, uniqueList } from './fields';
import { modulesSchema } from './module-settings';
import { needsSchema } from './needs';
import * as sections from './sections';
import { servicesSchema } from './services';
import { shorthands } from './shorthand';

export const apiVersion = 'trellis.dev/v1alpha1';

/** Stack names end up in AWS names, many of which take no two hyphens together, so they are short and plain; `network` is the name of the address lock. */
const environmentName = z
  .string()
  .regex(
    /^(?=.{1,31}$)[a-z](-?[a-z0-9])*$/,
    'must be at most 31 lower-case letters, digits and single hyphens, a letter first and no hyphen last',
  )
  .refine((name) => name !== 'network' && !name.includes('-addons-'), {
    error: 'must not be network or contain -addons-, which other files and stacks are named',
  })
  .describe("The file's name without .yaml, and the name of the stack. Required.");

const infrastructure = uniqueList(nonEmpty).min(1);
shorthands.add(infrastructure, { type: 'string' });

function documentSchemas(registry: Registry) {
  const spec = z.strictObject({
    account: sections.account
      .optional()
      .describe('AWS account that the environment lives in. Omitted: the account of the credentials at hand.'),
    state: sections.state.prefault({}).describe('Where Terraform keeps its state. Default: a local file.'),
    tags: sections.tags.default({}).describe('Tags of every resource, text to text, at most 50. Default: none.'),
    infrastructure: infrastructure.describe('Name or names of infrastructure documents. Required.'),
    regions: sections.regions.prefault({}).describe('How many regions, and which. Default: one, chosen by the solver.'),
    budget: budget.optional().describe('Monthly budget. Omitted: cost is minimised without a limit.'),
    requires: sections.requirements.prefault({}).describe('What every location used must declare. Default: nothing.'),
    needs: needsSchema(registry.capabilities)
      .default([])
      .describe('Capabilities that the environment must have. Default: none.'),
    modules: modulesSchema(registry)
      .prefault({})
      .describe('Module -> on, off, auto, or its settings. A module that is not named keeps its own default.'),
    services: servicesSchema(registry.capabilities)
      .default({})
      .describe('Workloads, by name in lower case with hyphens. Default: none.'),
    network: sections.network.prefault({}).describe('Addresses. Default: VPCs of prefix length 16 out of 10.0.0.0/8.'),
    prices: z
      .array(sections.price)
      .default([])
      .describe('Prices that replace list prices, and discounts; the last rule that fits wins. Default: list prices.'),
    solver: sections.solver.prefault({}).describe('Settings of the decision. Default: as each says.'),
  });
  const version = z.literal(apiVersion).describe(`Always ${apiVersion}.`);
  return {
    environment: z
      .strictObject({
        apiVersion: version,
        kind: z.literal('Environment').describe('Always Environment.'),
        metadata: z.strictObject({ name: environmentName }).describe('Holds the name. Required.'),
        spec: spec.describe('What the environment is to have. Required.'),
      })
      .describe('What one environment is to have.'),
    defaults: z
      .strictObject({
        apiVersion: version,
        kind: z.literal('EnvironmentDefaults').describe('Always EnvironmentDefaults.'),
        spec: spec.describe('Merged under the spec of each environment. Required.'),
      })
      .describe('What all environments have unless they say otherwise: maps merge, lists replace, null deletes.'),
  };
}

type DocumentSchemas = ReturnType<typeof documentSchemas>;
export type EnvironmentDocument = z.output<DocumentSchemas['environment']>;

const cache = new WeakMap<Registry, DocumentSchemas>();

function schemasOf(registry: Registry): DocumentSchemas {
  const known = cache.get(registry);
  if (known !== undefined) return known;
  const built = documentSchemas(registry);
  cache.set(registry, built);
  return built;
}

/** Of a whole environment: the file with the defaults under it. */
export function environmentSchema(registry: Registry): DocumentSchemas['environment'] {
  return schemasOf(registry).environment;
}

/** Of `_defaults.yaml`. Keys that are missing there may come from each environment. */
export function defaultsSchema(registry: Registry): DocumentSchemas['defaults'] {
  return schemasOf(registry).defaults;
}
