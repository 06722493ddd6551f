/** Why a service is to run where it is handed on: what the answer knows, and no more. */
import type { ServiceIntent } from '../../schema/types';
import type { Exclusion, PlacementLocation, Pool } from '../../solver/placement/problem';

interface Answer {
  readonly excluded: readonly Exclusion[];
  /** Whether no cheaper placement exists. */
  readonly proved: boolean;
}

export function reasonsOf(
  { name, placement }: ServiceIntent,
  pool: Pool,
  place: PlacementLocation,
  { excluded, proved }: Answer,
): string[] {
  const best = proved
    ? 'No placement that meets every requirement costs less.'
    : 'The cheapest placement that was found; a cheaper one is not excluded.';
  const here =
    pool.overflowOf !== undefined
      ? `It overflows from ${pool.overflowOf}.`
      : place.kind === 'static'
        ? `What ${pool.location} has is paid for, so that it costs nothing more there.`
        : undefined;
  const spread =
    placement?.spread === undefined || placement.spread.least === 1
      ? []
      : [`Its replicas stand in at least ${placement.spread.least} ${placement.spread.over}.`];
  const company = [
    ...(placement?.keepWith ?? []).map((other) => `It stands where ${other} stands.`),
    ...(placement?.keepApart ?? []).map((other) => `It stands where ${other} does not.`),
  ];
  const not = excluded
    .filter(({ service, location }) => service === name && location !== pool.location)
    .map(({ location, reason }) => `Not at ${location}: ${reason}.`);
  return [...(here === undefined ? [] : [here]), ...spread, ...company, ...not.sort(), best];
}
