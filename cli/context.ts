/** What every command shares: global options, the workspace, progress, and how failures are told. */
import { Document, visit } from 'yaml';
import path from 'node:path';
import { registry } from '../modules';
import { quantitiesOf } from '../project/hand-off/quantities';
import type { Preparation, Prepared } from '../project/prepare';
import { openWorkspace, type Workspace } from '../project/workspace';
import { ExitCode, formatPosition } from '../schema/problem';
import type { Environment } from '../schema/types';
import type { Conflict } from '../solver/conflict';
import type { Clause } from '../solver/requirements';
import { coloursOf, line, type Colours, type Io } from './io';

export interface GlobalOptions {
  readonly env: readonly string[];
  readonly json: boolean;
  readonly color: boolean;
  readonly chdir?: string;
}

export interface CommandContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly colours: Colours;
  readonly root: string;
  open(): Workspace;
  /** A line about long work; shown on terminals alone. */
  progress(text: string): void;
}

export function contextOf(io: Io, options: GlobalOptions): CommandContext {
  const root = path.resolve(io.cwd, options.chdir ?? '.');
  const colours = coloursOf(io, options.color);
  return {
    io,
    options,
    colours,
    root,
    open: () => openWorkspace({ root, registry, only: options.env }),
    progress: (text) => {
      if (io.interactive && !options.json) line(io.err, colours.dim(text));
    },
  };
}

/** JSON output of a command: what it says, under a version of its form. */
export function printJson(io: Io, value: Readonly<Record<string, unknown>>): void {
  line(io.out, JSON.stringify({ formatVersion: 1, ...value }, null, 2));
}

export function whereOf(clause: Clause, environment: Environment): string | undefined {
  if (clause.position !== undefined) return formatPosition(clause.position);
  return clause.path === undefined ? undefined : formatPosition(environment.where(clause.path));
}

/** `Because A (file:line:column), and B, no answer exists.` and what to change. */
export function conflictText(environment: Environment, conflict: Conflict): string {
  const { clauses, minimal, relaxations, others, requiredProperties } = conflict;
  const told = (list: readonly Clause[]): string =>
    list
      .map((clause) => {
        const where = whereOf(clause, environment);
        return where === undefined ? clause.sentence : `${clause.sentence} (${where})`;
      })
      .join(',\n    and ');
  const because = clauses.length === 0 ? 'Nothing satisfies it' : `Because ${told(clauses)},\n  nothing satisfies it`;
  const beside = others.map((list) => `\n  Nor would anything without that, because ${told(list)}.`).join('');
  const ways = relaxations.map(({ change, clause }) => {
    const where = whereOf(clause, environment);
    return `    - ${change}${where === undefined ? '' : ` (${where})`}`;
  });
  const remark = minimal
    ? ''
    : ' (not every part of this conflict could be decided, so it may name more than it needs)';
  const help =
    ways.length > 0
      ? `\n  Any one of these is enough:\n${ways.join('\n')}`
      : `\n  More than one of these must give way${others.length === 0 ? '' : ', at least one for each reason'}.`;
  const location = requiredProperties === undefined ? '' : `\n${requiredText(requiredProperties)}`;
  return `${environment.name} is infeasible. ${because}${remark}.${beside}${help}${location}`;
}

/** What a new location must have, in the form of infrastructure documents. */
function requiredText({ services, capacity, ...properties }: NonNullable<Conflict['requiredProperties']>): string {
  const given = Object.entries(properties).filter(([, value]) => value.length > 0);
  const document = new Document({
    requiredProperties: { ...Object.fromEntries(given), capacity: quantitiesOf(capacity), services },
  });
  visit(document, {
    Seq(_, list) {
      list.flow = true;
    },
  });
  const lines = document.toString({ flowCollectionPadding: false }).trimEnd().split('\n');
  return `  Or a new location with these properties:\n${lines.map((one) => `    ${one}`).join('\n')}`;
}

/** Tells what failed; returns the highest exit code, `done` when everything was prepared. */
export function report(context: CommandContext, preparations: readonly Preparation[]): ExitCode {
  let code: ExitCode = ExitCode.done;
  for (const preparation of preparations) {
    if (preparation.status === 'prepared') continue;
    const { environment } = preparation;
    if (preparation.status === 'infeasible') {
      const { conflict, retiring } = preparation;
      line(context.io.err, conflictText(environment, conflict));
      if (retiring.length > 0)
        line(
          context.io.err,
          `  Being retired, so serving nothing new: ${retiring.join(', ')}. What is pinned on stays.`,
        );
    } else
      line(
        context.io.err,
        `${environment.name}: no answer was found before the ${preparation.limit} limit; nothing is decided.`,
      );
    const own = preparation.status === 'infeasible' ? ExitCode.infeasible : ExitCode.notProved;
    if (own > code) code = own;
  }
  return code;
}

export function isPrepared(preparation: Preparation): preparation is Prepared {
  return preparation.status === 'prepared';
}
