/** Runs a zod schema over a value and says what is wrong in our own words, each with a stable code and a place. */
import type { z } from 'zod';
import type { Problem } from './problem';
import { problemIn, type Tree } from './tree';
import type { KeyPath } from './types';
import { orList, showPath, showValue, unknownWord } from './wording';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

export type Checked<T> =
  | { readonly status: 'valid'; readonly value: T }
  | { readonly status: 'invalid'; readonly findings: readonly Finding[] };

/** A finding before it has its place in a file. */
export interface Finding {
  readonly code: string;
  readonly path: KeyPath;
  readonly at: 'key' | 'value';
  readonly message: string;
}

export function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const facts = new Facts();
  const result = schema.safeParse(value, { reportInput: true, error: (issue) => facts.note(issue) });
  if (result.success) return { status: 'valid', value: result.data };
  return { status: 'invalid', findings: result.error.issues.flatMap((issue) => findingsOf(issue, [], facts)) };
}

export function placed(tree: Tree, { code, path, at, message }: Finding): Problem {
  return problemIn(tree, path, at, code, message);
}

/**
 * What an issue's schema knows and the issue does not carry: the keys of an object, the description of a field. zod asks
 * for a message before it lets go of the schema; the empty answer also tells ours from one that the schema's author wrote.
 */
class Facts {
  private readonly keys = new WeakMap<object, readonly string[]>();
  private readonly descriptions = new WeakMap<object, string>();

  note(issue: RawIssue): string {
    const schema: unknown = issue.inst;
    if (issue.code === 'unrecognized_keys' && isObjectSchema(schema))
      this.keys.set(issue.keys, Object.keys(schema.shape));
    if (issue.path !== undefined && isDescribed(schema)) this.descriptions.set(issue.path, schema.description);
    return '';
  }

  knownKeys(keys: object): readonly string[] {
    return this.keys.get(keys) ?? [];
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

function isVocabulary(
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

function findingsOf(issue: Issue, base: KeyPath, facts: Facts): readonly Finding[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  const where = showPath(path);
  const finding = (code: string, sentence: string, at: 'key' | 'value' = 'value'): readonly Finding[] => [
    { code, path, at, message: sentence },
  ];
  const got = `got ${showValue(issue.input)}`;
  const missing = (explanation: string | undefined): readonly Finding[] =>
    finding('missing-key', `${where} is missing.${explanation === undefined ? '' : ` ${explanation}`}`, 'key');

  if (issue.code === 'unrecognized_keys') {
    const [code, noun] = where === 'spec.modules' ? ['unknown-module', 'module'] : ['unknown-key', 'key'];
    const known = facts.knownKeys(issue.keys);
    return issue.keys.map((key) => ({
      code,
      path: [...path, key],
      at: 'key',
      message: unknownWord(noun, key, where, known),
    }));
  }
  if (issue.code === 'invalid_key') {
    const reasons = issue.issues.map((inner) => inner.message).filter((message) => message !== '');
    const reason = clauseOf(reasons[0] ?? 'is not allowed here');
    return finding(
      'invalid-value',
      `The key ${showValue(issue.input)} of ${showPath(path.slice(0, -1))}${reason}.`,
      'key',
    );
  }
  if (issue.code === 'invalid_union') {
    if (issue.input === undefined) return missing(facts.description(issue.path) ?? allowed(issue.message));
    if (issue.discriminator === undefined) return unionFindings(issue, path, facts);
    const word = propertyOf(issue.input, issue.discriminator);
    const options = ('options' in issue ? (issue.options ?? []) : []).map(String);
    if (word === undefined) return missing(`Allowed: ${options.join(', ')}.`);
    const code = issue.discriminator === 'capability' ? 'unknown-capability' : 'invalid-value';
    if (typeof word === 'string')
      return finding(code, unknownWord(issue.discriminator, word, showPath(path.slice(0, -1)), options));
    return finding('wrong-type', `${where} must be one of ${orList(options)}; got ${showValue(word)}.`);
  }
  if (issue.code !== 'custom' && issue.input === undefined) return missing(facts.description(issue.path));
  if (issue.code === 'custom' && issue.params !== undefined && isVocabulary(issue.params)) {
    return finding(issue.params.code, unknownWord(issue.params.noun, String(issue.input), where, issue.params.known));
  }
  if (issue.message !== '') {
    const aboutParts = issue.code === 'custom' && typeof issue.input === 'object';
    return finding(codeOf(issue), `${where}${clauseOf(issue.message)}${aboutParts ? '' : `; ${got}`}.`);
  }
  return finding(codeOf(issue), `${where} must ${demandOf(issue)}; ${got}.${quoteHint(issue)}`);
}

/** The branch that the value was meant for speaks; where none stands out, all are named. */
function unionFindings(issue: z.core.$ZodIssueInvalidUnion, path: KeyPath, facts: Facts): readonly Finding[] {
  const meant = issue.errors.find((branch) => !branch.some(rejectsType));
  if (meant !== undefined && meant[0]?.code !== 'invalid_value') {
    return meant.flatMap((inner) => findingsOf(inner, path, facts));
  }
  const demands = issue.errors.flatMap((branch) => (branch[0] === undefined ? [] : [demandOf(branch[0])]));
  const [first, ...others] = new Set(demands);
  const demand = `must ${[first, ...others.map((other) => other.replace(/^be /, ''))].join(', or ')}`;
  const code = meant === undefined ? 'wrong-type' : 'invalid-value';
  return [
    {
      code,
      path,
      at: 'value',
      message: `${showPath(path)} ${issue.message === '' ? demand : issue.message}; got ${showValue(issue.input)}.`,
    },
  ];
}

function allowed(clause: string): string | undefined {
  return clause.startsWith('must ') ? `It ${clause}.` : undefined;
}

/** Schemas carry clauses such as `must look like 03:00-04:00`; anything else follows a colon. */
function clauseOf(message: string): string {
  return /^(must|is|has|stands) /.test(message) ? ` ${message}` : `: ${message.replace(/\.$/, '')}`;
}

function rejectsType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function codeOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return 'wrong-type';
  if (issue.code === 'too_small' || issue.code === 'too_big') return 'out-of-range';
  if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string') return issue.params['code'];
  return 'invalid-value';
}

/** What follows `must`. */
function demandOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'number' && typeof issue.input === 'number') return 'be a finite number';
      return `be ${typeNames[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_value':
      return `be ${orList(issue.values.map(String))}`;
    case 'too_small':
      return sizeDemand(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return sizeDemand(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_format':
      return `match ${issue.pattern ?? issue.format}`;
    case 'not_multiple_of':
      return `be a multiple of ${issue.divisor}`;
    default:
      return 'be valid';
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  never: 'left out',
};

function sizeDemand(origin: string, comparison: string, limit: number | bigint): string {
  const plural = Number(limit) === 1 ? '' : 's';
  if (origin === 'string') return `have ${comparison} ${limit} character${plural}`;
  if (origin === 'array') return `have ${comparison} ${limit} item${plural}`;
  return `be ${comparison} ${limit}`;
}

function quoteHint(issue: Issue): string {
  const bare = typeof issue.input === 'number' || typeof issue.input === 'boolean';
  return bare && issue.code === 'invalid_type' && issue.expected === 'string' ? ' Put it in quotes.' : '';
}

function propertyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
