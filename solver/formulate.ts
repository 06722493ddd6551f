/**
 * The mathematics of a decision.
 *
 * Sets        L regions that may be used; A instances of modules that could stand in a region; O(a) the options of an
 *             instance; K demands (of the environment, its services and their edges, and of instances in turn).
 * Variables   used[l], primary[l] in {0,1}; option[a,o] in {0,1}; units[a,o] integer;
 *             serve[k,l,a] in {0,1}: a serves demand k in region l; hosted[s,l] in {0,1} for services that run anywhere.
 * Rows        sum over o of option[a,o] <= used[l(a)]                         an instance stands in a used region, once
 *             min * option <= units <= max * option                           units only of the chosen option
 *             sum over a of serve[k,l,a] = active[k,l]                        each demand has one provider where it holds
 *             serve[k,l,a] <= sum of option[a,o] over o that provide k        by something that provides it and has at
 *                                                                             least what k asks for; where k names an
 *                                                                             instance, a is of that name
 *             sum over k of demand[k] * serve <= sum of supply[o] * units     and has enough of it
 *             sum over a of serve[k,l,a] = option[b] for a demand k of compliance on an instance b, and
 *             serve[k,l,a] <= serve[need of a,l,b] where a itself needs what b gives: a stands on b, not on another
 *             sum over o of option[a,o] <= sum over k of serve[k,l,a]         what is left to the solver stands for a reason
 *             primary[l] <= used[l], sum of primary = 1, counts of regions, latency by exclusion,
 *             conflicts, quotas, budgets of regions, account scope, and what the lock holds.
 * Objective   expected monthly cost in micro-USD: options, units, and traffic served; excess over soft budgets before it.
 *
 * `active` is used[l] for `each`, primary[l] for `primary`, used[l] - primary[l] for traffic to the primary region, and
 * hosted[s,l] for a service that runs anywhere. Money is integer micro-USD; demands and supplies are in thousandths.
 * Every row carries the index of the clause, in the user's words, for whose sake it is there.
 */
import { candidatesOf, regionsOf } from './candidates';
import { complianceDemands } from './compliance';
import { locationOf } from './decision';
import { demandsOf } from './demands';
import type { Environment } from '../schema/types';
import { Draft, type DraftInput, type Held } from './draft';
import { addInstances } from './instances';
import { limitRows } from './limits';
import { serve } from './need-rows';
import { reachable } from './reach';
import { exclusions, placeServices, regionRows } from './regions';
import type { World } from './world';

export function formulate(input: DraftInput): Draft {
  const { environment, world, held, mode } = input;
  const all = regionsOf(environment, world.infrastructures);
  const binding = new Set(held.filter(({ hold }) => hold !== 'free').map(({ key }) => locationOf(key)));
  const regions =
    mode === 'explain'
      ? all
      : all.filter((region) => exclusions(environment, region).length === 0 || binding.has(region.location));
  const prices = world.prices(environment.prices);
  const draft = new Draft(input, prices, regions);
  const locked = new Map(held.map((one) => [one.key, one]));
  const include = mode === 'explain' ? () => true : ({ toggle }: { toggle: string }) => toggle !== 'off';
  const options = mode === 'check' ? 'locked' : 'all';
  const demands = demandsOf(environment);
  const offered = candidatesOf({ environment, world, prices, locked, options }, regions, include);
  const asked = [...demands, ...complianceDemands(environment, world.complianceAsks)];
  const capabilities = asked.map(({ capability }) => capability);
  const candidates = reachable(offered, capabilities, new Set(locked.keys()));
  placeServices(draft);
  addInstances(draft, candidates, demands);
  serve(draft);
  regionRows(draft);
  limitRows(draft);
  return draft;
}

/** Shorthand: a draft of an environment with what its lock holds. An empty primary binds nothing. */
export function draftOf(
  environment: Environment,
  world: World,
  held: readonly Held[],
  primary: string | undefined,
  soft: DraftInput['soft'],
  mode: DraftInput['mode'],
): Draft {
  return formulate({
    environment,
    world,
    held,
    mode,
    soft,
    ...(primary === undefined || primary === '' ? {} : { primary }),
  });
}
