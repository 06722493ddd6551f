/** What containers and functions share: the data that they use, the APIs that they call, their settings and logs. */
import { z } from 'zod';
import { amountInput } from './amounts';
import { awsApiServices } from './capabilities';
import { retentions } from './logs';

const instance = z
  .string()
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'must be the name of an instance: lower-case words joined by underscores');
const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be a variable in capitals such as LOG_LEVEL');

export function instanceInput(what: string): z.ZodOptional<typeof instance> {
  return instance.optional().describe(what);
}

export function instancesInput(what: string): z.ZodDefault<z.ZodArray<typeof instance>> {
  return z
    .array(instance)
    .refine((names) => new Set(names).size === names.length, 'each may be named once')
    .default([])
    .describe(what);
}

export const kmsKeyArn = z
  .string()
  .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key');

export const workloadInputs = {
  tables: instancesInput(
    'Tables that it reads and writes, by the names of their instances, in the primary region: [jobs, usage]; none when left out. The code finds each name in a variable: JOBS_TABLE.',
  ),
  buckets: instancesInput(
    'Buckets whose objects it reads and writes, by the names of their instances, in the primary region: [assets]; none when left out. The code finds each name in a variable: ASSETS_BUCKET.',
  ),
  environment: z
    .record(variable, z.string())
    .default({})
    .describe(
      'Variables for the code, in capitals -> text; none when left out. No secrets: they would stand in files.',
    ),
  policyArns: z
    .record(
      z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and hyphens'),
      z.string().regex(/^arn:[a-z-]+:iam::([0-9]{12}|aws):policy\/\S+$/, 'must be the ARN of an IAM policy'),
    )
    .default({})
    .describe('Further policies of its role: a name of your own -> ARN; none when left out.'),
  kmsKeyArns: z
    .array(kmsKeyArn)
    .default([])
    .describe('KMS keys that its secrets are encrypted with, so that they can be read; none when left out.'),
  awsApis: z
    .array(z.enum(awsApiServices))
    .default([])
    .describe(
      'APIs of AWS that it calls beside those of its tables, buckets, secrets, images and logs, as their endpoints are named: [sqs, sns]; none when left out. Their rights come by policyArns.',
    ),
  apiGbPerMonth: z
    .partialRecord(z.enum(awsApiServices), z.number().min(0))
    .default({})
    .describe(
      'Expected traffic to and from APIs of AWS, GB a month in each region, 0 or more: {s3: 100, dynamodb: 50}; 1 for each that is left out. It decides between endpoints and NAT.',
    ),
  internet: z
    .boolean()
    .default(false)
    .describe('Whether it calls servers on the internet, over HTTPS through NAT; false when left out.'),
  internetGbPerMonth: z
    .number()
    .min(0)
    .optional()
    .describe('Expected traffic to the internet, GB a month in each region, 0 or more; left out, 1 with internet.'),
  logRetentionInDays: z
    .literal(retentions)
    .default(30)
    .describe('Days that logs are kept, one of the values of CloudWatch Logs from 1 to 3653; 30 when left out.'),
  logGbPerMonth: amountInput
    .default(1)
    .describe('Expected size of its logs, GB a month, 0 or more; 1 when left out. Charged on arrival.'),
  kmsKeyId: kmsKeyArn
    .optional()
    .describe(
      'ARN of the KMS key of the logs, in the region, which lets logs.<region>.amazonaws.com use it; left out, a key that AWS owns.',
    ),
};

export type Workload = z.infer<z.ZodObject<typeof workloadInputs>>;

/** A variable that tells the code where something is: `JOBS_TABLE`. */
export function variableOf(name: string, kind: 'TABLE' | 'BUCKET' | 'FUNCTION'): string {
  return `${name.toUpperCase()}_${kind}`;
}
