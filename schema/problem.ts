/** A user's mistake: where it is, what was got, what is allowed, what to change. Anything else is a bug. */

export interface Position {
  /** Relative to the project's folder, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units as editors count. */
  readonly column: number;
}

export interface Problem {
  /** Stable, `unknown-key`; tests assert it. */
  readonly code: string;
  /** One or two sentences. */
  readonly message: string;
  readonly position?: Position;
  /** The line of the file that the position names, as it stands there. */
  readonly sourceLine?: string;
}

/** Exit codes of the command line; with several environments the highest wins. */
export const ExitCode = {
  done: 0,
  error: 1,
  changes: 2,
  infeasible: 3,
  notProved: 4,
  gate: 5,
  usage: 64,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The only error that is shown without a stack: all problems of one stage at once. */
export class UserError extends Error {
  constructor(
    readonly problems: readonly Problem[],
    readonly exitCode: ExitCode = ExitCode.error,
  ) {
    super(problems.map(formatProblem).join('\n\n'));
    this.name = 'UserError';
  }
}

export function formatPosition(position: Position): string {
  return `${position.file}:${position.line}:${position.column}`;
}

/** `file:line:column: message [code]`, then the source line with a caret under the column. */
export function formatProblem(problem: Problem): string {
  const { position, sourceLine } = problem;
  const where = position === undefined ? '' : `${formatPosition(position)}: `;
  const head = `${where}${problem.message} [${problem.code}]`;
  if (position === undefined || sourceLine === undefined) return head;
  const gutter = `${position.line} | `;
  const indent = sourceLine.slice(0, position.column - 1).replace(/[^\t]/g, ' ');
  return `${head}\n  ${gutter}${sourceLine}\n  ${' '.repeat(gutter.length)}${indent}^`;
}
