/** Statements of IAM policies for workloads: named actions on named resources. */

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const objectActions = {
  read: ['s3:GetObject'],
  write: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
};

const keyActions = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] };

/** Use of a key by way of one service alone. */
export function keyStatement(
  sid: string,
  keyArn: string,
  access: 'read' | 'write',
  service: 's3' | 'dynamodb' | 'secretsmanager',
  { region }: Place,
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: keyActions[access],
    Resource: keyArn,
    // `*`: the suffix of services is another one in China.
    Condition: { StringLike: { 'kms:ViaService': `${service}.${region}.amazonaws.com*` } },
  };
}

/** Objects under a prefix, and the listing of no others. */
export function bucketStatements(
  sid: string,
  bucketArn: string,
  access: 'read' | 'write',
  prefix?: string,
): readonly Statement[] {
  return [
    { Sid: `${sid}Objects`, Effect: 'Allow', Action: objectActions[access], Resource: `${bucketArn}/${prefix ?? ''}*` },
    {
      Sid: `${sid}List`,
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: bucketArn,
      ...(prefix === undefined ? {} : { Condition: { StringLike: { 's3:prefix': `${prefix}*` } } }),
    },
  ];
}

/** Login to a database by IAM, as these of its users. */
export function loginStatement(
  sid: string,
  { partition, account, region }: Place,
  resourceId: string,
  users: readonly string[],
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: ['rds-db:connect'],
    Resource: [...new Set(users)]
      .sort()
      .map((user) => `arn:${partition}:rds-db:${region}:${account}:dbuser:${resourceId}/${user}`),
  };
}
