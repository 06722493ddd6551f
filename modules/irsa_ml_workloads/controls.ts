/** Security controls that irsa_ml_workloads claims. */
import { isNarrow, opensToOneServiceAccount } from '../workload-controls';
import type { Control } from '../module';
import type { Inputs, Workload } from './inputs';

const trust: Control = {
  id: 'exact-subject',
  summary: 'A role opens to pods of one service account, with a token that was made out for STS.',
  resource: 'aws_iam_role',
  complies: ({ assume_role_policy: policy }) => opensToOneServiceAccount(policy),
};

const rights: Control = {
  id: 'least-privilege',
  summary: 'A role names what it may do, and on what.',
  resource: 'aws_iam_role_policy',
  complies: ({ policy }) => isNarrow(policy),
};

export function hasRights({ buckets, tables, secrets, databaseUsers, repositories }: Workload): boolean {
  return (
    repositories.length > 0 ||
    [buckets, tables, secrets, databaseUsers].some((granted) => Object.keys(granted).length > 0)
  );
}

export function controls({ workloads }: Inputs): readonly Control[] {
  return Object.values(workloads).some(hasRights) ? [trust, rights] : [trust];
}
