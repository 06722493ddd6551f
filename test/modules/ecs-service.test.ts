import { z } from 'zod';
import { ecsService } from '../../modules/ecs_service';
import { isPrivateImage, repositoryArnOf } from '../../modules/ecs_service/image';
import { sampleInputs } from '../support/workload-samples';
import { changed, quote } from './quote';
import { buildWorkload, graphOf, needsOf, only, problemsOf, siteOf, type Workload } from './workload.fixtures';

const behind = { listenerRule: {} };

function optionOf(inputs: object, availability: 'single-az' | 'multi-az' = 'single-az') {
  return ecsService.options(ecsService.inputs.parse(inputs), siteOf(availability));
}

async function container(given: Workload): Promise<Record<string, unknown>> {
  const { container_definitions: text } = only(await buildWorkload(ecsService, given), 'aws_ecs_task_definition');
  const [first] = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(String(text)));
  return first ?? {};
}

describe('USD a month', () => {
  test('from the fewest tasks to the most', () => {
    const text = quote(optionOf({ desiredCount: 2, cpu: 512, memory: 1024 }, 'multi-az'), 'us-east-1');
    expect(text).toMatchInlineSnapshot(`
     "fargate in us-east-1
       vCPUs of tasks, 0.04048 a vCPU-hour                      29.55     29.55     59.10
       Memory of tasks, 0.004445 a GB-hour                       6.49      6.49     12.98
       Logs taken in, 0.5 a GB                                   0.50      0.50      0.50
       Logs kept, 0.03 a GB-month                                0.03      0.03      0.03
       a month                                                  36.57     36.57     72.61"
    `);
  });

  test('ARM64 costs a fifth less', () => {
    const arm = quote(optionOf({ cpuArchitecture: 'ARM64' }), 'us-east-1');
    expect(changed(arm, quote(optionOf({}), 'us-east-1'))).toMatchInlineSnapshot(`
     "  vCPUs of tasks, 0.03238 a vCPU-hour                       5.91      5.91     23.64
       Memory of tasks, 0.00356 a GB-hour                        1.30      1.30      5.20
       a month                                                   7.74      7.74     29.36"
    `);
  });

  test('what the counts rule out is said', () => {
    const reasons = [
      optionOf({ minCapacity: 5, maxCapacity: 4 }),
      optionOf({ desiredCount: 3, maxCapacity: 2 }),
      optionOf({ minCapacity: 1 }, 'multi-az'),
      optionOf({ desiredCount: 9 }, 'multi-az'),
    ].map(([option]) => option?.unavailable ?? option?.label);
    expect(reasons).toMatchInlineSnapshot(`
     [
       "minCapacity is 5 and maxCapacity 4",
       "desiredCount is 3 and stands outside of 1 to 2",
       "minCapacity is 1 and multi-az takes at least 2 tasks",
       "Fargate, 2 to 9 tasks of 0.25 vCPU and 512 MiB",
     ]
    `);
  });
});

test('inputs say what was got and what is allowed', () => {
  const found = [
    { cpu: 300 },
    { cpu: 512, memory: 512 },
    { cpu: 256, memory: 1536 },
    { cpu: 8192, memory: 20_000 },
    { image: 'ghcr.io/example/api' },
    { image: 'ghcr.io/example/api:1', repository: 'api' },
    { tables: ['jobs', 'jobs'] },
    { tables: ['Jobs'] },
    { environment: { logLevel: 'debug' } },
    { secrets: { API_TOKEN: 'hunter2' } },
    { listenerRule: { pathPatterns: ['api'] } },
    { listenerRule: { hostHeaders: ['a.example.com', 'b.example.com'], pathPatterns: ['/1', '/2', '/3', '/4'] } },
    { listenerRule: { healthCheck: { interval: 5, timeout: 5 } } },
    { apiGbPerMonth: { s4: 1 } },
    { logRetentionInDays: 10 },
  ].flatMap((inputs) => problemsOf(ecsService, inputs));
  expect(found).toMatchInlineSnapshot(`
   [
     "cpu: Invalid input",
     "memory: cpu 512 takes 1024 to 4096 MiB in steps of 1024",
     "memory: cpu 256 takes 512 to 2048 MiB in steps of 512, and not 1536",
     "memory: cpu 8192 takes 16384 to 61440 MiB in steps of 4096",
     "image: must be an image with a tag or a digest",
     ": image and repository must not both be set",
     "tables: each may be named once",
     "tables.0: must be the name of an instance: lower-case words joined by underscores",
     "environment.logLevel: Invalid key in record",
     "secrets.API_TOKEN: must be the ARN of a secret of Secrets Manager",
     "listenerRule.pathPatterns.0: must be a path that begins with /",
     "listenerRule: hostHeaders and pathPatterns hold at most 5 values together",
     "listenerRule: healthCheck.timeout must be less than healthCheck.interval",
     "apiGbPerMonth: Unrecognized key: "s4"",
     "logRetentionInDays: Invalid option: expected one of 1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1096|1827|2192|2557|2922|3288|3653",
   ]
  `);
});

describe('needs', () => {
  test('on alone, it is behind no load balancer and pulls from the repository of the environment', () => {
    expect(needsOf(ecsService, {})).toMatchInlineSnapshot(`
     [
       "private-network",
       "aws-api-ecr-api 1 gbPerMonth",
       "aws-api-ecr-dkr 1 gbPerMonth",
       "aws-api-logs 1 gbPerMonth",
       "aws-api-s3 1 gbPerMonth",
       "container-repository",
     ]
    `);
  });

  test('data, functions and a load balancer by name, with their traffic', () => {
    const inputs = {
      repository: 'api',
      tables: ['jobs', 'usage'],
      buckets: ['assets'],
      functions: ['generator'],
      awsApis: ['sqs'],
      apiGbPerMonth: { 'ecr.dkr': 5, s3: 100, dynamodb: 50 },
      internet: true,
      internetGbPerMonth: 10,
      listenerRule: { loadBalancer: 'front', requestGbPerMonth: 30 },
    };
    expect(needsOf(ecsService, inputs)).toMatchInlineSnapshot(`
     [
       "private-network 10 internetGbPerMonth",
       "aws-api-dynamodb 50 gbPerMonth",
       "aws-api-ecr-api 1 gbPerMonth",
       "aws-api-ecr-dkr 5 gbPerMonth",
       "aws-api-lambda 1 gbPerMonth",
       "aws-api-logs 1 gbPerMonth",
       "aws-api-s3 100 gbPerMonth",
       "aws-api-sqs 1 gbPerMonth",
       "key-value-table of jobs (primary)",
       "key-value-table of usage (primary)",
       "object-storage of assets (primary)",
       "container-repository of api",
       "serverless-function of generator",
       "http-load-balancer of front 30 requestGbPerMonth",
     ]
    `);
  });

  test('a public image needs no registry, and one of another account no repository here', () => {
    const names = (image: string): string[] => needsOf(ecsService, { image });
    expect(names('public.ecr.aws/docker/library/nginx:1.29')).toEqual(['private-network', 'aws-api-logs 1 gbPerMonth']);
    expect(names('444455556666.dkr.ecr.us-east-1.amazonaws.com/api:1')).toEqual([
      'private-network',
      'aws-api-ecr-api 1 gbPerMonth',
      'aws-api-ecr-dkr 1 gbPerMonth',
      'aws-api-logs 1 gbPerMonth',
      'aws-api-s3 1 gbPerMonth',
    ]);
  });
});

test('images of private registries are known by their URI', () => {
  const images = [
    '444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/api:1',
    '444455556666.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:0a',
    'public.ecr.aws/docker/library/nginx:1.29',
    'ghcr.io/example/api:1',
  ];
  expect(images.map((image) => [isPrivateImage(image), repositoryArnOf(image, 'aws')])).toEqual([
    [true, 'arn:aws:ecr:eu-west-1:444455556666:repository/team/api'],
    [true, 'arn:aws:ecr:eu-west-1:444455556666:repository/api'],
    [false, undefined],
    [false, undefined],
  ]);
});

describe('emitted', () => {
  test('an API behind a load balancer with tables, buckets, a function and a secret', async () => {
    const { resource, output } = await buildWorkload(ecsService, {
      inputs: Object.assign({}, sampleInputs(ecsService)),
      request: { instance: 'api' },
    });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('one zone or all of them, without a public address', async () => {
    const networkOf = async (availability: 'single-az' | 'multi-az') =>
      only(await buildWorkload(ecsService, { availability }), 'aws_ecs_service')['network_configuration'];
    const group = ['${aws_security_group.ecs_service_access_us_east_1.id}'];
    expect(await networkOf('single-az')).toEqual({
      assign_public_ip: false,
      security_groups: group,
      subnets: ['subnet-private-az1'],
    });
    expect(await networkOf('multi-az')).toMatchObject({
      subnets: ['subnet-private-az1', 'subnet-private-az2', 'subnet-private-az3'],
    });
  });

  test('another port takes another target group under another name', async () => {
    const groupOf = async (containerPort: number) =>
      only(await buildWorkload(ecsService, { inputs: { ...behind, containerPort } }), 'aws_lb_target_group');
    expect([(await groupOf(8080))['name'], (await groupOf(9000))['name']]).toEqual(['test-8080', 'test-9000']);
  });

  test('the code finds its data in variables, and its own settings win', async () => {
    const inputs = { tables: ['jobs'], buckets: ['assets'], environment: { JOBS_TABLE: 'other', LOG_LEVEL: 'debug' } };
    expect((await container({ inputs }))['environment']).toEqual([
      { name: 'ASSETS_BUCKET', value: 'test-assets-111122223333' },
      { name: 'JOBS_TABLE', value: 'other' },
      { name: 'LOG_LEVEL', value: 'debug' },
    ]);
  });

  test('what is named is all that the code may use, and the role that starts it has none of it', async () => {
    const { resource } = await buildWorkload(ecsService, { inputs: { tables: ['jobs'] } });
    const policies = resource['aws_iam_role_policy'] ?? {};
    expect(String(policies['ecs_service_task_rights_us_east_1']?.['policy'])).toContain('table/test-jobs');
    expect(String(policies['ecs_service_execution_rights_us_east_1']?.['policy'])).not.toContain('dynamodb');
    const nothing = await buildWorkload(ecsService);
    expect(Object.keys(nothing.resource['aws_iam_role_policy'] ?? {})).toEqual([
      'ecs_service_execution_rights_us_east_1',
    ]);
  });

  test('the number of tasks is left to autoscaling', async () => {
    const service = only(await buildWorkload(ecsService, { inputs: { desiredCount: 2 } }), 'aws_ecs_service');
    expect(service).toMatchObject({ desired_count: 2, lifecycle: { ignore_changes: ['desired_count'] } });
  });
});

describe('security groups', () => {
  test('from the load balancer to the container, and on to the APIs that it calls', async () => {
    const emitted = await buildWorkload(ecsService, {
      inputs: { ...behind, tables: ['jobs'] },
      ways: { logs: { endpointSecurityGroupId: 'sg-logs' } },
    });
    expect(graphOf(emitted)).toMatchInlineSnapshot(`
     [
       "egress load balancer -> self: 8080",
       "egress self -> endpoint of ecr.api: 443",
       "egress self -> endpoint of ecr.dkr: 443",
       "egress self -> pl-dynamodb: 443",
       "egress self -> pl-s3: 443",
       "egress self -> sg-logs: 443",
       "ingress load balancer -> self: 8080",
       "ingress self -> endpoint of ecr.api: 443",
       "ingress self -> endpoint of ecr.dkr: 443",
       "ingress self -> sg-logs: 443",
     ]
    `);
  });

  test('an API that is reached through NAT opens HTTPS to any address, as the internet does, and once', async () => {
    expect(graphOf(await buildWorkload(ecsService, { inputs: { internet: true } }))).toEqual(
      graphOf(await buildWorkload(ecsService)),
    );
    expect(graphOf(await buildWorkload(ecsService))).toContain('egress self -> 0.0.0.0/0: 443');
  });

  test('endpoints that share a group are opened once', async () => {
    const shared = { endpointSecurityGroupId: 'sg-endpoints' };
    const emitted = await buildWorkload(ecsService, { ways: { 'ecr.api': shared, 'ecr.dkr': shared, logs: shared } });
    expect(graphOf(emitted)).toMatchInlineSnapshot(`
     [
       "egress self -> pl-s3: 443",
       "egress self -> sg-endpoints: 443",
       "ingress self -> sg-endpoints: 443",
     ]
    `);
  });

  test('data of another region is out of reach of the endpoints here', async () => {
    const ways = { logs: { endpointSecurityGroupId: 'sg-logs' } };
    const inputs = { tables: ['jobs'] };
    const there = await buildWorkload(ecsService, { inputs, ways, request: { role: 'secondary' } });
    const here = await buildWorkload(ecsService, { inputs, ways });
    expect(graphOf(there).filter((line) => !graphOf(here).includes(line))).toEqual(['egress self -> 0.0.0.0/0: 443']);
  });
});

describe('controls', () => {
  const claimed = ecsService.controls(ecsService.inputs.parse(behind));
  const rule = { ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '0.0.0.0/0' };
  const allow = (Action: unknown, Resource: unknown): object => ({
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource }] }),
  });
  const task = (readonlyRootFilesystem?: boolean): object => ({
    container_definitions: JSON.stringify([{ readonlyRootFilesystem }]),
  });

  test.each<[string, object, object]>([
    ['least-privilege', allow(['s3:GetObject'], ['arn:aws:s3:::a/*']), allow(['s3:*'], ['arn:aws:s3:::a/*'])],
    ['least-privilege', allow('ecr:GetAuthorizationToken', '*'), allow('s3:GetObject', '*')],
    ['explicit-egress', rule, { ...rule, ip_protocol: '-1' }],
    ['explicit-egress', rule, { ...rule, from_port: 80, to_port: 80 }],
    ['explicit-egress', rule, { ...rule, from_port: 0 }],
    ['log-retention', { retention_in_days: 30 }, {}],
    [
      'no-public-address',
      { network_configuration: { assign_public_ip: false } },
      { network_configuration: { assign_public_ip: true } },
    ],
    ['read-only-root', task(true), task()],
    [
      'failed-deployments-rolled-back',
      { deployment_circuit_breaker: { enable: true, rollback: true } },
      { deployment_circuit_breaker: { enable: true, rollback: false } },
    ],
    ['confused-deputy', { assume_role_policy: '{"aws:SourceAccount":"1"}' }, { assume_role_policy: '{}' }],
    ['no-ingress-by-address', { referenced_security_group_id: 'sg-1' }, { cidr_ipv4: '10.0.0.0/16' }],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });
});
