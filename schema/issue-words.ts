/** Codes and clauses for single zod issues. */
import type { z } from 'zod';
import { orList } from './wording';

type Issue = z.core.$ZodIssue;

/** Schemas carry clauses such as `must look like 03:00-04:00`; anything else follows a colon. */
export function clauseOf(message: string): string {
  return /^(must|is|has|stands) /.test(message) ? ` ${message}` : `: ${message.replace(/\.$/, '')}`;
}

/** The stable code of an issue that is about a value. */
export function codeOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return 'wrong-type';
  if (issue.code === 'too_small' || issue.code === 'too_big') return 'out-of-range';
  if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string') return issue.params['code'];
  return 'invalid-value';
}

/** What follows `must`. */
export function demandOf(issue: Issue): string {
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

/** Account ids and versions look like numbers to YAML. */
export function quoteHint(issue: Issue): string {
  const bare = typeof issue.input === 'number' || typeof issue.input === 'boolean';
  return bare && issue.code === 'invalid_type' && issue.expected === 'string' ? ' Put it in quotes.' : '';
}
