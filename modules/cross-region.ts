/** What modules that lead from a secondary region to the primary one share. */
import type { CostLine } from './module';

/** @param basis what of the way is charged beside the traffic */
export function trafficToPrimary(basis: string): CostLine {
  return {
    name: 'Traffic to the primary region',
    price: 'dataTransfer.interRegion.gb',
    perDemand: { crossRegionGbPerMonth: 1 },
    basis: `charged where it leaves; ${basis}`,
  };
}
