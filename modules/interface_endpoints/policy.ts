/** Who may call what through an endpoint. */
import { actionPrefixes, type InterfaceService } from '../aws-apis';

export interface Account {
  readonly id: string;
  readonly partition: string;
}

/**
 * Principals of the account (and of those it trusts) alone, for the actions of the one API: credentials that were
 * brought in from elsewhere don't work here. What STS is asked without credentials has no principal yet, so it is held
 * to roles of the account.
 */
export function endpointPolicy(service: InterfaceService, own: Account, trusted: readonly string[]): string {
  const accounts = [own.id, ...trusted];
  const prefix = actionPrefixes[service];
  const federated = {
    Sid: 'FederatedLogin',
    Effect: 'Allow',
    Principal: '*',
    Action: ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
    Resource: accounts.map((id) => `arn:${own.partition}:iam::${id}:role/*`),
  };
  const statements = [
    {
      Sid: 'KnownPrincipals',
      Effect: 'Allow',
      Principal: '*',
      Action: `${prefix}:*`,
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': accounts } },
    },
    ...(service === 'sts' ? [federated] : []),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
