/** What the provider refuses of a cluster and its nodes, or replaces them for, beyond the schema. */
import type { ArgumentRule } from '../module';

const registry = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources';
const code = 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks';

const cluster = { resource: 'aws_eks_cluster', source: `${code}/cluster.go` };
const nodeGroup = { resource: 'aws_eks_node_group', source: `${code}/node_group.go` };
const page = { resource: 'aws_eks_cluster', source: `${registry}/eks_cluster` };

export const rules: readonly ArgumentRule[] = [
  {
    ...cluster,
    kind: 'replaces',
    arguments: [
      'name',
      'role_arn',
      'bootstrap_self_managed_addons',
      'access_config.bootstrap_cluster_creator_admin_permissions',
      'encryption_config.provider.key_arn',
      'kubernetes_network_config.ip_family',
      'kubernetes_network_config.service_ipv4_cidr',
    ],
  },
  {
    ...page,
    kind: 'one-of',
    argument: 'access_config.authentication_mode',
    values: ['CONFIG_MAP', 'API', 'API_AND_CONFIG_MAP'],
  },
  { ...page, kind: 'one-of', argument: 'upgrade_policy.support_type', values: ['STANDARD', 'EXTENDED'] },
  {
    ...page,
    kind: 'matches',
    argument: 'name',
    pattern: '^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$',
    says: 'a cluster name has 1 to 100 letters, digits, hyphens and underscores, a letter or digit first',
  },
  {
    ...nodeGroup,
    kind: 'replaces',
    arguments: [
      'ami_type',
      'capacity_type',
      'cluster_name',
      'disk_size',
      'instance_types',
      'node_group_name',
      'node_role_arn',
      'subnet_ids',
    ],
  },
  { ...nodeGroup, kind: 'not-together', arguments: ['disk_size', 'launch_template'] },
  { ...nodeGroup, kind: 'not-together', arguments: ['remote_access', 'launch_template'] },
  { ...nodeGroup, kind: 'one-of', argument: 'capacity_type', values: ['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'] },
  {
    resource: 'aws_eks_access_entry',
    source: `${registry}/eks_access_entry`,
    kind: 'replaces',
    arguments: ['cluster_name', 'principal_arn', 'type'],
  },
];
