/** Who may log in to the cache: IAM users in one user group. */
import { ElasticacheUser } from '@cdktf/provider-aws/lib/elasticache-user';
import { ElasticacheUserGroup } from '@cdktf/provider-aws/lib/elasticache-user-group';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const idLimit = 40;

export interface CacheUsers {
  readonly userGroupId: string;
  /** Name of the input -> ARN, in the order of names. */
  readonly userArns: ReadonlyMap<string, string>;
}

export function createUsers(context: BuildContext<Inputs>, engine: 'valkey' | 'redis'): CacheUsers {
  const { region } = context.chosen;
  const users = new Map<string, ElasticacheUser>();
  for (const [name, { accessString }] of Object.entries(context.inputs.users).sort(([a], [b]) => (a < b ? -1 : 1))) {
    // IAM authentication wants the same id and name.
    const userId = context.name(idLimit, name);
    users.set(
      name,
      new ElasticacheUser(context.scope, context.id('user', name), {
        region,
        userId,
        userName: userId,
        engine,
        accessString,
        authenticationMode: { type: 'iam' },
      }),
    );
  }
  const members = [...users.values(), ...(engine === 'redis' ? [createDefaultUser(context)] : [])];
  const group = new ElasticacheUserGroup(context.scope, context.id('users'), {
    region,
    userGroupId: context.name(idLimit, 'redis'),
    engine,
    userIds: members.map((user) => user.userId),
  });
  return { userGroupId: group.userGroupId, userArns: new Map([...users].map(([name, user]) => [name, user.arn])) };
}

/**
 * Takes the place of the built-in open user, which a Redis OSS user group would hold otherwise. `no_password_required`
 * and not `authentication_mode`: AWS answers `no-password` to the latter's `no-password-required`, a change in every run.
 */
function createDefaultUser(context: BuildContext<Inputs>): ElasticacheUser {
  return new ElasticacheUser(context.scope, context.id('default_user'), {
    region: context.chosen.region,
    userId: context.name(idLimit, 'default'),
    userName: 'default',
    engine: 'redis',
    accessString: 'off -@all',
    noPasswordRequired: true,
  });
}
