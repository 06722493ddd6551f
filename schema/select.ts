/** Reads values by path out of a document that may be anything: what is not there, or has another shape, is left out. */
import type { KeyPath } from './types';

export interface Selected<T> {
  readonly path: KeyPath;
  readonly value: T;
}

/** `*` stands for each key or item. */
export function select(value: unknown, ...pattern: readonly string[]): readonly Selected<unknown>[] {
  let found: readonly Selected<unknown>[] = [{ path: [], value }];
  for (const step of pattern) {
    found = found.flatMap((parent) => children(parent).filter(({ path }) => step === '*' || path.at(-1) === step));
  }
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

function children({ path, value }: Selected<unknown>): readonly Selected<unknown>[] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => ({ path: [...path, index], value: item }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, item]: [string, unknown]) => ({ path: [...path, key], value: item }));
}
