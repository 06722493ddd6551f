/** Constructs of flow_logs. */
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { policyDocument, readAccount, type Account } from '../build-alert-topic';
import { createLogGroup } from '../build-log-group';
import { networkFlowLogs, privateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const roleNameLimit = 64;

export function aws(context: BuildContext<Inputs>): void {
  const { inputs, scope } = context;
  const { region } = context.chosen;
  const account = readAccount(context);
  const { vpcId } = context.require(privateNetwork);
  const logs = createLogGroup(context, account, {
    prefix: '/aws/vpc-flow-logs/',
    about: 'flow logs',
    region,
    retentionInDays: inputs.retentionInDays,
    kmsKeyId: inputs.kmsKeyId,
  });
  const { role, policy } = createRole(context, account, logs.arn);
  new FlowLog(scope, context.id('flow_log'), {
    region,
    vpcId,
    trafficType: inputs.trafficType,
    maxAggregationInterval: inputs.maxAggregationInterval,
    logDestinationType: 'cloud-watch-logs',
    logDestination: logs.arn,
    iamRoleArn: role.arn,
    tags: { Name: context.name(255, 'flow-logs') },
    // Without it AWS takes the role, fails to write and says so only in the state of the flow log.
    dependsOn: [policy],
  });
  context.provide(networkFlowLogs, { region, logGroupName: logs.name });
  context.output('log_group', logs.name, 'Log group of the flow logs');
}

function createRole(
  context: BuildContext<Inputs>,
  { id, partition }: Account,
  logGroupArn: string,
): { readonly role: IamRole; readonly policy: IamRolePolicy } {
  const { region } = context.chosen;
  const role = new IamRole(context.scope, context.id('role'), {
    name: context.name(roleNameLimit, region, 'flow-logs'),
    assumeRolePolicy: policyDocument([
      {
        Effect: 'Allow',
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': id },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${id}:vpc-flow-log/*` },
        },
      },
    ]),
  });
  const policy = new IamRolePolicy(context.scope, context.id('role_policy'), {
    name: 'logs',
    role: role.name,
    policy: policyDocument([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: [logGroupArn, `${logGroupArn}:*`],
      },
    ]),
  });
  return { role, policy };
}
