/** What schemas know of the issues that they raise. */
import type { z } from 'zod';

/** Schema of an object -> keys that it had once, and which took their place. */
export const replacements = new WeakMap<object, Readonly<Record<string, string>>>();

/**
 * What an issue's schema knows and the issue does not carry: the keys of an object, the description of a field. zod asks
 * for a message before it lets go of the schema; the empty answer also tells ours from one that the schema's author wrote.
 */
export class Facts {
  private readonly keys = new WeakMap<object, readonly string[]>();
  private readonly replaced = new WeakMap<object, Readonly<Record<string, string>>>();
  private readonly descriptions = new WeakMap<object, string>();

  note(issue: z.core.$ZodRawIssue): string {
    const schema: unknown = issue.inst;
    if (issue.code === 'unrecognized_keys' && isObjectSchema(schema)) {
      this.keys.set(issue.keys, Object.keys(schema.shape));
      this.replaced.set(issue.keys, replacements.get(schema) ?? {});
    }
    if (issue.path !== undefined && isDescribed(schema)) this.descriptions.set(issue.path, schema.description);
    return '';
  }

  knownKeys(keys: object): readonly string[] {
    return this.keys.get(keys) ?? [];
  }

  /** What took the place of one of these keys. */
  replacement(keys: object, key: string): string | undefined {
    return this.replaced.get(keys)?.[key];
  }

  description(path: object): string | undefined {
    return this.descriptions.get(path);
  }
}

/** Parameters of a custom issue that says: this word is not in the list. */
export interface Vocabulary {
  readonly code: string;
  readonly noun: string;
  readonly known: readonly string[];
}

export function isVocabulary(
  params: Readonly<Record<string, unknown>>,
): params is Readonly<Record<string, unknown>> & Vocabulary {
  return typeof params['code'] === 'string' && typeof params['noun'] === 'string' && Array.isArray(params['known']);
}

function isObjectSchema(schema: unknown): schema is { readonly shape: object } {
  return typeof schema === 'object' && schema !== null && 'shape' in schema && typeof schema.shape === 'object';
}

function isDescribed(schema: unknown): schema is { readonly description: string } {
  return (
    typeof schema === 'object' && schema !== null && 'description' in schema && typeof schema.description === 'string'
  );
}
