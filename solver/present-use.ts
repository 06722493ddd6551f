/**
 * What is in use already by others than the environment: what their locks hold, or what a status section measured less
 * what this environment's own lock holds there, whichever is more. Locks tell what is to come, measurements what nobody
 * here knows of.
 */
import type { CloudInfrastructure, CloudRegion } from '../schema/types';
import { wholeMicroUsd } from './money';
import type { World } from './world';

export interface Spent {
  /** A month. */
  readonly microUsd: number;
  readonly source: 'locks' | 'status';
}

function sumAt(byLocation: Readonly<Record<string, number>> | undefined, locations: ReadonlySet<string>): number {
  return Object.entries(byLocation ?? {})
    .filter(([location]) => locations.has(location))
    .reduce((sum, [, amount]) => sum + amount, 0);
}

function more(locked: number, measured: number | undefined, own: number): Spent {
  const others = Math.max(0, (measured ?? 0) - own);
  return others > locked ? { microUsd: others, source: 'status' } : { microUsd: locked, source: 'locks' };
}

function spentAt({ commitments, own }: World, locations: ReadonlySet<string>, measuredUsd: number | undefined): Spent {
  const locked = commitments.reduce((sum, { microUsdByLocation }) => sum + sumAt(microUsdByLocation, locations), 0);
  const measured = measuredUsd === undefined ? undefined : wholeMicroUsd(measuredUsd);
  return more(locked, measured, sumAt(own?.microUsdByLocation, locations));
}

/** In all regions of an infrastructure together. */
export function spentOf({ regions, status }: CloudInfrastructure, world: World): Spent {
  const { monthlyUsd, byRegion = {} } = status?.spend ?? {};
  const parts = Object.values(byRegion);
  const summed = parts.length === 0 ? undefined : parts.reduce((sum, usd) => sum + usd, 0);
  return spentAt(world, new Set(regions.map(({ location }) => location)), monthlyUsd ?? summed);
}

export function spentIn({ location, region }: CloudRegion, { status }: CloudInfrastructure, world: World): Spent {
  return spentAt(world, new Set([location]), status?.spend?.byRegion[region]);
}

/** Clusters of others in a region. */
export function clustersIn({ location, region }: CloudRegion, { status }: CloudInfrastructure, world: World): number {
  const locked = world.commitments.reduce((sum, { clusters }) => sum + (clusters?.[location] ?? 0), 0);
  const measured = status?.clusters?.byRegion[region] ?? 0;
  return Math.max(locked, measured - (world.own?.clusters?.[location] ?? 0));
}
