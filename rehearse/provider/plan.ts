/** What a resource will be: Terraform's proposal, with what AWS decides left unknown. */
import { isNested, type Attribute, type Block, type Nesting } from './schema';
import { isList, isObject, unknown, type ObjectValue, type Value } from './values';

/**
 * Terraform's proposal keeps what was computed before, so whatever is computed and still null has not been made yet.
 * Write-only arguments are never kept.
 */
export function planned(block: Block, proposed: ObjectValue): ObjectValue {
  const attributes = block.attributes.map((attribute): [string, Value] => [
    attribute.name,
    plannedAttribute(attribute, proposed[attribute.name] ?? null),
  ]);
  const blocks = block.blocks.map((nested): [string, Value] => [
    nested.name,
    each(nested.nesting, proposed[nested.name] ?? null, (inner) => planned(nested.block, inner)),
  ]);
  return Object.fromEntries([...attributes, ...blocks]);
}

function plannedAttribute({ type, computed, writeOnly }: Attribute, proposed: Value): Value {
  if (writeOnly) return null;
  if (proposed === null) return computed ? unknown : null;
  if (!isNested(type)) return proposed;
  const { nesting, attributes } = type;
  return each(nesting, proposed, (inner) => planned({ attributes, blocks: [] }, inner));
}

/** Applies `change` to each object of a nested value. */
export function each(nesting: Nesting, value: Value, change: (inner: ObjectValue) => Value): Value {
  const item = (inner: Value): Value => (isObject(inner) ? change(inner) : inner);
  if (nesting === 'SINGLE') return item(value);
  if (isList(value)) return value.map(item);
  if (nesting !== 'MAP' || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, item(inner)]));
}
