/** The way from a load balancer to the tasks: a target group, the rule that fills it, and a port between two groups. */
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { httpLoadBalancer, privateNetwork } from '../capabilities';
import { titleOf } from '../build-workload';
import type { BuildContext } from '../module';
import type { Inputs, ListenerRule } from './inputs';

const targetGroupNameLimit = 32;

export interface Targets {
  readonly groupArn: string;
  readonly rule: LbListenerRule;
  readonly requestsPerTarget: number;
  /** `app/<load balancer>/<digest>/targetgroup/<name>/<digest>` */
  readonly resourceLabel: string;
}

/** Undefined where it is behind no load balancer. */
export function createTargets(context: BuildContext<Inputs>, securityGroupId: string): Targets | undefined {
  const { scope, inputs } = context;
  const { region, instance } = context.chosen;
  const given = inputs.listenerRule;
  if (given === undefined) return undefined;
  const balancer = context.require(httpLoadBalancer, 'here', given.loadBalancer);
  const group = createTargetGroup(context, given);
  balancer.takePriority(given.priority, `ecs_service ${instance}`);
  const rule = new LbListenerRule(scope, context.id('listener_rule'), {
    region,
    listenerArn: balancer.listenerArn,
    priority: given.priority,
    action: [{ type: 'forward', targetGroupArn: group.arn }],
    condition: [
      ...(given.hostHeaders.length === 0 ? [] : [{ hostHeader: { values: [...given.hostHeaders].sort() } }]),
      { pathPattern: { values: [...given.pathPatterns].sort() } },
    ],
  });
  const port = { region, ipProtocol: 'tcp', fromPort: inputs.containerPort, toPort: inputs.containerPort };
  new VpcSecurityGroupIngressRule(scope, context.id('ingress', 'load_balancer'), {
    ...port,
    securityGroupId,
    referencedSecurityGroupId: balancer.securityGroupId,
    description: 'Load balancer',
  });
  new VpcSecurityGroupEgressRule(scope, context.id('load_balancer_egress'), {
    ...port,
    securityGroupId: balancer.securityGroupId,
    referencedSecurityGroupId: securityGroupId,
    description: titleOf(context),
  });
  return {
    groupArn: group.arn,
    rule,
    requestsPerTarget: given.requestsPerTarget,
    resourceLabel: `${balancer.arnSuffix}/${group.arnSuffix}`,
  };
}

/** Another port takes another group under another name, made first, since the rule has the old one until then. */
function createTargetGroup(
  context: BuildContext<Inputs>,
  { healthCheck, deregistrationDelay }: ListenerRule,
): LbTargetGroup {
  const { containerPort } = context.inputs;
  return new LbTargetGroup(context.scope, context.id('targets'), {
    region: context.chosen.region,
    name: context.name(targetGroupNameLimit, String(containerPort)).replace(/[._]/g, '-'),
    port: containerPort,
    protocol: 'HTTP',
    // Tasks of Fargate have addresses and no instances.
    targetType: 'ip',
    vpcId: context.require(privateNetwork).vpcId,
    deregistrationDelay: String(deregistrationDelay),
    healthCheck: { ...healthCheck, enabled: true, protocol: 'HTTP', port: 'traffic-port' },
    lifecycle: { createBeforeDestroy: true },
  });
}
