/**
 * The schema of a resource, read from the binding that is installed for it.
 *
 * cdktf generates bindings from the provider's true schema and ships its TypeScript in an inline source map. There,
 * each argument has a comment with its flags, and `synthesizeHclAttributes` and the `...ToHclTerraform` functions have
 * its type. What generation loses is lost here as well: limits above one item, `min_items` of two, sensitivity, and
 * what stands in blocks that nest without end, such as statements of WAF.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { typeOfBlock, type Attribute, type Block, type CtyType, type NestedBlock, type Nesting } from './schema';

const sourceMap = z.object({ sourcesContent: z.array(z.string()).min(1) });
const mapMarker = 'sourceMappingURL=data:application/json;base64,';

/** TypeScript of a binding: its index, and the files that cdktf splits large ones into. */
export function sourceOf(folder: string): string {
  const structs = path.join(folder, 'index-structs');
  const names = existsSync(structs) ? readdirSync(structs).filter((name) => /^structs\d+\.js$/.test(name)) : [];
  const files = [path.join(folder, 'index.js'), ...names.sort().map((name) => path.join(structs, name))];
  return files.map(originalOf).join('\n');
}

function originalOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  const start = text.lastIndexOf(mapMarker);
  if (start < 0) throw new Error(`${file} carries no source map: its schema can't be read`);
  const json = Buffer.from(text.slice(start + mapMarker.length).trim(), 'base64').toString('utf8');
  return sourceMap.parse(JSON.parse(json)).sourcesContent.join('\n');
}

/** What a `synthesizeHclAttributes` entry says of an argument that can be set. */
interface Entry {
  readonly value: string;
  readonly type: string;
  readonly storage: string;
}

/** What the comment and the accessor after it say of an attribute. */
interface Member {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  readonly accessor: string;
}

interface Source {
  /** Of a struct's `...ToHclTerraform`, by the name of the function in lower case without that ending. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** Of each class, by its name. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** Of each interface, by its name: property -> whether it must be given. */
  readonly properties: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  readonly main: string;
}

const root = Symbol('root').toString();
const scalars: Readonly<Record<string, CtyType>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  any: 'dynamic',
};

/** @throws Error where the text is not what cdktf generates. */
export function parseBinding(text: string): Block {
  const source = split(text);
  return readBlock(source, source.main, root);
}

function split(text: string): Source {
  const entries = new Map<string, ReadonlyMap<string, Entry>>();
  const members = new Map<string, readonly Member[]>();
  const properties = new Map<string, ReadonlyMap<string, boolean>>();
  let main = '';
  for (const part of text.split(/^export (?=class |function |interface )/m)) {
    const struct = /^function (\w+)ToHclTerraform\(/.exec(part)?.[1];
    if (struct !== undefined) entries.set(struct.toLowerCase(), entriesOf(part));
    const shape = /^interface (\w+)/.exec(part)?.[1];
    if (shape !== undefined) properties.set(shape, propertiesOf(part));
    const heading = /^class (\w+) extends cdktf\.(\w+)/.exec(part);
    if (heading?.[1] === undefined) continue;
    members.set(heading[1], membersOf(part));
    if (heading[2] === undefined || !/^Terraform(Resource|DataSource|Provider)$/.test(heading[2])) continue;
    main = heading[1];
    entries.set(root, entriesOf(part.slice(part.indexOf('synthesizeHclAttributes()'))));
  }
  if (main === '') throw new Error('the binding has no class of a resource, data source or provider');
  return { entries, members, properties, main };
}

function entriesOf(text: string): ReadonlyMap<string, Entry> {
  const pattern = /^ +(\w+): \{\n +value: (.+),\n +isBlock: \w+,\n +type: "(\w+)",\n +storageClassType: "(\w+)",$/gm;
  const found = new Map<string, Entry>();
  for (const [, name = '', value = '', type = '', storage = ''] of text.matchAll(pattern)) {
    found.set(name, { value, type, storage });
  }
  return found;
}

function membersOf(text: string): readonly Member[] {
  const pattern = /^ *\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n((?:.*\n){3})/gm;
  return [...text.matchAll(pattern)].map(([, name = '', computed, optional, required, accessor = '']) => ({
    name,
    computed: computed === 'true',
    optional: optional === 'true',
    required: required === 'true',
    accessor,
  }));
}

function propertiesOf(text: string): ReadonlyMap<string, boolean> {
  return new Map([...text.matchAll(/^  readonly (\w+)(\??):/gm)].map(([, name = '', mark]) => [name, mark === '']));
}

/** Blocks of a provider have no class of their own: their interface says what must be given. */
function membersOfInterface({ entries, properties }: Source, name: string, struct: string): readonly Member[] {
  const shape = properties.get(name);
  if (shape === undefined) throw new Error(`the binding has neither a class nor an interface ${name}`);
  return [...(entries.get(struct) ?? [])].map(([argument, { value }]) => {
    const required = shape.get(/struct!\.(\w+)/.exec(value)?.[1] ?? '') ?? false;
    return { name: argument, computed: false, optional: !required, required, accessor: '' };
  });
}

function readBlock(source: Source, name: string, struct: string): Block {
  const members =
    source.members.get(struct === root ? name : `${name}OutputReference`) ?? membersOfInterface(source, name, struct);
  const entries = source.entries.get(struct);
  const attributes: Attribute[] = [];
  const blocks: NestedBlock[] = [];
  for (const member of members) {
    // `alias` of a provider is Terraform's own.
    if (member.name === 'alias' && member.accessor.includes('_alias') && struct === root && isProvider(source))
      continue;
    const entry = entries?.get(member.name);
    if (entry === undefined) attributes.push(readAttribute(member, computedType(source, member)));
    else if (!isStruct(entry)) attributes.push(readAttribute(member, settableType(entry)));
    else {
      const nested = readStruct(source, member, entry);
      if ('block' in nested) blocks.push(nested);
      else attributes.push(nested);
    }
  }
  return { attributes, blocks };
}

function isProvider({ main }: Source): boolean {
  return main.endsWith('Provider');
}

function readAttribute(member: Member, type: Attribute['type']): Attribute {
  const { name, required, optional, computed } = member;
  return { name, type, required, optional, computed, writeOnly: name.endsWith('_wo') };
}

function isStruct({ value }: Entry): boolean {
  return /(?<!cdktf\.)\b[a-z]\w*ToHclTerraform\b/.test(value.replace(/cdktf\.\w+ToHclTerraform/g, ''));
}

function settableType({ type, storage }: Entry): CtyType {
  if (type === 'simple') return scalar(storage);
  const [, element = '', ...containers] = /^(string|number|boolean|any)((?:List|Map)+)$/.exec(storage) ?? [];
  let inner = scalar(element);
  // `stringMapList` is a list of maps: the outermost comes last and is named by `type`.
  for (const container of (containers[0] ?? '').match(/List|Map/g)?.slice(0, -1) ?? []) {
    inner = [container === 'Map' ? 'map' : 'list', inner];
  }
  if (type !== 'list' && type !== 'set' && type !== 'map') throw new Error(`unknown type ${type} in a binding`);
  return [type, inner];
}

function scalar(word: string): CtyType {
  const type = scalars[word];
  if (type === undefined) throw new Error(`unknown type ${word} in a binding`);
  return type;
}

function readStruct(source: Source, member: Member, entry: Entry): Attribute | NestedBlock {
  const struct = /(\w+)ToHclTerraform\b(?!.*ToHclTerraform)/.exec(entry.value)?.[1]?.toLowerCase() ?? '';
  const block = readBlock(source, structOf(member, entry), struct);
  const several = entry.value.includes('listMapperHcl(') || entry.value.includes('hashMapperHcl(');
  const nesting = nestingOf(entry.type);
  if (isLegacyObject(source, struct)) return readAttribute(member, [containerOf(entry.type), typeOfBlock(block)]);
  // Blocks are never computed; cdktf maps attributes of objects with `false`, and blocks with `true`.
  if (member.computed || nesting === 'MAP' || /ToHclTerraform, false\)/.test(entry.value)) {
    return readAttribute(member, { nesting, attributes: block.attributes });
  }
  // Terraform refuses sets of what has no type; such a binding loses the types inside, and with it the checks.
  if (nesting === 'SET' && hasDynamic(block)) return readAttribute(member, 'dynamic');
  const maxItems = nesting === 'SINGLE' || several ? 0 : 1;
  return { name: member.name, nesting, block, minItems: member.required && nesting !== 'SINGLE' ? 1 : 0, maxItems };
}

function hasDynamic({ attributes, blocks }: Block): boolean {
  return attributes.some(({ type }) => type === 'dynamic') || blocks.some(({ block }) => hasDynamic(block));
}

/** Attributes that older providers let be written as blocks: each member must be there, null where it is not set. */
function isLegacyObject({ entries }: Source, struct: string): boolean {
  const members = [...(entries.get(struct)?.values() ?? [])];
  return members.length > 0 && members.every(({ value }) => value.includes('=== undefined ? null :'));
}

function containerOf(type: string): 'list' | 'set' | 'map' {
  return type === 'set' || type === 'map' ? type : 'list';
}

function nestingOf(type: string): Nesting {
  switch (type) {
    case 'struct':
      return 'SINGLE';
    case 'list':
      return 'LIST';
    case 'set':
      return 'SET';
    case 'map':
      return 'MAP';
    default:
      throw new Error(`unknown nesting ${type} in a binding`);
  }
}

/** `AwsVpcTimeouts`: by the accessor, else by the storage class. */
function structOf(member: Member, entry: Entry): string {
  const named = /new (\w+?)(?:OutputReference|List|Map)\(/.exec(member.accessor)?.[1];
  return named ?? entry.storage.replace(/(List|Map)$/, '');
}

function computedType(source: Source, { name, accessor }: Member): CtyType {
  const nested = /new (\w+?)(OutputReference|List|Map)\(this, "\w+"(?:, (\w+))?\)/.exec(accessor);
  if (nested?.[1] !== undefined && !accessor.includes('new cdktf.')) {
    const type = typeOfBlock(readBlock(source, nested[1], nested[1].toLowerCase()));
    if (nested[2] === 'OutputReference') return type;
    return [nested[2] === 'Map' ? 'map' : nested[3] === 'true' ? 'set' : 'list', type];
  }
  const container = accessor.includes('Fn.tolist(') ? 'set' : 'list';
  const plain =
    /new cdktf\.(\w+?)(List|Map)\(this/.exec(accessor) ?? /\bget(\w+?)??(List|Map)?Attribute\(/.exec(accessor);
  if (plain === null) {
    if (accessor.includes('interpolationForAttribute(')) return 'dynamic';
    throw new Error(`can't tell the type of ${name} in a binding`);
  }
  const element = scalar((plain[1] ?? 'String').toLowerCase());
  if (plain[2] === undefined) return element;
  return [plain[2] === 'Map' ? 'map' : container, element];
}
