/** Constructs of mlflow: what it stands on in the environment's stack, and the server in the cluster's. */
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { readAccount } from '../build-alert-topic';
import { experimentTracking, kubernetesHub, kubernetesIngress, workloadIdentity } from '../capabilities';
import type { BuildContext } from '../module';
import { createArtifactBucket } from './build-bucket';
import { provideDatabase } from './build-database';
import { handOver } from './build-handover';
import { grantServer, grantSetup } from './build-rights';
import type { Inputs } from './inputs';

export { addons } from './build-addons';

const aliasLimit = 256 - 'alias/'.length;
const keyDeletionDays = 30;
const account = { namespace: 'mlflow', name: 'mlflow' };

export function aws(context: BuildContext<Inputs>): void {
  const { inputs } = context;
  const { region } = context.chosen;
  const hub = context.require(kubernetesHub);
  const identity = context.require(workloadIdentity);
  const { id, partition } = readAccount(context);
  const place = { partition, account: id, region };
  const key = createKey(context);
  const bucket = createArtifactBucket(context, { id, partition }, key);
  const database = provideDatabase(context, key);
  new VpcSecurityGroupIngressRule(context.scope, context.id('ingress'), {
    region,
    securityGroupId: database.securityGroupId,
    referencedSecurityGroupId: hub.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: database.port,
    toPort: database.port,
    description: 'Pods of the cluster',
  });

  const server = identity.role('mlflow', account);
  const { namespace, name } = server.serviceAccount;
  const setup = identity.role('mlflow-database', { namespace, name: `${name}-database` });
  grantServer(context, server, { place, bucketArn: bucket.arn, keyArn: key.arn, database });
  grantSetup(context, setup, { place, database });
  const prefix = handOver(context, {
    bucket: bucket.bucket,
    host: database.host,
    master_secret_arn: database.masterSecretArn,
    role_arn: server.roleArn,
    setup_role_arn: setup.roleArn,
  });

  context.addons(hub.access, {
    prefix,
    port: String(database.port),
    namespace,
    serviceAccount: name,
    setupServiceAccount: setup.serviceAccount.name,
    ...(inputs.host === undefined ? {} : ingressOf(context)),
  });
  context.provide(experimentTracking, {
    access: hub.access,
    trackingUri: `http://mlflow.${namespace}.svc.cluster.local`,
    artifactBucket: bucket.bucket,
    artifactBucketArn: bucket.arn,
  });
  context.output('artifact_bucket', bucket.bucket, 'Bucket of the artifacts.');
  context.output('database_host', database.host, 'Host of the database, over TLS.');
}

function ingressOf(context: BuildContext<Inputs>): Readonly<Record<string, string>> {
  const { ingressClass, release } = context.require(kubernetesIngress);
  return { ingressClass, ingressRelease: release };
}

function createKey(context: BuildContext<Inputs>): KmsKey {
  const { scope, retiring } = context;
  const { region } = context.chosen;
  const key = new KmsKey(scope, context.id('key'), {
    region,
    description: `Artifacts and database of MLflow in ${context.environment}`,
    enableKeyRotation: true,
    deletionWindowInDays: keyDeletionDays,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  new KmsAlias(scope, context.id('key_alias'), {
    region,
    name: `alias/${context.name(aliasLimit, 'mlflow', region)}`,
    targetKeyId: key.keyId,
  });
  return key;
}
