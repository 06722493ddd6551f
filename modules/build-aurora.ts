/** What a cluster stands on, in the primary region as in a secondary one. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { RdsClusterConfig } from '@cdktf/provider-aws/lib/rds-cluster';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { serverless, zonesOfSubnetGroup, type Engine, type Scaling } from './aurora-cluster';
import type { Parameters } from './aurora-inputs';
import { createParameters } from './build-aurora-parameters';
import { privateNetwork } from './capabilities';
import type { BuildContext } from './module';
import { dataSubnetIds, overZones } from './subnets';

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html */
export const clusterNameLimit = 63;

/** What the names of instances (`-use1-az1-2`) and of a global cluster add to that of the cluster. */
export const roomForSuffix = 14;

const groupNameLimit = 255;

/** Days within which the deletion of a key can be taken back: the longest that KMS knows. */
const keyDeletionDays = 30;

/** Days of Database Insights that cost nothing. */
const insightsDays = 7;

export interface ClusterInputs {
  readonly instances?: number | undefined;
  readonly serverlessv2ScalingConfiguration: Scaling;
  readonly clusterParameters: Parameters;
  readonly instanceParameters: Parameters;
  readonly backupRetentionPeriod: number;
  readonly preferredBackupWindow: string;
  readonly preferredMaintenanceWindow: string;
  readonly applyImmediately: boolean;
  readonly autoMinorVersionUpgrade: boolean;
  readonly logRetentionInDays: number;
  readonly allowedSecurityGroupIds: Readonly<Record<string, string>>;
}

export interface ClusterKind {
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly port: number;
  /** Literal, so that log groups can be made before the cluster. */
  readonly clusterIdentifier: string;
}

export interface Foundation {
  readonly key: KmsKey;
  readonly securityGroupId: string;
  readonly instanceParameterGroupName: string;
  /** Arguments that clusters of both modules have. */
  readonly cluster: RdsClusterConfig;
}

const engineLogs: Readonly<Record<Engine, readonly string[]>> = {
  'aurora-mysql': ['audit', 'error'],
  'aurora-postgresql': ['postgresql'],
};

export function layFoundation(context: BuildContext<ClusterInputs>, kind: ClusterKind): Foundation {
  const { scope, inputs, retiring } = context;
  const { region, option } = context.chosen;
  const { engine, engineVersion, clusterIdentifier } = kind;
  const key = createKey(context, clusterIdentifier);
  const network = context.require(privateNetwork);
  const subnets = new DbSubnetGroup(scope, context.id('subnets'), {
    region,
    name: context.name(groupNameLimit, 'aurora', region),
    description: 'Private subnets of the database',
    subnetIds: overZones(dataSubnetIds(network), zonesOfSubnetGroup, 'a database', region),
  });
  const securityGroupId = createAccess(context, network.vpcId, kind.port);
  const groups = createParameters(context, engine, engineVersion);
  const logs = engineLogs[engine].map(
    (log) =>
      new CloudwatchLogGroup(scope, context.id('logs', log), {
        region,
        name: `/aws/rds/cluster/${clusterIdentifier}/${log}`,
        retentionInDays: inputs.logRetentionInDays,
      }),
  );
  const { minCapacity, maxCapacity } = inputs.serverlessv2ScalingConfiguration;
  return {
    key,
    securityGroupId,
    instanceParameterGroupName: groups.instance,
    cluster: {
      region,
      clusterIdentifier,
      engine,
      engineVersion,
      port: kind.port,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [securityGroupId],
      dbClusterParameterGroupName: groups.cluster,
      storageEncrypted: true,
      kmsKeyId: key.arn,
      ...(option === serverless ? { serverlessv2ScalingConfiguration: { minCapacity, maxCapacity } } : {}),
      backupRetentionPeriod: inputs.backupRetentionPeriod,
      preferredBackupWindow: inputs.preferredBackupWindow,
      preferredMaintenanceWindow: inputs.preferredMaintenanceWindow,
      copyTagsToSnapshot: true,
      deletionProtection: !retiring,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: context.name(groupNameLimit, 'aurora', region, 'final'),
      iamDatabaseAuthenticationEnabled: true,
      enabledCloudwatchLogsExports: [...engineLogs[engine]],
      databaseInsightsMode: 'standard',
      ...insights(engine, option, key),
      applyImmediately: inputs.applyImmediately,
      dependsOn: logs,
    },
  };
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html: not for MySQL on t3. */
export function insights(
  engine: Engine,
  option: string,
  key: KmsKey,
): Pick<
  RdsClusterConfig,
  'performanceInsightsEnabled' | 'performanceInsightsKmsKeyId' | 'performanceInsightsRetentionPeriod'
> {
  if (engine === 'aurora-mysql' && option.startsWith('db.t3.')) return { performanceInsightsEnabled: false };
  return {
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: key.arn,
    performanceInsightsRetentionPeriod: insightsDays,
  };
}

function createKey(context: BuildContext<ClusterInputs>, clusterIdentifier: string): KmsKey {
  const { scope, retiring } = context;
  const { region } = context.chosen;
  const key = new KmsKey(scope, context.id('key'), {
    region,
    description: `Database ${clusterIdentifier} and its snapshots`,
    enableKeyRotation: true,
    deletionWindowInDays: keyDeletionDays,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  new KmsAlias(scope, context.id('key_alias'), {
    region,
    name: `alias/${clusterIdentifier}`,
    targetKeyId: key.keyId,
  });
  return key;
}

function createAccess(context: BuildContext<ClusterInputs>, vpcId: string, port: number): string {
  const { region } = context.chosen;
  const group = new SecurityGroup(context.scope, context.id('access'), {
    region,
    name: context.name(groupNameLimit, 'aurora', region),
    description: 'Clients of the database',
    vpcId,
    egress: [],
  });
  const allowed = Object.entries(context.inputs.allowedSecurityGroupIds).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, securityGroupId] of allowed) {
    new VpcSecurityGroupIngressRule(context.scope, context.id('ingress', name), {
      region,
      securityGroupId: group.id,
      referencedSecurityGroupId: securityGroupId,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description: name,
    });
  }
  return group.id;
}
