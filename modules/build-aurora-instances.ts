/** The instances of a cluster, spread over the zones of its network. */
import { DataAwsAvailabilityZone } from '@cdktf/provider-aws/lib/data-aws-availability-zone';
import type { RdsCluster } from '@cdktf/provider-aws/lib/rds-cluster';
import { RdsClusterInstance } from '@cdktf/provider-aws/lib/rds-cluster-instance';
import { instancesOf, serverless } from './aurora-cluster';
import { insights, type ClusterInputs, type ClusterKind, type Foundation } from './build-aurora';
import { privateNetwork } from './capabilities';
import type { BuildContext } from './module';

/** The writer fails over to any of them, and serverless readers scale with it: tiers 0 and 1 do. */
const promotionTier = 1;

/** Instances by zone: the first is the writer until it fails over, and the one that must not go by accident. */
export function createInstances(
  context: BuildContext<ClusterInputs>,
  cluster: RdsCluster,
  { engine, clusterIdentifier }: ClusterKind,
  { key, instanceParameterGroupName }: Foundation,
): readonly RdsClusterInstance[] {
  const { scope, inputs, retiring, availability } = context;
  const { region, option } = context.chosen;
  const { zones } = context.require(privateNetwork);
  const count = instancesOf(inputs, availability);
  const zoneNames = new Map(
    zones.slice(0, count).map((zoneId) => {
      const zone = new DataAwsAvailabilityZone(scope, context.id('zone', zoneId), { region, zoneId });
      return [zoneId, zone.name];
    }),
  );
  return Array.from({ length: count }, (_, index) => {
    const zoneId = zones[index % zones.length] ?? '';
    const round = Math.floor(index / zones.length);
    const name = round === 0 ? zoneId : `${zoneId}-${round + 1}`;
    const isProtected = index === 0 && !retiring;
    return new RdsClusterInstance(scope, context.id('instance', name), {
      region,
      identifier: instanceIdentifier(clusterIdentifier, name),
      clusterIdentifier: cluster.clusterIdentifier,
      engine,
      instanceClass: option === serverless ? 'db.serverless' : option,
      ...availabilityZone(zoneNames.get(zoneId)),
      dbParameterGroupName: instanceParameterGroupName,
      promotionTier,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: inputs.autoMinorVersionUpgrade,
      copyTagsToSnapshot: true,
      ...insights(engine, option, key),
      preferredMaintenanceWindow: inputs.preferredMaintenanceWindow,
      applyImmediately: inputs.applyImmediately,
      ...(isProtected ? { lifecycle: { preventDestroy: true } } : {}),
    });
  });
}

function availabilityZone(name: string | undefined): { readonly availabilityZone?: string } {
  return name === undefined ? {} : { availabilityZone: name };
}

/** The cluster's own name leaves room for a zone. */
function instanceIdentifier(clusterIdentifier: string, name: string): string {
  return `${clusterIdentifier}-${name}`;
}
