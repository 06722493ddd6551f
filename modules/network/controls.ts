/** What the module claims of a network. */
import type { Control } from '../module';
import type { Inputs } from './inputs';

/** Absent or empty: a rule list without a rule. */
function isEmptyList(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

const everywhere = '0.0.0.0/0';

const base: readonly Control[] = [
  {
    id: 'default-security-group-closed',
    summary: 'The default security group of the VPC has no rules, so that nothing is reached through it by accident.',
    resource: 'aws_default_security_group',
    complies: ({ ingress, egress }) => isEmptyList(ingress) && isEmptyList(egress),
  },
  {
    id: 'no-automatic-public-address',
    summary: 'No subnet gives instances a public address unless they ask for one.',
    resource: 'aws_subnet',
    complies: ({ map_public_ip_on_launch: automatic }) => automatic === false,
  },
];

const acls: Control = {
  id: 'network-acls-let-in-no-protocol-from-anywhere',
  summary: 'No rule of a network ACL lets every protocol and port in from every address.',
  resource: 'aws_network_acl_rule',
  complies: ({ egress, cidr_block: from, protocol }) => egress === true || from !== everywhere || protocol !== '-1',
};

export function controls({ networkAcls }: Pick<Inputs, 'networkAcls'>): readonly Control[] {
  return networkAcls ? [...base, acls] : base;
}
