/** What an environment may say of each module of the catalog. */
import { z } from 'zod';
import type { Module, Registry } from '../modules/module';
import { regionName, uniqueList } from './fields';
import { replacements } from './schema-facts';
import { shorthands } from './shorthand';

export interface ModuleDocument {
  readonly enabled?: 'on' | 'off' | 'auto' | undefined;
  readonly regions: 'each' | 'primary' | readonly string[];
  /** Absent where instances are given, or where nothing is. */
  readonly inputs?: unknown;
  readonly instances?: Readonly<Record<string, unknown>> | undefined;
}

export const defaultInstance = 'main';

const toggle = z.enum(['on', 'off', 'auto']);
shorthands.add(toggle, { type: 'boolean' });

const regions = z.union([z.enum(['each', 'primary']), uniqueList(regionName).min(1)], {
  error: 'must be each, primary or a list of regions',
});

export function modulesSchema({
  modules,
  replaced = {},
}: Pick<Registry, 'modules' | 'replaced'>): z.ZodType<Readonly<Record<string, ModuleDocument>>> {
  const shape: Record<string, z.ZodType<ModuleDocument | undefined>> = {};
  for (const module of modules) shape[module.name] = moduleSchema(module).optional();
  const known = z.strictObject(shape);
  replacements.set(known, replaced);
  return known.transform((settings) => {
    const named: Record<string, ModuleDocument> = {};
    for (const [name, value] of Object.entries(settings)) if (value !== undefined) named[name] = value;
    return named;
  });
}

function moduleSchema(module: Module<unknown>): z.ZodType<ModuleDocument> {
  const common = {
    enabled: toggle
      .optional()
      .describe(
        `on: always there; off: never; auto: the solver decides. Default ${module.toggle}${module.needsBudget === true ? ' where spec.budget is set, else auto' : ''}.`,
      ),
    regions: regions
      .default('each')
      .describe(
        'Where the module stands when it is on: each region used, the primary one, or a list of regions. Default each.',
      ),
    inputs: module.inputs.optional().describe(`Settings of ${module.title}. Omitted: every setting keeps its default.`),
  };
  const settings = module.multiple
    ? z
        .strictObject({
          ...common,
          instances: z
            .record(
              z
                .string()
                .max(30)
                .regex(
                  /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
                  'must be lower-case words joined by underscores, at most 30 characters',
                ),
              module.inputs,
            )
            .refine((instances) => Object.keys(instances).length > 0, {
              error: 'must name at least one instance (one without settings is written name: {})',
              params: { code: 'out-of-range' },
            })
            .superRefine((instances, context) => {
              for (const { path, message } of module.checkInstances?.(instances) ?? [])
                context.addIssue({ code: 'custom', path: [...path], message });
            })
            .optional()
            .describe(`Named instances and the settings of each. Omitted: one instance, ${defaultInstance}.`),
        })
        .refine(({ inputs, instances }) => inputs === undefined || instances === undefined, {
          error: 'must have inputs or instances, not both (null drops what the defaults set)',
        })
    : z.strictObject(common);
  const described = settings.describe(`${module.title}: ${module.summary}`);
  shorthands.add(described, { enum: ['on', 'off', 'auto', true, false] });
  return described;
}
