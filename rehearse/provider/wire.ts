/** Schemas and messages as Terraform's plugin protocol writes them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import protobuf, { type Type } from 'protobufjs';
import { projectRoot } from '../../data/root';
import { isNested, type Attribute, type Block } from './schema';

const definition = path.join(projectRoot(), 'rehearse', 'provider', 'tfplugin6.proto');
const { root } = protobuf.parse(readFileSync(definition, 'utf8'));

export function message(name: string): Type {
  return root.lookupType(`tfplugin6.${name}`);
}

type Plain = Readonly<Record<string, unknown>>;

/** A `Schema` message. */
export function schemaMessage(block: Block): Plain {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage({ attributes, blocks }: Block): Plain {
  return {
    attributes: attributes.map(attributeMessage),
    blockTypes: blocks.map(({ name, nesting, block, minItems, maxItems }) => ({
      typeName: name,
      block: blockMessage(block),
      nesting,
      minItems,
      maxItems,
    })),
  };
}

function attributeMessage({ name, type, required, optional, computed, writeOnly }: Attribute): Plain {
  const flags = { name, required, optional, computed, writeOnly };
  if (isNested(type))
    return { ...flags, nestedType: { nesting: type.nesting, attributes: type.attributes.map(attributeMessage) } };
  return { ...flags, type: Buffer.from(JSON.stringify(type)) };
}
