/** What a workload may do. */
import { bucketStatements, keyStatement, loginStatement, type Place, type Statement } from '../policy-statements';
import type { Workload } from './inputs';

const itemActions = {
  read: ['BatchGetItem', 'ConditionCheckItem', 'DescribeTable', 'GetItem', 'Query', 'Scan'],
  write: [
    'BatchGetItem',
    'BatchWriteItem',
    'ConditionCheckItem',
    'DeleteItem',
    'DescribeTable',
    'GetItem',
    'PutItem',
    'Query',
    'Scan',
    'UpdateItem',
  ],
};

type Kind = 'Bucket' | 'Table' | 'Secret';

const services = { Bucket: 's3', Table: 'dynamodb', Secret: 'secretsmanager' } as const;

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function statements(workload: Workload, place: Place): readonly Statement[] {
  const { partition, account, region } = place;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const keys = (kind: Kind, name: string, keyArn: string | undefined, access: 'read' | 'write'): Statement[] =>
    keyArn === undefined ? [] : [keyStatement(`${sidOf(kind, name)}Key`, keyArn, access, services[kind], place)];
  return [
    ...sorted(workload.buckets).flatMap(([name, { access, prefix, kmsKeyId }]) => [
      ...bucketStatements(sidOf('Bucket', name), `arn:${partition}:s3:::${name}`, access, prefix),
      ...keys('Bucket', name, kmsKeyId, access),
    ]),
    ...sorted(workload.tables).flatMap(([name, { access, kmsKeyId }]): Statement[] => [
      {
        Sid: sidOf('Table', name),
        Effect: 'Allow',
        Action: itemActions[access].map((action) => `dynamodb:${action}`),
        Resource: [arn('dynamodb', `table/${name}`), arn('dynamodb', `table/${name}/index/*`)],
      },
      ...keys('Table', name, kmsKeyId, access),
    ]),
    ...sorted(workload.secrets).flatMap(([name, { kmsKeyId }]): Statement[] => [
      {
        Sid: sidOf('Secret', name),
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        // Secrets Manager adds a hyphen and six characters.
        Resource: arn('secretsmanager', `secret:${name}-??????`),
      },
      ...keys('Secret', name, kmsKeyId, 'read'),
    ]),
    ...sorted(workload.databaseUsers).map(([resourceId, users]) =>
      loginStatement(sidOf('Login', resourceId), place, resourceId, users),
    ),
    ...imageStatements(workload.repositories, arn),
  ];
}

/** The login to the registry has no resource to name. */
function imageStatements(
  repositories: readonly string[],
  arn: (service: string, resource: string) => string,
): readonly Statement[] {
  if (repositories.length === 0) return [];
  return [
    { Sid: 'ImageLogin', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
    {
      Sid: 'Images',
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Resource: [...new Set(repositories)].sort().map((name) => arn('ecr', `repository/${name}`)),
    },
  ];
}

/** Ids of statements are letters and digits; other characters are written as their code, so that ids stay apart. */
function sidOf(kind: Kind | 'Login', name: string): string {
  return `${kind}${name.replace(/[^A-Za-z0-9]/g, (character) => `x${character.charCodeAt(0).toString(16)}`)}`;
}
