/** Security controls that elasticache_redis claims. */
import { accessControls } from '../elasticache';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const resource = 'aws_elasticache_replication_group';

const always: readonly Control[] = [
  {
    id: 'encryption-at-rest',
    summary: 'Data on disk and in snapshots is encrypted.',
    resource,
    complies: ({ at_rest_encryption_enabled: enabled }) => String(enabled) === 'true',
  },
  {
    id: 'encryption-in-transit',
    summary: 'Clients connect over TLS alone.',
    resource,
    complies: (group) => group.transit_encryption_enabled === true && group.transit_encryption_mode !== 'preferred',
  },
  {
    id: 'authentication',
    summary: 'Clients log in as a user of a user group; there is no shared token.',
    resource,
    complies: ({ user_group_ids: groups, auth_token: token }) =>
      Array.isArray(groups) && groups.length === 1 && token === undefined,
  },
  {
    id: 'no-passwords',
    summary: 'Users log in by IAM; one without authentication is off.',
    resource: 'aws_elasticache_user',
    complies: (user) => user.passwords === undefined && (isIam(user.authentication_mode) || isOff(user.access_string)),
  },
];

const snapshots: Control = {
  id: 'automatic-snapshots',
  summary: 'A snapshot is taken every day.',
  resource,
  complies: ({ snapshot_retention_limit: days }) => typeof days === 'number' && days >= 1,
};

const minorUpgrades: Control = {
  id: 'minor-version-upgrades',
  summary: 'New minor versions of the engine are installed.',
  resource,
  complies: ({ auto_minor_version_upgrade: enabled }) => String(enabled) === 'true',
};

export function controls(given: Inputs): readonly Control[] {
  return [
    ...always,
    ...(given.snapshotRetentionLimit > 0 ? [snapshots] : []),
    ...(given.autoMinorVersionUpgrade ? [minorUpgrades] : []),
    ...accessControls(given.allowedSecurityGroupIds),
  ];
}

function isIam(mode: unknown): boolean {
  const one: unknown = Array.isArray(mode) ? mode[0] : mode;
  return typeof one === 'object' && one !== null && 'type' in one && one.type === 'iam';
}

function isOff(accessString: unknown): boolean {
  return typeof accessString === 'string' && /^off( |$)/.test(accessString);
}
