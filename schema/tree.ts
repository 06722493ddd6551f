/** A YAML value that still knows where each part of it was written; parts may come from different files. */
import type { Position, Problem } from './problem';
import { positionAt, problemAt, type Source } from './source';
import type { KeyPath } from './types';

export interface Place {
  readonly source: Source;
  /** Offset of the key, or of the list item. */
  readonly key: number;
  /** Offset of the value. */
  readonly value: number;
}

export type Tree = ScalarTree | ListTree | MapTree;
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
}
export interface ListTree {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Tree[];
}
export interface MapTree {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Tree>;
}

/** Plain values. The reader refuses keys such as `__proto__`, so that ordinary objects can hold the rest. */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  const object: Record<string, unknown> = {};
  for (const [key, value] of tree.entries) object[key] = plain(value);
  return object;
}

export function childOf(tree: Tree, key: string | number): Tree | undefined {
  if (tree.kind === 'map') return tree.entries.get(String(key));
  if (tree.kind === 'list' && typeof key === 'number') return tree.items[key];
  return undefined;
}

/** The part at the path, or its nearest parent that is written. */
export function nearestTo(tree: Tree, path: KeyPath): Tree {
  let found = tree;
  for (const key of path) {
    const child = childOf(found, key);
    if (child === undefined) break;
    found = child;
  }
  return found;
}

export function whereSet(tree: Tree, path: KeyPath): Position {
  const { place } = nearestTo(tree, path);
  return positionAt(place.source, place.key);
}

/** A problem at a path: at the value by default, at the key for what is wrong with the key. */
export function problemIn(tree: Tree, path: KeyPath, at: 'key' | 'value', code: string, message: string): Problem {
  const { place } = nearestTo(tree, path);
  return problemAt(place.source, place[at], code, message);
}

/** The same map with the value of one key replaced, where it is there. */
export function mapEntry(tree: Tree, key: string, change: (value: Tree) => Tree): Tree {
  if (tree.kind !== 'map') return tree;
  const value = tree.entries.get(key);
  if (value === undefined) return tree;
  const changed = change(value);
  return changed === value ? tree : { ...tree, entries: new Map(tree.entries).set(key, changed) };
}

/** The same map with each value replaced. */
export function mapValues(tree: Tree, change: (value: Tree) => Tree): Tree {
  if (tree.kind !== 'map') return tree;
  return { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, change(value)])) };
}
