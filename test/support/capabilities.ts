/** What a module alone is given in the generic tests: outputs of the capabilities that it needs, and addresses. */
import {
  awsApi,
  awsApiServices,
  auroraPostgresqlPrimary,
  kubernetesHub,
  privateNetwork,
  type GlobalPrimary,
  type KubernetesCluster,
  type LedGlobalCluster,
} from '../../modules/capabilities';
import type { Addresses, At, Module, Site } from '../../modules/module';
import { addressesFor } from '../modules/network.fixtures';
import { give, type Given } from './build-module';

function network(region: string): Given['outputs'] {
  const zones = ['az1', 'az2', 'az3'];
  return {
    vpcId: `vpc-${region}`,
    cidr: '10.0.0.0/16',
    region,
    privateSubnetIds: zones.map((zone) => `subnet-private-${zone}`),
    publicSubnetIds: zones.map((zone) => `subnet-public-${zone}`),
    privateRouteTableIds: Object.fromEntries(zones.map((zone) => [zone, `rtb-${zone}`])),
    zones,
  };
}

function globalPrimary(region: string): GlobalPrimary {
  let led: LedGlobalCluster | undefined;
  return {
    engine: 'aurora-postgresql',
    engineVersion: '17.7',
    region,
    host: 'test-aurora.cluster-c0.rds.amazonaws.com',
    readerHost: 'test-aurora.cluster-ro-c0.rds.amazonaws.com',
    port: 5432,
    databaseName: 'app',
    clusterIdentifier: 'test-aurora',
    clusterArn: `arn:aws:rds:${region}:111122223333:cluster:test-aurora`,
    clusterResourceId: 'cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    securityGroupId: 'sg-0123456789abcdef0',
    masterSecretArn: `arn:aws:secretsmanager:${region}:111122223333:secret:test-aurora-master-AbCdEf`,
    iamAuthentication: true,
    firstInstance: 'aws_rds_cluster_instance.aurora_instance_first',
    lead: (create) => (led ??= create()),
  };
}

function cluster(region: string): KubernetesCluster {
  const oidcIssuer = `oidc.eks.${region}.amazonaws.com/id/0123456789ABCDEF`;
  return {
    access: { name: `test-${region}`, region },
    vpcId: `vpc-${region}`,
    oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${oidcIssuer}`,
    oidcIssuer,
    securityGroupId: 'sg-0123456789abcdef1',
  };
}

/** Capability name -> outputs of a provider in a region. A module that needs another capability adds its line. */
const samples: Readonly<Record<string, (region: string) => Given['outputs']>> = {
  [auroraPostgresqlPrimary.name]: globalPrimary,
  [kubernetesHub.name]: cluster,
  [privateNetwork.name]: network,
  ...Object.fromEntries(
    awsApiServices.map((service) => [
      awsApi(service).name,
      () => ({ service, endpointSecurityGroupId: 'sg-0123456789abcdef2' }),
    ]),
  ),
};

function given(name: string, at: At, site: Site): Given {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`test/support/capabilities.ts has no sample of ${name}`);
  const where = at === 'primary' ? 'primary' : 'here';
  return give(
    { name, summary: '', defaultAt: 'each', units: {} },
    sample(where === 'here' ? site.region : 'us-west-2'),
    where,
  );
}

export function sampleOutputs(module: Module<unknown>, site: Site): { given: Given[]; addresses?: Addresses } {
  const needs = module.needs(module.inputs.parse({})).map(({ capability, at }) => given(capability.name, at, site));
  return module.addresses === undefined
    ? { given: needs }
    : { given: needs, addresses: addressesFor(module, site, {}) };
}
