/** The job that makes the user of MLflow in the database and brings its tables up to the version of the server. */
import { createHash } from 'node:crypto';
import { JobV1 } from '@cdktf/provider-kubernetes/lib/job-v1';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1';
import type { AddonsContext } from '../module';
import { takeOver } from './build-handover';
import { databaseName, databaseUser, scriptFolder, scripts } from './database';
import type { Inputs } from './inputs';
import { image, mounts, trustVariables, user, type Server } from './values';

const digestLength = 8;
const attempts = 6;
const podUser = String(user);
/** An upgrade of the tables of a large database takes its time, as does a node that has to start first. */
const longest = '60m';

export function createSetup(context: AddonsContext<Inputs>, server: Server, host: string): JobV1 {
  const { scope, inputs } = context;
  const account = new ServiceAccountV1(scope, context.id('setup_account'), {
    metadata: {
      name: context.published('setupServiceAccount'),
      namespace: server.namespace,
      annotations: { 'eks.amazonaws.com/role-arn': takeOver(context, 'setup_role_arn') },
    },
  });
  const shared = {
    image: image(inputs),
    volumeMount: mounts,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: podUser,
      runAsGroup: podUser,
      capabilities: { drop: ['ALL'] },
    },
  };
  const environment = {
    ...server.environment,
    PGHOST: host,
    PGPORT: context.published('port'),
    DATABASE_NAME: databaseName,
    DATABASE_USER: databaseUser,
    DATABASE_URI: server.uri,
    MASTER_SECRET_ARN: takeOver(context, 'master_secret_arn'),
    PYTHONPATH: scriptFolder,
  };
  return new JobV1(scope, context.id('setup'), {
    metadata: { name: `mlflow-database-${digest(image(inputs))}`, namespace: server.namespace },
    spec: {
      backoffLimit: attempts,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'mlflow-database' } },
        spec: {
          serviceAccountName: account.metadata.name,
          restartPolicy: 'Never',
          securityContext: { fsGroup: podUser, seccompProfile: { type: 'RuntimeDefault' } },
          initContainer: [
            {
              ...shared,
              name: 'trust',
              command: ['python', `${scriptFolder}/fetch_trust.py`],
              env: trustVariables(server),
            },
          ],
          container: [
            {
              ...shared,
              volumeMount: [...mounts, { name: 'tmp', mountPath: '/tmp' }],
              name: 'database',
              command: ['python', `${scriptFolder}/prepare_database.py`],
              env: variables(environment),
              resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } },
            },
          ],
          volume: [
            { name: 'database', configMap: { name: server.configMap } },
            { name: 'trust', emptyDir: {} },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
    waitForCompletion: true,
    timeouts: { create: longest, update: longest },
  });
}

/** A job runs once: another version of MLflow, or of the scripts, is another job. */
function digest(version: string): string {
  return createHash('sha256')
    .update(JSON.stringify([version, scripts]))
    .digest('hex')
    .slice(0, digestLength);
}

function variables(values: Readonly<Record<string, string>>): { readonly name: string; readonly value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
