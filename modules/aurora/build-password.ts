/** The master user's password: drawn during the apply, kept in a secret, never in Terraform's state. */
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { TerraformStack } from 'cdktf';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

/** Aurora MySQL takes at most 41 characters. */
const passwordLength = 32;
const secretNameLimit = 255;
const recoveryDays = 30;

export interface MasterPassword {
  readonly secretArn: string;
  /** Expression for a write-only argument. */
  readonly password: string;
}

/**
 * cdktf has no constructs for ephemeral resources, so they are written into the stack as they are. The version of the
 * secret is read back by its id, which is unknown until it is written: nothing is asked for before it is there.
 */
export function createMasterPassword(context: BuildContext<Inputs>, kmsKeyId: string): MasterPassword {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const drawn = context.id('drawn_password');
  const stored = context.id('stored_password');
  const ephemeral = (type: string, id: string, values: Readonly<Record<string, unknown>>): void => {
    TerraformStack.of(scope).addOverride(`ephemeral.${type}.${id}`, values);
  };
  ephemeral('aws_secretsmanager_random_password', drawn, {
    region,
    password_length: passwordLength,
    exclude_punctuation: true,
  });
  const secret = new SecretsmanagerSecret(scope, context.id('secret'), {
    region,
    name: context.name(secretNameLimit, 'aurora', region, 'master'),
    description: 'Master user of the database',
    kmsKeyId,
    recoveryWindowInDays: recoveryDays,
  });
  const password = `ephemeral.aws_secretsmanager_random_password.${drawn}.random_password`;
  const version = new SecretsmanagerSecretVersion(scope, context.id('secret_version'), {
    region,
    secretId: secret.id,
    secretStringWo: `\${jsonencode({ username = "${inputs.masterUsername}", password = ${password} })}`,
    secretStringWoVersion: inputs.masterPasswordVersion,
  });
  ephemeral('aws_secretsmanager_secret_version', stored, {
    region,
    secret_id: version.secretId,
    version_id: version.versionId,
  });
  return {
    secretArn: secret.arn,
    password: `\${jsondecode(ephemeral.aws_secretsmanager_secret_version.${stored}.secret_string)["password"]}`,
  };
}
