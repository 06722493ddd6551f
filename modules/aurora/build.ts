/** Constructs of aurora. */
import { RdsCluster } from '@cdktf/provider-aws/lib/rds-cluster';
import type { TerraformResourceLifecycle } from 'cdktf';
import { clusterNameLimit, layFoundation, roomForSuffix, type ClusterKind } from '../build-aurora';
import { createInstances } from '../build-aurora-instances';
import {
  auroraMysqlPrimary,
  auroraPostgresqlPrimary,
  globalDatabase,
  postgresqlDatabase,
  relationalDatabase,
  type GlobalPrimary,
  type LedGlobalCluster,
} from '../capabilities';
import type { BuildContext } from '../module';
import { createMasterPassword } from './build-password';
import { defaultEngineVersions, type Inputs } from './inputs';

const defaultPorts = { 'aurora-mysql': 3306, 'aurora-postgresql': 5432 } as const;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs } = context;
  const { engine, databaseName } = inputs;
  const { region } = context.chosen;
  const kind: ClusterKind = {
    engine,
    engineVersion: inputs.engineVersion ?? defaultEngineVersions[engine],
    port: inputs.port ?? defaultPorts[engine],
    clusterIdentifier: context.name(clusterNameLimit - roomForSuffix, 'aurora'),
  };
  const foundation = layFoundation(context, kind);
  const { secretArn, password } = createMasterPassword(context, foundation.key.arn);
  const cluster = new RdsCluster(scope, context.id('cluster'), {
    ...foundation.cluster,
    allowMajorVersionUpgrade: inputs.allowMajorVersionUpgrade,
    // Taken by AWS with a new major version alone.
    ...(inputs.allowMajorVersionUpgrade ? { dbInstanceParameterGroupName: foundation.instanceParameterGroupName } : {}),
    databaseName,
    masterUsername: inputs.masterUsername,
    masterPasswordWo: password,
    masterPasswordWoVersion: inputs.masterPasswordVersion,
    enableHttpEndpoint: inputs.enableHttpEndpoint,
    lifecycle: lifecycle(context, regionalChanges),
  });
  const instances = createInstances(context, cluster, kind, foundation);

  const common = {
    region,
    readerHost: cluster.readerEndpoint,
    port: kind.port,
    databaseName,
    clusterIdentifier: kind.clusterIdentifier,
    securityGroupId: foundation.securityGroupId,
  };
  const database = {
    ...common,
    engine,
    engineVersion: kind.engineVersion,
    host: cluster.endpoint,
    clusterArn: cluster.arn,
    clusterResourceId: cluster.clusterResourceId,
    masterSecretArn: secretArn,
    iamAuthentication: true,
  };
  let led: LedGlobalCluster | undefined;
  const primary: GlobalPrimary = {
    ...database,
    firstInstance: instances[0]?.fqn ?? '',
    lead(create) {
      if (led === undefined) {
        led = create();
        cluster.lifecycle = lifecycle(context, globalChanges);
      }
      return led;
    },
  };
  context.provide(relationalDatabase, database);
  if (engine === 'aurora-postgresql') context.provide(postgresqlDatabase, database);
  context.provide(globalDatabase, common);
  context.provide(engine === 'aurora-mysql' ? auroraMysqlPrimary : auroraPostgresqlPrimary, primary);
  context.output('host', cluster.endpoint, 'Endpoint of the writer, over TLS');
  context.output('reader_host', cluster.readerEndpoint, 'Endpoint of the readers, over TLS');
  context.output('port', String(kind.port), 'Port that clients connect to');
  context.output('security_group_id', foundation.securityGroupId, 'Security group of the instances');
  context.output('cluster_resource_id', cluster.clusterResourceId, 'Part of the ARN of a user for rds-db:connect');
  context.output('master_secret_arn', secretArn, 'Secret of the master user');
}

/** A global cluster writes its name into its primary one, which can't name it itself: each would wait for the other. */
const regionalChanges = ['global_cluster_identifier'];

/** A global cluster upgrades its members, the primary one last; who asks one of them is refused. */
const globalChanges = [...regionalChanges, 'engine_version'];

function lifecycle({ retiring }: BuildContext<Inputs>, ignoreChanges: string[]): TerraformResourceLifecycle {
  return { ignoreChanges, ...(retiring ? {} : { preventDestroy: true }) };
}
