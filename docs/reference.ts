/** A JSON Schema as tables: one row a key, with what the schema says of it. */
import type { JsonSchema } from '../schema/json-schema';
import { escapeMarkdown, markdownTable } from '../stacks/markdown';

type Node = JsonSchema | boolean | undefined;

function isSchema(node: Node): node is JsonSchema {
  return typeof node === 'object';
}

function typeOf(node: JsonSchema): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum !== undefined) return node.enum.filter((value) => value !== null).map((value) => `\`${String(value)}\``).join(', ');
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives !== undefined) {
    const types = alternatives.flatMap((one) => (isSchema(one) && one.type !== 'null' ? [typeOf(one)] : []));
    return [...new Set(types)].join(' or ');
  }
  // null deletes what the defaults set, everywhere alike; it is said once and not in each row.
  const types = [node.type].flat().filter((type) => type !== undefined && type !== 'null');
  if (types.includes('array')) {
    const item = Array.isArray(node.items) ? undefined : node.items;
    return `list of ${isSchema(item) ? typeOf(item) : 'values'}`;
  }
  if (types.includes('object')) return node.properties === undefined ? 'map' : 'keys below';
  const bounds = [node.minimum === undefined ? '' : `>= ${node.minimum}`, node.maximum === undefined ? '' : `<= ${node.maximum}`];
  return [types.length === 0 ? 'any' : types.join(' or '), ...bounds].filter((word) => word !== '').join(' ');
}

/** Object schemas behind a node: itself, an alternative, what a list or a map holds. */
function objectsIn(node: Node): { readonly suffix: string; readonly schema: JsonSchema }[] {
  if (!isSchema(node)) return [];
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((one) => objectsIn(one));
  const items = Array.isArray(node.items) ? undefined : node.items;
  return [
    ...(node.properties === undefined ? [] : [{ suffix: '', schema: node }]),
    ...alternatives,
    ...objectsIn(items).map(({ suffix, schema }) => ({ suffix: `[]${suffix}`, schema })),
    ...(isSchema(node.additionalProperties) ? objectsIn(node.additionalProperties).map(({ suffix, schema }) => ({ suffix: `.<name>${suffix}`, schema })) : []),
  ];
}

export interface KeyRow {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly description: string;
}

/** Every key below a schema, in the schema's order; `stop` keeps parts out that have a page of their own. */
export function keyRows(schema: JsonSchema, prefix = '', stop: (key: string) => boolean = () => false): KeyRow[] {
  return objectsIn(schema).flatMap(({ suffix, schema: object }) =>
    Object.entries(object.properties ?? {}).flatMap(([name, node]): KeyRow[] => {
      if (!isSchema(node)) return [];
      const key = `${prefix}${suffix}${prefix === '' && suffix === '' ? '' : '.'}${name}`;
      const value = node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``;
      const row = { key, type: typeOf(node), default: value, description: node.description ?? '' };
      return [row, ...(stop(key) ? [] : keyRows(node, key, stop))];
    }),
  );
}

export function keyTable(rows: readonly KeyRow[]): string {
  const columns = ['Key', 'Value', 'Default', 'Meaning'].map((title) => ({ title, align: 'left' as const }));
  return markdownTable(
    columns,
    rows.map(({ key, type, default: value, description }) => [`\`${key}\``, type.replaceAll('|', '\\|'), value.replaceAll('|', '\\|'), escapeMarkdown(description)]),
  );
}

function tableOf(schema: JsonSchema): string {
  const seen = new Set<string>();
  const rows = keyRows(schema, '', (key) => key.startsWith('spec.modules.')).filter(({ key }) => {
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return keyTable(rows);
}

const generated = 'Generated from the schema that `trellis validate` uses.';

/** The page of a whole document. Modules have pages of their own. */
export function reference(title: string, schema: JsonSchema): string {
  return `# ${title}\n\n${generated} In an environment, \`null\` deletes what \`_defaults.yaml\` sets.\n\n${tableOf(schema)}\n`;
}

/** The page of documents of several kinds, a table for each. */
export function referenceOfKinds(title: string, schema: JsonSchema): string {
  const tables = objectsIn(schema).map(({ schema: object }) => {
    const kind = object.properties?.['kind'];
    return `## ${isSchema(kind) ? String(kind.const) : ''}\n\n${tableOf(object)}\n`;
  });
  return [`# ${title}\n\n${generated}\n`, ...tables].join('\n');
}
