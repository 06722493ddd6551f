/** Clusters as hosts of services that are placed by what they request. */
import type { Hosting, NodeKind } from '../module';
import type { Inputs } from './inputs';
import { clusterCost, leftOf, nodeCost, offeredTypes, podsOf, storageOf } from './options';

export const hosting: Hosting<Inputs> = {
  nodeKinds: (given, site, facts) =>
    offeredTypes(given, site, facts).map((type): NodeKind => {
      const pods = podsOf(type, given);
      return {
        type: type.type,
        allocatable: {
          ...leftOf(type, given),
          storageMiB: storageOf(given),
          ...(pods === undefined ? {} : { pods }),
          ...(type.gpu === undefined ? {} : { [`accelerator/nvidia-${type.gpu.name.toLowerCase()}`]: type.gpu.count }),
        },
        cost: nodeCost(type, given, 'fixed'),
      };
    }),
  instanceCost: clusterCost,
  withHosted: (given, { nodes, zonedNodes, requests, hub }) => ({
    ...given,
    hub: given.hub && hub,
    nodeGroups: nodes,
    zonedNodeGroups: Object.fromEntries(Object.entries(zonedNodes).map(([type, counts]) => [type, [...counts]])),
    nodeGroupRequests: { cpuMilli: requests['cpuMilli'] ?? 0, memoryMiB: requests['memoryMiB'] ?? 0 },
  }),
};
