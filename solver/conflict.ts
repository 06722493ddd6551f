/** Why nothing fits: a smallest set of clauses that cannot hold together, and what to relax. */
import type { Draft } from './draft';
import { formatUsd } from './money';
import type { Model } from './model';
import { STRUCTURE, type Clause } from './requirements';
import { feasibilityWithout, solve } from './solve';

export interface Relaxation {
  /** What to change, from the clause. */
  readonly change: string;
  readonly clause: Clause;
  /** Cheapest answer once it has changed, micro-USD a month. */
  readonly microUsd: number;
}

export interface Conflict {
  readonly clauses: readonly Clause[];
  /** True when every deletion was decided: each clause is needed. */
  readonly minimal: boolean;
  /** Cheapest first; each is enough by itself. */
  readonly relaxations: readonly Relaxation[];
}

function without(model: Model, dropped: ReadonlySet<number>): Model {
  return { ...model, rows: model.rows.filter(({ requirement }) => !dropped.has(requirement)) };
}

/** Facts are dropped first, so that a conflict of wishes alone is found where there is one. */
function deletionOrder(clauses: readonly Clause[]): number[] {
  const indexes = [...clauses.keys()].filter((index) => index !== STRUCTURE);
  const rank = (index: number): number => (clauses[index]?.kind === 'fact' ? 0 : 1);
  return indexes.sort((a, b) => rank(a) - rank(b) || b - a);
}

async function relax(draft: Draft, model: Model, core: readonly number[]): Promise<Relaxation[]> {
  const found: Relaxation[] = [];
  for (const index of core) {
    const clause = draft.clauses.list[index];
    if (clause?.relax === undefined) continue;
    const solution = await solve(without(model, new Set([index])));
    if (solution.status !== 'optimal' && solution.status !== 'feasible') continue;
    const isBudget = clause.name === 'budget' || clause.name.startsWith('budget/');
    const change = isBudget
      ? `${clause.relax}: the cheapest answer costs ${formatUsd(solution.cost)} USD a month`
      : clause.relax;
    found.push({ change, clause, microUsd: solution.cost });
  }
  return found.sort((a, b) => a.microUsd - b.microUsd || (a.clause.name < b.clause.name ? -1 : 1));
}

/** Deletion filter over the named clauses of an infeasible draft in explain mode. */
export async function explainConflict(draft: Draft): Promise<Conflict> {
  const model = draft.model();
  if (draft.regions.length === 0) {
    const names = draft.environment.infrastructure.join(', ');
    const clause: Clause = {
      name: 'infrastructure',
      kind: 'wish',
      sentence: names === '' ? 'no infrastructure is named' : `${names} lists no AWS region`,
      path: ['spec', 'infrastructure'],
      relax: 'name a CloudInfrastructure with AWS regions in spec.infrastructure',
    };
    return { clauses: [clause], minimal: true, relaxations: [] };
  }
  const feasible = feasibilityWithout(model);
  if ((await feasible(new Set())) !== 'no') return { clauses: [], minimal: false, relaxations: [] };
  const dropped = new Set<number>();
  let minimal = true;
  for (const index of deletionOrder(draft.clauses.list)) {
    const answer = await feasible(new Set([...dropped, index]));
    if (answer === 'no') dropped.add(index);
    else if (answer === 'undecided') minimal = false;
  }
  const core = [...draft.clauses.list.keys()].filter((index) => index !== STRUCTURE && !dropped.has(index));
  const clauses = core.flatMap((index) => draft.clauses.list[index] ?? []);
  return { clauses, minimal, relaxations: await relax(draft, model, core) };
}
