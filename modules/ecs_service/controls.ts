/** Security controls that ecs_service claims. */
import { z } from 'zod';
import type { Control } from '../module';
import { workloadControls } from '../workloads';
import type { Inputs } from './inputs';

const containers = z.array(z.looseObject({ readonlyRootFilesystem: z.boolean().optional() })).min(1);
const network = z.looseObject({ assign_public_ip: z.literal(false) });
const breaker = z.looseObject({ enable: z.literal(true), rollback: z.literal(true) });

const always: readonly Control[] = [
  ...workloadControls,
  {
    id: 'no-public-address',
    summary: 'Tasks have no address on the internet.',
    resource: 'aws_ecs_service',
    complies: ({ network_configuration: given }) => network.safeParse(given).success,
  },
  {
    id: 'read-only-root',
    summary: 'A container writes to named folders alone.',
    resource: 'aws_ecs_task_definition',
    complies: ({ container_definitions: text }) => {
      const read = containers.safeParse(typeof text === 'string' ? JSON.parse(text) : undefined);
      return read.success && read.data.every(({ readonlyRootFilesystem }) => readonlyRootFilesystem === true);
    },
  },
  {
    id: 'failed-deployments-rolled-back',
    summary: 'A deployment whose tasks do not come up is rolled back.',
    resource: 'aws_ecs_service',
    complies: ({ deployment_circuit_breaker: given }) => breaker.safeParse(given).success,
  },
  {
    id: 'confused-deputy',
    summary: 'ECS takes the roles for tasks of this account alone.',
    resource: 'aws_iam_role',
    complies: ({ assume_role_policy: trust }) => typeof trust === 'string' && trust.includes('aws:SourceAccount'),
  },
];

const groupsAlone: Control = {
  id: 'no-ingress-by-address',
  summary: 'Tasks take requests of security groups, never of addresses.',
  resource: 'aws_vpc_security_group_ingress_rule',
  complies: ({ referenced_security_group_id: group, cidr_ipv4: range }) => group !== undefined && range === undefined,
};

export function controls({ listenerRule }: Inputs): readonly Control[] {
  return listenerRule === undefined ? always : [...always, groupsAlone];
}
