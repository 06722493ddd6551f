/** A provider's schema as plain data, in Terraform's own words. */

/** Terraform's type expression: `"string"`, `["list", "string"]`, `["object", {"a": "bool"}]`. */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>];

export type Nesting = 'SINGLE' | 'LIST' | 'SET' | 'MAP';

export interface Attribute {
  readonly name: string;
  /** A type, or an object whose members have flags of their own. */
  readonly type: CtyType | { readonly nesting: Nesting; readonly attributes: readonly Attribute[] };
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  /** Sent to the provider and never kept in state. */
  readonly writeOnly: boolean;
}

export interface NestedBlock {
  readonly name: string;
  readonly nesting: Nesting;
  readonly block: Block;
  readonly minItems: number;
  /** 0: no limit. */
  readonly maxItems: number;
}

export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

export function isNested(
  type: Attribute['type'],
): type is { readonly nesting: Nesting; readonly attributes: readonly Attribute[] } {
  return typeof type === 'object' && 'nesting' in type;
}

/** The type of a value that the block's arguments make. */
export function typeOfBlock(block: Block): CtyType {
  const attributes = block.attributes.map((one): [string, CtyType] => [one.name, typeOfAttribute(one)]);
  const blocks = block.blocks.map((one): [string, CtyType] => [one.name, wrapped(one.nesting, typeOfBlock(one.block))]);
  return ['object', Object.fromEntries([...attributes, ...blocks])];
}

export function typeOfAttribute({ type }: Attribute): CtyType {
  return isNested(type) ? wrapped(type.nesting, typeOfBlock({ attributes: type.attributes, blocks: [] })) : type;
}

function wrapped(nesting: Nesting, of: CtyType): CtyType {
  switch (nesting) {
    case 'SINGLE':
      return of;
    case 'LIST':
      return ['list', of];
    case 'SET':
      return ['set', of];
    case 'MAP':
      return ['map', of];
  }
}
