/**
 * Values of the chart. It knows PostgreSQL by user and password alone, so its own settings of a database stay off: the
 * address goes to `mlflow server` as an argument that follows the chart's, and the later one counts.
 * https://github.com/community-charts/helm-charts/tree/main/charts/mlflow
 */
import { scriptFolder, trustFile, trustFolder } from './database';
import type { Inputs } from './inputs';

/** The release, and what the chart names its objects after. */
export const release = 'mlflow';

/** Both controllers read their own and pass over the other's. */
const albAnnotation = 'alb.ingress.kubernetes.io';
const nginxAnnotation = 'nginx.ingress.kubernetes.io';

export interface Server {
  readonly namespace: string;
  readonly configMap: string;
  readonly uri: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the certificates of RDS are. */
  readonly trustUrl: string;
}

export interface ServerPlace extends Server {
  readonly bucket: string;
  readonly roleArn: string;
  readonly serviceAccount: string;
  readonly ingress?: { readonly host: string; readonly className: string };
}

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Scripts and certificates as every container of MLflow has them. */
export const mounts = [
  { name: 'database', mountPath: scriptFolder, readOnly: true },
  { name: 'trust', mountPath: trustFolder },
];

/** As whom the chart runs MLflow. */
export const user = 1001;

export function image({ imageRepository, imageTag }: Inputs): string {
  return `${imageRepository}:${imageTag}`;
}

export function chartValues(inputs: Inputs, place: ServerPlace): Readonly<Record<string, Value>> {
  const cluster = `${release}.${place.namespace}`;
  const { ingress } = place;
  const origin = `${inputs.certificateArn === undefined ? 'http' : 'https'}://${ingress?.host ?? ''}`;
  return {
    fullnameOverride: release,
    image: { repository: inputs.imageRepository, tag: inputs.imageTag },
    replicaCount: inputs.minReplicas,
    // Leaves the number of pods out of the Deployment, for the autoscaler beside it to set.
    autoscaling: { enabled: inputs.maxReplicas > inputs.minReplicas },
    serviceAccount: {
      create: true,
      name: place.serviceAccount,
      annotations: { 'eks.amazonaws.com/role-arn': place.roleArn },
    },
    artifactRoot: { proxiedArtifactStorage: true, s3: { enabled: true, bucket: place.bucket } },
    extraArgs: { backendStoreUri: place.uri, workers: inputs.workers },
    extraEnvVars: { ...place.environment, PYTHONPATH: scriptFolder },
    extraVolumes: [
      { name: 'database', configMap: { name: place.configMap } },
      { name: 'trust', emptyDir: {} },
    ],
    extraVolumeMounts: mounts,
    initContainers: [trustContainer(inputs, place)],
    resources: {
      requests: { cpu: `${inputs.cpuMilli}m`, memory: `${inputs.memoryMiB}Mi` },
      limits: { memory: `${inputs.memoryMiB}Mi` },
    },
    podSecurityContext: { fsGroup: user, seccompProfile: { type: 'RuntimeDefault' } },
    affinity: spread,
    telemetry: { enabled: false },
    serverAllowedHosts: [cluster, `${cluster}.svc`, `${cluster}.svc.cluster.local`],
    ...(ingress === undefined
      ? {}
      : {
          corsAllowedOrigins: [origin],
          ingress: {
            enabled: true,
            className: ingress.className,
            annotations: { ...annotations(inputs), ...inputs.ingressAnnotations },
            hosts: [{ host: ingress.host, paths: [{ path: '/', pathType: 'Prefix' }] }],
          },
        }),
  };
}

export function trustVariables({ trustUrl }: Server): { readonly name: string; readonly value: string }[] {
  return [
    { name: 'PGSSLROOTCERT', value: trustFile },
    { name: 'TRUST_URL', value: trustUrl },
  ];
}

/** Runs before the others, without the login by token, which needs none of its certificates. */
function trustContainer(inputs: Inputs, server: Server): Readonly<Record<string, Value>> {
  return {
    name: 'trust',
    image: image(inputs),
    command: ['python', `${scriptFolder}/fetch_trust.py`],
    env: trustVariables(server),
    volumeMounts: mounts,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      capabilities: { drop: ['ALL'] },
    },
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  };
}

const spread = {
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 100,
        podAffinityTerm: {
          topologyKey: 'topology.kubernetes.io/zone',
          labelSelector: { matchLabels: { 'app.kubernetes.io/instance': release } },
        },
      },
    ],
  },
};

function annotations({ certificateArn }: Inputs): Readonly<Record<string, string>> {
  return {
    [`${albAnnotation}/target-type`]: 'ip',
    [`${albAnnotation}/healthcheck-path`]: '/health',
    ...(certificateArn === undefined
      ? {}
      : {
          [`${albAnnotation}/certificate-arn`]: certificateArn,
          [`${albAnnotation}/listen-ports`]: '[{"HTTPS":443}]',
        }),
    // Artifacts pass through the server, and are larger than a megabyte.
    [`${nginxAnnotation}/proxy-body-size`]: '0',
  };
}
