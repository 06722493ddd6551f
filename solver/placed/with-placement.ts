/** A decision of the catalog, with the placement that it was made for. */
import type { Environment } from '../../schema/types';
import { sumBill } from '../bill';
import type { Outcome } from '../decide';
import type { Decision, PlacedServices, Reason } from '../decision';
import type { Lock } from '../lock';
import type { Placement, PlacementAnswer } from '../placement/problem';
import type { World } from '../world';
import { placementNotices } from './notices';
import { placementComponents } from './placement-bill';
import { placementReasons } from './reasons';
import { capacityOfPools } from './settled';

type Found = Extract<PlacementAnswer, { readonly status: 'optimal' | 'feasible' }>;
type Decided = Extract<Outcome, { readonly status: 'decided' }>;

export function withPlacement(environment: Environment, world: World, outcome: Decided, found: Found): Decided {
  const placement: PlacedServices = {
    placement: withoutHistory(found.placement),
    excluded: found.excluded,
    unchecked: found.unchecked,
  };
  const decision = placedDecision(outcome.decision, environment, world, placement);
  return { ...outcome, decision, lock: placedLock(outcome.lock, environment, world, decision) };
}

/** Without what came of where services stood before: solving again, which finds them here, must find the same. */
function withoutHistory(placement: Placement): Placement {
  return { ...placement, objectiveMicroUsd: placement.costMicroUsd, moved: [] };
}

/** The same with the lines of the placement on its bill. */
export function placedDecision(
  decision: Decision,
  environment: Environment,
  world: World,
  placement: PlacedServices,
): Decision {
  const components = placementComponents(environment, world, placement.placement);
  const bill = sumBill([...decision.bill.components, ...components], decision.bill.spared);
  const more = bill.microUsd.expected - decision.bill.microUsd.expected;
  return {
    ...decision,
    environment: environment.name,
    bill,
    reasons: [
      ...placementReasons(environment, world, placement),
      // Next best answers of the catalog stand on the same placement.
      ...decision.reasons.map((reason) => withMore(reason, more)),
    ],
    notices: [...decision.notices, ...placementNotices(environment, world)],
    placement,
  };
}

function withMore(reason: Reason, more: number): Reason {
  const { runnerUp } = reason;
  if (runnerUp?.microUsd === undefined) return reason;
  return { ...reason, runnerUp: { ...runnerUp, microUsd: runnerUp.microUsd + more } };
}

/** The same with what the placement holds, for other environments to leave alone. */
export function placedLock(lock: Lock, environment: Environment, world: World, decision: Decision): Lock {
  const { placement, bill } = decision;
  if (placement === undefined) return lock;
  const microUsdByLocation: Record<string, number> = {};
  for (const { location, microUsd } of bill.components)
    microUsdByLocation[location] = (microUsdByLocation[location] ?? 0) + microUsd.expected;
  const clusters: Record<string, number> = {};
  for (const pool of placement.placement.pools) {
    if (pool.clusters > 0) clusters[pool.location] = (clusters[pool.location] ?? 0) + pool.clusters;
  }
  return {
    ...lock,
    reasons: decision.reasons,
    monthlyMicroUsd: bill.microUsd.expected,
    placement,
    holds: {
      ...lock.holds,
      microUsdByLocation,
      capacity: capacityOfPools(environment, world, placement.placement),
      clusters,
    },
  };
}
