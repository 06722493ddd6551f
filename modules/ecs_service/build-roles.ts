/** Two roles: what starts a task pulls its image, writes its logs and reads its secrets; the code has the rest. */
import type { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { policyDocument, type Account } from '../build-alert-topic';
import { createServiceRole } from '../build-roles';
import { dataStatements, secretStatements, type Statement, type WorkloadData } from '../build-workload';
import { containerRepository, serverlessFunction } from '../capabilities';
import type { BuildContext } from '../module';
import { repositoryArnOf } from './image';
import type { Inputs } from './inputs';

export interface Given {
  readonly account: Account;
  readonly data: WorkloadData;
  readonly logs: CloudwatchLogGroup;
}

export interface Roles {
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  /** A task must not start before its role may do what it needs for that. */
  readonly rights: readonly IamRolePolicy[];
}

export function createRoles(context: BuildContext<Inputs>, { account, data, logs }: Given): Roles {
  const { inputs } = context;
  const { region } = context.chosen;
  const trust = {
    service: 'ecs-tasks.amazonaws.com',
    condition: {
      StringEquals: { 'aws:SourceAccount': account.id },
      ArnLike: { 'aws:SourceArn': `arn:${account.partition}:ecs:${region}:${account.id}:*` },
    },
  };
  const execution = createServiceRole(context, 'execution', { ...trust, policyArns: {} });
  const task = createServiceRole(context, 'task', { ...trust, policyArns: inputs.policyArns });
  const allow = (kind: string, role: string, statements: readonly Statement[]): IamRolePolicy[] =>
    statements.length === 0
      ? []
      : [
          new IamRolePolicy(context.scope, context.id(`${kind}_rights`), {
            name: 'rights',
            role,
            policy: policyDocument(statements),
          }),
        ];
  const starting: Statement[] = [
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [`${logs.arn}:*`],
    },
    ...imageStatements(context, account),
    ...secretStatements(context, Object.values(inputs.secrets)),
  ];
  const running = [...dataStatements(data), ...functionStatements(context)];
  return {
    executionRoleArn: execution.arn,
    taskRoleArn: task.arn,
    rights: [...allow('execution', execution.name, starting), ...allow('task', task.name, running)],
  };
}

/** Images of public registries need no rights. */
function imageStatements(context: BuildContext<Inputs>, { partition }: Account): Statement[] {
  const { image, repository } = context.inputs;
  const arn =
    image === undefined
      ? context.require(containerRepository, 'here', repository).repositoryArn
      : repositoryArnOf(image, partition);
  if (arn === undefined) return [];
  return [
    { Sid: 'Registry', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
    {
      Sid: 'Image',
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Resource: [arn],
    },
  ];
}

function functionStatements(context: BuildContext<Inputs>): Statement[] {
  const { functions } = context.inputs;
  if (functions.length === 0) return [];
  const arns = [...functions].sort().map((name) => context.require(serverlessFunction, 'here', name).functionArn);
  return [{ Sid: 'Functions', Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: arns }];
}
