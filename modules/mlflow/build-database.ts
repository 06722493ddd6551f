/** The database of MLflow: an RDS instance of its own, or what it needs to know of the environment's. */
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import type { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { postgresqlDatabase, privateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { databaseName } from './database';
import type { Inputs } from './inputs';
import { shared } from './options';

const identifierLimit = 63;
const groupNameLimit = 255;
const port = 5432;
const logs = ['postgresql', 'upgrade'];
const masterUsername = 'mlflow_admin';
/** Of the volume that an instance begins with. */
const growth = 5;

export interface Database {
  readonly host: string;
  /** Known at synth. */
  readonly port: number;
  /** Part of the ARN of its users. */
  readonly resourceId: string;
  readonly securityGroupId: string;
  /** Secret with `username` and `password` of a user who may create others. */
  readonly masterSecretArn: string;
}

export function provideDatabase(context: BuildContext<Inputs>, key: KmsKey): Database {
  if (context.chosen.option !== shared) return createDatabase(context, key);
  const { clusterResourceId, ...database } = context.require(postgresqlDatabase);
  return { ...database, resourceId: clusterResourceId };
}

function createDatabase(context: BuildContext<Inputs>, key: KmsKey): Database {
  const { scope, inputs, retiring } = context;
  const { region, option: instanceClass } = context.chosen;
  const identifier = context.name(identifierLimit, 'mlflow');
  const network = context.require(privateNetwork);
  const subnets = new DbSubnetGroup(scope, context.id('subnets'), {
    region,
    name: context.name(groupNameLimit, 'mlflow', region),
    description: 'Private subnets of the database of MLflow',
    subnetIds: [...network.privateSubnetIds],
  });
  const group = new SecurityGroup(scope, context.id('access'), {
    region,
    name: context.name(groupNameLimit, 'mlflow', region),
    description: 'Clients of the database of MLflow',
    vpcId: network.vpcId,
    egress: [],
  });
  const exported = logs.map(
    (log) =>
      new CloudwatchLogGroup(scope, context.id('logs', log), {
        region,
        name: `/aws/rds/instance/${identifier}/${log}`,
        retentionInDays: inputs.logRetentionInDays,
      }),
  );
  const instance = new DbInstance(scope, context.id('database'), {
    region,
    identifier,
    engine: 'postgres',
    engineVersion: inputs.engineVersion,
    allowMajorVersionUpgrade: inputs.allowMajorVersionUpgrade,
    autoMinorVersionUpgrade: true,
    instanceClass,
    storageType: inputs.storageType,
    allocatedStorage: inputs.databaseStorageGiB,
    maxAllocatedStorage: inputs.maxAllocatedStorage ?? growth * inputs.databaseStorageGiB,
    storageEncrypted: true,
    kmsKeyId: key.arn,
    dbName: databaseName,
    username: masterUsername,
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: key.arn,
    iamDatabaseAuthenticationEnabled: true,
    port,
    multiAz: context.availability === 'multi-az',
    publiclyAccessible: false,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [group.id],
    parameterGroupName: createParameters(context),
    enabledCloudwatchLogsExports: logs,
    backupRetentionPeriod: inputs.backupRetentionPeriod,
    backupWindow: inputs.preferredBackupWindow,
    maintenanceWindow: inputs.preferredMaintenanceWindow,
    copyTagsToSnapshot: true,
    deletionProtection: !retiring,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: context.name(groupNameLimit, 'mlflow', region, 'final'),
    applyImmediately: inputs.applyImmediately,
    dependsOn: exported,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  return {
    host: instance.address,
    port,
    resourceId: instance.resourceId,
    securityGroupId: group.id,
    masterSecretArn: instance.masterUserSecret.get(0).secretArn,
  };
}

/** A new major version takes a new group under a new name, made first, since the old one is in use until then. */
function createParameters(context: BuildContext<Inputs>): string {
  const { region } = context.chosen;
  const family = `postgres${context.inputs.engineVersion.split('.')[0]}`;
  return new DbParameterGroup(context.scope, context.id('parameters'), {
    region,
    name: context.name(groupNameLimit, 'mlflow', family, region),
    family,
    parameter: [{ name: 'rds.force_ssl', value: '1' }],
    lifecycle: { createBeforeDestroy: true },
  }).name;
}
