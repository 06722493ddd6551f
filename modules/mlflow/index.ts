/**
 * An MLflow tracking server: runs and models in PostgreSQL, artifacts in S3, the server itself as pods of the hub
 * cluster by the Helm chart of community-charts.
 *
 * The database is an RDS instance of its own, or a database inside the environment's Aurora PostgreSQL, whichever is
 * cheaper: Aurora costs next to nothing more where it stands anyway. What was decided once stays, since runs would be
 * left behind. The server logs in by IAM, each connection with a token that is worked out on the spot, so that no
 * password is in Helm values, in a Secret of the cluster or in a state, and rotation of the master password goes
 * unnoticed. External Secrets would need its definitions in the cluster before anything could be planned, and a restart
 * of the pods after each rotation. A job of its own role makes the user and upgrades the tables, before each new version
 * of the server. Pods fetch the certificates of RDS when they start.
 *
 * Clients send artifacts through the server and need no rights in AWS. MLflow itself asks nobody who they are: who
 * reaches it may read and change everything. So it is reached from inside the cluster alone until `host` is set, and
 * then by whichever ingress the cluster has; login by OIDC is for `values` to set up. Names that it was not told of are
 * refused.
 *
 * It leaves in two steps. The key stays, or the final snapshot could not be read; a database inside Aurora stays too.
 *
 * https://mlflow.org/docs/latest/self-hosting/
 */
import { kubernetesHub, kubernetesIngress, workloadIdentity } from '../capabilities';
import type { Module, Need } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { options, provides } from './options';
import { rules } from './rules';

export type { Inputs };

/** Pods of the metrics-server addon: https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html */
const metricsPods = { vcpu: 0.2, memoryGiB: 0.4 };

function needs(given: Inputs): readonly Need[] {
  const { maxReplicas, minReplicas, cpuMilli, memoryMiB, metricsServer, host, ingressGbPerMonth } = given;
  const metrics = metricsServer && maxReplicas > minReplicas ? metricsPods : { vcpu: 0, memoryGiB: 0 };
  return [
    {
      capability: kubernetesHub,
      at: 'each',
      demand: {
        vcpu: (maxReplicas * cpuMilli) / 1000 + metrics.vcpu,
        memoryGiB: (maxReplicas * memoryMiB) / 1024 + metrics.memoryGiB,
      },
    },
    { capability: workloadIdentity, at: 'each' },
    ...(host === undefined
      ? []
      : [{ capability: kubernetesIngress, at: 'each' as const, demand: { ingressGbPerMonth } }]),
  ];
}

export const mlflow = {
  name: 'mlflow',
  title: 'MLflow',
  summary: 'A tracking server for training runs and models: pods of the hub cluster, PostgreSQL, and artifacts in S3.',
  category: 'ml',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'environment',
  multiple: false,
  stateful: true,
  keeps: [
    { resource: 'aws_kms_key', role: 'key' },
    { resource: 'aws_kms_alias', role: 'key_alias' },
  ],
  services: ['eks', 'rds', 's3', 'kms', 'secretsmanager', 'ssm'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'training runs and models are to be recorded',
      holds: ({ needs: asked }) => asked.includes('experiment-tracking'),
    },
    {
      text: 'MLflow is to be infrastructure as code: its configuration under version control, in the same workflow as databases',
    },
    { text: 'Terraform is the tool that deploys' },
    { text: 'dev, qa and prod are to have the same MLflow' },
  ],
  avoidWhen: [
    { text: 'MLflow is deployed by Helm or Argo CD already, or GitOps is how things are deployed' },
    { text: 'its role is all that is missing: irsa_ml_workloads gives that alone' },
    { text: 'who reaches it must log in, and no login by OIDC is set up in values' },
  ],
  conflicts: {},
  rules,
  references: [
    'https://github.com/community-charts/helm-charts/tree/main/charts/mlflow (1.12.0 is for MLflow 3.14.0)',
    'https://github.com/burakince/mlflow (the image: MLflow, boto3, psycopg2)',
    'https://docs.sqlalchemy.org/en/20/core/engines.html#generating-dynamic-authentication-tokens',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html (t3 and t4g run in Unlimited mode: they do not slow down, and are charged for it)',
    'https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html',
    'https://mlflow.org/docs/latest/self-hosting/security/network/ (hosts and origins that the server accepts)',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/db_instance',
    'https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/job_v1',
    'A standby of RDS costs what its instance costs: the two prices for several zones that are known, of db.r6g.large and db.t4g.medium, are twice those for one.',
    'The guide says of the cost that it varies by compute and storage. It does; pods are charged with the nodes of the cluster.',
  ],
  controls,
  needs,
  options,
  load: () => import('./build'),
} satisfies Module<Inputs>;
