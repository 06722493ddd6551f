/** Runs a zod schema over a value and says what is wrong in our own words, each with a stable code and a place. */
import type { z } from 'zod';
import { clauseOf, codeOf, demandOf, quoteHint } from './issue-words';
import { hasNulls, isNull } from './merge';
import type { Problem } from './problem';
import { Facts, isVocabulary } from './schema-facts';
import { nearestTo, plain, problemIn, type Tree } from './tree';
import type { KeyPath } from './types';
import { orList, showPath, showValue, unknownWord } from './wording';

type Issue = z.core.$ZodIssue;

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

/** Keys with nothing behind them count as not written, but a slip in one must not go unnoticed. */
export function checkEmptyKeys<T>(schema: z.ZodType<T>, tree: Tree): readonly Finding[] {
  if (!hasNulls(tree)) return [];
  const checked = check(schema, plain(tree));
  if (checked.status === 'valid') return [];
  return checked.findings.filter(({ code, path, at }) => {
    return at === 'key' && code !== 'missing-key' && isNull(nearestTo(tree, path));
  });
}

export function placed(tree: Tree, { code, path, at, message }: Finding): Problem {
  return problemIn(tree, path, at, code, message);
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
    return issue.keys.map((key) => {
      const found = { path: [...path, key], at: 'key' } as const;
      const replacement = facts.replacement(issue.keys, key);
      if (replacement === undefined) return { ...found, code, message: unknownWord(noun, key, where, known) };
      const message = `The ${noun} ${showValue(key)} in ${where} was replaced by ${showValue(replacement)}.`;
      return { ...found, code: `replaced-${noun}`, message };
    });
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

function rejectsType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function propertyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
