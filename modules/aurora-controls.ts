/** Security controls that both Aurora modules claim. */
import type { Control } from './module';

/** What both modules keep of each cluster, its instances and its network. */
export function clusterControls(allowed: Readonly<Record<string, string>>): readonly Control[] {
  const cluster = 'aws_rds_cluster';
  const instance = 'aws_rds_cluster_instance';
  return [
    {
      id: 'encryption-at-rest',
      summary: 'Data, backups and snapshots are encrypted with a key of the account.',
      resource: cluster,
      complies: ({ storage_encrypted: encrypted, kms_key_id: key }) => encrypted === true && typeof key === 'string',
    },
    {
      id: 'encryption-in-transit',
      summary: 'Clients connect over TLS alone.',
      resource: 'aws_rds_cluster_parameter_group',
      complies: ({ parameter }) => Array.isArray(parameter) && parameter.some(asksForTls),
    },
    {
      id: 'iam-authentication',
      summary: 'Users may log in by IAM.',
      resource: cluster,
      complies: ({ iam_database_authentication_enabled: enabled }) => enabled === true,
    },
    {
      id: 'no-password-in-state',
      summary: 'The master password is write-only, or there is none.',
      resource: cluster,
      complies: ({ master_password: password }) => password === undefined,
    },
    {
      id: 'deletion-protection',
      summary: 'AWS refuses to delete the cluster.',
      resource: cluster,
      complies: ({ deletion_protection: on }) => on === true,
    },
    {
      id: 'final-snapshot',
      summary: 'A snapshot is taken before the cluster goes.',
      resource: cluster,
      complies: ({ skip_final_snapshot: skipped, final_snapshot_identifier: name }) =>
        skipped !== true && typeof name === 'string',
    },
    {
      id: 'automatic-backups',
      summary: 'The database can be restored to any moment of the last days.',
      resource: cluster,
      complies: ({ backup_retention_period: days, copy_tags_to_snapshot: tags }) =>
        typeof days === 'number' && days >= 1 && tags === true,
    },
    {
      id: 'logs-exported',
      summary: "The engine's logs go to CloudWatch Logs.",
      resource: cluster,
      complies: ({ enabled_cloudwatch_logs_exports: logs }) => Array.isArray(logs) && logs.length > 0,
    },
    {
      id: 'no-public-instances',
      summary: 'Instances have no public address.',
      resource: instance,
      complies: ({ publicly_accessible: open }) => open === false,
    },
    {
      id: 'key-rotation',
      summary: 'The key is rotated every year.',
      resource: 'aws_kms_key',
      complies: ({ enable_key_rotation: on }) => on === true,
    },
    {
      id: 'no-inline-access',
      summary: 'The security group itself opens nothing, in or out.',
      resource: 'aws_security_group',
      complies: ({ ingress, egress }) => isEmpty(ingress) && isEmpty(egress),
    },
    ...(Object.keys(allowed).length === 0 ? [] : [fromGroups]),
  ];
}

const fromGroups: Control = {
  id: 'no-public-access',
  summary: 'Only named security groups may connect, never an address range.',
  resource: 'aws_vpc_security_group_ingress_rule',
  complies: (rule) =>
    typeof rule.referenced_security_group_id === 'string' &&
    rule.cidr_ipv4 === undefined &&
    rule.cidr_ipv6 === undefined &&
    rule.prefix_list_id === undefined,
};

function asksForTls(parameter: unknown): boolean {
  if (typeof parameter !== 'object' || parameter === null || !('name' in parameter) || !('value' in parameter))
    return false;
  const { name, value } = parameter;
  return (name === 'rds.force_ssl' && value === '1') || (name === 'require_secure_transport' && value === 'ON');
}

function isEmpty(rules: unknown): boolean {
  return rules === undefined || (Array.isArray(rules) && rules.length === 0);
}
