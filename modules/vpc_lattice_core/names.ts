/** Names that users give to parts of a service network. They become AWS names or parts of them, and logical ids. */
import { z } from 'zod';

/** Lower-case words joined by single hyphens: what Lattice takes in every name. */
const hyphenated = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Prefix that Lattice keeps for its own ids, and the lengths that it takes. */
interface NameRule {
  readonly min: number;
  readonly max: number;
  /** Refused at the start: `listener-`. */
  readonly reserved?: string;
}

function pattern({ min, max, reserved }: NameRule): RegExp {
  const refused = reserved === undefined ? '' : `(?!${reserved})`;
  return new RegExp(`^${refused}(?=.{${min},${max}}$)${hyphenated.source.slice(1)}`);
}

/** A map keyed by name. The key's rule is told in words, because zod alone says `Invalid key in record`. */
export function byName<T extends z.ZodType>(what: string, rule: NameRule, value: T) {
  const { min, max, reserved } = rule;
  const but = reserved === undefined ? '' : ` and must not start with ${reserved}`;
  const told = `A ${what} name has ${min} to ${max} characters of a-z, 0-9 and single hyphens between them${but}.`;
  return z.record(z.string().regex(pattern(rule)), value, {
    error: ({ code }) => (code === 'invalid_key' ? told : undefined),
  });
}

export const portNumber = z.number().int().min(1).max(65535);

/** Entries sorted by name, so that the order in a file never reaches Terraform. */
export function sortedEntries<T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** One rule of a schema beyond the shape of single values. */
export interface Breach {
  /** Holds when the rule is broken. */
  readonly when: boolean;
  readonly path: readonly (string | number)[];
  /** What was got and what to change, in a sentence or two. */
  readonly message: string;
}

/** Reports the broken ones below `at`. */
export function report(context: z.RefinementCtx, at: readonly (string | number)[], breaches: readonly Breach[]): void {
  for (const { when, path, message } of breaches) {
    if (when) context.addIssue({ code: 'custom', path: [...at, ...path], message });
  }
}

/** Key of a logical id. Names hold single hyphens alone, so that two underscores between them keep `a-b, c` apart from `a, b-c`. */
export function keyOf(...names: readonly string[]): string {
  return names.join('__');
}

/**
 * Lattice refuses names that begin as ids of the same kind do (`svc-`): an environment may be called so, and its names
 * then take another word in front.
 *
 * @param name an AWS name of at most so many characters
 */
export function unreserved(idPrefix: string, limit: number, name: (limit: number) => string): string {
  const plain = name(limit);
  const front = 'env-';
  return plain.startsWith(idPrefix) ? `${front}${name(limit - front.length)}` : plain;
}
