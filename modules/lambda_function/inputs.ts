/** Inputs of lambda_function. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { instanceInput, workloadInputs } from '../workload-inputs';

const leastMemory = 128;
const mostMemory = 10_240;
const leastStorage = 512;
const mostStorage = 10_240;
const mostSeconds = 900;

export const inputs = z
  .strictObject({
    ...workloadInputs,
    kmsKeyId: workloadInputs.kmsKeyId.describe(
      'ARN of the KMS key of the logs and of the variables, in the region, which lets logs.<region>.amazonaws.com use it; left out, keys that AWS owns or manages.',
    ),
    s3Bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
      .optional()
      .describe('Bucket of the package, in the region, with s3Key; left out, the code is an image.'),
    s3Key: z.string().min(1).max(1024).optional().describe('Key of the package, a .zip, in s3Bucket.'),
    s3ObjectVersion: z
      .string()
      .min(1)
      .optional()
      .describe('Version of the package in a versioned bucket; left out, the newest when it is applied.'),
    runtime: z
      .string()
      .regex(/^[a-z][a-z0-9.]{1,40}$/, 'must be a runtime such as provided.al2023 or python3.13')
      .default('provided.al2023')
      .describe(
        'Runtime of a package: provided.al2023, which Go and Rust take, python3.13 and so on; provided.al2023 when left out.',
      ),
    handler: z
      .string()
      .regex(/^\S{1,128}$/, 'must be a handler without spaces')
      .default('bootstrap')
      .describe('Entry of a package, as the runtime writes it; bootstrap when left out.'),
    imageUri: z
      .string()
      .regex(
        /^[0-9]{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.\S+\/[a-z0-9._/-]+[:@][A-Za-z0-9._:-]+$/,
        'must be an image of a private registry of ECR with a tag or a digest',
      )
      .optional()
      .describe(
        'URI of the image in ECR, in the region, with its tag or digest; left out, imageTag of a repository of the environment.',
      ),
    repository: instanceInput(
      'Repository of the image, by the name of its instance; left out, the one that there is, unless imageUri or s3Key is set.',
    ),
    imageTag: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'must be a tag')
      .default('latest')
      .describe('Tag of the image in the repository; latest when left out.'),
    architecture: z
      .enum(['x86_64', 'arm64'])
      .default('x86_64')
      .describe('What the code is built for: x86_64, or arm64, which costs a fifth less; x86_64 when left out.'),
    memorySize: z
      .int()
      .min(leastMemory)
      .max(mostMemory)
      .default(1024)
      .describe('Memory, MB, 128 to 10,240; 1,024 when left out. CPU grows with it: one vCPU at 1,769.'),
    ephemeralStorageSize: z
      .int()
      .min(leastStorage)
      .max(mostStorage)
      .default(leastStorage)
      .describe(
        'Space in /tmp, MB, 512 to 10,240; 512, which is free, when left out. What is above has no known price: give lambda.ephemeralStorage.gbSecond in spec.prices.',
      ),
    timeout: z
      .int()
      .min(1)
      .max(mostSeconds)
      .default(60)
      .describe('Seconds after which a call is ended, 1 to 900; 60 when left out.'),
    reservedConcurrentExecutions: z
      .int()
      .min(1)
      .optional()
      .describe(
        'Calls at the same time that are kept for it and that it never exceeds, 1 or more; left out, it shares those of the account. AWS keeps 100 that nobody may reserve.',
      ),
    maximumRetryAttempts: z
      .int()
      .min(0)
      .max(2)
      .default(2)
      .describe(
        'Further attempts of an asynchronous call that failed, 0 to 2; 2 when left out. Then it goes to the dead-letter queue.',
      ),
    maximumEventAgeInSeconds: z
      .int()
      .min(60)
      .max(21_600)
      .default(21_600)
      .describe('Seconds that an asynchronous call may wait, 60 to 21,600; 21,600 when left out.'),
    secrets: z
      .record(
        z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be a variable in capitals such as API_TOKEN_ARN'),
        z
          .string()
          .regex(
            /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$/,
            'must be the ARN of a secret of Secrets Manager',
          ),
      )
      .default({})
      .describe(
        'Secrets that the code reads itself: variable that holds the ARN -> ARN of the secret; none when left out.',
      ),
    invocationsPerMonth: amountInput
      .default(10_000)
      .describe('Expected calls a month in each region, 0 or more; 10,000 when left out. For the cost alone.'),
    averageDurationMs: amountInput
      .default(1000)
      .describe('Expected length of a call, milliseconds, 0 or more; 1,000 when left out. For the cost alone.'),
  })
  .refine(({ s3Bucket, s3Key }) => (s3Bucket === undefined) === (s3Key === undefined), {
    error: 's3Bucket and s3Key go together',
  })
  .refine(
    ({ s3Key, imageUri, repository }) => [s3Key, imageUri, repository].filter((one) => one !== undefined).length < 2,
    {
      error: 'at most one of s3Key, imageUri and repository may be set',
    },
  );

export type Inputs = z.infer<typeof inputs>;

export const freeStorage = leastStorage;

/** Whether the image is one of a repository of the environment. */
export function takesRepository({ s3Key, imageUri }: Inputs): boolean {
  return s3Key === undefined && imageUri === undefined;
}
