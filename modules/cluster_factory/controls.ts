/** Security controls that cluster_factory claims. */
import type { Control } from '../module';
import type { Inputs } from './inputs';

const resource = 'aws_eks_cluster';
type Arguments = Parameters<Control['complies']>[0];

/** A block as the emitted JSON has it: alone, or in a list of one. */
function block(values: Arguments, name: string): Arguments {
  const value: unknown = values[name];
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? Object.fromEntries(Object.entries(one)) : {};
}

const always: readonly Control[] = [
  {
    id: 'secrets-encryption',
    summary: 'Secrets of the cluster are encrypted with a KMS key of the account.',
    resource,
    complies: (cluster) => {
      const { resources, provider } = block(cluster, 'encryption_config');
      return Array.isArray(resources) && resources.includes('secrets') && provider !== undefined;
    },
  },
  {
    id: 'no-creator-admin',
    summary: 'Access goes by entries alone; whoever creates the cluster has no rights by that.',
    resource,
    complies: (cluster) => {
      const access = block(cluster, 'access_config');
      return access['authentication_mode'] === 'API' && access['bootstrap_cluster_creator_admin_permissions'] === false;
    },
  },
  {
    id: 'deletion-protection',
    summary: 'EKS refuses to delete the cluster.',
    resource,
    complies: ({ deletion_protection: on }) => on === true,
  },
  {
    id: 'imds-v2',
    summary: 'Nodes answer metadata requests with a token alone, and none of pods.',
    resource: 'aws_launch_template',
    complies: (template) => {
      const metadata = block(template, 'metadata_options');
      return metadata['http_tokens'] === 'required' && metadata['http_put_response_hop_limit'] === 1;
    },
  },
  {
    id: 'encrypted-volumes',
    summary: 'Volumes of the nodes are encrypted.',
    resource: 'aws_launch_template',
    complies: (template) => String(block(block(template, 'block_device_mappings'), 'ebs')['encrypted']) === 'true',
  },
];

const privateEndpoint: Control = {
  id: 'private-endpoint',
  summary: 'The API is reached from inside the VPC, and from nowhere else.',
  resource,
  complies: (cluster) => {
    const network = block(cluster, 'vpc_config');
    return network['endpoint_private_access'] === true && network['endpoint_public_access'] === false;
  },
};

const limitedEndpoint: Control = {
  id: 'limited-public-endpoint',
  summary: 'The public endpoint answers named ranges alone.',
  resource,
  complies: (cluster) => {
    const ranges = block(cluster, 'vpc_config')['public_access_cidrs'];
    return Array.isArray(ranges) && ranges.length > 0 && !ranges.includes('0.0.0.0/0');
  },
};

const auditLogs: Control = {
  id: 'audit-logs',
  summary: 'Who did what in the cluster is logged.',
  resource,
  complies: ({ enabled_cluster_log_types: types }) => Array.isArray(types) && types.includes('audit'),
};

const rotatedKey: Control = {
  id: 'key-rotation',
  summary: 'The key for Secrets is rotated every year.',
  resource: 'aws_kms_key',
  complies: ({ enable_key_rotation: on }) => on === true,
};

export function controls(given: Inputs): readonly Control[] {
  return [
    ...always,
    given.endpointPublicAccess ? limitedEndpoint : privateEndpoint,
    ...(given.enabledClusterLogTypes.includes('audit') ? [auditLogs] : []),
    ...(given.kmsKeyId === undefined ? [rotatedKey] : []),
  ];
}
