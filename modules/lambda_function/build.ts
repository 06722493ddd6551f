/** Constructs of lambda_function. */
import { LambdaFunction, type LambdaFunctionConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { policyDocument } from '../build-alert-topic';
import { createGroup, createLogs, requireData, subnetsOf, titleOf, variablesOf } from '../build-workload';
import { containerRepository, privateNetwork, serverlessFunction } from '../capabilities';
import type { BuildContext } from '../module';
import { apisOf } from '../workloads';
import { apis } from './apis';
import { createRole } from './build-role';
import type { Inputs } from './inputs';

const functionNameLimit = 64;
const queueNameLimit = 80;
/** The most that SQS keeps a message. */
const retentionSeconds = 14 * 24 * 60 * 60;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const data = requireData(context);
  const group = createGroup(context, 'Calls of the function', apisOf(inputs, apis(inputs)), data);
  const name = context.name(functionNameLimit, 'function').replaceAll('.', '-');
  const logs = createLogs(context, `/aws/lambda/${name}`);
  const queue = createQueue(context);
  const { roleArn, rights } = createRole(context, { name, data, logs, queue });
  const variables = { ...inputs.secrets, ...variablesOf(context, data) };
  const built = new LambdaFunction(scope, context.id('function'), {
    region,
    functionName: name,
    description: `${titleOf(context)} of ${context.environment}`,
    role: roleArn,
    ...codeOf(context),
    architectures: [inputs.architecture],
    memorySize: inputs.memorySize,
    timeout: inputs.timeout,
    ephemeralStorage: { size: inputs.ephemeralStorageSize },
    ...(inputs.reservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrentExecutions: inputs.reservedConcurrentExecutions }),
    ...(Object.keys(variables).length === 0 ? {} : { environment: { variables } }),
    ...(inputs.kmsKeyId === undefined ? {} : { kmsKeyArn: inputs.kmsKeyId }),
    tracingConfig: { mode: 'Active' },
    loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
    deadLetterConfig: { targetArn: queue.arn },
    vpcConfig: {
      subnetIds: subnetsOf(context, context.require(privateNetwork)),
      securityGroupIds: [group.id],
    },
    dependsOn: [...rights],
  });
  new LambdaFunctionEventInvokeConfig(scope, context.id('asynchronous'), {
    region,
    functionName: built.functionName,
    maximumRetryAttempts: inputs.maximumRetryAttempts,
    maximumEventAgeInSeconds: inputs.maximumEventAgeInSeconds,
  });

  context.provide(serverlessFunction, {
    region,
    functionName: built.functionName,
    functionArn: built.arn,
    securityGroupId: group.id,
  });
  context.output('name', built.functionName, 'Name that callers invoke');
  context.output('arn', built.arn, 'ARN of the function');
  context.output('dead_letter_queue_url', queue.url, 'Queue of asynchronous calls that failed for good');
  context.output('log_group', logs.name, 'Log group of the function');
}

function codeOf(context: BuildContext<Inputs>): Partial<LambdaFunctionConfig> {
  const { s3Bucket, s3Key, s3ObjectVersion, runtime, handler, imageUri, repository, imageTag } = context.inputs;
  if (s3Bucket !== undefined && s3Key !== undefined) {
    const version = s3ObjectVersion === undefined ? {} : { s3ObjectVersion };
    return { packageType: 'Zip', s3Bucket, s3Key, ...version, runtime, handler };
  }
  const image = imageUri ?? `${context.require(containerRepository, 'here', repository).repositoryUrl}:${imageTag}`;
  return { packageType: 'Image', imageUri: image };
}

function createQueue(context: BuildContext<Inputs>): SqsQueue {
  const { region } = context.chosen;
  const queue = new SqsQueue(context.scope, context.id('failed'), {
    region,
    name: context.name(queueNameLimit, 'failed').replaceAll('.', '-'),
    messageRetentionSeconds: retentionSeconds,
    sqsManagedSseEnabled: true,
  });
  new SqsQueuePolicy(context.scope, context.id('failed_policy'), {
    region,
    queueUrl: queue.url,
    policy: policyDocument([
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: queue.arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  });
  return queue;
}
