/** What the roles of the server and of its setup may do. */
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { policyDocument } from '../build-alert-topic';
import type { WorkloadRole } from '../capabilities';
import type { BuildContext } from '../module';
import { bucketStatements, keyStatement, loginStatement, type Place, type Statement } from '../policy-statements';
import type { Database } from './build-database';
import { databaseUser } from './database';
import type { Inputs } from './inputs';

interface Granted {
  readonly place: Place;
  readonly database: Database;
}

/** Artifacts, and login to the database as the user of MLflow. */
export function grantServer(
  context: BuildContext<Inputs>,
  role: WorkloadRole,
  { place, database, bucketArn, keyArn }: Granted & { readonly bucketArn: string; readonly keyArn: string },
): void {
  grant(context, 'server_rights', role, [
    ...bucketStatements('Artifacts', bucketArn, 'write'),
    keyStatement('ArtifactKey', keyArn, 'write', 's3', place),
    loginStatement('Login', place, database.resourceId, [databaseUser]),
  ]);
}

/** The master user's secret, by whichever key of the account, and the same login, to upgrade tables. */
export function grantSetup(context: BuildContext<Inputs>, role: WorkloadRole, { place, database }: Granted): void {
  const { partition, account, region } = place;
  grant(context, 'setup_rights', role, [
    {
      Sid: 'MasterSecret',
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: database.masterSecretArn,
    },
    {
      Sid: 'MasterSecretKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: `arn:${partition}:kms:${region}:${account}:key/*`,
      Condition: {
        StringLike: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com*` },
        StringEquals: { 'kms:EncryptionContext:SecretARN': database.masterSecretArn },
      },
    },
    loginStatement('Login', place, database.resourceId, [databaseUser]),
  ]);
}

function grant(
  context: BuildContext<Inputs>,
  id: string,
  { roleName }: WorkloadRole,
  statements: readonly Statement[],
): void {
  new IamRolePolicy(context.scope, context.id(id), {
    name: 'mlflow',
    role: roleName,
    policy: policyDocument(statements.map((statement) => ({ ...statement }))),
  });
}
