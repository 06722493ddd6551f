/** Rows of budgets, quotas and account scope. */
import type { CloudInfrastructure, Environment } from '../schema/types';
import type { Bill } from './decision';
import { plus, presence, type Draft } from './draft';
import { amount } from './instances';
import { formatUsd, wholeMicroUsd } from './money';
import { spentIn, spentOf, type Spent } from './present-use';
import type { Clause } from './requirements';
import type { World } from './world';

export interface Budget {
  readonly name: string;
  readonly clause: Clause;
  /** What is left of it after other environments, micro-USD a month; never below 0, which spending nothing meets. */
  readonly limitMicroUsd: number;
  readonly hard: boolean;
  /** Locations that it covers; `all`: the whole environment. */
  readonly covers: 'all' | ReadonlySet<string>;
}

function sentence(who: string, monthlyUsd: number, hard: boolean, { microUsd, source }: Spent): string {
  const amount = formatUsd(microUsd);
  const told = source === 'locks' ? `other environments hold ${amount}` : `others have spent ${amount} by its status`;
  const others = microUsd > 0 ? `, of which ${told}` : '';
  return `${who} may cost at most ${formatUsd(wholeMicroUsd(monthlyUsd))} USD a month${hard ? ' (hard limit)' : ''}${others}`;
}

function ofInfrastructure(infrastructure: CloudInfrastructure, environment: Environment, world: World): Budget[] {
  const all = new Set(infrastructure.regions.map(({ location }) => location));
  const alone = environment.infrastructure.length === 1;
  const own =
    infrastructure.budget === undefined
      ? []
      : [
          {
            limit: infrastructure.budget,
            locations: all,
            spent: spentOf(infrastructure, world),
            name: infrastructure.name,
            position: infrastructure.position,
            whole: alone,
          },
        ];
  const regional = infrastructure.regions.flatMap((region) =>
    region.budget === undefined
      ? []
      : [
          {
            limit: region.budget,
            locations: new Set([region.location]),
            spent: spentIn(region, infrastructure, world),
            name: region.location,
            position: region.position,
            whole: false,
          },
        ],
  );
  return [...own, ...regional].map(({ limit, locations, name, position, spent, whole }) => {
    return {
      name: `budget/${name}`,
      limitMicroUsd: Math.max(0, wholeMicroUsd(limit.monthlyUsd) - spent.microUsd),
      hard: limit.hardLimit,
      covers: whole ? 'all' : locations,
      clause: {
        name: `budget/${name}`,
        kind: 'wish',
        sentence: sentence(name, limit.monthlyUsd, limit.hardLimit, spent),
        position,
        relax: `raise the budget of ${name}`,
      },
    };
  });
}

/** Every budget that binds the environment: its own, its infrastructures', and their regions'. */
export function budgetsOf(environment: Environment, world: World): Budget[] {
  const { budget } = environment;
  const own: Budget[] =
    budget === undefined
      ? []
      : [
          {
            name: 'budget',
            limitMicroUsd: wholeMicroUsd(budget.monthlyUsd),
            hard: budget.hardLimit,
            covers: 'all',
            clause: {
              name: 'budget',
              kind: 'wish',
              sentence: sentence(environment.name, budget.monthlyUsd, budget.hardLimit, {
                microUsd: 0,
                source: 'locks',
              }),
              path: ['spec', 'budget', 'monthly'],
              relax: 'raise spec.budget.monthly',
            },
          },
        ];
  const infrastructures = world.infrastructures
    .filter(({ name }) => environment.infrastructure.includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...own, ...infrastructures.flatMap((infrastructure) => ofInfrastructure(infrastructure, environment, world))];
}

/** Expected cost of what a budget covers, micro-USD a month. */
export function coveredCost({ covers }: Budget, bill: Bill): number {
  return bill.components
    .filter(({ location }) => covers === 'all' || covers.has(location))
    .reduce((sum, { microUsd }) => sum + microUsd.expected, 0);
}

export function exceededBudgets(environment: Environment, world: World, bill: Bill): Budget[] {
  return budgetsOf(environment, world).filter((budget) => coveredCost(budget, bill) > budget.limitMicroUsd);
}

function budgetRow(draft: Draft, budget: Budget): void {
  const { soft } = draft.input;
  const { covers, hard, limitMicroUsd } = budget;
  if (!hard && soft === 'ignored') return;
  const terms = draft.regions.flatMap(({ location }, index) =>
    covers === 'all' || covers.has(location) ? (draft.cost[index] ?? []) : [],
  );
  const requirement = draft.clause(budget.clause);
  if (hard || soft === 'kept') {
    draft.row(terms, { upper: limitMicroUsd }, requirement);
    return;
  }
  const worst = terms.reduce(
    (sum, { variable, coefficient }) => sum + coefficient * (draft.variables[variable]?.upper ?? 0),
    0,
  );
  const excess = draft.integer(`excess/${budget.name}`, 0, Math.max(0, worst - limitMicroUsd));
  draft.excess.push({ variable: excess, coefficient: 1 });
  draft.row([...terms, ...plus([excess], -1)], { upper: limitMicroUsd }, requirement);
}

/**
 * A budget over the whole environment is left out while the cheapest answer is looked for: that meets it or none does,
 * and the row would tie all components together.
 */
function budgetRows(draft: Draft): void {
  for (const budget of budgetsOf(draft.environment, draft.input.world))
    if (budget.covers !== 'all' || draft.input.mode === 'explain') budgetRow(draft, budget);
}

/** For solves in which something else comes before the cost. */
export function wholeBudgetRows(draft: Draft): void {
  for (const budget of budgetsOf(draft.environment, draft.input.world))
    if (budget.covers === 'all') budgetRow(draft, budget);
}

function quotaRows(draft: Draft): void {
  for (const [index, region] of draft.regions.entries()) {
    for (const [quota, limit] of Object.entries(region.quotas).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const terms = draft.instances
        .filter((instance) => instance.region === index)
        .flatMap(({ options }) =>
          options.flatMap((option) => {
            const use = option.priced.option.consumes?.[quota];
            return use === undefined ? [] : amount(option, use.fixed ?? 0, use.perUnit ?? 0);
          }),
        );
      if (terms.length === 0) continue;
      const held = draft.input.world.commitments.reduce(
        (sum, { quotas }) => sum + (quotas[region.location]?.[quota] ?? 0),
        0,
      );
      const requirement = draft.clause({
        name: `quota/${region.location}/${quota}`,
        kind: 'wish',
        sentence: `${region.location} has ${quota} ${limit}${held > 0 ? `, of which other environments hold ${held}` : ''}`,
        position: region.position,
        relax: `raise ${quota} of ${region.location}`,
      });
      draft.row(terms, { upper: Math.max(0, limit - held) }, requirement);
    }
  }
}

/** One owner environment in an account: what another environment's lock owns can't be had a second time. */
function accountRows(draft: Draft): void {
  const { account } = draft.environment;
  for (const instance of draft.instances) {
    const { module, site } = instance.candidate;
    if (module.scope !== 'account' || account === undefined) continue;
    const owner = draft.input.world.commitments.find(
      ({ accountId, accountModules }) =>
        accountId === account.id &&
        accountModules.some(
          (held) => held.module === module.name && (module.global === true || held.region === site.region),
        ),
    );
    if (owner === undefined) continue;
    const requirement = draft.clause({
      name: `account/${module.name}`,
      kind: 'fact',
      sentence: `environment ${owner.environment} owns ${module.name} in account ${account.id}, and an account has one`,
    });
    draft.row(presence(instance), { upper: 0 }, requirement);
  }
}

export function limitRows(draft: Draft): void {
  quotaRows(draft);
  accountRows(draft);
  budgetRows(draft);
}
