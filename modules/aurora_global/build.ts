/** A secondary cluster, and with the first of them the global cluster that it joins. */
import { RdsCluster } from '@cdktf/provider-aws/lib/rds-cluster';
import { RdsGlobalCluster } from '@cdktf/provider-aws/lib/rds-global-cluster';
import { clusterNameLimit, layFoundation, roomForSuffix, type ClusterKind } from '../build-aurora';
import { createInstances } from '../build-aurora-instances';
import {
  auroraMysqlPrimary,
  auroraPostgresqlPrimary,
  globalDatabase,
  type GlobalPrimary,
  type LedGlobalCluster,
} from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

/** What AWS changes in a member by itself: the version in an upgrade, the source when it joins. */
const changedByAws = ['engine_version', 'replication_source_identifier'];

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, retiring } = context;
  const { region } = context.chosen;
  const primary = context.require(
    inputs.engine === 'aurora-mysql' ? auroraMysqlPrimary : auroraPostgresqlPrimary,
    'primary',
  );
  if (primary.region === region) throw new Error(`the database of ${region} can't be copied to its own region`);
  const led = primary.lead(() => createGlobalCluster(context, primary));
  if (!retiring) led.protect();

  const kind: ClusterKind = {
    engine: primary.engine,
    engineVersion: primary.engineVersion,
    port: primary.port,
    // Unlike those of other clusters, names of members must differ in all regions.
    clusterIdentifier: context.name(clusterNameLimit - roomForSuffix, 'aurora', region),
  };
  const foundation = layFoundation(context, kind);
  const cluster = new RdsCluster(scope, context.id('cluster'), {
    ...foundation.cluster,
    globalClusterIdentifier: led.identifier,
    sourceRegion: primary.region,
    enableGlobalWriteForwarding: inputs.enableGlobalWriteForwarding,
    dependsOn: [...(foundation.cluster.dependsOn ?? []), { fqn: primary.firstInstance }],
    lifecycle: { ignoreChanges: changedByAws, ...(retiring ? {} : { preventDestroy: true }) },
  });
  createInstances(context, cluster, kind, foundation);

  context.provide(globalDatabase, {
    region,
    readerHost: cluster.readerEndpoint,
    port: kind.port,
    databaseName: primary.databaseName,
    clusterIdentifier: kind.clusterIdentifier,
    securityGroupId: foundation.securityGroupId,
  });
  context.output('reader_host', cluster.readerEndpoint, 'Endpoint of the readers here, over TLS');
  context.output('security_group_id', foundation.securityGroupId, 'Security group of the instances');
}

/** One for all secondaries, whichever is built first: its id and name come from the primary one. */
function createGlobalCluster(context: BuildContext<Inputs>, primary: GlobalPrimary): LedGlobalCluster {
  const { engineVersion } = context.inputs;
  const global = new RdsGlobalCluster(context.scope, context.idIn(primary.region, 'global_cluster'), {
    region: primary.region,
    globalClusterIdentifier: `${primary.clusterIdentifier}-global`,
    sourceDbClusterIdentifier: primary.clusterArn,
    ...(engineVersion === undefined ? {} : { engineVersion }),
    // The provider wants it beside a source: members leave the global cluster first, and none is deleted with it.
    forceDestroy: true,
    deletionProtection: false,
  });
  return {
    identifier: global.id,
    protect() {
      global.deletionProtection = true;
      global.lifecycle = { preventDestroy: true };
    },
  };
}
