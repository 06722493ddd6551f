/** What AWS or the provider refuses of what MLflow stands on, or replaces it for, and no schema tells. */
import type { ArgumentRule } from '../module';

const instance = {
  resource: 'aws_db_instance',
  source: 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/instance.go',
};

export const rules: readonly ArgumentRule[] = [
  {
    ...instance,
    kind: 'replaces',
    arguments: ['db_name', 'engine', 'kms_key_id', 'storage_encrypted', 'username'],
  },
  {
    ...instance,
    kind: 'matches',
    argument: 'identifier',
    pattern: '^[a-z](-?[a-z0-9])*$',
    says: 'lower-case letters, digits and single hyphens',
  },
  { ...instance, kind: 'not-together', arguments: ['manage_master_user_password', 'password'] },
  { ...instance, kind: 'not-together', arguments: ['manage_master_user_password', 'password_wo'] },
  { ...instance, kind: 'one-of', argument: 'engine', values: ['postgres'] },
  {
    resource: 'aws_s3_bucket',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    kind: 'matches',
    argument: 'bucket',
    pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    says: 'lower-case letters, digits, dots and hyphens, 3 to 63',
  },
  {
    resource: 'aws_ssm_parameter',
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_parameter',
    kind: 'one-of',
    argument: 'type',
    values: ['String', 'StringList', 'SecureString'],
  },
];
