/** Security controls that aurora claims. */
import { clusterControls } from '../aurora-controls';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const secrets: readonly Control[] = [
  {
    id: 'secret-encrypted',
    summary: "The master user's secret is encrypted with a key of the account.",
    resource: 'aws_secretsmanager_secret',
    complies: ({ kms_key_id: key }) => typeof key === 'string',
  },
  {
    id: 'secret-not-in-state',
    summary: "The master user's password is written to its secret and never kept by Terraform.",
    resource: 'aws_secretsmanager_secret_version',
    complies: ({ secret_string: text, secret_string_wo: writeOnly }) =>
      text === undefined && typeof writeOnly === 'string',
  },
];

export function controls(given: Inputs): readonly Control[] {
  return [...clusterControls(given.allowedSecurityGroupIds), ...secrets];
}
