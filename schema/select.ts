/** Reads values by path out of a document that may be anything: what is not there, or has another shape, is left out. */
import type { KeyPath } from './types';

export interface Selected<T> {
  readonly path: KeyPath;
  readonly value: T;
}

/** `*` stands for each key or item. */
export function select(value: unknown, ...pattern: readonly string[]): readonly Selected<unknown>[] {
  let found: readonly Selected<unknown>[] = [{ path: [], value }];
  for (const step of pattern)
    found = found.flatMap((parent) => (step === '*' ? children(parent) : child(parent, step)));
  return found;
}

/** Keys of the maps that match; the path is that of the key's value. */
export function selectKeys(value: unknown, ...pattern: readonly string[]): readonly Selected<string>[] {
  return select(value, ...pattern, '*').flatMap(({ path }) => {
    const key = path.at(-1);
    return typeof key === 'string' ? [{ path, value: key }] : [];
  });
}

export function text(selected: readonly Selected<unknown>[]): readonly Selected<string>[] {
  return selected.flatMap(({ path, value }) => (typeof value === 'string' ? [{ path, value }] : []));
}

function child({ path, value }: Selected<unknown>, key: string): readonly Selected<unknown>[] {
  if (!isMap(value) || !Object.hasOwn(value, key)) return [];
  return [{ path: [...path, key], value: value[key] }];
}

function children({ path, value }: Selected<unknown>): readonly Selected<unknown>[] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => ({ path: [...path, index], value: item }));
  if (!isMap(value)) return [];
  return Object.entries(value).map(([key, item]) => ({ path: [...path, key], value: item }));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
