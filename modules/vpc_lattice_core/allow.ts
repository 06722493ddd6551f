/**
 * Who may call: the part of the inputs that becomes auth policies.
 *
 * With AWS_IAM a request passes only when the auth policy of the service network, that of the service, and the
 * caller's own IAM policy all allow it; without an auth policy everything is refused.
 * https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
 */
import { z } from 'zod';
import type { Breach } from './names';

const principal =
  /^arn:aws[a-z-]*:(iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)|sts::\d{12}:assumed-role\/[\w+=,.@/-]+)$/;
const organization = /^o-[a-z0-9]{10,32}$/;
const vpc = /^(own|vpc-([0-9a-f]{8}|[0-9a-f]{17}))$/;

export const allowSchema = z.strictObject({
  principals: z
    .array(
      z.string().regex(principal, 'Expected the ARN of an IAM role, user or account (arn:aws:iam::111122223333:root).'),
    )
    .default([])
    .describe('ARNs of IAM roles, users or whole accounts (ending in :root) that may call; omitted, none.'),
  organizationIds: z
    .array(z.string().regex(organization, 'Expected the id of an AWS organisation, such as o-a1b2c3d4e5.'))
    .default([])
    .describe('Ids of AWS organisations (o-...) whose principals may all call; omitted, none.'),
  vpcIds: z
    .array(z.string().regex(vpc, 'Expected the id of a VPC, or own for the VPC of this environment.'))
    .default([])
    .describe(
      'VPCs that calls must come from, ids or the word own for the VPC of this environment in the region; omitted, any VPC that is associated with the service network.',
    ),
  anonymous: z
    .boolean()
    .default(false)
    .describe(
      'Whether everyone in vpcIds may call, unsigned requests too; the only way in for TLS_PASSTHROUGH; omitted, false: requests must be signed with SigV4.',
    ),
});
export type Allow = z.infer<typeof allowSchema>;

export const nobody: Allow = { principals: [], organizationIds: [], vpcIds: [], anonymous: false };

/** Whether it lets anybody in. */
export function grants({ principals, organizationIds, anonymous }: Allow): boolean {
  return principals.length > 0 || organizationIds.length > 0 || anonymous;
}

/** Faults of one `allow`, beside an auth type. */
export function checkAllow(allow: Allow, authType: string): readonly Breach[] {
  return [
    {
      when: authType === 'NONE' && (grants(allow) || allow.vpcIds.length > 0),
      path: ['allow'],
      message: 'allow has no effect with authType NONE: leave it out, or set authType AWS_IAM.',
    },
    {
      when: allow.anonymous && allow.vpcIds.length === 0,
      path: ['allow', 'vpcIds'],
      message:
        'anonymous lets unsigned requests in, so vpcIds must name the VPCs that they may come from (own, vpc-...).',
    },
    {
      when: !grants(allow) && allow.vpcIds.length > 0,
      path: ['allow', 'vpcIds'],
      message: 'vpcIds only narrows who is allowed and nobody is: add principals, organizationIds or anonymous: true.',
    },
  ];
}

/** What a statement is about: ARNs of resources and the actions on them. */
export interface Scope {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface Statement {
  readonly Effect: 'Allow';
  readonly Principal: '*' | { readonly AWS: readonly string[] };
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
}

/** Statements that let in whom `allow` names; none where it names nobody. */
export function statements(allow: Allow, scope: Scope, ownVpcId: string): readonly Statement[] {
  const { principals, organizationIds, anonymous } = allow;
  const vpcIds = [...new Set(allow.vpcIds)].sort().map((id) => (id === 'own' ? ownVpcId : id));
  const source = vpcIds.length === 0 ? {} : { 'vpc-lattice-svcs:SourceVpc': vpcIds };
  const statement = (who: Statement['Principal'], equals: Readonly<Record<string, readonly string[]>>): Statement => ({
    Effect: 'Allow',
    Principal: who,
    Action: scope.actions,
    Resource: scope.resources,
    ...(Object.keys(equals).length === 0 ? {} : { Condition: { StringEquals: equals } }),
  });
  return [
    ...(principals.length > 0 ? [statement({ AWS: [...new Set(principals)].sort() }, source)] : []),
    ...(organizationIds.length > 0
      ? [statement('*', { 'aws:PrincipalOrgID': [...new Set(organizationIds)].sort(), ...source })]
      : []),
    ...(anonymous ? [statement('*', source)] : []),
  ];
}

/** One line, because AWS refuses a policy with line breaks. */
export function policyDocument(all: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: all });
}
