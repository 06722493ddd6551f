/**
 * A function of Lambda in private subnets: a package from a bucket or an image from a repository, a role for what is
 * named and nothing else, traces, logs that expire, and a queue for asynchronous calls that failed for good.
 *
 * Its security group takes no traffic at all (callers reach the API of Lambda and never the function) and lets it out
 * to the APIs that it calls and, with `internet`, to the rest over HTTPS. Lambda itself pulls the code, writes logs and
 * traces, and fills the queue: that traffic does not pass the VPC.
 *
 * Nothing is kept in it but failed calls, for 14 days, so it goes when it is switched off. It has no event sources,
 * versions, aliases or URL: callers invoke it by name. It can't be made before its code is there, and an image of another
 * account or region is refused by AWS.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
import { scaled, times } from '../amounts';
import { serverlessFunction } from '../capabilities';
import type { CostLine, Module, Need, Option } from '../module';
import { repositoryNeed, workloadLogCosts, workloadNeeds } from '../workloads';
import { apis } from './apis';
import { controls } from './controls';
import { freeStorage, inputs, takesRepository, type Inputs } from './inputs';
import { rules } from './rules';

export type { Inputs };

const million = 1_000_000;
const millisecondsPerSecond = 1000;
const mbPerGb = 1024;

/** X-Ray takes the first call of each second and so many of the others. */
const tracedShare = 0.05;

function needs(given: Inputs): Need[] {
  return [...workloadNeeds(given, apis(given)), ...(takesRepository(given) ? [repositoryNeed(given.repository)] : [])];
}

function costs(given: Inputs): readonly CostLine[] {
  const chip = given.architecture === 'arm64' ? 'arm' : 'x86';
  const seconds = scaled(times(given.invocationsPerMonth, given.averageDurationMs), 1 / millisecondsPerSecond);
  const extraStorage = (given.ephemeralStorageSize - freeStorage) / mbPerGb;
  const calls = scaled(given.invocationsPerMonth, 1 / million);
  return [
    { name: 'Calls', price: `lambda.${chip}.millionRequests`, fixed: calls, basis: 'invocationsPerMonth' },
    {
      name: 'Memory while it runs',
      price: `lambda.${chip}.gbSecond`,
      fixed: scaled(seconds, given.memorySize / mbPerGb),
      basis: `invocationsPerMonth x averageDurationMs x ${given.memorySize / mbPerGb} GB`,
    },
    ...(extraStorage === 0
      ? []
      : [
          {
            name: 'Space in /tmp beyond 512 MB',
            price: 'lambda.ephemeralStorage.gbSecond',
            fixed: scaled(seconds, extraStorage),
            basis: `invocationsPerMonth x averageDurationMs x ${extraStorage} GB`,
          },
        ]),
    {
      name: 'Traces',
      price: 'xray.millionTracesRecorded',
      fixed: { low: calls.low * tracedShare, expected: calls.expected * tracedShare, high: calls.high },
      basis: `${100 * tracedShare} % of the calls, and the first of each second: all of them where calls are rare`,
    },
    ...workloadLogCosts(given),
  ];
}

function options(given: Inputs): readonly Option[] {
  return [
    {
      key: 'function',
      label: `Function with ${given.memorySize} MB`,
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [serverlessFunction],
      cost: costs(given),
      ...(given.reservedConcurrentExecutions === undefined
        ? {}
        : { consumes: { maxLambdaReservedConcurrency: { fixed: given.reservedConcurrentExecutions } } }),
    },
  ];
}

export const lambdaFunction = {
  name: 'lambda_function',
  title: 'Lambda function',
  summary: 'A function in private subnets that runs when it is called, with traces, logs and a queue for failed calls.',
  category: 'compute',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: false,
  services: ['lambda', 'logs', 'sqs', 'xray'],
  provides: [serverlessFunction],
  quotas: { maxLambdaReservedConcurrency: 'calls at the same time that functions of the region reserve' },
  inputs,
  useWhen: [
    { text: 'work comes in bursts, or for minutes a day, and takes at most 15 minutes a call' },
    { text: 'a job wants much memory for a short time, up to 10,240 MB' },
  ],
  avoidWhen: [
    { text: 'requests are steady all day: a container costs less then' },
    { text: 'a call takes longer than 15 minutes, or needs a GPU' },
    { text: 'answers must come in milliseconds after a pause: the first call starts the function' },
  ],
  conflicts: {},
  rules,
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html: rights of the role for network interfaces, and how to keep the code from using them.',
    'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq: sqs:SendMessage in the role.',
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html: 100 of the calls at the same time stay unreserved.',
    'https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions: the policy of the repository lets Lambda pull.',
    'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html: one call a second and 5 % of the others are traced.',
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/lambda_function',
    'The guide lets functions call any port of any address. Here they reach HTTPS alone, and the internet only with `internet`, which its Replicate API asks for.',
  ],
  controls,
  needs,
  options: (given) => options(given),
  zoneParts: (_, { availability }) => [
    {
      what: 'network interfaces',
      zones: availability === 'multi-az' ? 2 : 1,
      where: 'first',
      loses: 'no call of it runs',
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
