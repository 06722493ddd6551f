/**
 * YAML 1.2 (core schema) to trees. Aliases, anchors and tags beyond the core ones are refused before anything is
 * expanded: an environment file is data that people review, and what they read must be what counts.
 */
import { isAlias, isScalar, isSeq, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import type { ParsedNode } from 'yaml';
import type { Problem } from './problem';
import { problemAt, type Report, type Source } from './source';
import type { Place, Tree } from './tree';

/** No schema of ours is deeper than a dozen; free-form parts get room. */
const deepest = 64;

/** Keys that reach an object's prototype in careless code somewhere behind us. */
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The documents of a file that hold anything. Undefined: the file could not be read as YAML, which was reported. */
export function parse(source: Source, report: Report): readonly Tree[] | undefined {
  const documents = [
    ...parseAllDocuments<ParsedNode>(source.text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      stringKeys: true,
      uniqueKeys: false,
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  ];
  const failures = new Map<number, Problem>();
  for (const { offset, code, message } of documents.flatMap(failuresOf)) {
    const problem = problemAt(source, offset, code, message);
    const line = problem.position?.line ?? 0;
    if (!failures.has(line)) failures.set(line, problem);
  }
  // One for each line: the parser stumbles on over what follows from the first.
  failures.forEach((problem) => report(problem));
  if (failures.size > 0) return undefined;

  const reader = new Reader(source, report);
  const trees: Tree[] = [];
  for (const { contents } of documents) {
    if (contents === null || (isScalar(contents) && contents.value === null && contents.anchor === undefined)) continue;
    trees.push(reader.read(contents, contents.range[0], 1));
  }
  return reader.failed ? undefined : trees;
}

interface Failure {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
}

function failuresOf(document: Document<ParsedNode>): readonly Failure[] {
  const tooDeep = document.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined) return [failureOf(tooDeep)];
  return [...document.errors, ...document.warnings].map(failureOf);
}

function failureOf(error: YAMLError): Failure {
  const offset = error.pos[0];
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { offset, code: 'yaml-syntax', message: "Tabs can't indent YAML: use spaces." };
    case 'RESOURCE_EXHAUSTION':
      return { offset, code: 'too-deep', message: `Values may nest at most ${deepest} levels deep.` };
    case 'TAG_RESOLVE_FAILED':
      return {
        offset,
        code: 'yaml-tag',
        message: `${error.message.trim()}: leave tags out, or use those of YAML 1.2.`,
      };
    case 'NON_STRING_KEY':
      return { offset, code: 'wrong-type', message: 'A key must be text, not a list or a map.' };
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return { offset, code: 'alias', message: aliasMessage };
    default:
      return { offset, code: 'yaml-syntax', message: `This is not valid YAML: ${lowerFirst(error.message)}.` };
  }
}

const aliasMessage = 'Anchors (&name) and aliases (*name) are not allowed: write the value out where it counts.';

class Reader {
  failed = false;
  private toldAlias = false;

  constructor(
    private readonly source: Source,
    private readonly report: Report,
  ) {}

  read(node: ParsedNode | null, key: number, depth: number): Tree {
    const place: Place = { source: this.source, key, value: node?.range[0] ?? key };
    const nothing: Tree = { kind: 'scalar', place, value: null };
    if (node === null) return nothing;
    if (isAlias(node) || node.anchor !== undefined) {
      this.refuseAlias(place.value);
      return nothing;
    }
    if (isScalar(node)) return { kind: 'scalar', place, value: scalarOf(node.value) };
    if (depth > deepest) {
      if (!this.failed) this.refuse(place.value, 'too-deep', `Values may nest at most ${deepest} levels deep.`);
      this.failed = true;
      return nothing;
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item, item.range[0], depth + 1));
      return { kind: 'list', place, items };
    }
    const entries = new Map<string, Tree>();
    const offsets = new Map<string, number>();
    for (const pair of node.items) {
      const offset = pair.key.range[0];
      if (isAlias(pair.key) || pair.key.anchor !== undefined) this.refuseAlias(offset);
      const name = isScalar(pair.key) ? String(scalarOf(pair.key.value) ?? '') : '';
      const value = this.read(pair.value, offset, depth + 1);
      const first = offsets.get(name);
      if (refusedKeys.has(name)) {
        this.refuse(offset, 'unknown-key', `The key "${name}" is not allowed anywhere.`);
      } else if (first !== undefined) {
        const line = problemAt(this.source, first, '', '').position?.line ?? 1;
        this.refuse(offset, 'duplicate-key', `The key ${JSON.stringify(name)} is already set on line ${line}.`);
      } else {
        offsets.set(name, offset);
        entries.set(name, value);
      }
    }
    return { kind: 'map', place, entries };
  }

  /** One anchor bomb is one mistake. */
  private refuseAlias(offset: number): void {
    this.failed = true;
    if (!this.toldAlias) this.refuse(offset, 'alias', aliasMessage);
    this.toldAlias = true;
  }

  private refuse(offset: number, code: string, message: string): void {
    this.report(problemAt(this.source, offset, code, message));
  }
}

function scalarOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return value;
  throw new Error(`The core schema gave a ${typeof value}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
