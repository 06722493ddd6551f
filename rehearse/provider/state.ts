/** What a state file holds, as Terraform's wire has it. */
import { each } from './plan';
import type { Block } from './schema';
import { isObject, type Value } from './values';

/** The two differ in values without a type of their own: these carry it along. */
export function fromJson(block: Block, state: Value): Value {
  if (!isObject(state)) return state;
  const untyped = block.attributes.filter(({ type }) => type === 'dynamic').map(({ name }) => name);
  const attributes = untyped.map((name): [string, Value] => [name, withType(state[name] ?? null)]);
  const blocks = block.blocks.map(({ name, nesting, block: inner }): [string, Value] => [
    name,
    each(nesting, state[name] ?? null, (object) => fromJson(inner, object)),
  ]);
  return { ...state, ...Object.fromEntries([...attributes, ...blocks]) };
}

function withType(value: Value): Value {
  if (!isObject(value)) return value;
  return [Buffer.from(JSON.stringify(value['type'])), value['value'] ?? null];
}
