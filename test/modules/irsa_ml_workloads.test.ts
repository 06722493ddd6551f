import { z } from 'zod';
import { irsaMlWorkloads } from '../../modules/irsa_ml_workloads';
import { accountOf } from '../../modules/irsa_ml_workloads/inputs';
import { facts } from '../../data';
import type { Emitted } from '../../stacks/emitted';
import { buildModule } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { optionsOf, problemsOf, quote, singleAz } from './kubernetes.fixtures';

const statement = z.looseObject({ Sid: z.string(), Action: z.array(z.string()), Resource: z.unknown() });
const document = z.object({ Statement: z.array(statement) });

function build(inputs: unknown = {}): Promise<Emitted> {
  return buildModule(irsaMlWorkloads, { facts, inputs, ...sampleOutputs(irsaMlWorkloads, singleAz, inputs) });
}

function rightsOf(emitted: Emitted, workload: string): z.infer<typeof statement>[] {
  const policy =
    emitted.resource['aws_iam_role_policy']?.[`irsa_ml_workloads_rights_us_east_1_${workload}`]?.['policy'];
  return document.parse(JSON.parse(z.string().parse(policy))).Statement;
}

const arnStart = 'arn:${data.aws_partition.irsa_ml_workloads_partition_us_east_1.partition}';
const account = '${data.aws_caller_identity.irsa_ml_workloads_account_us_east_1.account_id}';

const vllm = {
  namespace: 'serving',
  buckets: { 'example-models': { prefix: 'llm/' } },
  secrets: { 'serving/hub-token': { kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222' } },
  databaseUsers: { 'cluster-ABC': ['vllm', 'audit'] },
  repositories: ['serving/vllm'],
};

test('roles cost nothing', () => {
  const [option] = optionsOf(irsaMlWorkloads);
  expect(option && quote(option, 1)).toBe(`${'Total'.padEnd(65)}      0.00`);
});

describe('inputs', () => {
  test('left out, the tools of the guide have roles without rights', () => {
    const { workloads } = irsaMlWorkloads.inputs.parse({});
    expect(Object.keys(workloads)).toEqual(['feast', 'jupyterhub', 'mlflow', 'triton', 'vllm']);
    expect(irsaMlWorkloads.controls({ workloads }).map(({ id }) => id)).toEqual(['exact-subject']);
  });

  test('namespace and service account have the name of the workload', () => {
    expect(accountOf('feast', {})).toEqual({ namespace: 'feast', name: 'feast' });
    expect(accountOf('feast', { namespace: 'ml', serviceAccount: 'store' })).toEqual({
      namespace: 'ml',
      name: 'store',
    });
  });

  test.each<[string, unknown, string]>([
    [
      'two roles for one service account',
      { one: { namespace: 'ml', serviceAccount: 'x' }, two: { namespace: 'ml', serviceAccount: 'x' } },
      'workloads.two: has the service account ml/x of one: a service account takes one role',
    ],
    [
      'a wildcard in a prefix',
      { one: { buckets: { models: { prefix: '*' } } } },
      'workloads.one.buckets.models.prefix: must be the beginning of keys, without a slash first and without * ? $',
    ],
    [
      'a wildcard for a service account',
      { one: { serviceAccount: '*' } },
      'workloads.one.serviceAccount: must be a name of at most 63 lower-case letters, digits and hyphens',
    ],
    [
      'an access that there is not',
      { one: { tables: { features: { access: 'admin' } } } },
      'workloads.one.tables.features.access: Invalid option: expected one of "read"|"write"',
    ],
    [
      'a database that is no resource id',
      { one: { databaseUsers: { aurora: ['one'] } } },
      'workloads.one.databaseUsers.aurora: Invalid key in record',
    ],
    [
      'every user of a database',
      { one: { databaseUsers: { 'db-ABC': ['*'] } } },
      'workloads.one.databaseUsers.db-ABC.0: must be a user of the database',
    ],
    ['a table without a name', { one: { tables: { '*': {} } } }, 'workloads.one.tables.*: Invalid key in record'],
    [
      'a repository that is a pattern',
      { one: { repositories: ['serving/*'] } },
      'workloads.one.repositories.0: must be the name of a repository',
    ],
  ])('refuse %s', (_, workloads, problem) => {
    expect(problemsOf(irsaMlWorkloads, { workloads })).toEqual([problem]);
  });
});

describe('emitted', () => {
  test('a role opens to its service account with a token for STS, and to nothing else', async () => {
    const roles = (await build({ workloads: { vllm } })).resource['aws_iam_role'] ?? {};
    expect(Object.keys(roles)).toEqual(['irsa_ml_workloads_vllm_role_us_east_1']);
    const policy = z.string().parse(roles['irsa_ml_workloads_vllm_role_us_east_1']?.['assume_role_policy']);
    const issuer = 'oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF';
    expect(JSON.parse(policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: 'sts.amazonaws.com',
              [`${issuer}:sub`]: 'system:serviceaccount:serving:vllm',
            },
          },
        },
      ],
    });
  });

  test('rights are what is listed: a prefix, a secret with its key, users of a database, images', async () => {
    const rights = rightsOf(await build({ workloads: { vllm } }), 'vllm');
    expect(rights.map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
      ['Bucketexamplex2dmodelsObjects', ['s3:GetObject'], `${arnStart}:s3:::example-models/llm/*`],
      ['Bucketexamplex2dmodelsList', ['s3:ListBucket'], `${arnStart}:s3:::example-models`],
      [
        'Secretservingx2fhubx2dtoken',
        ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        `${arnStart}:secretsmanager:us-east-1:${account}:secret:serving/hub-token-??????`,
      ],
      ['Secretservingx2fhubx2dtokenKey', ['kms:Decrypt'], 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222'],
      [
        'Loginclusterx2dABC',
        ['rds-db:connect'],
        ['audit', 'vllm'].map((user) => `${arnStart}:rds-db:us-east-1:${account}:dbuser:cluster-ABC/${user}`),
      ],
      ['ImageLogin', ['ecr:GetAuthorizationToken'], '*'],
      [
        'Images',
        ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        [`${arnStart}:ecr:us-east-1:${account}:repository/serving/vllm`],
      ],
    ]);
    expect(rights[1]?.['Condition']).toEqual({ StringLike: { 's3:prefix': 'llm/*' } });
    expect(rights[3]?.['Condition']).toEqual({
      StringLike: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com*' },
    });
  });

  test('who reads writes nothing', async () => {
    const tables = { features: {} };
    const actions = async (workload: object): Promise<string[]> =>
      rightsOf(await build({ workloads: { feast: workload } }), 'feast').flatMap(({ Action }) => Action);
    expect(
      (await actions({ tables, buckets: { offline: {} } })).filter((name) => /Put|Delete|Write|Update/.test(name)),
    ).toEqual([]);
    expect(await actions({ tables: { features: { access: 'write' } } })).toContain('dynamodb:PutItem');
    expect(await actions({ buckets: { offline: { access: 'write' } } })).toContain('s3:DeleteObject');
  });

  test('policies wait for their role', async () => {
    const policies = (await build({ workloads: { vllm } })).resource['aws_iam_role_policy'] ?? {};
    expect(Object.values(policies).map(({ role }) => role)).toEqual([
      '${aws_iam_role.irsa_ml_workloads_vllm_role_us_east_1.name}',
    ]);
  });
});

describe('controls', () => {
  const claimed = irsaMlWorkloads.controls(irsaMlWorkloads.inputs.parse({ workloads: { vllm } }));
  const trust = (sub: string, aud: string, condition = 'StringEquals') => ({
    assume_role_policy: JSON.stringify({
      Statement: [
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: 'arn' },
          Condition: { [condition]: { 'oidc/id:sub': sub, 'oidc/id:aud': aud } },
        },
      ],
    }),
  });
  const one = 'system:serviceaccount:serving:vllm';
  const rights = (Action: string[], Resource: string) => ({
    policy: JSON.stringify({ Statement: [{ Action, Resource }] }),
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>[]]>([
    [
      'exact-subject',
      trust(one, 'sts.amazonaws.com'),
      [
        trust('system:serviceaccount:serving:*', 'sts.amazonaws.com'),
        trust(one, 'sts.amazonaws.com', 'StringLike'),
        trust(one, 'anybody'),
        { assume_role_policy: '{"Statement":[]}' },
      ],
    ],
    [
      'least-privilege',
      rights(['s3:GetObject'], 'arn:aws:s3:::models/*'),
      [rights(['s3:*'], 'arn:aws:s3:::models/*'), rights(['s3:GetObject'], '*'), { policy: undefined }],
    ],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((each) => each.id === id);
    expect(control?.complies(compliant)).toBe(true);
    expect(violating.map((each) => control?.complies(each))).toEqual(violating.map(() => false));
  });
});
