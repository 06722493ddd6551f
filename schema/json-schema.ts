/**
 * JSON Schema (draft-07, the newest that yaml-language-server reads) from the schemas that the loader uses. It is as
 * wide as the loader: short forms are there, null is allowed where it deletes, and what defaults may give is optional.
 */
import { z } from 'zod';
import type { Registry } from '../modules/module';
import { defaultsSchema, environmentSchema } from './environment';
import { infrastructureSchema } from './infrastructure';
import { shorthands } from './shorthand';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

export function environmentJsonSchema(registry: Registry): JsonSchema {
  return jsonSchema('Trellis environment', environmentSchema(registry), 'from-defaults');
}

/** Of `_defaults.yaml`. */
export function defaultsJsonSchema(registry: Registry): JsonSchema {
  return jsonSchema('Trellis environment defaults', defaultsSchema(registry), 'from-defaults');
}

export function infrastructureJsonSchema(registry: Registry): JsonSchema {
  return jsonSchema('Trellis infrastructure', infrastructureSchema(registry), 'in-place');
}

/** Whether a required key of a map may be absent here, because another file may give it. */
type Completeness = 'from-defaults' | 'in-place';

function jsonSchema(title: string, schema: z.ZodType, completeness: Completeness): JsonSchema {
  const { $schema, ...generated } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: target }) => addShorthand(zodSchema, target),
  });
  const root = { ...(typeof $schema === 'string' ? { $schema } : {}), title, ...widen(generated, completeness) };
  if (completeness === 'in-place') return root;
  const required = (generated.required ?? []).filter((key) => key !== 'spec');
  const own = Object.entries(generated.properties ?? {}).filter(([key]) => required.includes(key));
  const properties = { ...root.properties, ...Object.fromEntries(own) };
  return { ...root, properties, required };
}

function addShorthand(schema: z.core.$ZodType, target: JsonSchema): void {
  const short = schema instanceof z.ZodType ? shorthands.get(schema) : undefined;
  if (short === undefined) return;
  const { description, ...long } = { ...target };
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, description === undefined ? {} : { description }, { anyOf: [short, long] });
}

/** Numbers without a limit of ours carry this one. */
const limits: readonly unknown[] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

function widen(schema: JsonSchema, completeness: Completeness): JsonSchema {
  const wide: JsonSchema = { ...schema };
  if (limits.includes(wide.maximum)) delete wide.maximum;
  if (limits.includes(wide.minimum)) delete wide.minimum;
  if (isEmptyMap(wide.default)) delete wide.default;
  if (schema.anyOf !== undefined) wide.anyOf = schema.anyOf.map((branch) => widenAny(branch, completeness));
  if (schema.oneOf !== undefined) {
    delete wide.oneOf;
    wide.anyOf = schema.oneOf.map((branch) => widenAny(branch, completeness));
  }
  if (isSchema(schema.items)) wide.items = widen(schema.items, 'in-place');
  if (schema.properties !== undefined) {
    const required = completeness === 'in-place' ? (schema.required ?? []) : [];
    wide.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, value]) => {
        const child = widenAny(value, completeness);
        return [key, required.includes(key) || !isSchema(child) ? child : orNull(child)];
      }),
    );
    if (completeness === 'from-defaults') delete wide.required;
  }
  if (isSchema(schema.additionalProperties))
    wide.additionalProperties = orNull(widen(schema.additionalProperties, completeness));
  return wide;
}

function widenAny<T extends JsonSchema | boolean>(schema: T, completeness: Completeness): T | JsonSchema {
  return isSchema(schema) ? widen(schema, completeness) : schema;
}

/** A key with nothing behind it counts as not written. */
function orNull(schema: JsonSchema): JsonSchema {
  const { description, default: fallback, ...rest } = schema;
  if (Object.keys(rest).length === 0) return schema;
  const kept = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  if (rest.anyOf !== undefined && Object.keys(rest).length === 1)
    return { ...kept, anyOf: [...rest.anyOf, { type: 'null' }] };
  if (typeof rest.type !== 'string' || 'const' in rest) return { ...kept, anyOf: [rest, { type: 'null' }] };
  const nullable: Record<string, unknown> = { ...kept, ...rest, type: [rest.type, 'null'] };
  if (rest.enum !== undefined) nullable['enum'] = [...rest.enum, null];
  return nullable;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyMap(value: unknown): boolean {
  return isSchema(value) && Object.keys(value).length === 0;
}
