/** Who gets into a cluster. */
import type { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { EksAccessEntry } from '@cdktf/provider-aws/lib/eks-access-entry';
import { EksAccessPolicyAssociation } from '@cdktf/provider-aws/lib/eks-access-policy-association';
import type { BuildContext } from '../module';
import { accessPolicies, type Inputs } from './inputs';

type Entry = Inputs['accessEntries'][string];

/** Entries of the inputs, and the role that applies the stacks, which installs addons. */
export function createAccess(context: BuildContext<Inputs>, cluster: EksCluster, partition: string): void {
  const { region } = context.chosen;
  for (const [name, entry] of entries(context)) {
    const granted = new EksAccessEntry(context.scope, context.id('access', name), {
      region,
      clusterName: cluster.name,
      principalArn: entry.principalArn,
      type: 'STANDARD',
    });
    const { namespaces } = entry;
    new EksAccessPolicyAssociation(context.scope, context.id('access_policy', name), {
      region,
      clusterName: cluster.name,
      principalArn: granted.principalArn,
      policyArn: `arn:${partition}:eks::aws:cluster-access-policy/${accessPolicies[entry.policy]}`,
      accessScope: namespaces === undefined ? { type: 'cluster' } : { type: 'namespace', namespaces: [...namespaces] },
    });
  }
}

function entries({ inputs, deployRoleArn }: BuildContext<Inputs>): [string, Entry][] {
  const given = Object.entries(inputs.accessEntries).sort(([a], [b]) => (a < b ? -1 : 1));
  // An entry of the inputs for the same role stands instead: EKS has one a principal.
  if (deployRoleArn === undefined || given.some(([, { principalArn }]) => principalArn === deployRoleArn)) return given;
  return [...given, ['deploy role', { principalArn: deployRoleArn, policy: 'cluster-admin' }]];
}
