import { lambdaFunction } from '../../modules/lambda_function';
import { quote } from './quote';
import { buildWorkload, graphOf, needsOf, only, problemsOf } from './workload.fixtures';

const bucket = { s3Bucket: 'packages-111122223333', s3Key: 'generator/1.zip' };

function optionsOf(inputs: object) {
  return lambdaFunction.options(lambdaFunction.inputs.parse(inputs));
}

describe('USD a month', () => {
  test('calls, memory while it runs, traces and logs', () => {
    const generator = { memorySize: 2048, invocationsPerMonth: { low: 1000, expected: 10_000, high: 50_000 } };
    const composer = { memorySize: 10_240, averageDurationMs: { low: 10_000, expected: 60_000, high: 120_000 } };
    const text = [generator, composer].map((inputs) => quote(optionsOf(inputs), 'us-east-1'));
    expect(text.join('\n')).toMatchInlineSnapshot(`
     "function in us-east-1
       Calls, 0.2 a million requests                             0.00      0.00      0.01
       Memory while it runs, 0.0000166667 a GB-second            0.03      0.33      1.67
       Traces, 5 a million traces                                0.00      0.00      0.25   assumed
       Logs taken in, 0.5 a GB                                   0.50      0.50      0.50
       Logs kept, 0.03 a GB-month                                0.03      0.03      0.03
       a month                                                   0.56      0.87      2.46
     function in us-east-1
       Calls, 0.2 a million requests                             0.00      0.00      0.00
       Memory while it runs, 0.0000166667 a GB-second           16.67    100.00    200.00
       Traces, 5 a million traces                                0.00      0.00      0.05   assumed
       Logs taken in, 0.5 a GB                                   0.50      0.50      0.50
       Logs kept, 0.03 a GB-month                                0.03      0.03      0.03
       a month                                                  17.20    100.53    200.58"
    `);
  });

  test('space beyond the free one is a line of its own, whose price must be given', () => {
    const [option] = optionsOf({ ephemeralStorageSize: 10_240 });
    expect(option?.cost.find(({ price }) => price === 'lambda.ephemeralStorage.gbSecond')).toMatchObject({
      fixed: { expected: 95_000 },
    });
  });

  test('reserved calls count against the quota of the region', () => {
    expect(optionsOf({ reservedConcurrentExecutions: 20 })[0]?.consumes).toEqual({
      maxLambdaReservedConcurrency: { fixed: 20 },
    });
  });
});

test('inputs say what was got and what is allowed', () => {
  const found = [
    { memorySize: 64 },
    { memorySize: 10_241 },
    { timeout: 901 },
    { s3Key: 'a.zip' },
    { ...bucket, imageUri: '444455556666.dkr.ecr.us-east-1.amazonaws.com/api:1' },
    { imageUri: 'ghcr.io/example/api:1' },
    { repository: 'generator', imageUri: '444455556666.dkr.ecr.us-east-1.amazonaws.com/api:1' },
    { secrets: { TOKEN: 'hunter2' } },
    { reservedConcurrentExecutions: 0 },
  ].flatMap((inputs) => problemsOf(lambdaFunction, inputs));
  expect(found).toMatchInlineSnapshot(`
   [
     "memorySize: Too small: expected number to be >=128",
     "memorySize: Too big: expected number to be <=10240",
     "timeout: Too big: expected number to be <=900",
     ": s3Bucket and s3Key go together",
     ": at most one of s3Key, imageUri and repository may be set",
     "imageUri: must be an image of a private registry of ECR with a tag or a digest",
     ": at most one of s3Key, imageUri and repository may be set",
     "secrets.TOKEN: must be the ARN of a secret of Secrets Manager",
     "reservedConcurrentExecutions: Too small: expected number to be >=1",
   ]
  `);
});

test('needs: a network, a repository for an image, and ways to what it calls alone', () => {
  expect(needsOf(lambdaFunction, {})).toEqual(['private-network', 'container-repository']);
  expect(needsOf(lambdaFunction, { ...bucket, tables: ['jobs'], internet: true })).toMatchInlineSnapshot(`
   [
     "private-network 1 internetGbPerMonth",
     "aws-api-dynamodb 1 gbPerMonth",
     "key-value-table of jobs (primary)",
   ]
  `);
});

describe('emitted', () => {
  test('an image in private subnets with traces, logs and a queue', async () => {
    const inputs = { repository: 'composer', memorySize: 10_240, timeout: 900, tables: ['jobs'], buckets: ['assets'] };
    const { resource, output } = await buildWorkload(lambdaFunction, { inputs, request: { instance: 'composer' } });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('a package of a bucket has a runtime and a handler, and no image', async () => {
    const built = only(await buildWorkload(lambdaFunction, { inputs: bucket }), 'aws_lambda_function');
    expect(built).toMatchObject({
      package_type: 'Zip',
      s3_bucket: 'packages-111122223333',
      s3_key: 'generator/1.zip',
      runtime: 'provided.al2023',
      handler: 'bootstrap',
    });
    expect(built).not.toHaveProperty('image_uri');
  });

  test('a secret: the code has its ARN, and the role may read that one', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf';
    const emitted = await buildWorkload(lambdaFunction, { inputs: { secrets: { TOKEN_ARN: arn } } });
    expect(only(emitted, 'aws_lambda_function')['environment']).toEqual({ variables: { TOKEN_ARN: arn } });
    expect(String(only(emitted, 'aws_iam_role_policy')['policy'])).toContain(
      `"secretsmanager:GetSecretValue"],"Resource":["${arn}"]`,
    );
  });
});

describe('security groups', () => {
  test('nothing comes in, whatever it calls', async () => {
    const inputs = { tables: ['jobs'], buckets: ['assets'], awsApis: ['sns'], internet: true };
    const graph = graphOf(await buildWorkload(lambdaFunction, { inputs }));
    expect(graph.filter((line) => line.startsWith('ingress') && line.includes('-> self'))).toEqual([]);
    expect(graph).toMatchInlineSnapshot(`
     [
       "egress self -> 0.0.0.0/0: 443",
       "egress self -> pl-dynamodb: 443",
       "egress self -> pl-s3: 443",
     ]
    `);
  });

  test('nothing goes out where it calls nothing', async () => {
    expect(graphOf(await buildWorkload(lambdaFunction))).toEqual([]);
  });
});

describe('controls', () => {
  const claimed = lambdaFunction.controls(lambdaFunction.inputs.parse({ internet: true }));

  test('egress is claimed where there is any', () => {
    const ids = (inputs: object): string[] =>
      lambdaFunction.controls(lambdaFunction.inputs.parse(inputs)).map(({ id }) => id);
    expect(ids({})).not.toContain('explicit-egress');
    for (const inputs of [{ internet: true }, { tables: ['jobs'] }, { buckets: ['a'] }, { awsApis: ['sqs'] }])
      expect(ids(inputs)).toContain('explicit-egress');
  });

  test.each<[string, object, object]>([
    [
      'private-subnets',
      { vpc_config: { subnet_ids: ['a'], security_group_ids: ['b'] } },
      { vpc_config: { subnet_ids: [], security_group_ids: ['b'] } },
    ],
    ['tracing', { tracing_config: { mode: 'Active' } }, { tracing_config: { mode: 'PassThrough' } }],
    ['failed-calls-kept', { dead_letter_config: { target_arn: 'a' } }, {}],
    ['encryption-at-rest', { sqs_managed_sse_enabled: true }, { sqs_managed_sse_enabled: false }],
    [
      'encryption-in-transit',
      {
        policy: JSON.stringify({
          Statement: [{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
        }),
      },
      { policy: JSON.stringify({ Statement: [] }) },
    ],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });
});
