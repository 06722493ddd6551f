/** Parts of infrastructure documents that are taken as they are stated: credentials, prices, status. */
import { Big } from 'big.js';
import type { CloudDocument, StaticDocument } from './infrastructure';
import type { CloudPrices, CloudStatus, SiteStatus, StatedCondition } from './infrastructure-types';
import { withoutUndefined } from './optional';

export function credentialsOf(
  reference: CloudDocument['spec']['credentialsRef'],
): { readonly name: string; readonly namespace?: string } | undefined {
  if (reference === undefined) return undefined;
  return withoutUndefined({ name: reference.name }, { namespace: reference.namespace });
}

export function pricesOf(prices: CloudDocument['spec']['prices']): CloudPrices | undefined {
  if (prices === undefined) return undefined;
  const { note, nodeTypes, ...rest } = prices;
  return {
    note,
    ...withoutUndefined(
      {},
      { clusterUsdPerHour: text(rest.clusterUsdPerHour), egressUsdPerGb: text(rest.egressUsdPerGb) },
    ),
    nodeTypes: nodeTypes.map(
      ({ type, regions, usdPerHour, allocatable: { cpu, memory, storage, pods, accelerators } }) => ({
        ...withoutUndefined({ type, usdPerHour: new Big(usdPerHour).toFixed() }, { regions }),
        allocatable: withoutUndefined(
          { milliCpu: cpu, memoryBytes: memory, accelerators },
          { storageBytes: storage, pods },
        ),
      }),
    ),
  };
}

function text(amount: string | number | undefined): string | undefined {
  return amount === undefined ? undefined : new Big(amount).toFixed();
}

export function cloudStatusOf(status: CloudDocument['status']): CloudStatus | undefined {
  if (status === undefined) return undefined;
  const { currentSpend, clusters, conditions } = status;
  return withoutUndefined(
    { conditions: conditions.map(conditionOf) },
    {
      spend:
        currentSpend === undefined
          ? undefined
          : withoutUndefined({ byRegion: currentSpend.byRegion }, { monthlyUsd: currentSpend.monthly }),
      clusters:
        clusters === undefined
          ? undefined
          : withoutUndefined({ byRegion: clusters.byRegion }, { total: clusters.total }),
    },
  );
}

export function siteStatusOf(status: StaticDocument['status']): SiteStatus | undefined {
  if (status === undefined) return undefined;
  const { nodes, cores, memory, storage, accelerators } = status.utilization;
  const { clusters } = status;
  return withoutUndefined(
    {
      utilization: withoutUndefined(
        { accelerators },
        { nodes, milliCpu: cores, memoryBytes: memory, storageBytes: storage },
      ),
      conditions: status.conditions.map(conditionOf),
    },
    {
      clusters:
        clusters === undefined ? undefined : withoutUndefined({ names: clusters.names }, { total: clusters.total }),
    },
  );
}

function conditionOf({
  type,
  status,
  message,
}: NonNullable<CloudDocument['status']>['conditions'][number]): StatedCondition {
  return withoutUndefined({ type, status }, { message });
}
