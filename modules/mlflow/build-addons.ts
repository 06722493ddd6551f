/** The tracking server in the cluster: its namespace, the job that prepares the database, the chart, and autoscaling. */
import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import { Release } from '@cdktf/provider-helm/lib/release';
import { ConfigMapV1 } from '@cdktf/provider-kubernetes/lib/config-map-v1';
import { HorizontalPodAutoscalerV2 } from '@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1';
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1';
import type { ITerraformDependable } from 'cdktf';
import type { AddonsContext } from '../module';
import { createSetup } from './build-setup';
import { takeOver } from './build-handover';
import { databaseName, databaseUser, scripts, trustFile, trustUrl } from './database';
import type { Inputs } from './inputs';
import { chartValues, release } from './values';

/** The image is large, and a node may have to start first. */
const secondsToStart = 900;

const repository = 'https://community-charts.github.io/helm-charts';

export function addons(context: AddonsContext<Inputs>): void {
  const { scope, inputs, cluster } = context;
  const namespace = new NamespaceV1(scope, context.id('namespace'), {
    metadata: {
      name: context.published('namespace'),
      labels: {
        'pod-security.kubernetes.io/enforce': 'baseline',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  });
  const configMap = new ConfigMapV1(scope, context.id('scripts'), {
    metadata: { name: 'mlflow-database', namespace: namespace.metadata.name },
    data: { ...scripts },
  });
  const host = takeOver(context, 'host');
  const uri = `postgresql+psycopg2://${databaseUser}@${host}:${context.published('port')}/${databaseName}`;
  const server = {
    namespace: namespace.metadata.name,
    configMap: configMap.metadata.name,
    uri,
    environment: {
      AWS_REGION: cluster.region,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: trustFile,
    },
    trustUrl: trustUrl(cluster.region),
  };
  const job = createSetup(context, server, host);
  const waits: ITerraformDependable[] = [job];
  if (inputs.host !== undefined) waits.push({ fqn: context.published('ingressRelease') });
  const values = chartValues(inputs, {
    ...server,
    bucket: takeOver(context, 'bucket'),
    roleArn: takeOver(context, 'role_arn'),
    serviceAccount: context.published('serviceAccount'),
    ...(inputs.host === undefined
      ? {}
      : { ingress: { host: inputs.host, className: context.published('ingressClass') } }),
  });
  const chart = new Release(scope, context.id('release'), {
    name: release,
    repository,
    chart: 'mlflow',
    version: inputs.chartVersion,
    namespace: namespace.metadata.name,
    // JSON is YAML; later documents win.
    values: [
      JSON.stringify(values),
      ...(Object.keys(inputs.values).length === 0 ? [] : [JSON.stringify(inputs.values)]),
    ],
    atomic: true,
    timeout: secondsToStart,
    dependsOn: waits,
  });
  scale(context, chart);
}

/** The chart autoscales with databases that it knows of alone. */
function scale(context: AddonsContext<Inputs>, chart: Release): void {
  const { scope, inputs, cluster } = context;
  const { minReplicas, maxReplicas, averageUtilization } = inputs;
  const metadata = { name: release, namespace: chart.namespace };
  if (minReplicas > 1) {
    new PodDisruptionBudgetV1(scope, context.id('disruption'), {
      metadata,
      spec: { maxUnavailable: '1', selector: { matchLabels: { 'app.kubernetes.io/instance': release } } },
    });
  }
  if (maxReplicas === minReplicas) return;
  const metrics = inputs.metricsServer
    ? [
        new EksAddon(scope, context.id('metrics'), {
          region: cluster.region,
          clusterName: cluster.name,
          addonName: 'metrics-server',
          resolveConflictsOnCreate: 'OVERWRITE',
          resolveConflictsOnUpdate: 'PRESERVE',
        }),
      ]
    : [];
  new HorizontalPodAutoscalerV2(scope, context.id('autoscaler'), {
    metadata,
    spec: {
      minReplicas,
      maxReplicas,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: release },
      metric: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
    },
    dependsOn: [chart, ...metrics],
  });
}
