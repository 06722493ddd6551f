import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ZodType } from 'zod';
import { projectRoot } from './root';

let folder: string | undefined;

/** The folder of the data files. */
export function dataFolder(): string {
  folder ??= path.join(projectRoot(), 'data');
  return folder;
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(dataFolder(), file), 'utf8'));
}

/** Reads a data file when it is first asked for, and keeps it: a run pays only for the facts that it uses. */
export function lazily<T>(file: string, schema: ZodType<T>): () => T {
  let value: { readonly contents: T } | undefined;
  return () => {
    value ??= { contents: schema.parse(readJson(file)) };
    return value.contents;
  };
}
