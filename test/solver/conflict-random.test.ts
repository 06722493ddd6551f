/** Conflicts of random small environments against trying everything with the other rules left out. */
import type { Environment } from '../../schema/types';
import { decide } from '../../solver/decide';
import type { Relaxation } from '../../solver/conflict';
import type { World } from '../../solver/world';
import { ALL_RULES, cheapest } from './enumerate';
import { randomCase } from './random-cases';

const SEEDS = 350;

/** Names of budgets that may be exceeded: they are no matter of feasibility. */
function softBudgets(environment: Environment, { infrastructures }: World): string[] {
  return [
    ...(environment.budget?.hardLimit === false ? ['budget'] : []),
    ...infrastructures.flatMap(({ name, budget, regions }) => [
      ...(budget?.hardLimit === false ? [`budget/${name}`] : []),
      ...regions.flatMap((region) => (region.budget?.hardLimit === false ? [`budget/${region.location}`] : [])),
    ]),
  ];
}

/** The environment after the change that a relaxation names, and the clause that it leaves out. */
function relaxed(
  environment: Environment,
  { clause, change }: Relaxation,
): { environment: Environment; clause: string } {
  const [kind, , target] = clause.name.split('/');
  const services = environment.services;
  if (kind === 'together') {
    const at = change.includes('each') ? 'each' : 'primary';
    const moved = services.map((service) => (service.name === target ? ({ ...service, at } as const) : service));
    return { environment: { ...environment, services: moved }, clause: '' };
  }
  if (kind !== 'need') return { environment, clause: clause.name };
  const here = JSON.stringify(clause.path);
  const other = ({ path }: { readonly path: unknown }): boolean => JSON.stringify(path) !== here;
  const left = services.map((service) => ({
    ...service,
    needs: service.needs.filter(other),
    talksTo: service.talksTo.filter(other),
  }));
  return { environment: { ...environment, needs: environment.needs.filter(other), services: left }, clause: '' };
}

test('the named clauses cannot hold together, each is needed, and each relaxation is enough', async () => {
  const counts = { conflicts: 0, cores: 0, deletions: 0, relaxations: 0, others: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const { environment, world } = randomCase(seed);
    if (cheapest(environment, world) !== 'none') continue;
    const outcome = await decide(environment, world);
    if (outcome.status !== 'infeasible') throw new Error(`seed ${seed}: ${outcome.status}`);
    const { clauses, minimal, relaxations, others } = outcome.conflict;
    const names = clauses.map(({ name }) => name);
    expect({ seed, minimal, empty: names.length === 0 }).toEqual({ seed, minimal: true, empty: false });
    counts.conflicts++;
    const alone = (kept: readonly string[]): ReturnType<typeof cheapest> =>
      cheapest(environment, world, { ...ALL_RULES, any: true, ignores: (clause) => !kept.includes(clause) });
    const core = alone(names);
    if (core !== 'too large') {
      expect({ seed, names, core }).toEqual({ seed, names, core: 'none' });
      counts.cores++;
    }
    for (const dropped of names) {
      const rest = alone(names.filter((name) => name !== dropped));
      if (rest === 'too large') continue;
      expect({ seed, names, dropped, rest }).not.toEqual({ seed, names, dropped, rest: 'none' });
      counts.deletions++;
    }
    const seen = new Set(names);
    expect({ seed, told: others.length > 0 && relaxations.length > 0 }).toEqual({ seed, told: false });
    for (const other of others) {
      const own = other.map(({ name }) => name);
      expect({ seed, twice: own.filter((name) => seen.has(name)) }).toEqual({ seed, twice: [] });
      own.forEach((name) => seen.add(name));
      const rest = alone(own);
      if (rest === 'too large') continue;
      expect({ seed, own, rest }).toEqual({ seed, own, rest: 'none' });
      counts.others++;
    }
    const soft = softBudgets(environment, world);
    for (const relaxation of relaxations) {
      const { environment: changed, clause } = relaxed(environment, relaxation);
      const left = [clause, ...soft];
      const best = cheapest(changed, world, { ...ALL_RULES, ignores: (name) => left.includes(name) });
      if (best === 'too large') continue;
      expect({ seed, ...relaxation, best }).toMatchObject({ seed, best: { microUsd: relaxation.microUsd } });
      counts.relaxations++;
    }
  }
  expect(counts).toMatchInlineSnapshot(`
   {
     "conflicts": 184,
     "cores": 130,
     "deletions": 386,
     "others": 67,
     "relaxations": 114,
   }
  `);
}, 900_000);
