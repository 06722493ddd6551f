/** Inputs of ecs_service. */
import { z } from 'zod';
import { instanceInput, instancesInput, workloadInputs } from '../workload-inputs';

/** Memory that a task of so many CPU units may have, MiB: from, to and in steps of. */
const fargateSizes = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
} as const;

type Cpu = keyof typeof fargateSizes;
const cpus = [256, 512, 1024, 2048, 4096, 8192, 16384] as const satisfies readonly Cpu[];

/** AWS allows 512, 1024 and 2048 for the smallest task, and not 1536. */
function isFargateSize(cpu: Cpu, memory: number): boolean {
  const [least, most, step] = fargateSizes[cpu];
  return memory >= least && memory <= most && (memory - least) % step === 0 && !(cpu === 256 && memory === 1536);
}

const mostTasks = 1000;
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html: five values in a rule. */
const mostValues = 5;
const path = z.string().regex(/^\/[!-~]{0,127}$/, 'must be a path that begins with /');

const healthCheck = z.strictObject({
  path: path.default('/health').describe('Path that answers while the container is well; /health when left out.'),
  matcher: z
    .string()
    .regex(/^[2-4][0-9]{2}([,-][2-4][0-9]{2})*$/, 'must be status codes such as 200 or 200-299')
    .default('200')
    .describe('Status codes that count as well, such as 200 or 200-299; 200 when left out.'),
  interval: z.int().min(5).max(300).default(15).describe('Seconds between checks, 5 to 300; 15 when left out.'),
  timeout: z
    .int()
    .min(2)
    .max(120)
    .default(5)
    .describe('Seconds to wait for the answer, 2 to 120, less than the interval; 5 when left out.'),
  healthyThreshold: z
    .int()
    .min(2)
    .max(10)
    .default(2)
    .describe('Good answers in a row before a task gets requests, 2 to 10; 2 when left out.'),
  unhealthyThreshold: z
    .int()
    .min(2)
    .max(10)
    .default(3)
    .describe('Bad answers in a row before a task is replaced, 2 to 10; 3 when left out.'),
});

const listenerRule = z
  .strictObject({
    loadBalancer: instanceInput('Name of the load balancer; left out, the one that there is.'),
    hostHeaders: z
      .array(
        z.string().regex(/^[a-z0-9*?.-]{1,128}$/, 'must be a host in lower case, in which * and ? stand for others'),
      )
      .default([])
      .describe('Hosts whose requests it takes, such as api.example.com; every host when left out.'),
    pathPatterns: z
      .array(path)
      .min(1)
      .default(['/*'])
      .describe('Paths whose requests it takes, in which * stands for anything; /* when left out: all.'),
    priority: z
      .int()
      .min(1)
      .max(50_000)
      .default(100)
      .describe(
        'Place among the rules of the load balancer, 1 to 50,000, the least first; 100 when left out. Each service needs one of its own.',
      ),
    healthCheck: healthCheck.prefault({}).describe('How the load balancer tells which tasks are well.'),
    deregistrationDelay: z
      .int()
      .min(0)
      .max(3600)
      .default(30)
      .describe('Seconds in which a task that leaves ends its requests, 0 to 3,600; 30 when left out.'),
    requestsPerTarget: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1000)
      .describe('Requests a minute and task that the number of tasks follows, 1 or more; 1,000 when left out.'),
    requestGbPerMonth: z
      .number()
      .min(0)
      .default(10)
      .describe('Expected requests and answers through the load balancer, GB a month, 0 or more; 10 when left out.'),
  })
  .refine(({ hostHeaders, pathPatterns }) => hostHeaders.length + pathPatterns.length <= mostValues, {
    error: `hostHeaders and pathPatterns hold at most ${mostValues} values together`,
  })
  .refine(({ healthCheck: { interval, timeout } }) => timeout < interval, {
    error: 'healthCheck.timeout must be less than healthCheck.interval',
  });

export type ListenerRule = z.infer<typeof listenerRule>;

const capacity = z.int().min(1).max(mostTasks).optional();

export const inputs = z
  .strictObject({
    ...workloadInputs,
    image: z
      .string()
      .regex(/^[a-z0-9./_-]+(:[0-9]+)?[a-z0-9./_-]*([:@][A-Za-z0-9._:-]+)$/, 'must be an image with a tag or a digest')
      .optional()
      .describe('URI of the image with its tag or digest; left out, imageTag of a repository of the environment.'),
    repository: instanceInput(
      'Repository of the image, by the name of its instance; left out, the one that there is, unless image is set.',
    ),
    imageTag: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'must be a tag')
      .default('latest')
      .describe('Tag of the image in the repository; latest when left out. A new tag is a new deployment.'),
    command: z.array(z.string()).optional().describe('Command that the container runs; left out, that of the image.'),
    user: z
      .string()
      .regex(/^[a-z0-9_-]+(:[a-z0-9_-]+)?$/, 'must be a user or user:group')
      .optional()
      .describe('User that the container runs as, such as 65532; left out, that of the image.'),
    writablePaths: z
      .array(path)
      .default(['/tmp'])
      .describe(
        'Folders that the container may write to, empty at each start, of root unless the image declares them as volumes; /tmp when left out. The rest is read-only.',
      ),
    containerPort: z
      .int()
      .min(1)
      .max(65_535)
      .default(8080)
      .describe('Port that the container listens on, 1 to 65,535; 8080 when left out.'),
    secrets: z
      .record(
        z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be a variable in capitals such as API_TOKEN'),
        z
          .string()
          .regex(
            /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+(:[A-Za-z0-9_.-]*){0,3}$/,
            'must be the ARN of a secret of Secrets Manager',
          ),
      )
      .default({})
      .describe(
        'Variables that are read from Secrets Manager when a task starts: variable -> ARN of the secret; none when left out.',
      ),
    functions: instancesInput(
      'Lambda functions that it calls, by the names of their instances: [generator]; none when left out. The code finds each name in a variable: GENERATOR_FUNCTION.',
    ),
    cpu: z
      .union(cpus.map((units) => z.literal(units)))
      .default(256)
      .describe(`CPU of a task, in 1,024ths of a vCPU: ${cpus.join(', ')}; 256 when left out.`),
    memory: z
      .int()
      .min(512)
      .max(122_880)
      .default(512)
      .describe('Memory of a task, MiB, as Fargate has it for the CPU: 512, 1024 or 2048 for 256; 512 when left out.'),
    cpuArchitecture: z
      .enum(['X86_64', 'ARM64'])
      .default('X86_64')
      .describe('What the image is built for: X86_64, or ARM64, which costs a fifth less; X86_64 when left out.'),
    minCapacity: capacity.describe('Fewest tasks, 1 to 1,000; left out, 1, and 2 for multi-az.'),
    maxCapacity: capacity.describe('Most tasks, 1 to 1,000; left out, 4, or minCapacity where that is more.'),
    desiredCount: capacity.describe(
      'Tasks at first and for the expected cost, from minCapacity to maxCapacity; left out, minCapacity. Autoscaling changes it later.',
    ),
    cpuTargetPercent: z
      .int()
      .min(10)
      .max(90)
      .default(60)
      .describe('Use of the CPU that the number of tasks follows, 10 to 90 percent; 60 when left out.'),
    listenerRule: listenerRule
      .optional()
      .describe('Which requests of a load balancer it takes: {} for all; left out, it is behind none and takes none.'),
  })
  .refine(({ image, repository }) => image === undefined || repository === undefined, {
    error: 'image and repository must not both be set',
  })
  .superRefine(({ cpu, memory }, context) => {
    if (isFargateSize(cpu, memory)) return;
    const [least, most, step] = fargateSizes[cpu];
    context.addIssue({
      code: 'custom',
      path: ['memory'],
      message: `cpu ${cpu} takes ${least} to ${most} MiB in steps of ${step}${cpu === 256 ? ', and not 1536' : ''}`,
    });
  });

export type Inputs = z.infer<typeof inputs>;

const defaultMostTasks = 4;

export interface Capacity {
  readonly min: number;
  readonly desired: number;
  readonly max: number;
}

export function capacityOf(given: Inputs, availability: 'single-az' | 'multi-az'): Capacity {
  const min = given.minCapacity ?? (availability === 'multi-az' ? 2 : 1);
  const max = given.maxCapacity ?? Math.max(defaultMostTasks, min, given.desiredCount ?? 0);
  return { min, desired: given.desiredCount ?? min, max };
}
