/** What it would take that no single zone takes an environment down. */
import type { Environment } from '../schema/types';
import { instanceKey, type Bill, type Upgrade } from './decision';
import type { Held } from './draft';
import { draftOf } from './formulate';
import { read, type Reading } from './interpret';
import { solve } from './solve';
import type { World } from './world';
import { zoneLosses } from './zone-losses';

/** Undefined where nothing is to be gained: multi-az already, or no module has parts in zones; and where none exists. */
export async function upgradeOf(
  reading: Reading,
  environment: Environment,
  world: World,
): Promise<Upgrade | undefined> {
  const { registry, facts } = world;
  if (environment.requires.availability !== 'single-az') return undefined;
  if (zoneLosses(reading.placed, 'single-az', registry, facts).length === 0) return undefined;
  const wished = { ...environment, requires: { ...environment.requires, availability: 'multi-az' as const } };
  const held = reading.placed.map((placed): Held => ({
    key: instanceKey(placed),
    option: placed.option,
    units: placed.units,
    hold: placed.stateful ? 'stays' : 'free',
    retiring: placed.phase === 'retiring',
    ...(placed.identity === undefined ? {} : { identity: placed.identity }),
  }));
  const draft = draftOf(wished, world, held, reading.primary, 'ignored', 'solve');
  const solution = await solve(draft.model());
  if (solution.status !== 'optimal' && solution.status !== 'feasible') return undefined;
  const after = read(draft, solution.point, undefined);
  return {
    availability: 'multi-az',
    microUsd: after.bill.microUsd.expected - reading.bill.microUsd.expected,
    changes: changes(reading.bill, after.bill),
    zones: zoneLosses(after.placed, 'multi-az', registry, facts),
  };
}

/** By owner and line, those first that cost more. */
function changes(before: Bill, after: Bill): Upgrade['changes'] {
  const sums = new Map<string, Upgrade['changes'][number]>();
  const add = ({ components }: Bill, sign: 1 | -1): void => {
    for (const { owner, name, microUsd } of components) {
      const key = `${owner} ${name}`;
      const sum = (sums.get(key)?.microUsd ?? 0) + sign * microUsd.expected;
      sums.set(key, { owner, name, microUsd: sum });
    }
  };
  add(after, 1);
  add(before, -1);
  return [...sums.values()].filter(({ microUsd }) => microUsd !== 0).sort((a, b) => b.microUsd - a.microUsd);
}
