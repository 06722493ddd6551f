/** What AWS or the provider refuses of a service on Fargate, or replaces it for, beyond the schema. */
import type { ArgumentRule } from '../module';
import { loadBalancerApi, providerPages } from '../pages';

const ecs = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/';

export const rules: readonly ArgumentRule[] = [
  {
    kind: 'matches',
    resource: 'aws_ecs_cluster',
    argument: 'name',
    pattern: '^[a-zA-Z0-9_-]{1,255}$',
    says: 'letters, digits, hyphens and underscores, at most 255',
    source: `${ecs}API_CreateCluster.html`,
  },
  {
    kind: 'one-of',
    resource: 'aws_ecs_task_definition',
    argument: 'cpu',
    values: ['256', '512', '1024', '2048', '4096', '8192', '16384'],
    source: `${ecs}API_RegisterTaskDefinition.html`,
  },
  {
    kind: 'one-of',
    resource: 'aws_ecs_service',
    argument: 'propagate_tags',
    values: ['SERVICE', 'TASK_DEFINITION', 'NONE'],
    source: `${providerPages}ecs_service`,
  },
  {
    kind: 'replaces',
    resource: 'aws_ecs_service',
    arguments: ['cluster', 'name', 'launch_type', 'scheduling_strategy'],
    source: `${providerPages}ecs_service`,
  },
  {
    kind: 'matches',
    resource: 'aws_lb_target_group',
    argument: 'name',
    pattern: '^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$',
    says: 'letters, digits and hyphens, at most 32, no hyphen at an end',
    source: `${loadBalancerApi}API_CreateTargetGroup.html`,
  },
  {
    kind: 'replaces',
    resource: 'aws_lb_target_group',
    arguments: ['name', 'port', 'protocol', 'target_type', 'vpc_id'],
    source: `${providerPages}lb_target_group`,
  },
];
