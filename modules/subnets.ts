/** Which subnets of the network a module takes. */
import { UserError } from '../schema/problem';
import type { PrivateNetwork } from './capabilities';

/** For databases and caches: isolated subnets where there are some, else private ones. */
export function dataSubnetIds({ isolatedSubnetIds, privateSubnetIds }: PrivateNetwork): string[] {
  return [...(isolatedSubnetIds ?? privateSubnetIds)];
}

/**
 * @param what needs the subnets: `an EKS cluster`
 * @throws UserError where the network spans fewer zones than AWS asks for
 */
export function overZones(subnetIds: readonly string[], least: number, what: string, region: string): string[] {
  if (subnetIds.length >= least) return [...subnetIds];
  const message = `${what} needs subnets in ${least} zones, and the network of ${region} has them in ${subnetIds.length}: raise spec.modules.network.inputs.privateZones.`;
  throw new UserError([{ code: 'too-few-zones', message }]);
}
