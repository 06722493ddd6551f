/**
 * Roles for service accounts of the hub cluster (IRSA): each workload of the ML stack calls AWS as itself. A role opens
 * to pods of one service account of one namespace, by the identity provider of the cluster, and has the rights that are
 * listed for it and no others. A workload takes it by the annotation `eks.amazonaws.com/role-arn` of its service
 * account; the ARNs are outputs. No pod gets the credentials of its node.
 *
 * It takes the place of `irsa_mlflow`, which knew one workload.
 *
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
import { kubernetesHub, workloadIdentity } from '../capabilities';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

const mostPolicyCharacters = 10_240;

export const irsaMlWorkloads = {
  name: 'irsa_ml_workloads',
  title: 'Roles of ML workloads',
  summary:
    'IAM roles for service accounts of the hub cluster: MLflow, Feast, vLLM and others, each with its own rights.',
  category: 'security',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: false,
  stateful: false,
  services: ['eks'],
  provides: [workloadIdentity],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'pods call AWS: buckets of models and features, tables, secrets, databases by IAM' },
    { text: 'MLflow or another tool comes by Helm or Argo CD, and roles are all that it lacks' },
    { text: 'teams or tools in one cluster must not have the rights of each other' },
  ],
  avoidWhen: [
    { text: 'nothing in the cluster calls AWS' },
    { text: 'the cluster hands out roles by EKS Pod Identity: a service account takes one or the other' },
  ],
  conflicts: {},
  rules: [
    {
      resource: 'aws_iam_role_policy',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
      kind: 'matches',
      argument: 'policy',
      pattern: `^[\\s\\S]{1,${mostPolicyCharacters}}$`,
      says: `the inline policies of a role have at most ${mostPolicyCharacters} characters`,
    },
  ],
  references: [
    'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html (conditions on sub and aud)',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html',
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html (the characters that follow a name)',
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/iam_role_policy',
    'Feast creates and deletes tables when its definitions change: that is for a pipeline and not for the workload, whose rights here stop at items.',
  ],
  controls,
  needs: () => [{ capability: kubernetesHub, at: 'each' }],
  options: () => [
    {
      key: 'roles',
      label: 'Roles for service accounts',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [workloadIdentity],
      cost: [],
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
