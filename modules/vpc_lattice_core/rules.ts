/** What the provider refuses of VPC Lattice resources, or replaces them for, beyond the schema. */
import type { ArgumentRule } from '../module';

const pages = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources';
const listener = { resource: 'aws_vpclattice_listener', source: `${pages}/vpclattice_listener` };
const targetGroup = { resource: 'aws_vpclattice_target_group', source: `${pages}/vpclattice_target_group` };
const targetGroupCode = {
  ...targetGroup,
  source: 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/vpclattice/target_group.go',
};
const api = 'https://docs.aws.amazon.com/vpc-lattice/latest/APIReference';
const service = { resource: 'aws_vpclattice_service', source: `${api}/API_CreateService.html` };
const network = { resource: 'aws_vpclattice_service_network', source: `${api}/API_CreateServiceNetwork.html` };
const name = '^[a-z0-9]+(-[a-z0-9]+)*$';
const nameSays = 'a-z, 0-9 and single hyphens, none of them first or last';
/** The same, and not what ids of that kind begin with. */
function named(idPrefix: string) {
  return {
    kind: 'matches',
    argument: 'name',
    pattern: `^(?!${idPrefix})${name.slice(1)}`,
    says: `${nameSays}, not beginning with ${idPrefix}`,
  } as const;
}

export const rules: readonly ArgumentRule[] = [
  { ...listener, kind: 'replaces', arguments: ['name', 'port', 'protocol'] },
  { ...listener, kind: 'matches', argument: 'name', pattern: name, says: nameSays },
  { ...listener, kind: 'one-required', arguments: ['service_identifier', 'service_arn'] },
  { ...listener, kind: 'one-required', arguments: ['default_action.fixed_response', 'default_action.forward'] },
  { ...listener, kind: 'not-together', arguments: ['default_action.fixed_response', 'default_action.forward'] },
  {
    ...targetGroupCode,
    kind: 'replaces',
    arguments: [
      'name',
      'type',
      'config.port',
      'config.protocol',
      'config.protocol_version',
      'config.vpc_identifier',
      'config.ip_address_type',
    ],
  },
  { ...network, ...named('servicenetwork-') },
  { ...service, ...named('svc-') },
  { ...targetGroup, ...named('tg-') },
  { ...targetGroup, kind: 'one-of', argument: 'type', values: ['IP', 'LAMBDA', 'INSTANCE', 'ALB'] },
  { ...targetGroup, kind: 'one-of', argument: 'config.ip_address_type', values: ['IPV4', 'IPV6'] },
  { ...targetGroup, kind: 'one-of', argument: 'config.protocol_version', values: ['HTTP1', 'HTTP2', 'GRPC'] },
  {
    ...targetGroup,
    kind: 'one-of',
    argument: 'config.health_check.protocol_version',
    values: ['HTTP1', 'HTTP2'],
  },
];
