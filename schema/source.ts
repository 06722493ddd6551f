/** One file of the project as text, and the way from an offset in it to a position that a person can find. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Position, Problem } from './problem';

/** Far above any file that people write and review; keeps a stray dump from being parsed. */
export const largestFileBytes = 1024 * 1024;

/** Longer lines are not shown beside a problem. */
const longestLine = 240;

export interface Source {
  /** Relative to the project's folder, with forward slashes. */
  readonly file: string;
  /** Without byte order mark. */
  readonly text: string;
  /** Offset at which each line begins. */
  readonly lineStarts: readonly number[];
}

export type Report = (problem: Problem) => void;

export function sourceOf(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

export function positionAt({ file, lineStarts }: Source, offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file, line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}

export function problemAt(source: Source, offset: number, code: string, message: string): Problem {
  const position = positionAt(source, offset);
  const start = source.lineStarts[position.line - 1] ?? 0;
  const end = source.lineStarts[position.line] ?? source.text.length;
  const sourceLine = source.text.slice(start, end).replace(/\r?\n$/, '');
  return { code, message, position, ...(sourceLine.length > longestLine ? {} : { sourceLine }) };
}

/** Reads a file whose size and kind were checked first; what can't be read is reported and gives nothing. */
export function readSource(root: string, file: string, report: Report): Source | undefined {
  const path = join(root, file);
  const refuse = (code: string, message: string): undefined => {
    report({ code, message, position: { file, line: 1, column: 1 } });
  };
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return refuse('unreadable', `${file} leads to no file.`);
  if (!stat.isFile()) {
    return refuse('not-a-file', `${file} must be a file, but it is ${stat.isDirectory() ? 'a folder' : 'a device'}.`);
  }
  if (stat.size > largestFileBytes) {
    return refuse('too-large', `${file} has ${stat.size} bytes; at most ${largestFileBytes} are read.`);
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('code' in error)) throw error;
    return refuse('unreadable', `${file} can't be read (${String(error.code)}).`);
  }
  if (isUtf8(bytes)) return sourceOf(file, new TextDecoder().decode(bytes));
  const valid = sourceOf(file, validPrefix(bytes));
  report(problemAt(valid, valid.text.length, 'not-utf8', `${file} must be UTF-8; the byte here is not.`));
  return undefined;
}

/** The text in front of the first byte that is not UTF-8. */
function validPrefix(bytes: Buffer): string {
  const text = new TextDecoder().decode(bytes);
  for (let at = text.indexOf('\uFFFD'); at !== -1; at = text.indexOf('\uFFFD', at + 1)) {
    const prefix = Buffer.from(text.slice(0, at));
    const offset = prefix.length + (bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark.length : 0);
    if (!bytes.subarray(offset, offset + replacement.length).equals(replacement)) return text.slice(0, at);
  }
  return text;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** U+FFFD itself may stand in a valid file. */
const replacement = Buffer.from([0xef, 0xbf, 0xbd]);
