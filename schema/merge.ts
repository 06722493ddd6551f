/** Defaults under an environment: maps merge, lists and scalars replace, null deletes. */
import type { Tree } from './tree';

/** Every part keeps the place where it was written, so that a merged value can still be traced. */
export function merge(base: Tree, over: Tree): Tree {
  if (base.kind !== 'map' || over.kind !== 'map') return withoutNulls(over);
  const entries = new Map<string, Tree>();
  for (const [key, value] of base.entries) {
    if (!over.entries.has(key) && !isNull(value)) entries.set(key, withoutNulls(value));
  }
  for (const [key, value] of over.entries) {
    if (isNull(value)) continue;
    const under = base.entries.get(key);
    entries.set(key, under === undefined ? withoutNulls(value) : merge(under, value));
  }
  return { ...over, entries };
}

/** A key with nothing behind it counts as not written, in maps at any depth. */
export function withoutNulls(tree: Tree): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(withoutNulls) };
  const entries = new Map<string, Tree>();
  for (const [key, value] of tree.entries) if (!isNull(value)) entries.set(key, withoutNulls(value));
  return { ...tree, entries };
}

export function hasNulls(tree: Tree): boolean {
  if (tree.kind === 'scalar') return isNull(tree);
  return (tree.kind === 'list' ? tree.items : [...tree.entries.values()]).some(hasNulls);
}

export function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
