/**
 * environment + catalog -> decision. Levels, one after the other: excess over soft budgets; what the lock holds;
 * expected monthly cost; number of changes against the lock; a fixed order by name.
 */
import type { Problem } from '../schema/problem';
import type { Environment } from '../schema/types';
import { explainConflict, type Conflict } from './conflict';
import { regionsOf } from './candidates';
import { instanceKey, type Decision, type Placed } from './decision';
import { plus, presence, type Draft, type Held } from './draft';
import { draftOf } from './formulate';
import { inOrder } from './in-order';
import { read, servingKey, type Reading } from './interpret';
import { held, heldRetiring, leave, type Leaving } from './leave';
import { budgetsOf, exceededBudgets, wholeBudgetRows } from './limits';
import type { Lock } from './lock';
import { lockOf } from './lock-of';
import { wholeMicroUsd } from './money';
import { noticesOf } from './notices';
import type { Limit, Point, Term } from './model';
import { decidePlaced } from './placed/decide-placed';
import { isPlaced } from './placed/problem-of';
import { reasonsOf } from './reasons';
import { solve, solveLexicographic } from './solve';
import { upgradeOf } from './upgrade';
import type { World } from './world';

export interface DecideOptions {
  readonly lock?: Lock;
  /** Keys as `destroyKey` writes them. */
  readonly allowDestroy?: readonly string[];
  /** Lets go of everything stateless, whatever it saves. */
  readonly reoptimise?: boolean;
  /** Lets go of the locked primary region. */
  readonly movePrimary?: boolean;
  /** A guard against engines that hang; an answer that it cut short is never `optimal`. */
  readonly stopAfterSeconds?: number;
}

export type Outcome =
  | {
      readonly status: 'decided';
      readonly decision: Decision;
      readonly lock: Lock;
      /** Why the search ended without a proof. */
      readonly limit?: Limit;
      /** What letting go of the stateless choices would save a month; less than the lock gives way for. */
      readonly cheaperByMicroUsd?: number;
    }
  | { readonly status: 'infeasible'; readonly conflict: Conflict }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] }
  | { readonly status: 'undecided'; readonly limit: Limit };

/** How firmly a solve holds on to the lock. */
type Grip = 'all' | 'stateful' | 'presence';

export interface Answer {
  readonly draft: Draft;
  readonly point: Point;
  readonly reading: Reading;
  readonly unproved?: { readonly bound: number; readonly limit: Limit };
  readonly cheaperByMicroUsd?: number;
}

type Attempt =
  | ({ readonly status: 'solved' } & Answer)
  | { readonly status: 'infeasible' }
  | { readonly status: 'undecided'; readonly limit: Limit };

interface Case {
  readonly environment: Environment;
  readonly world: World;
  readonly leaving?: Leaving;
  readonly options: DecideOptions;
}

function holds({ leaving }: Case, grip: Grip): Held[] {
  if (leaving === undefined) return [];
  return [
    ...leaving.retiring.map(heldRetiring),
    ...leaving.kept.map((placed) => held(placed, grip === 'presence' ? 'stays' : 'stays-as-is')),
    ...leaving.stateless.map((placed) => held(placed, grip === 'all' ? 'stays-as-is' : 'free')),
    ...leaving.released.map((placed) => held(placed, 'free')),
  ];
}

function lockedPrimary({ options }: Case): string | undefined {
  return options.movePrimary === true ? undefined : options.lock?.primary;
}

/** Locked options that are kept, as a number to be as great as possible. */
function keptTerms(draft: Draft): number[] {
  return draft.instances.flatMap((instance) => {
    const locked = draft.heldByKey.get(instance.candidate.key);
    return instance.options.filter(({ priced }) => priced.option.key === locked?.option).map(({ binary }) => binary);
  });
}

function standing(draft: Draft): Term[] {
  return draft.instances.flatMap((instance) => presence(instance));
}

/** Who serves whom as in the lock. */
function keptServes(draft: Draft, lock: Lock | undefined): number[] {
  if (lock === undefined) return [];
  const locked = new Set(lock.serves.map(servingKey));
  return draft.serves.filter((serve) => locked.has(servingKey(serve))).map(({ variable }) => variable);
}

/** Ties are settled in this order: primary region, regions, options, providers; each by name, earlier names first. */
function tieOrder(draft: Draft): number[] {
  const rank = (name: string): number =>
    ['primary/', 'region/', 'option/', 'service/', 'serve/'].findIndex((prefix) => name.startsWith(prefix));
  return draft.variables
    .map(({ name, upper }, index) => ({ name, upper, index, rank: rank(name) }))
    .filter((variable) => variable.rank >= 0 && variable.upper === 1)
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ index }) => index);
}

async function attempt(of: Case, grip: Grip, soft: 'kept' | 'exceeded', fewestChanges: boolean): Promise<Attempt> {
  const draft = draftOf(of.environment, of.world, holds(of, grip), lockedPrimary(of), soft, 'solve');
  const guard = of.options.stopAfterSeconds === undefined ? {} : { stopAfterSeconds: of.options.stopAfterSeconds };
  if (draft.regions.length === 0 && of.environment.regions.min > 0) return { status: 'infeasible' };
  // The answer of the least excess, or of the fewest changes, need not be the cheapest one.
  const locked = of.leaving !== undefined;
  if (fewestChanges || (soft === 'exceeded' && (locked || draft.excess.length > 0))) wholeBudgetRows(draft);
  if (draft.excess.length > 0) {
    const least = await solve({ ...draft.model(), objective: draft.excess }, guard);
    if (least.status === 'infeasible' || least.status === 'undecided') return least;
    draft.row(draft.excess, { upper: least.cost }, 0);
  }
  const kept = keptTerms(draft);
  if (fewestChanges && kept.length > 0) {
    const most = await solve({ ...draft.model(), objective: plus(kept, -1) }, guard);
    if (most.status === 'infeasible' || most.status === 'undecided') return most;
    draft.row(plus(kept), { lower: -most.cost }, 0);
  }
  const solution = await solveLexicographic(draft.model(), {
    // A region that hosts nothing costs nothing either, nor may an instance that could be spared.
    tieBreakers: [plus(kept, -1), plus(draft.used), standing(draft), plus(keptServes(draft, of.options.lock), -1)],
    preferences: tieOrder(draft),
    ...guard,
  });
  if (solution.status === 'infeasible' || solution.status === 'undecided') return solution;
  const reading = read(draft, solution.point, of.options.lock);
  const broken = exceededBudgets(of.environment, of.world, reading.bill).some(
    ({ covers, hard }) => covers === 'all' && (hard || soft === 'kept'),
  );
  if (broken) return { status: 'infeasible' };
  const answer = { draft, point: solution.point, reading };
  if (solution.status === 'optimal') return { status: 'solved', ...answer };
  return { status: 'solved', ...answer, unproved: { bound: solution.bound, limit: solution.limit } };
}

/** The answer under one reading of soft budgets: what is locked stays unless it can't, or unless moving pays. */
async function underBudgets(of: Case, soft: 'kept' | 'exceeded'): Promise<Attempt> {
  const { options, environment } = of;
  const stay =
    options.lock === undefined || options.reoptimise === true ? undefined : await attempt(of, 'all', soft, false);
  const free = await attempt(of, 'stateful', soft, false);
  if (free.status === 'infeasible') {
    return options.lock === undefined ? free : attempt(of, 'presence', soft, true);
  }
  if (free.status === 'undecided' || stay === undefined) return free;
  const best = stay.status === 'solved' ? stay : await attempt(of, 'stateful', soft, true);
  if (best.status !== 'solved' || best.reading.excessMicroUsd > free.reading.excessMicroUsd) return free;
  const saving = best.reading.bill.microUsd.expected - free.reading.bill.microUsd.expected;
  if (saving >= wholeMicroUsd(environment.minSavingUsd) && saving > 0) return free;
  return saving > 0 ? { ...best, cheaperByMicroUsd: saving } : best;
}

async function cheapest(of: Case): Promise<Attempt> {
  const kept = await underBudgets(of, 'kept');
  const soft = budgetsOf(of.environment, of.world).some(({ hard }) => !hard);
  return kept.status === 'infeasible' && soft ? underBudgets(of, 'exceeded') : kept;
}

/** Stateful instances that were released and that the answer does without: they retire, they don't vanish. */
function dropped(of: Case, reading: Reading): Placed[] {
  const there = new Set(reading.placed.map(instanceKey));
  return (of.leaving?.released ?? []).filter((placed) => !there.has(instanceKey(placed)));
}

/** Infrastructure documents must list every region in which something still stands. */
function missingRegions(environment: Environment, world: World, lock: Lock): Problem[] {
  const known = new Set(regionsOf(environment, world.infrastructures).map(({ location }) => location));
  return [...new Set(lock.placed.map(({ location }) => location))]
    .filter((location) => !known.has(location))
    .map((location) => ({
      code: 'region-still-held',
      message: `${location} is no longer listed by an infrastructure of ${environment.name}, but its lock still has instances there. List the region until they are retired.`,
      position: environment.where(['spec', 'infrastructure']),
    }));
}

export function decide(environment: Environment, world: World, options: DecideOptions = {}): Promise<Outcome> {
  return isPlaced(environment)
    ? decidePlaced(environment, world, options, decideModules)
    : decideModules(environment, world, options);
}

async function decideModules(listed: Environment, world: World, options: DecideOptions): Promise<Outcome> {
  const environment = inOrder(listed);
  const { lock } = options;
  const leaving =
    lock === undefined ? undefined : leave(environment, lock, { allowDestroy: options.allowDestroy ?? [] });
  const problems = [
    ...(leaving?.problems ?? []),
    ...(lock === undefined ? [] : missingRegions(environment, world, lock)),
  ];
  if (problems.length > 0) return { status: 'refused', problems };
  let of: Case = {
    environment: leaving?.environment ?? environment,
    world,
    options,
    ...(leaving === undefined ? {} : { leaving }),
  };
  let found = await cheapest(of);
  if (found.status === 'solved' && leaving !== undefined) {
    const leavers = dropped(of, found.reading);
    if (leavers.length > 0) {
      const retiring = leavers.map((placed) => ({ ...placed, phase: 'retiring' as const }));
      const rest = leaving.released.filter((placed) => !leavers.includes(placed));
      of = { ...of, leaving: { ...leaving, retiring: [...leaving.retiring, ...retiring], released: rest } };
      found = await cheapest(of);
    }
  }
  if (found.status === 'undecided') return found;
  if (found.status === 'infeasible') {
    const firm = holds(of, 'presence').filter(({ hold }) => hold !== 'free');
    const draft = draftOf(of.environment, world, firm, lockedPrimary(of), 'ignored', 'explain');
    return { status: 'infeasible', conflict: await explainConflict(draft) };
  }
  const reasons = await reasonsOf(found, of.environment, world);
  const upgrade = await upgradeOf(found.reading, of.environment, world);
  const { reading, unproved, cheaperByMicroUsd } = found;
  const decision: Decision = {
    environment: environment.name,
    status: unproved === undefined ? 'optimal' : 'feasible',
    ...(unproved === undefined ? {} : { boundMicroUsd: unproved.bound }),
    primary: reading.primary,
    regions: reading.regions,
    placed: reading.placed,
    serves: reading.serves,
    ...(reading.hosts === undefined ? {} : { hosts: reading.hosts }),
    bill: reading.bill,
    excessMicroUsd: reading.excessMicroUsd,
    reasons,
    notices: noticesOf(environment, world, reading),
    ...(upgrade === undefined ? {} : { upgrade }),
  };
  return {
    status: 'decided',
    decision,
    lock: lockOf(environment, world, decision, of.leaving?.retired ?? lock?.retired ?? [], options),
    ...(unproved === undefined ? {} : { limit: unproved.limit }),
    ...(cheaperByMicroUsd === undefined ? {} : { cheaperByMicroUsd }),
  };
}
