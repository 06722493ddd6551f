/** Security controls that the emitted resources carry. */
import type { Control } from '../module';
import type { Inputs } from './inputs';

function hasIamAuth(argumentsOf: Readonly<Record<string, unknown>>): boolean {
  return argumentsOf['auth_type'] === 'AWS_IAM';
}

function hasEntries(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** Only what these inputs keep: whoever writes authType NONE loses the claim. */
export function controls(given: Inputs): readonly Control[] {
  const services = Object.values(given.services);
  const listeners = services.flatMap((one) => Object.values(one.listeners));
  const all: readonly (Control & { readonly claimed: boolean })[] = [
    {
      id: 'iam-auth',
      summary: 'The service network refuses requests that no auth policy allows.',
      resource: 'aws_vpclattice_service_network',
      complies: hasIamAuth,
      claimed: given.authType === 'AWS_IAM',
    },
    {
      id: 'iam-auth',
      summary: 'Each service refuses requests that its auth policy does not allow.',
      resource: 'aws_vpclattice_service',
      complies: hasIamAuth,
      claimed: services.length > 0 && services.every(({ authType }) => authType === 'AWS_IAM'),
    },
    {
      id: 'access-logging',
      summary: 'Requests through the service network are logged.',
      resource: 'aws_vpclattice_access_log_subscription',
      complies: ({ destination_arn: to, resource_identifier: from }) => Boolean(to) && Boolean(from),
      claimed: given.accessLogs.enabled,
    },
    {
      id: 'encryption-in-transit',
      summary: 'Clients reach services over TLS.',
      resource: 'aws_vpclattice_listener',
      complies: ({ protocol }) => protocol === 'HTTPS' || protocol === 'TLS_PASSTHROUGH',
      claimed: listeners.length > 0 && listeners.every(({ protocol }) => protocol !== 'HTTP'),
    },
    {
      id: 'network-isolation',
      summary: 'Security groups say who in a VPC reaches the services.',
      resource: 'aws_vpclattice_service_network_vpc_association',
      complies: ({ security_group_ids: groups }) => hasEntries(groups),
      claimed: true,
    },
  ];
  return all
    .filter(({ claimed }) => claimed)
    .map(({ id, summary, resource, complies }) => ({ id, summary, resource, complies }));
}
