/**
 * Containers on Fargate in private subnets: a cluster with one service, a task definition whose file system is
 * read-only, roles for what is named and nothing else, logs, and a number of tasks that follows CPU and requests. With a
 * listener rule a load balancer sends it requests of the hosts and paths that it takes.
 *
 * Its security group takes the container's port from the load balancer alone, and lets traffic out to the APIs that it
 * calls and, with `internet`, to the rest over HTTPS. It stands in one zone or in all, as the availability asks. A
 * deployment that fails is rolled back. The number of tasks is left to autoscaling once the service stands.
 *
 * Nothing is kept in it, so it goes when it is switched off. It can't mount file systems, run beside containers of
 * others in a task, use Spot, or be entered with ECS Exec. A task does not start before its image is pushed.
 *
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html
 */
import { containerService, httpLoadBalancer, serverlessFunction } from '../capabilities';
import type { CostLine, Module, Need, Option, Range, Site } from '../module';
import { repositoryNeed, workloadLogCosts, workloadNeeds } from '../workloads';
import { apis } from './apis';
import { controls } from './controls';
import { capacityOf, inputs, type Capacity, type Inputs } from './inputs';
import { rules } from './rules';

export type { Inputs };

const hoursPerMonth = 730;
const cpuUnits = 1024;
const mibPerGb = 1024;

function needs(given: Inputs): Need[] {
  const { image, repository, functions, listenerRule } = given;
  return [
    ...workloadNeeds(given, apis(given)),
    ...(image === undefined ? [repositoryNeed(repository)] : []),
    ...functions.map((instance): Need => ({ capability: serverlessFunction, at: 'each', instance })),
    ...(listenerRule === undefined
      ? []
      : [
          {
            capability: httpLoadBalancer,
            at: 'each' as const,
            ...(listenerRule.loadBalancer === undefined ? {} : { instance: listenerRule.loadBalancer }),
            demand: { requestGbPerMonth: listenerRule.requestGbPerMonth },
          },
        ]),
  ];
}

function unavailable({ min, desired, max }: Capacity, { availability }: Site): string | undefined {
  if (min > max) return `minCapacity is ${min} and maxCapacity ${max}`;
  if (desired < min || desired > max) return `desiredCount is ${desired} and stands outside of ${min} to ${max}`;
  if (availability === 'multi-az' && min < 2) return 'minCapacity is 1 and multi-az takes at least 2 tasks';
  return undefined;
}

function hours({ min, desired, max }: Capacity, ofEach: number): Range {
  const month = ofEach * hoursPerMonth;
  return { low: min * month, expected: desired * month, high: max * month };
}

function costs(given: Inputs, tasks: Capacity): readonly CostLine[] {
  const chip = given.cpuArchitecture === 'ARM64' ? 'arm' : 'x86';
  const count = `${tasks.min} to ${tasks.max} tasks, ${tasks.desired} expected`;
  return [
    {
      name: 'vCPUs of tasks',
      price: `fargate.${chip}.vcpuHour`,
      fixed: hours(tasks, given.cpu / cpuUnits),
      basis: `${count} x ${given.cpu / cpuUnits} vCPU x ${hoursPerMonth} h`,
    },
    {
      name: 'Memory of tasks',
      price: `fargate.${chip}.gbHour`,
      fixed: hours(tasks, given.memory / mibPerGb),
      basis: `${count} x ${given.memory / mibPerGb} GB x ${hoursPerMonth} h`,
    },
    ...workloadLogCosts(given),
  ];
}

function options(given: Inputs, site: Site): readonly Option[] {
  const tasks = capacityOf(given, site.availability);
  const why = unavailable(tasks, site);
  return [
    {
      key: 'fargate',
      label: `Fargate, ${tasks.min} to ${tasks.max} tasks of ${given.cpu / cpuUnits} vCPU and ${given.memory} MiB`,
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [containerService],
      cost: costs(given, tasks),
      ...(why === undefined ? {} : { unavailable: why }),
    },
  ];
}

export const ecsService = {
  name: 'ecs_service',
  title: 'ECS service on Fargate',
  summary: 'Containers on Fargate in private subnets, behind a load balancer or none, as many as the load asks for.',
  category: 'compute',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: false,
  services: ['ecs', 'fargate', 'logs'],
  provides: [containerService],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'an API or a worker runs in a container, and nobody wants to run a cluster for it' },
    { text: 'requests are steady or long, so that functions would cost more or end too early' },
  ],
  avoidWhen: [
    { text: 'the platform is Kubernetes already: another workload there costs no second way of doing things' },
    { text: 'GPUs are needed, which Fargate does not have' },
    { text: 'it runs for minutes a day: a function costs nothing while it sleeps' },
  ],
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html (CPU and memory of Fargate)',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html: Fargate pulls by ecr.api and ecr.dkr, and layers from S3 by its gateway endpoint.',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html: aws:SourceArn and aws:SourceAccount in the trust of task roles.',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html: the label of ALBRequestCountPerTarget.',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html: groups do not filter DNS of the VPC resolver nor the addresses of task credentials.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/ecs_service: desired_count is ignored where autoscaling has it.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/vpc_security_group_egress_rule: not beside inline rules of the group.',
    'The guide lets tasks call any port of any address. Here they reach HTTPS alone, and the internet only with `internet`, which its Replicate API asks for.',
  ],
  controls,
  needs,
  options,
  zoneParts: (given, { availability }) => [
    {
      what: 'tasks',
      zones: availability === 'multi-az' ? capacityOf(given, availability).desired : 1,
      where: 'first',
      loses: 'no task answers until others start',
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
