/** How problems speak: quoted values, lists, paths and the nearest known word. */
import { distance } from 'fastest-levenshtein';
import type { KeyPath } from './types';

const longestQuote = 60;

/** `a, b or c` */
export function orList(words: readonly string[]): string {
  const last = words.at(-1);
  if (last === undefined) return 'nothing';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** A value as a sentence names it: text in quotes, `a map`, `a list`. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clip(value));
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
}

/** `spec.needs[0].at`; the root is `the document`. */
export function showPath(path: KeyPath): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (!/^[\w/-]+$/.test(key)) text += `[${JSON.stringify(clip(key))}]`;
    else text += text === '' ? key : `.${key}`;
  }
  return text === '' ? 'the document' : text;
}

/** The known word that the given one may be a slip for: case, swapped letters, or up to a third of them wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > longestQuote) return undefined;
  let best: string | undefined;
  let bestSlips = Math.floor(word.length / 3) + 1;
  for (const candidate of known) {
    const found = slips(word.toLowerCase(), candidate.toLowerCase());
    if (found < bestSlips) [best, bestSlips] = [candidate, found];
  }
  return best;
}

/** Edit distance, but letters that only changed places are one slip. */
function slips(word: string, candidate: string): number {
  const steps = distance(word, candidate);
  return steps === 2 && [...word].sort().join('') === [...candidate].sort().join('') ? 1 : steps;
}

/** `Unknown region "eu-wst-1" in spec.regions.primary. Did you mean "eu-west-1"? Allowed: ...` */
export function unknownWord(noun: string, word: string, where: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  const hint = guess === undefined ? '' : ` Did you mean ${JSON.stringify(guess)}?`;
  const allowed = known.length === 0 ? 'none' : known.join(', ');
  return `Unknown ${noun} ${showValue(word)} in ${where}.${hint} Allowed: ${allowed}.`;
}

function clip(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}
