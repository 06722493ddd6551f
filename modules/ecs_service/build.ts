/** Constructs of ecs_service: the cluster, the service, and how many tasks it has. */
import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { readAccount } from '../build-alert-topic';
import { createGroup, createLogs, requireData, subnetsOf } from '../build-workload';
import { containerService, privateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { apisOf } from '../workloads';
import { apis } from './apis';
import { createRoles } from './build-roles';
import { createTargets, type Targets } from './build-targets';
import { containerName, createTask } from './build-task';
import { capacityOf, type Inputs } from './inputs';

const clusterNameLimit = 255;
/** Seconds in which a task may fail its checks while it starts. */
const gracePeriod = 60;
/** Seconds between two changes of the number of tasks: more at once, fewer with care. */
const cooldowns = { scaleOutCooldown: 60, scaleInCooldown: 300 };

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, availability } = context;
  const { region } = context.chosen;
  const network = context.require(privateNetwork);
  const account = readAccount(context);
  const data = requireData(context);
  const group = createGroup(context, 'Tasks of the service', apisOf(inputs, apis(inputs)), data);
  const name = context.name(clusterNameLimit, 'service').replaceAll('.', '-');
  const logs = createLogs(context, `/aws/ecs/${name}`);
  const task = createTask(context, { name, account, data, logs, roles: createRoles(context, { account, data, logs }) });
  const targets = createTargets(context, group.id);
  const { min, desired, max } = capacityOf(inputs, availability);

  const cluster = new EcsCluster(scope, context.id('cluster'), { region, name });
  const service = new EcsService(scope, context.id('service'), {
    region,
    name,
    cluster: cluster.arn,
    taskDefinition: task.arn,
    launchType: 'FARGATE',
    desiredCount: desired,
    availabilityZoneRebalancing: availability === 'multi-az' ? 'ENABLED' : 'DISABLED',
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    deploymentCircuitBreaker: { enable: true, rollback: true },
    networkConfiguration: {
      subnets: subnetsOf(context, network),
      securityGroups: [group.id],
      assignPublicIp: false,
    },
    enableEcsManagedTags: true,
    propagateTags: 'SERVICE',
    ...(targets === undefined
      ? {}
      : {
          loadBalancer: [{ targetGroupArn: targets.groupArn, containerName, containerPort: inputs.containerPort }],
          healthCheckGracePeriodSeconds: gracePeriod,
          // AWS takes no target group that no load balancer has.
          dependsOn: [targets.rule],
        }),
    lifecycle: { ignoreChanges: ['desired_count'] },
  });
  scale(context, { clusterName: name, service, min, max, targets });

  context.provide(containerService, {
    region,
    clusterName: name,
    serviceName: service.name,
    securityGroupId: group.id,
  });
  context.output('cluster', name, 'Cluster of the service');
  context.output('service', service.name, 'Service in the cluster');
  context.output('log_group', logs.name, 'Log group of the tasks');
  context.output('security_group_id', group.id, 'Security group of the tasks');
}

interface Scaling {
  /** Known at synth: autoscaling names the service by it. */
  readonly clusterName: string;
  readonly service: EcsService;
  readonly min: number;
  readonly max: number;
  readonly targets: Targets | undefined;
}

function scale(context: BuildContext<Inputs>, { clusterName, service, min, max, targets }: Scaling): void {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const target = new AppautoscalingTarget(scope, context.id('scaling'), {
    region,
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${clusterName}/${service.name}`,
    minCapacity: min,
    maxCapacity: max,
  });
  const track = (key: string, metric: string, targetValue: number, resourceLabel?: string): void => {
    new AppautoscalingPolicy(scope, context.id('scaling_policy', key), {
      region,
      name: key,
      policyType: 'TargetTrackingScaling',
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        ...cooldowns,
        predefinedMetricSpecification: {
          predefinedMetricType: metric,
          ...(resourceLabel === undefined ? {} : { resourceLabel }),
        },
      },
    });
  };
  track('cpu', 'ECSServiceAverageCPUUtilization', inputs.cpuTargetPercent);
  if (targets !== undefined)
    track('requests', 'ALBRequestCountPerTarget', targets.requestsPerTarget, targets.resourceLabel);
}
