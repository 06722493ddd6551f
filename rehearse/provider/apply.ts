/** What AWS would have answered: a value of the right type and shape for each one that was unknown. */
import { each } from './plan';
import { isNested, typeOfAttribute, type Block, type CtyType } from './schema';
import { isList, isObject, Unknown, type ObjectValue, type Value } from './values';

/** What made-up texts are made of. */
export interface Maker {
  readonly resourceType: string;
  readonly region: string;
  /** Text that no other attribute gets. */
  next(): string;
}

/** Shapes that other arguments or functions insist on, by the attribute's name. The first that matches holds. */
const shapes: readonly { readonly name: RegExp; text(maker: Maker): string }[] = [
  { name: /(^|_)arns?$/, text: (maker) => `arn:aws:rehearsal:${maker.region}:000000000000:${identifier(maker)}` },
  { name: /(^|_)ipv6_cidr/, text: () => '2001:db8::/56' },
  { name: /(^|_)cidr/, text: () => '192.0.2.0/24' },
  { name: /(^|_)ip(_address)?$/, text: () => '192.0.2.1' },
  { name: /(^|_)(policy|json)$/, text: () => '{}' },
  { name: /^secret_string$/, text: (maker) => JSON.stringify({ username: 'rehearsal', password: identifier(maker) }) },
  { name: /^data$/, text: () => Buffer.from('rehearsal').toString('base64') },
  { name: /(^|_)account_id$|^owner_id$/, text: () => '000000000000' },
  { name: /^region$/, text: (maker) => maker.region },
  { name: /^partition$/, text: () => 'aws' },
];

/** Replaces every unknown value. Lists get one element, so that references to the first one hold. */
export function applied(block: Block, planned: ObjectValue, maker: Maker): ObjectValue {
  const attributes = block.attributes.map((attribute): [string, Value] => {
    const value = planned[attribute.name] ?? null;
    if (attribute.writeOnly) return [attribute.name, null];
    if (!isNested(attribute.type)) return [attribute.name, filled(attribute.type, attribute.name, value, maker)];
    if (value instanceof Unknown)
      return [attribute.name, filled(typeOfAttribute(attribute), attribute.name, value, maker)];
    const inner = { attributes: attribute.type.attributes, blocks: [] };
    return [attribute.name, each(attribute.type.nesting, value, (object) => applied(inner, object, maker))];
  });
  const blocks = block.blocks.map(({ name, nesting, block: inner }): [string, Value] => [
    name,
    each(nesting, planned[name] ?? null, (object) => applied(inner, object, maker)),
  ]);
  return Object.fromEntries([...attributes, ...blocks]);
}

function filled(type: CtyType, name: string, value: Value, maker: Maker): Value {
  if (value instanceof Unknown) return made(type, name, maker);
  if (typeof type === 'string') return value;
  if (type[0] === 'object') {
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(type[1]).map(([key, inner]) => [key, filled(inner, key, value[key] ?? null, maker)]),
    );
  }
  const [, inner] = type;
  if (isList(value)) return value.map((item) => filled(inner, name, item, maker));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(inner, name, item, maker)]));
}

function made(type: CtyType, name: string, maker: Maker): Value {
  switch (type) {
    case 'string':
      return shapes.find((shape) => shape.name.test(name))?.text(maker) ?? identifier(maker);
    case 'number':
      return 1;
    case 'bool':
      return false;
    case 'dynamic':
      return null;
    default:
  }
  if (type[0] === 'map') return {};
  if (type[0] !== 'object') return [made(type[1], name, maker)];
  return Object.fromEntries(Object.entries(type[1]).map(([key, inner]) => [key, made(inner, key, maker)]));
}

function identifier({ resourceType, next }: Maker): string {
  return `${resourceType.replace(/^[a-z0-9]+_/, '').replaceAll('_', '-')}-${next()}`;
}
