/** Constructs of elasticache_redis. */
import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import {
  ElasticacheReplicationGroup,
  type ElasticacheReplicationGroupLogDeliveryConfiguration,
} from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { nodeTypeOf } from '../elasticache';
import { placeInNetwork } from '../build-elasticache-network';
import type { BuildContext } from '../module';
import { defaultEngineVersions, type Inputs } from './inputs';
import { provides, replicasOf } from './options';
import { createUsers } from './build-users';

const port = 6379;
const replicationGroupLimit = 40;
const nameLimit = 255;

export function aws(context: BuildContext<Inputs>): void {
  const { inputs, availability } = context;
  const { region, option, units } = context.chosen;
  const engine = option.startsWith('valkey-') ? 'valkey' : 'redis';
  const engineVersion = inputs.engineVersion ?? defaultEngineVersions[engine];
  const clustered = inputs.clusterMode === 'enabled';
  const replicas = replicasOf(inputs, availability);
  const logs = logsOf(inputs);

  const { subnetGroupName, securityGroupId } = placeInNetwork(context, 'redis', port);
  const { userGroupId, userArns } = createUsers(context, engine);
  const parameterGroupName = createParameters(context, `${engine}${engineVersion.split('.')[0] ?? ''}`, clustered);

  const group = new ElasticacheReplicationGroup(context.scope, context.id('group'), {
    region,
    replicationGroupId: context.name(replicationGroupLimit, 'redis'),
    description: `${engine === 'valkey' ? 'Valkey' : 'Redis OSS'} cache of ${context.environment}`,
    engine,
    engineVersion,
    nodeType: nodeTypeOf(option),
    clusterMode: inputs.clusterMode,
    ...(clustered ? { numNodeGroups: units, replicasPerNodeGroup: replicas } : { numCacheClusters: 1 + replicas }),
    automaticFailoverEnabled: clustered || replicas > 0,
    multiAzEnabled: availability === 'multi-az',
    port,
    parameterGroupName,
    subnetGroupName,
    securityGroupIds: [securityGroupId],
    userGroupIds: [userGroupId],
    atRestEncryptionEnabled: 'true',
    ...(inputs.kmsKeyId === undefined ? {} : { kmsKeyId: inputs.kmsKeyId }),
    transitEncryptionEnabled: true,
    snapshotRetentionLimit: inputs.snapshotRetentionLimit,
    snapshotWindow: inputs.snapshotWindow,
    finalSnapshotIdentifier: context.name(nameLimit, 'redis', 'final'),
    maintenanceWindow: inputs.maintenanceWindow,
    autoMinorVersionUpgrade: String(inputs.autoMinorVersionUpgrade),
    applyImmediately: inputs.applyImmediately,
    ...(logs.length === 0 ? {} : { logDeliveryConfiguration: logs }),
    ...(inputs.notificationTopicArn === undefined ? {} : { notificationTopicArn: inputs.notificationTopicArn }),
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });

  const host = clustered ? group.configurationEndpointAddress : group.primaryEndpointAddress;
  for (const capability of provides) {
    context.provide(capability, { host, port, securityGroupId });
  }
  context.output('host', host, 'Endpoint that clients connect to, over TLS');
  context.output('port', String(port), 'Port that clients connect to');
  context.output('security_group_id', securityGroupId, 'Security group of the cache nodes');
  context.output('arn', group.arn, 'ARN for elasticache:Connect');
  for (const [name, arn] of userArns) {
    context.output(`user_${name}_arn`, arn, `ARN of user ${name} for elasticache:Connect`);
  }
}

/** A new family takes a new group under a new name, made first, since the old one is in use until the cache lets go. */
function createParameters(context: BuildContext<Inputs>, family: string, clustered: boolean): string {
  const mode = clustered ? ['cluster'] : [];
  const group = new ElasticacheParameterGroup(context.scope, context.id('parameters'), {
    region: context.chosen.region,
    name: context.name(nameLimit, family, ...mode),
    description: `Parameters of ${family}`,
    family,
    parameter: [
      ...(clustered ? [{ name: 'cluster-enabled', value: 'yes' }] : []),
      { name: 'maxmemory-policy', value: context.inputs.maxmemoryPolicy },
      { name: 'reserved-memory-percent', value: String(context.inputs.reservedMemoryPercent) },
    ],
    lifecycle: { createBeforeDestroy: true },
  });
  return group.name;
}

function logsOf(inputs: Inputs): ElasticacheReplicationGroupLogDeliveryConfiguration[] {
  return (['engine-log', 'slow-log'] as const).flatMap((logType) => {
    const log = inputs.logDeliveryConfiguration[logType];
    return log === undefined ? [] : [{ ...log, logType }];
  });
}
