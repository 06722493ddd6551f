/** `solve --without`: what moves and what it costs where locations are lost. */
import { decideWithout } from '../project/without';
import type { Workspace } from '../project/workspace';
import { ExitCode, UserError } from '../schema/problem';
import type { Decision } from '../solver/decision';
import type { Lock } from '../solver/lock';
import { formatUsd } from '../solver/money';
import { instanceKey } from '../solver/decision';
import { conflictText, printJson, type CommandContext } from './context';
import { line } from './io';

interface Move {
  /** A service, or `module/instance`. */
  readonly what: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export async function printWithout(
  context: CommandContext,
  workspace: Workspace,
  lost: readonly string[],
): Promise<ExitCode> {
  let code: ExitCode = ExitCode.done;
  const answers: Readonly<Record<string, unknown>>[] = [];
  for (const environment of workspace.environments) {
    context.progress(`deciding ${environment.name} without ${lost.join(', ')} ...`);
    const outcome = await decideWithout(workspace, environment, lost);
    if (outcome.status === 'refused') throw new UserError(outcome.problems, ExitCode.gate);
    if (outcome.status === 'undecided') {
      code = higher(code, ExitCode.notProved);
      line(context.io.err, `${environment.name}: the search ended without an answer.`);
      continue;
    }
    if (outcome.status === 'infeasible') {
      code = higher(code, ExitCode.infeasible);
      line(context.io.err, conflictText(environment, outcome.conflict));
      continue;
    }
    const { decision } = outcome;
    const lock = workspace.locks.get(environment.name);
    const cost = decision.bill.microUsd.expected;
    const moves = movesOf(lock, decision);
    if (context.options.json) {
      answers.push({
        environment: environment.name,
        without: lost,
        monthlyMicroUsd: cost,
        lockedMicroUsd: lock?.monthlyMicroUsd,
        moves,
      });
      continue;
    }
    line(
      context.io.out,
      `${context.colours.bold(`${environment.name} without ${lost.join(', ')}`)}: ${formatUsd(cost)} USD a month${difference(cost, lock)}`,
    );
    for (const { what, from, to } of moves) line(context.io.out, `  ${what}: ${places(from)} -> ${places(to)}`);
    if (moves.length === 0) line(context.io.out, '  nothing moves');
  }
  if (context.options.json) printJson(context.io, { environments: answers });
  else line(context.io.err, 'This was a question: nothing was written.');
  return code;
}

function places(at: readonly string[]): string {
  return at.length === 0 ? 'nowhere' : at.join(', ');
}

function difference(cost: number, lock: Lock | undefined): string {
  if (lock === undefined) return '';
  const more = cost - lock.monthlyMicroUsd;
  if (more === 0) return ', as much as now';
  return `, ${formatUsd(Math.abs(more))} ${more > 0 ? 'more' : 'less'} than now`;
}

function movesOf(lock: Lock | undefined, decision: Decision): Move[] {
  const before = standing(lock?.placed ?? [], lock?.placement?.placement.services ?? {});
  const after = standing(decision.placed, decision.placement?.placement.services ?? {});
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((what) => {
    const from = before.get(what) ?? [];
    const to = after.get(what) ?? [];
    return from.join() === to.join() ? [] : [{ what, from, to }];
  });
}

function standing(
  placed: Decision['placed'],
  services: Readonly<Record<string, Readonly<Record<string, number>>>>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (what: string, where: string): void => {
    found.set(what, [...(found.get(what) ?? []), where]);
  };
  for (const one of placed) add(instanceKey(one).slice(0, instanceKey(one).indexOf('@')), one.location);
  for (const [service, at] of Object.entries(services))
    for (const [location, replicas] of Object.entries(at)) add(`service ${service}`, `${location} x ${replicas}`);
  for (const [what, where] of found) found.set(what, where.sort());
  return found;
}

function higher(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
