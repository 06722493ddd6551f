/** Constructs of dynamodb_table. */
import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { DynamodbTable, type DynamodbTableConfig } from '@cdktf/provider-aws/lib/dynamodb-table';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { keyValueTable } from '../capabilities';
import type { BuildContext } from '../module';
import { capacityLimits, type Load } from './capacity';
import type { Inputs } from './inputs';

const tableNameLimit = 255;
const aliasLimit = 256 - 'alias/'.length;
/** Days in which a deletion of the key can be taken back. */
const deletionWindowInDays = 30;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, retiring } = context;
  const { region, option } = context.chosen;
  const provisioned = option === 'PROVISIONED';
  const kmsKeyArn = inputs.kmsKeyArn ?? createKey(context);
  const name = context.name(tableNameLimit, 'table');
  const table = new DynamodbTable(scope, context.id('table'), {
    region,
    name,
    ...keysOf(inputs),
    billingMode: option,
    ...(provisioned
      ? {
          readCapacity: inputs.autoscaling.minReadCapacity,
          writeCapacity: inputs.autoscaling.minWriteCapacity,
        }
      : {}),
    ...(inputs.streamViewType === undefined ? {} : { streamEnabled: true, streamViewType: inputs.streamViewType }),
    ...(inputs.ttl === undefined ? {} : { ttl: { enabled: true, attributeName: inputs.ttl.attributeName } }),
    pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: inputs.recoveryPeriodInDays },
    serverSideEncryption: { enabled: true, kmsKeyArn },
    deletionProtectionEnabled: !retiring,
    lifecycle: {
      ...(retiring ? {} : { preventDestroy: true }),
      // Autoscaling changes them, and Terraform would change them back.
      ...(provisioned ? { ignoreChanges: ['read_capacity', 'write_capacity'] } : {}),
    },
  });
  if (provisioned) for (const load of ['read', 'write'] as const) followLoad(context, table, load);
  context.provide(keyValueTable, { region, tableName: table.name, tableArn: table.arn, kmsKeyArn });
  context.output('name', table.name, 'Name of the table');
  context.output('arn', table.arn, 'ARN of the table');
  if (inputs.streamViewType !== undefined) {
    context.output('stream_arn', table.streamArn, 'ARN of the stream of changes');
  }
}

type Keys = Pick<DynamodbTableConfig, 'hashKey' | 'rangeKey' | 'attribute' | 'globalSecondaryIndex'>;

function keysOf({ hashKey, rangeKey, attribute, globalSecondaryIndex }: Inputs): Keys {
  const indexes = Object.entries(globalSecondaryIndex).sort(([a], [b]) => (a < b ? -1 : 1));
  const named = [hashKey, rangeKey, ...indexes.flatMap(([, index]) => [index.hashKey, index.rangeKey])];
  const keys = [...new Set(named.filter((name) => name !== undefined))].sort();
  return {
    hashKey,
    ...(rangeKey === undefined ? {} : { rangeKey }),
    attribute: keys.map((name) => ({ name, type: attribute[name] ?? 'S' })),
    ...(indexes.length === 0
      ? {}
      : {
          globalSecondaryIndex: indexes.map(([name, index]) => ({
            name,
            hashKey: index.hashKey,
            ...(index.rangeKey === undefined ? {} : { rangeKey: index.rangeKey }),
            projectionType: index.projectionType,
            ...(index.nonKeyAttributes === undefined ? {} : { nonKeyAttributes: [...index.nonKeyAttributes].sort() }),
          })),
        }),
  };
}

/** The key outlives the table: AWS keeps a backup of a deleted table for 35 days, which is encrypted with it. */
function createKey(context: BuildContext<Inputs>): string {
  const { scope, retiring } = context;
  const { region } = context.chosen;
  const key = new KmsKey(scope, context.id('key'), {
    region,
    description: `Items in a table of ${context.environment}`,
    enableKeyRotation: true,
    deletionWindowInDays,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  new KmsAlias(scope, context.id('key_alias'), {
    region,
    name: `alias/${context.name(aliasLimit, 'table')}`,
    targetKeyId: key.keyId,
  });
  return key.arn;
}

function followLoad(context: BuildContext<Inputs>, table: DynamodbTable, load: Load): void {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const { min, max } = capacityLimits(inputs, load);
  const word = load === 'read' ? 'Read' : 'Write';
  const target = new AppautoscalingTarget(scope, context.id(`${load}_capacity`), {
    region,
    serviceNamespace: 'dynamodb',
    resourceId: `table/${table.name}`,
    scalableDimension: `dynamodb:table:${word}CapacityUnits`,
    minCapacity: min,
    maxCapacity: max,
  });
  new AppautoscalingPolicy(scope, context.id(`${load}_scaling`), {
    region,
    name: context.name(tableNameLimit, 'table', load),
    policyType: 'TargetTrackingScaling',
    serviceNamespace: target.serviceNamespace,
    resourceId: target.resourceId,
    scalableDimension: target.scalableDimension,
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: `DynamoDB${word}CapacityUtilization` },
      targetValue: inputs.autoscaling.targetValue,
    },
  });
}
