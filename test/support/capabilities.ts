/** What a module alone is given in the generic tests: outputs of the capabilities that it needs, and addresses. */
import { facts } from '../../data';
import {
  auroraPostgresqlPrimary,
  contentDelivery,
  crossRegionRouting,
  crossVpcServices,
  httpLoadBalancer,
  kubernetesHub,
  kubernetesIngress,
  postgresqlDatabase,
  privateNetwork,
  type ContentDelivery,
  type CrossVpcServices,
  workloadIdentity,
  type GlobalPrimary,
  type HttpLoadBalancer,
  type KubernetesCluster,
  type KubernetesIngress,
  type LedGlobalCluster,
  type ServiceNetworkEndpoint,
  type WorkloadIdentity,
} from '../../modules/capabilities';
import type { Addresses, Module, Need, Site } from '../../modules/module';
import { addressesFor } from '../modules/network.fixtures';
import { give, type Given } from './build-module';
import { sampleInputs, workloadSamples } from './workload-samples';

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

function loadBalancer(region: string): HttpLoadBalancer {
  const arn = `arn:aws:elasticloadbalancing:${region}:111122223333:loadbalancer/app/test/0123456789abcdef`;
  return {
    region,
    arn,
    dnsName: `test-1234567890.${region}.elb.amazonaws.com`,
    hostedZoneId: 'Z35SXDOTRQ7X7K',
    listenerArn: `${arn.replace(':loadbalancer/', ':listener/')}/0123456789abcdef`,
    takePriority: () => undefined,
    securityGroupId: 'sg-0123456789abcdef2',
    arnSuffix: 'app/test/0123456789abcdef',
    attachWebAcl: () => undefined,
  };
}

function distribution(): ContentDelivery {
  return {
    distributionArn: 'arn:aws:cloudfront::111122223333:distribution/E0123456789ABC',
    domainName: 'd0123456789abc.cloudfront.net',
    attachWebAcl: () => undefined,
  };
}

export function serviceNetwork(region: string): CrossVpcServices {
  const arn = `arn:aws:vpc-lattice:${region}:111122223333`;
  let endpoint: ServiceNetworkEndpoint | undefined;
  return {
    serviceNetworkId: 'sn-0123456789abcdef0',
    serviceNetworkArn: `${arn}:servicenetwork/sn-0123456789abcdef0`,
    ports: [80, 443],
    services: [
      {
        name: 'mlflow',
        arn: `${arn}:service/svc-0123456789abcdef0`,
        customDomainName: 'mlflow.internal.example.com',
        domainName: `mlflow-0123456789abcdef0.7d67968.vpc-lattice-svcs.${region}.on.aws`,
        hostedZoneId: 'Z09127221KTH2CEXAMPLE',
        associationId: 'snsa-0123456789abcdef0',
        association: 'aws_vpclattice_service_network_service_association.mlflow',
      },
    ],
    endpoint: (create) => (endpoint ??= create()),
  };
}

function ingress(region: string): KubernetesIngress {
  return {
    access: { name: `test-${region}`, region },
    ingressClass: 'alb',
    release: 'helm_release.aws_load_balancer_controller_release',
  };
}

function identity(region: string): WorkloadIdentity {
  return {
    access: { name: `test-${region}`, region },
    role: (workload, serviceAccount) => ({
      roleName: `test-${region}-${workload}`,
      roleArn: `arn:aws:iam::111122223333:role/test-${region}-${workload}`,
      serviceAccount,
    }),
  };
}

/** Capability name -> outputs of a provider in a region. A module that needs another capability adds its line. */
const samples: Readonly<Record<string, (region: string, instance?: string) => Given['outputs']>> = {
  ...workloadSamples,
  [auroraPostgresqlPrimary.name]: globalPrimary,
  [contentDelivery.name]: distribution,
  [httpLoadBalancer.name]: loadBalancer,
  [crossRegionRouting.name]: () => ({ connectionId: 'pcx-0123456789abcdef0' }),
  [crossVpcServices.name]: serviceNetwork,
  [kubernetesHub.name]: cluster,
  [kubernetesIngress.name]: ingress,
  [postgresqlDatabase.name]: globalPrimary,
  [privateNetwork.name]: network,
  [workloadIdentity.name]: identity,
};

/** @param primary region that stands for the primary one */
export function sampleGiven({ capability: { name }, at, instance }: Need, site: Site, primary = 'us-west-2'): Given {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`test/support/capabilities.ts has no sample of ${name}`);
  const where = at === 'primary' ? 'primary' : 'here';
  return give(
    { name, summary: '', defaultAt: 'each', units: {} },
    sample(where === 'here' ? site.region : primary, instance),
    where,
    instance,
  );
}

/** @param asked inputs of the module, as of an environment; left out, those that show what it makes */
export function sampleOutputs(
  module: Module<unknown>,
  site: Site,
  asked: unknown = sampleInputs(module),
): { given: Given[]; addresses?: Addresses } {
  const inputs = module.inputs.parse(asked);
  const wanted = [
    ...module.needs(inputs),
    ...module.options(inputs, site, facts).flatMap((option) => option.needs ?? []),
  ];
  const distinct = new Map(wanted.map((need) => [`${need.capability.name} ${need.instance ?? ''} ${need.at}`, need]));
  const needs = [...distinct.values()].map((need) => sampleGiven(need, site));
  return module.addresses === undefined
    ? { given: needs }
    : { given: needs, addresses: addressesFor(module, site, {}) };
}
