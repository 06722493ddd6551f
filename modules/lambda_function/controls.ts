/** Security controls that lambda_function claims. */
import { z } from 'zod';
import { refusesPlainText, statementsOf } from '../alerts';
import type { Control } from '../module';
import { workloadControls } from '../workloads';

const inVpc = z.looseObject({
  subnet_ids: z.array(z.unknown()).min(1),
  security_group_ids: z.array(z.unknown()).min(1),
});
const resource = 'aws_lambda_function';

/** Without data, APIs and internet nothing leaves the function, and no rule says so. */
const withoutEgress = workloadControls.filter(({ id }) => id !== 'explicit-egress');

const own: readonly Control[] = [
  {
    id: 'private-subnets',
    summary: 'The code runs in private subnets.',
    resource,
    complies: ({ vpc_config: config }) => inVpc.safeParse(config).success,
  },
  {
    id: 'tracing',
    summary: 'Calls are traced.',
    resource,
    complies: ({ tracing_config: config }) => z.looseObject({ mode: z.literal('Active') }).safeParse(config).success,
  },
  {
    id: 'failed-calls-kept',
    summary: 'Asynchronous calls that failed for good go to a queue.',
    resource,
    complies: ({ dead_letter_config: config }) => z.looseObject({ target_arn: z.string() }).safeParse(config).success,
  },
  {
    id: 'encryption-at-rest',
    summary: 'Failed calls are encrypted in the queue.',
    resource: 'aws_sqs_queue',
    complies: ({ sqs_managed_sse_enabled: managed, kms_master_key_id: key }) =>
      managed === true || typeof key === 'string',
  },
  {
    id: 'encryption-in-transit',
    summary: 'Nobody uses the queue without TLS.',
    resource: 'aws_sqs_queue_policy',
    complies: ({ policy }) => statementsOf(policy).some(refusesPlainText),
  },
];

export function controls(given: {
  readonly tables: readonly string[];
  readonly buckets: readonly string[];
  readonly awsApis: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly internet: boolean;
}): readonly Control[] {
  const leaves =
    given.internet ||
    Object.keys(given.secrets).length > 0 ||
    [given.tables, given.buckets, given.awsApis].some((names) => names.length > 0);
  return [...(leaves ? workloadControls : withoutEgress), ...own];
}
