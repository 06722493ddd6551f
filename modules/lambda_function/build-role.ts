/** The role of a function: its interfaces in the VPC, logs, traces, failed calls, its data and its secrets. */
import type { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { policyDocument, readAccount } from '../build-alert-topic';
import { createServiceRole } from '../build-roles';
import { dataStatements, secretStatements, type Statement, type WorkloadData } from '../build-workload';
import type { BuildContext } from '../module';
import { interfaceActions, traceActions } from '../workloads';
import type { Inputs } from './inputs';

export interface Given {
  /** Of the function, known at synth. */
  readonly name: string;
  readonly data: WorkloadData;
  readonly logs: CloudwatchLogGroup;
  readonly queue: SqsQueue;
}

export interface FunctionRole {
  readonly roleArn: string;
  /** AWS checks them when the function is made. */
  readonly rights: readonly IamRolePolicy[];
}

export function createRole(context: BuildContext<Inputs>, { name, data, logs, queue }: Given): FunctionRole {
  const { inputs } = context;
  const { region } = context.chosen;
  const account = readAccount(context);
  const role = createServiceRole(context, 'function', {
    service: 'lambda.amazonaws.com',
    policyArns: inputs.policyArns,
  });
  const statements: Statement[] = [
    { Sid: 'Interfaces', Effect: 'Allow', Action: interfaceActions, Resource: '*' },
    {
      // Lambda needs them, its code does not.
      Sid: 'NotForTheCode',
      Effect: 'Deny',
      Action: interfaceActions,
      Resource: '*',
      Condition: {
        ArnEquals: {
          'lambda:SourceFunctionArn': `arn:${account.partition}:lambda:${region}:${account.id}:function:${name}`,
        },
      },
    },
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [`${logs.arn}:*`],
    },
    { Sid: 'Traces', Effect: 'Allow', Action: traceActions, Resource: '*' },
    { Sid: 'FailedCalls', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [queue.arn] },
    ...dataStatements(data),
    ...secretStatements(context, Object.values(inputs.secrets)),
  ];
  const rights = new IamRolePolicy(context.scope, context.id('rights'), {
    name: 'rights',
    role: role.name,
    policy: policyDocument(statements),
  });
  return { roleArn: role.arn, rights: [rights] };
}
