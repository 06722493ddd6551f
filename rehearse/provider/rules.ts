/** Rules that modules declare, tried on the arguments of one resource. */
import type { ArgumentRule } from '../../modules/module';
import { isNested, type Block } from './schema';
import { isList, isObject, same, Unknown, type ObjectValue, type Value } from './values';

export interface Breach {
  readonly argument: string;
  readonly message: string;
}

/** Breaches among the arguments that are known. */
export function breaches(rules: readonly ArgumentRule[], config: ObjectValue): readonly Breach[] {
  return rules.flatMap((rule): readonly Breach[] => {
    switch (rule.kind) {
      case 'one-of': {
        const wrong = known(config, rule.argument).filter((value) => !rule.values.some((one) => same(one, value)));
        return wrong.map((value) => ({
          argument: rule.argument,
          message: `${rule.argument} is ${text(value)}; it can be ${rule.values.map(text).join(', ')} (${rule.source}).`,
        }));
      }
      case 'matches': {
        const pattern = new RegExp(rule.pattern);
        const wrong = known(config, rule.argument).filter((value) => typeof value === 'string' && !pattern.test(value));
        return wrong.map((value) => ({
          argument: rule.argument,
          message: `${rule.argument} is ${text(value)}; it must be ${rule.says} (${rule.source}).`,
        }));
      }
      case 'not-together': {
        const set = rule.arguments.filter((argument) => isSet(config, argument));
        if (set.length < 2) return [];
        return [{ argument: set[1] ?? '', message: `${set.join(' and ')} can't be set together (${rule.source}).` }];
      }
      case 'one-required': {
        if (rule.arguments.some((argument) => isSet(config, argument))) return [];
        const names = rule.arguments.join(', ');
        return [{ argument: rule.arguments[0] ?? '', message: `One of ${names} must be set (${rule.source}).` }];
      }
      case 'replaces':
        return [];
    }
  });
}

/** Attributes that can't be set and are: Terraform leaves this check to providers. */
export function decidedByProvider({ attributes, blocks }: Block, config: ObjectValue): readonly string[] {
  const own = attributes.flatMap(({ name, type, computed, optional }) => {
    const value = config[name] ?? null;
    if (value === null) return [];
    if (computed && !optional) return [name];
    if (!isNested(type)) return [];
    const inner = { attributes: type.attributes, blocks: [] };
    return objects(value).flatMap((object) => decidedByProvider(inner, object).map((path) => `${name}.${path}`));
  });
  const nested = blocks.flatMap(({ name, block }) =>
    objects(config[name] ?? null).flatMap((object) =>
      decidedByProvider(block, object).map((path) => `${name}.${path}`),
    ),
  );
  return [...own, ...nested];
}

/** Top-level arguments among those that replace the resource whose value differs. */
export function replacing(rules: readonly ArgumentRule[], prior: ObjectValue, planned: ObjectValue): readonly string[] {
  const paths = rules.flatMap((rule) => (rule.kind === 'replaces' ? rule.arguments : []));
  const changed = paths
    .filter((path) => !same(valuesAt(prior, path), valuesAt(planned, path)))
    .map((path) => path.split('.')[0] ?? path);
  return [...new Set(changed)].sort();
}

/** Values at a path, through every element of lists and blocks on the way; nothing for null. */
function valuesAt(value: Value, path: string): readonly Value[] {
  let values: readonly Value[] = [value];
  for (const name of path.split('.')) {
    values = values.flatMap(items).flatMap((one) => (isObject(one) ? items(one[name] ?? null) : []));
  }
  return values.filter((one) => one !== null);
}

function objects(value: Value): readonly ObjectValue[] {
  return items(value).filter(isObject);
}

function known(config: ObjectValue, path: string): readonly Value[] {
  return valuesAt(config, path).filter((value) => !(value instanceof Unknown));
}

function isSet(config: ObjectValue, path: string): boolean {
  return valuesAt(config, path).length > 0;
}

function items(value: Value): readonly Value[] {
  return isList(value) ? value : [value];
}

function text(value: Value): string {
  return JSON.stringify(value);
}
