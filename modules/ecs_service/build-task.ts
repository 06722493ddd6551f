/** The task definition: one container, what it may write to, and where its settings, secrets and logs come from. */
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { variablesOf } from '../build-workload';
import { containerRepository, serverlessFunction } from '../capabilities';
import type { BuildContext } from '../module';
import { variableOf } from '../workload-inputs';
import type { Given, Roles } from './build-roles';
import type { Inputs } from './inputs';

export const containerName = 'app';

export function createTask(
  context: BuildContext<Inputs>,
  { name, roles, ...given }: Given & { readonly name: string; readonly roles: Roles },
): EcsTaskDefinition {
  const { inputs } = context;
  return new EcsTaskDefinition(context.scope, context.id('task'), {
    region: context.chosen.region,
    family: name,
    cpu: String(inputs.cpu),
    memory: String(inputs.memory),
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    runtimePlatform: { cpuArchitecture: inputs.cpuArchitecture, operatingSystemFamily: 'LINUX' },
    executionRoleArn: roles.executionRoleArn,
    taskRoleArn: roles.taskRoleArn,
    containerDefinitions: JSON.stringify([containerOf(context, given)]),
    volume: writable(inputs).map((volume) => ({ name: volume.sourceVolume })),
    dependsOn: [...roles.rights],
  });
}

function containerOf(context: BuildContext<Inputs>, { data, logs }: Given): object {
  const { inputs } = context;
  const functions = [...inputs.functions].sort().map((one): [string, string] => {
    return [variableOf(one, 'FUNCTION'), context.require(serverlessFunction, 'here', one).functionName];
  });
  const variables = { ...Object.fromEntries(functions), ...variablesOf(context, data) };
  return {
    name: containerName,
    image: imageOf(context),
    essential: true,
    ...(inputs.command === undefined ? {} : { command: inputs.command }),
    ...(inputs.user === undefined ? {} : { user: inputs.user }),
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true },
    portMappings: [{ containerPort: inputs.containerPort, protocol: 'tcp' }],
    environment: sorted(variables).map(([key, value]) => ({ name: key, value })),
    secrets: sorted(inputs.secrets).map(([key, valueFrom]) => ({ name: key, valueFrom })),
    mountPoints: writable(inputs),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logs.name,
        'awslogs-region': context.chosen.region,
        'awslogs-stream-prefix': containerName,
        // A container must not stand still because its logs do.
        mode: 'non-blocking',
      },
    },
  };
}

function imageOf(context: BuildContext<Inputs>): string {
  const { image, repository, imageTag } = context.inputs;
  if (image !== undefined) return image;
  return `${context.require(containerRepository, 'here', repository).repositoryUrl}:${imageTag}`;
}

interface Mount {
  readonly sourceVolume: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
}

function writable({ writablePaths }: Inputs): readonly Mount[] {
  return [...new Set(writablePaths)].sort().map((containerPath) => ({
    sourceVolume: containerPath.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'root',
    containerPath,
    readOnly: false,
  }));
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
