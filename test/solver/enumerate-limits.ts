/** Budgets as they are written, less what other environments hold of them. */
import type { Environment } from '../../schema/types';
import type { World } from '../../solver/world';
import { regionsOf } from './enumerate-cells';

export interface Limit {
  readonly microUsd: number;
  readonly hard: boolean;
  readonly covers: ReadonlySet<string>;
}

export function limitsOf(environment: Environment, world: World, ignores: (clause: string) => boolean): Limit[] {
  const limits: Limit[] = [];
  const add = (clause: string, monthlyUsd: number, hard: boolean, locations: readonly string[], held: number): void => {
    if (!ignores(clause))
      limits.push({ microUsd: Math.max(0, Math.round(monthlyUsd * 1e6) - held), hard, covers: new Set(locations) });
  };
  const heldAt = (location: string): number =>
    world.commitments.reduce((sum, { microUsdByLocation }) => sum + (microUsdByLocation[location] ?? 0), 0);
  const everywhere = regionsOf(environment, world).map(({ location }) => location);
  const { budget } = environment;
  if (budget !== undefined) add('budget', budget.monthlyUsd, budget.hardLimit, everywhere, 0);
  for (const infrastructure of world.infrastructures.filter(({ name }) => environment.infrastructure.includes(name))) {
    const locations = infrastructure.regions.map(({ location }) => location);
    const held = locations.reduce((sum, location) => sum + heldAt(location), 0);
    const own = infrastructure.budget;
    if (own !== undefined) add(`budget/${infrastructure.name}`, own.monthlyUsd, own.hardLimit, locations, held);
    for (const { location, budget: regional } of infrastructure.regions)
      if (regional !== undefined)
        add(`budget/${location}`, regional.monthlyUsd, regional.hardLimit, [location], heldAt(location));
  }
  return limits;
}
