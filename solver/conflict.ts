/** Why nothing fits: a smallest set of clauses that cannot hold together, and what to relax. */
import type { Registry } from '../modules/module';
import type { Environment, KeyPath, ModuleIntent, ServiceIntent } from '../schema/types';
import { withoutProgramme } from './compliance';
import type { Draft } from './draft';
import { formulate } from './formulate';
import { formatUsd } from './money';
import type { Model } from './model';
import type { RequiredProperties } from './placement/problem';
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
  /** Where none is: what else cannot hold together, without any clause of those before. */
  readonly others: readonly (readonly Clause[])[];
  /** Of a location that would make everything fit. */
  readonly requiredProperties?: RequiredProperties;
}

/** Conflicts that are told beside the first. */
const FURTHER = 3;

function without(model: Model, dropped: ReadonlySet<number>): Model {
  return { ...model, rows: model.rows.filter(({ requirement }) => !dropped.has(requirement)) };
}

/** Facts are dropped first, so that a conflict of wishes alone is found where there is one. */
function deletionOrder(clauses: readonly Clause[]): number[] {
  const indexes = [...clauses.keys()].filter((index) => index !== STRUCTURE);
  const rank = (index: number): number => (clauses[index]?.kind === 'fact' ? 0 : 1);
  return indexes.sort((a, b) => rank(a) - rank(b) || b - a);
}

interface Change {
  readonly change: string;
  readonly environment: Environment;
  /** Told only where none before it is enough. */
  readonly isSpare?: boolean;
}

/** Where leaving out a clause is not what its change would do: what the environment would be then. */
function changes(
  environment: Environment,
  { modules }: Registry,
  { name, path, relax: change, inputs }: Clause,
): readonly Change[] | undefined {
  const here = JSON.stringify(path);
  const elsewhere = (other: { readonly path: Clause['path'] }): boolean => JSON.stringify(other.path) !== here;
  const services = (change: (service: ServiceIntent) => ServiceIntent) => environment.services.map(change);
  if (name.startsWith('need/')) {
    const without = services((one) => ({
      ...one,
      needs: one.needs.filter(elsewhere),
      talksTo: one.talksTo.filter(elsewhere),
    }));
    const needs = environment.needs.filter(elsewhere);
    return [{ change: change ?? '', environment: { ...environment, needs, services: without } }];
  }
  if (name.startsWith('compliance/') && path !== undefined)
    return [{ change: change ?? '', environment: withoutProgramme(environment, path) }];
  if (name.startsWith('input/') && path !== undefined) {
    const leftOut = { change: change ?? '', environment: withInputs(environment, modules, path, {}) };
    if (inputs === undefined) return [leftOut];
    const set = Object.entries(inputs).map(([input, value]) => `set ${[...path.slice(0, -1), input].join('.')} to ${String(value)}`); // prettier-ignore
    const raised = withInputs(environment, modules, path, inputs);
    const gone = isGiven(environment, path) ? [leftOut.change] : [];
    return [leftOut, { change: [...gone, ...set].join(' and '), environment: raised, isSpare: true }];
  }
  const [, , target] = name.startsWith('together/') ? name.split('/') : [];
  if (target === undefined) return undefined;
  return (['each', 'primary'] as const).map((at) => ({
    change: `give ${target} \`at: ${at}\``,
    environment: { ...environment, services: services((one) => (one.name === target ? { ...one, at } : one)) },
  }));
}

function isGiven({ modules }: Environment, path: KeyPath): boolean {
  const here = JSON.stringify(path.slice(0, -1));
  const instance = modules.flatMap(({ instances }) => instances).find((one) => JSON.stringify(one.path) === here);
  return Object.keys(instance?.inputs ?? {}).includes(String(path.at(-1)));
}

/** The environment without one input of an instance, which then has its default, and with others set. */
function withInputs(
  environment: Environment,
  known: Registry['modules'],
  path: KeyPath,
  set: Readonly<Record<string, unknown>>,
): Environment {
  const input = path.at(-1);
  const here = JSON.stringify(path.slice(0, -1));
  const modules = environment.modules.map((intent): ModuleIntent => {
    const schema = known.find(({ name }) => name === intent.module)?.inputs;
    const instances = intent.instances.map((instance) => {
      if (schema === undefined || JSON.stringify(instance.path) !== here) return instance;
      const others = Object.entries(instance.inputs ?? {}).filter(([name]) => name !== input);
      return { ...instance, inputs: schema.parse({ ...Object.fromEntries(others), ...set }) };
    });
    return { ...intent, instances };
  });
  return { ...environment, modules };
}

async function cheapest(model: Model): Promise<number | undefined> {
  const solution = await solve(model);
  return solution.status === 'optimal' || solution.status === 'feasible' ? solution.cost : undefined;
}

/** Ways to change the files after which the clause no longer stands in the way. */
async function ways(draft: Draft, model: Model, index: number): Promise<Pick<Relaxation, 'change' | 'microUsd'>[]> {
  const clause = draft.clauses.list[index];
  if (clause?.relax === undefined) return [];
  const changed = changes(draft.environment, draft.input.world.registry, clause);
  if (changed === undefined) {
    const microUsd = await cheapest(without(model, new Set([index])));
    if (microUsd === undefined) return [];
    const isBudget = clause.name === 'budget' || clause.name.startsWith('budget/');
    const costs = isBudget ? `: the cheapest answer costs ${formatUsd(microUsd)} USD a month` : '';
    return [{ change: `${clause.relax}${costs}`, microUsd }];
  }
  const found: Pick<Relaxation, 'change' | 'microUsd'>[] = [];
  for (const { change, environment, isSpare = false } of changed) {
    if (isSpare && found.length > 0) continue;
    const microUsd = await cheapest(formulate({ ...draft.input, environment }).model());
    if (microUsd !== undefined) found.push({ change, microUsd });
  }
  return found;
}

async function relax(draft: Draft, model: Model, core: readonly number[]): Promise<Relaxation[]> {
  const found: Relaxation[] = [];
  for (const index of core) {
    const clause = draft.clauses.list[index];
    if (clause === undefined) continue;
    for (const way of await ways(draft, model, index)) found.push({ ...way, clause });
  }
  return found.sort((a, b) => a.microUsd - b.microUsd || (text(a) < text(b) ? -1 : 1));
}

function text({ clause, change }: Relaxation): string {
  return `${clause.name} ${change}`;
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
    return { clauses: [clause], minimal: true, relaxations: [], others: [] };
  }
  const feasible = feasibilityWithout(model);
  const first = await coreOf(draft, feasible, []);
  if (first === undefined) return { clauses: [], minimal: false, relaxations: [], others: [] };
  const clausesOf = (core: readonly number[]): Clause[] => core.flatMap((index) => draft.clauses.list[index] ?? []);
  const relaxations = await relax(draft, model, first.core);
  const cores = [first.core];
  while (relaxations.length === 0 && cores.length <= FURTHER) {
    const next = await coreOf(draft, feasible, cores.flat());
    if (next === undefined || next.core.length === 0) break;
    cores.push(next.core);
  }
  const { minimal } = first;
  return { clauses: clausesOf(first.core), minimal, relaxations, others: cores.slice(1).map(clausesOf) };
}

/** Clauses that cannot hold together once others are gone; undefined where the rest can, or that was not decided. */
async function coreOf(
  { clauses }: Draft,
  feasible: ReturnType<typeof feasibilityWithout>,
  gone: readonly number[],
): Promise<{ readonly core: readonly number[]; readonly minimal: boolean } | undefined> {
  if ((await feasible(new Set(gone))) !== 'no') return undefined;
  const dropped = new Set(gone);
  let minimal = true;
  for (const index of deletionOrder(clauses.list)) {
    if (dropped.has(index)) continue;
    const answer = await feasible(new Set([...dropped, index]));
    if (answer === 'no') dropped.add(index);
    else if (answer === 'undecided') minimal = false;
  }
  const core = [...clauses.list.keys()].filter((index) => index !== STRUCTURE && !dropped.has(index));
  return { core, minimal };
}
