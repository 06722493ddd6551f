/** From a checked StaticInfrastructure document to the one location that it describes. */
import type { StaticDocument } from './infrastructure';
import type { Amounts, StaticInfrastructure } from './infrastructure-types';
import { withoutUndefined } from './optional';
import { residencyOf } from './residency';
import { credentialsOf, siteStatusOf } from './stated';
import { whereSet, type Tree } from './tree';

type Spec = StaticDocument['spec'];

export function siteOf({ metadata, spec, status }: StaticDocument, tree: Tree): StaticInfrastructure {
  const { location, network, provider, providerConfig } = spec;
  const country = location.address?.country;
  return {
    name: metadata.name,
    location: `${metadata.name}/${location.name}`,
    site: location.name,
    address: withoutUndefined({}, location.address ?? {}),
    compliance: spec.compliance,
    capabilities: spec.capabilities,
    residencyTags: [
      ...new Set([
        ...(country === undefined ? [] : residencyOf(country)),
        ...(spec.dataResidency === undefined ? [] : [spec.dataResidency]),
      ]),
    ],
    capacity: amountsOf(spec.capacity),
    latencyMsTo: network.latencyTo,
    ...withoutUndefined(
      {},
      {
        provider,
        providerConfig,
        credentialsRef: credentialsOf(spec.credentialsRef),
        region: location.region,
        zone: location.zone,
        egressBitsPerSecond: network.egress,
        reservation: reservationOf(spec.reservation),
        overflow: overflowOf(spec.overflow),
        status: siteStatusOf(status),
      },
    ),
    position: whereSet(tree, ['metadata', 'name']),
  };
}

function amountsOf({ nodes, cores, memory, storage, accelerators }: Spec['capacity']): Amounts {
  return withoutUndefined({}, { nodes, milliCpu: cores, memoryBytes: memory, storageBytes: storage, accelerators });
}

function reservationOf(reservation: Spec['reservation']): StaticInfrastructure['reservation'] {
  if (reservation === undefined) return undefined;
  return {
    reserved: amountsOf(reservation.reserved),
    selectors: reservation.reservedFor.map(({ labelSelector }) => labelSelector),
  };
}

/** What is switched off is not there. */
function overflowOf(overflow: Spec['overflow']): StaticInfrastructure['overflow'] {
  if (overflow?.target === undefined || !overflow.enabled) return undefined;
  const { target, regions, trigger, limits } = overflow;
  return withoutUndefined(
    { target, capacityThreshold: trigger.capacityThreshold },
    { regions, maxClusters: limits.maxClusters, maxMonthlyUsd: limits.maxMonthlySpend },
  );
}
