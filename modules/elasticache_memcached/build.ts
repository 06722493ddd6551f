/** Constructs of elasticache_memcached. */
import { ElasticacheCluster } from '@cdktf/provider-aws/lib/elasticache-cluster';
import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { keyValueCache } from '../capabilities';
import { nodeTypeOf } from '../elasticache';
import { placeInNetwork } from '../build-elasticache-network';
import type { BuildContext } from '../module';
import type { Inputs } from './index';

const port = 11211;
const clusterIdLimit = 50;
const parameterGroupLimit = 255;

export function aws(context: BuildContext<Inputs>): void {
  const { inputs } = context;
  const { region, option, units } = context.chosen;
  const { subnetGroupName, securityGroupId } = placeInNetwork(context, 'memcached', port);

  const parameters = new ElasticacheParameterGroup(context.scope, context.id('parameters'), {
    region,
    name: context.name(parameterGroupLimit, 'memcached1-6'),
    description: 'Memcached 1.6',
    family: 'memcached1.6',
    parameter: [{ name: 'memcached_connections_overhead', value: String(inputs.memcachedConnectionsOverhead) }],
  });
  const cluster = new ElasticacheCluster(context.scope, context.id('cluster'), {
    region,
    clusterId: context.name(clusterIdLimit, 'memcached'),
    engine: 'memcached',
    engineVersion: inputs.engineVersion,
    nodeType: nodeTypeOf(option),
    numCacheNodes: units,
    azMode: context.availability === 'multi-az' ? 'cross-az' : 'single-az',
    port,
    parameterGroupName: parameters.name,
    subnetGroupName,
    securityGroupIds: [securityGroupId],
    transitEncryptionEnabled: inputs.transitEncryptionEnabled,
    maintenanceWindow: inputs.maintenanceWindow,
    applyImmediately: inputs.applyImmediately,
    ...(inputs.notificationTopicArn === undefined ? {} : { notificationTopicArn: inputs.notificationTopicArn }),
  });

  context.provide(keyValueCache, { host: cluster.clusterAddress, port, securityGroupId });
  context.output('host', cluster.clusterAddress, 'Configuration endpoint of the Memcached cluster');
  context.output('port', String(port), 'Port of the Memcached cluster');
  context.output('security_group_id', securityGroupId, 'Security group of the Memcached nodes');
}
