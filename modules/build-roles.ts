/** IAM roles of modules: for a service of AWS, or for a service account of a cluster. */
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { BuildContext } from './module';

const roleNameLimit = 64;

export interface CreatedRole {
  /** Known at synth. */
  readonly name: string;
  /** The name as what has to wait for the role takes it. */
  readonly reference: string;
  readonly arn: string;
  readonly attachments: readonly IamRolePolicyAttachment[];
}

interface RoleRights {
  /** Key of the logical id -> ARN of a policy. */
  readonly policyArns: Readonly<Record<string, string>>;
}

export interface ServiceTrust extends RoleRights {
  readonly service: string;
  /** For whose sake the service may take it: operator -> key -> value. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A role that a service of AWS takes: `eks.amazonaws.com`. */
export function createServiceRole(
  context: BuildContext<unknown>,
  kind: string,
  { service, policyArns, condition }: ServiceTrust,
): CreatedRole {
  const trust = {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(condition === undefined ? {} : { Condition: condition }),
  };
  return createRole(context, kind, trust, policyArns);
}

export interface ServiceAccountTrust extends RoleRights {
  readonly cluster: { readonly oidcProviderArn: string; readonly oidcIssuer: string };
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
}

/** A role that pods of one service account take, and nobody else. */
export function createServiceAccountRole(
  context: BuildContext<unknown>,
  kind: string,
  { cluster, serviceAccount, policyArns }: ServiceAccountTrust,
): CreatedRole {
  const trust = {
    Effect: 'Allow',
    Principal: { Federated: cluster.oidcProviderArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${cluster.oidcIssuer}:aud`]: 'sts.amazonaws.com',
        [`${cluster.oidcIssuer}:sub`]: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
      },
    },
  };
  return createRole(context, kind, trust, policyArns);
}

/** IAM names are global, so a role of a region carries it. */
function createRole(
  context: BuildContext<unknown>,
  kind: string,
  statement: Readonly<Record<string, unknown>>,
  policyArns: Readonly<Record<string, string>>,
): CreatedRole {
  const name = context.name(roleNameLimit, context.chosen.region, kind);
  const role = new IamRole(context.scope, context.id(`${kind}_role`), {
    name,
    // Not Fn.jsonencode, which loses keys that are references, as those of conditions on an identity provider are.
    assumeRolePolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  const attachments = Object.entries(policyArns)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, policyArn]) =>
        new IamRolePolicyAttachment(context.scope, context.id(`${kind}_policy`, key), { role: role.name, policyArn }),
    );
  return { name, reference: role.name, arn: role.arn, attachments };
}
