/** Constructs of irsa_ml_workloads. */
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { policyDocument, readAccount } from '../build-alert-topic';
import { createServiceAccountRole } from '../build-roles';
import { kubernetesHub, workloadIdentity, type ServiceAccount, type WorkloadRole } from '../capabilities';
import type { BuildContext } from '../module';
import type { Place } from '../policy-statements';
import { hasRights } from './controls';
import { accountOf, type Inputs, type Workload } from './inputs';
import { statements } from './policy';

export function aws(context: BuildContext<Inputs>): void {
  const { inputs } = context;
  const cluster = context.require(kubernetesHub);
  const account = readAccount(context);
  const place = { partition: account.partition, account: account.id, region: context.chosen.region };
  const made = new Map<string, WorkloadRole>();

  const createRole = (workload: string, serviceAccount: ServiceAccount): WorkloadRole => {
    const { reference, arn } = createServiceAccountRole(context, workload, {
      cluster,
      serviceAccount,
      policyArns: {},
    });
    const role = { roleName: reference, roleArn: arn, serviceAccount };
    made.set(workload, role);
    context.output(`${workload}_role_arn`, arn, `Role of ${serviceAccount.namespace}/${serviceAccount.name}`);
    return role;
  };

  for (const [name, workload] of Object.entries(inputs.workloads).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { roleName } = createRole(name, accountOf(name, workload));
    if (hasRights(workload)) grant(context, name, roleName, workload, place);
  }
  context.provide(workloadIdentity, {
    access: cluster.access,
    role: (workload, serviceAccount) => made.get(workload) ?? createRole(workload, serviceAccount),
  });
}

function grant(context: BuildContext<Inputs>, name: string, role: string, workload: Workload, place: Place): void {
  new IamRolePolicy(context.scope, context.id('rights', name), {
    name: 'workload',
    role,
    policy: policyDocument(statements(workload, place).map((statement) => ({ ...statement }))),
  });
}
