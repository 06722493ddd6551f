/** The typed capabilities of the catalog: what one module hands to another. */
import type { Capability, ClusterAccess } from './module';

/** A VPC in the region. Subnet ids are listed in zone order; a tier may span the first zones alone. */
export interface PrivateNetwork {
  readonly vpcId: string;
  readonly cidr: string;
  readonly region: string;
  readonly privateSubnetIds: readonly string[];
  readonly publicSubnetIds: readonly string[];
  /** For data: without a way to the internet. Absent where the network has none. */
  readonly isolatedSubnetIds?: readonly string[];
  /** Zone id -> id of the route table of the private subnet there. */
  readonly privateRouteTableIds: Readonly<Record<string, string>>;
  /** Zone ids in order. */
  readonly zones: readonly string[];
}

export interface KeyValueCache {
  /** DNS name that clients connect to. */
  readonly host: string;
  readonly port: number;
  readonly securityGroupId: string;
}

/** A service network, which is regional: VPCs of other regions reach it through one endpoint for all of them. */
export interface CrossVpcServices {
  readonly serviceNetworkId: string;
  readonly serviceNetworkArn: string;
  /** Ports that clients use, in order. */
  readonly ports: readonly number[];
  /** Those that the environment makes, by name in the inputs; others may have joined. */
  readonly services: readonly ServiceOfNetwork[];
  /** The endpoint of the service network. `create` runs once, for the first region that needs it. */
  endpoint(create: () => ServiceNetworkEndpoint): ServiceNetworkEndpoint;
}

export interface ServiceOfNetwork {
  readonly name: string;
  readonly arn: string;
  readonly customDomainName?: string;
  /** Name that Lattice gives it, and the zone of that name. Only associated VPCs reach what it resolves to. */
  readonly domainName: string;
  readonly hostedZoneId: string;
  /** Its association with the service network: id, and address for `depends_on`. */
  readonly associationId: string;
  readonly association: string;
}

/** A VPC endpoint of type ServiceNetwork: addresses in a VPC that peers of that VPC reach as well. */
export interface ServiceNetworkEndpoint {
  readonly id: string;
  readonly securityGroupId: string;
  /** Address of the lookup that says which name each service has behind the endpoint. */
  readonly associations: string;
}

export interface CrossRegionServices {
  readonly serviceNetworkArn: string;
  readonly endpointId: string;
}

export interface RelationalDatabase {
  readonly engine: 'aurora-mysql' | 'aurora-postgresql';
  /** As AWS writes it: `17.7`. */
  readonly engineVersion: string;
  readonly region: string;
  /** Endpoint of the writer. */
  readonly host: string;
  readonly readerHost: string;
  readonly port: number;
  readonly databaseName: string;
  readonly clusterIdentifier: string;
  readonly clusterArn: string;
  /** Part of the ARN of a user for `rds-db:connect`. */
  readonly clusterResourceId: string;
  readonly securityGroupId: string;
  /** Secret with `username` and `password` of the master user. */
  readonly masterSecretArn: string;
  /** Whether users may log in by IAM. */
  readonly iamAuthentication: boolean;
}

/** The database as a region sees it: a copy that is read here, or in the primary region the database itself. */
export interface GlobalDatabase {
  readonly region: string;
  readonly readerHost: string;
  readonly port: number;
  readonly databaseName: string;
  readonly clusterIdentifier: string;
  readonly securityGroupId: string;
}

/** A cluster that can become the primary of a global database. */
export interface GlobalPrimary extends RelationalDatabase {
  /** Address of the instance that a secondary waits for: `aws_rds_cluster_instance.aurora_...`. */
  readonly firstInstance: string;
  /**
   * The identifier of the global cluster that it leads. `create` runs once, for the first of the secondaries; from then
   * on the global cluster decides the engine version and not the primary one.
   */
  lead(create: () => LedGlobalCluster): LedGlobalCluster;
}

export interface LedGlobalCluster {
  readonly identifier: string;
  /** Called for each secondary that is there to stay: as long as one is, the global cluster is protected. */
  protect(): void;
}

/** Where alerts of the budget go. */
export interface BudgetAlerts {
  readonly budgetName: string;
  readonly topicArn: string;
}

/** What a core device at the edge is set up with. */
export interface EdgeRuntime {
  readonly region: string;
  /** Name in the inputs -> ARN. */
  readonly thingGroupArns: Readonly<Record<string, string>>;
  readonly artifactBucket: string;
  readonly roleAlias: string;
  /** IoT policy for the certificates of core devices. */
  readonly devicePolicyName: string;
}

/** The container registry of the account in a region, as its scans are set. */
export interface ImageScanning {
  readonly region: string;
  readonly scanType: 'BASIC' | 'ENHANCED';
  /** Topic of the findings, where they are sent. */
  readonly findingsTopicArn?: string;
}

/** An EKS cluster. `access` alone is known at synth; the rest are references of the environment's stack. */
export interface KubernetesCluster {
  readonly access: ClusterAccess;
  readonly vpcId: string;
  /** Trust policies of roles for service accounts name it. */
  readonly oidcProviderArn: string;
  /** `oidc.eks.us-east-1.amazonaws.com/id/...`: the prefix of the conditions of those policies. */
  readonly oidcIssuer: string;
  /** Group of the control plane, the nodes and so of pods. */
  readonly securityGroupId: string;
}

/** Text known at synth. */
export interface KubernetesIngress {
  readonly access: ClusterAccess;
  /** `ingressClassName` of Ingress objects. */
  readonly ingressClass: string;
  /** Address in the addons stack of what must be there before an Ingress: `helm_release.ingress_nginx_...`. */
  readonly release: string;
}

/** Roles by which pods of a cluster call AWS. */
export interface WorkloadIdentity {
  readonly access: ClusterAccess;
  /** The role of a workload; one that is not there yet is made, for this service account. */
  role(workload: string, serviceAccount: ServiceAccount): WorkloadRole;
}

/** Text known at synth. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

export interface WorkloadRole {
  /** A reference, so that policies of the role wait for it. */
  readonly roleName: string;
  readonly roleArn: string;
  /** Whose pods take the role, and nobody else. */
  readonly serviceAccount: ServiceAccount;
}

/** A server that records runs and models. */
export interface ExperimentTracking {
  readonly access: ClusterAccess;
  /** What clients inside the cluster take as tracking URI; text known at synth. */
  readonly trackingUri: string;
  readonly artifactBucket: string;
  readonly artifactBucketArn: string;
}

/** How private subnets reach an API of AWS. Groups of clients open port 443 to what is named here. */
export interface AwsApiAccess {
  /** As in the name of its endpoint: `ecr.dkr`. */
  readonly service: string;
  /** Group of the interface endpoint; absent where traffic goes by a gateway endpoint or by NAT. */
  readonly endpointSecurityGroupId?: string;
  /** Of a gateway endpoint. Neither: traffic goes by NAT, to any address. */
  readonly prefixListId?: string;
}

/** A load balancer that takes HTTPS from the internet or from inside and forwards to targets that register. */
export interface HttpLoadBalancer {
  readonly region: string;
  readonly arn: string;
  readonly dnsName: string;
  /** Route 53 zone of `dnsName`, for alias records. */
  readonly hostedZoneId: string;
  /** Rules of targets go here. */
  readonly listenerArn: string;
  readonly securityGroupId: string;
  /** `app/<name>/<digest>`: part of request-count metrics and of the resource labels of autoscaling. */
  readonly arnSuffix: string;
  /** Puts a regional web ACL of WAF in front. Called at most once. */
  attachWebAcl(webAclArn: string): void;
}

/** A CloudFront distribution. */
export interface ContentDelivery {
  readonly distributionArn: string;
  readonly domainName: string;
  /** Puts a web ACL of scope CLOUDFRONT in front. Called at most once. */
  attachWebAcl(webAclArn: string): void;
}

export interface NetworkFlowLogs {
  readonly region: string;
  readonly logGroupName: string;
}

export interface ThreatDetection {
  readonly region: string;
  readonly detectorId: string;
}

export interface WebApplicationFirewall {
  readonly webAclArn: string;
}

/** Shield Advanced, once for the account. */
export interface DdosResponse {
  readonly subscriptionId: string;
}

export interface ContainerRepository {
  readonly region: string;
  readonly repositoryArn: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`, without a tag. */
  readonly repositoryUrl: string;
}

export interface KeyValueTable {
  readonly region: string;
  readonly tableName: string;
  readonly tableArn: string;
  /** Key that encrypts it, where it is the customer's own. */
  readonly kmsKeyArn?: string;
}

export interface ObjectStorage {
  readonly region: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  /** `<bucket>.s3.<region>.amazonaws.com` */
  readonly regionalDomainName: string;
  /** Key that encrypts it, where it is the customer's own. */
  readonly kmsKeyArn?: string;
}

export const privateNetwork: Capability<PrivateNetwork> = {
  name: 'private-network',
  summary: 'A VPC with private subnets over the chosen zones and a way out to the internet.',
  defaultAt: 'each',
  units: {
    crossZoneGbPerMonth: 'traffic between services of one region that may cross a zone, GB a month',
    internetGbPerMonth: 'traffic from private subnets to the internet, GB a month',
  },
};

export const keyValueCache: Capability<KeyValueCache> = {
  name: 'key-value-cache',
  summary: 'An in-memory key-value cache.',
  defaultAt: 'each',
  units: { memoryGiB: 'data that the cache holds, after what the engine reserves, GiB' },
};

export const cachePersistence: Capability<KeyValueCache> = {
  name: 'cache-persistence',
  summary: 'A cache whose data survives a node: snapshots and replicas.',
  defaultAt: 'each',
  units: {},
};

export const pubSub: Capability<KeyValueCache> = {
  name: 'pub-sub',
  summary: 'Publish and subscribe on the cache connection.',
  defaultAt: 'each',
  units: {},
};

export const dataStructures: Capability<KeyValueCache> = {
  name: 'data-structures',
  summary: 'Lists, sets, sorted sets and hashes in the cache.',
  defaultAt: 'each',
  units: {},
};

export const crossVpcServices: Capability<CrossVpcServices> = {
  name: 'cross-vpc-services',
  summary: 'Service-level routing between VPCs and accounts of one region, with IAM in front of each service.',
  defaultAt: 'each',
  units: { serviceGbPerMonth: 'traffic that crosses the service network, GB a month' },
};

export const crossRegionRouting: Capability<{ readonly connectionId: string }> = {
  name: 'cross-region-routing',
  summary: 'IP routes between the VPC of this region and that of the primary one.',
  defaultAt: 'each',
  units: { crossRegionGbPerMonth: 'traffic from this region to the primary one, GB a month' },
};

export const crossRegionServices: Capability<CrossRegionServices> = {
  name: 'cross-region-services',
  summary: 'Services of the primary region called from this one, with IAM in front of each.',
  defaultAt: 'each',
  units: { crossRegionGbPerMonth: 'traffic from this region to the primary one, GB a month' },
};

export const relationalDatabase: Capability<RelationalDatabase> = {
  name: 'relational-database',
  summary: 'A PostgreSQL or MySQL database with failover, backups and login by IAM.',
  defaultAt: 'primary',
  units: {
    memoryGiB: 'memory of the writer, GiB',
    vcpu: 'vCPUs of the writer',
    storageGiB: 'data, GiB',
    ioMillionPerMonth: 'reads and writes of storage, millions a month',
  },
};

export const postgresqlDatabase: Capability<RelationalDatabase> = {
  name: 'postgresql-database',
  summary: 'A relational database that speaks PostgreSQL.',
  defaultAt: 'primary',
  units: relationalDatabase.units,
};

export const globalDatabase: Capability<GlobalDatabase> = {
  name: 'global-database',
  summary: 'A relational database that can be read in each region, a second behind the primary one.',
  defaultAt: 'each',
  units: {
    replicaMemoryGiB: 'memory of a reader in a secondary region, GiB',
    replicaVcpu: 'vCPUs of a reader in a secondary region',
    replicaStorageGiB: 'data that is copied to a secondary region, GiB',
    replicaIoMillionPerMonth: 'reads of storage in a secondary region, millions a month',
    replicatedWriteMillionPerMonth: 'writes of storage that are copied to a secondary region, millions a month',
  },
};

export const auroraPostgresqlPrimary: Capability<GlobalPrimary> = {
  name: 'aurora-postgresql-primary',
  summary: 'An Aurora PostgreSQL cluster that a global database can be built on.',
  defaultAt: 'primary',
  units: {},
};

export const auroraMysqlPrimary: Capability<GlobalPrimary> = {
  name: 'aurora-mysql-primary',
  summary: 'An Aurora MySQL cluster that a global database can be built on.',
  defaultAt: 'primary',
  units: {},
};

export const imageScanning: Capability<ImageScanning> = {
  name: 'image-scanning',
  summary: 'Container images are scanned for known vulnerabilities when they are pushed.',
  defaultAt: 'each',
  units: {},
};

export const osAndPackageScanning: Capability<ImageScanning> = {
  name: 'os-and-package-scanning',
  summary: 'Scans cover packages of programming languages beside those of the operating system.',
  defaultAt: 'each',
  units: {},
};

export const continuousScanning: Capability<ImageScanning> = {
  name: 'continuous-scanning',
  summary: 'Images that are kept are scanned again when a new vulnerability becomes known.',
  defaultAt: 'each',
  units: {},
};

export const kubernetesCluster: Capability<KubernetesCluster> = {
  name: 'kubernetes-cluster',
  summary: 'A Kubernetes cluster whose nodes hold the pods that are asked for.',
  defaultAt: 'each',
  units: {
    vcpu: 'processor that pods request, vCPUs',
    memoryGiB: 'memory that pods request, GiB',
    gpu: 'GPUs that pods request',
  },
};

export const kubernetesHub: Capability<KubernetesCluster> = {
  name: 'kubernetes-hub',
  summary: 'The cluster of a region that addons and shared tools go to.',
  defaultAt: 'each',
  units: { vcpu: 'processor that pods request, vCPUs', memoryGiB: 'memory that pods request, GiB' },
};

export const kubernetesIngress: Capability<KubernetesIngress> = {
  name: 'kubernetes-ingress',
  summary: 'A controller that gives Ingress objects of the hub cluster a load balancer.',
  defaultAt: 'each',
  units: { ingressGbPerMonth: 'traffic that passes the load balancers, both ways, GB a month' },
};

export const workloadIdentity: Capability<WorkloadIdentity> = {
  name: 'workload-identity',
  summary: 'Roles by which pods of the hub cluster call AWS, one for each service account.',
  defaultAt: 'each',
  units: {},
};

export const experimentTracking: Capability<ExperimentTracking> = {
  name: 'experiment-tracking',
  summary: 'A server that records training runs, their metrics and artifacts, and models.',
  defaultAt: 'primary',
  units: { artifactGb: 'artifacts that are kept, GB' },
};

export const regexRouting: Capability<KubernetesIngress> = {
  name: 'regex-routing',
  summary: 'Ingress rules that match and rewrite paths by regular expressions.',
  defaultAt: 'each',
  units: {},
};

export const websocketIngress: Capability<KubernetesIngress> = {
  name: 'websocket-ingress',
  summary: 'WebSocket connections through the ingress.',
  defaultAt: 'each',
  units: {},
};

export const grpcStreamingIngress: Capability<KubernetesIngress> = {
  name: 'grpc-streaming-ingress',
  summary: 'gRPC calls and streams through the ingress.',
  defaultAt: 'each',
  units: {},
};

export const rateLimitingIngress: Capability<KubernetesIngress> = {
  name: 'rate-limiting-ingress',
  summary: 'Limits of requests and connections by client, set on an Ingress object.',
  defaultAt: 'each',
  units: {},
};

export const portableIngress: Capability<KubernetesIngress> = {
  name: 'portable-ingress',
  summary: 'An ingress that behaves alike on every cloud.',
  defaultAt: 'each',
  units: {},
};

export const budgetAlerts: Capability<BudgetAlerts> = {
  name: 'budget-alerts',
  summary: 'People are told when the bill of the environment reaches its budget, or will.',
  defaultAt: 'primary',
  units: {},
};

export const edgeRuntime: Capability<EdgeRuntime> = {
  name: 'edge-runtime',
  summary: 'Software is deployed to devices at the edge and runs there, offline too.',
  defaultAt: 'any',
  units: {},
};

/** APIs of AWS that workloads in private subnets call, as their endpoints are named. */
export const awsApiServices = [
  'dynamodb',
  'ecr.api',
  'ecr.dkr',
  'kms',
  'logs',
  'monitoring',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'sts',
] as const;
export type AwsApiService = (typeof awsApiServices)[number];

/** The same object for the same service. */
export function awsApi(service: AwsApiService): Capability<AwsApiAccess> {
  const known = awsApis.get(service) ?? awsApiOf(service);
  awsApis.set(service, known);
  return known;
}

const awsApis = new Map<AwsApiService, Capability<AwsApiAccess>>();

function awsApiOf(service: AwsApiService): Capability<AwsApiAccess> {
  return {
    name: `aws-api-${service.replaceAll('.', '-')}`,
    summary: `A way from private subnets to the AWS API ${service}.`,
    defaultAt: 'each',
    units: { gbPerMonth: 'traffic to and from the API, GB a month' },
  };
}

export const httpLoadBalancer: Capability<HttpLoadBalancer> = {
  name: 'http-load-balancer',
  summary: 'A load balancer that takes HTTPS and forwards HTTP to services.',
  defaultAt: 'each',
  units: { requestGbPerMonth: 'traffic that passes the load balancer, both ways, GB a month' },
};

export const contentDelivery: Capability<ContentDelivery> = {
  name: 'content-delivery',
  summary: 'Static files served over HTTPS from locations near their readers.',
  defaultAt: 'primary',
  units: { deliveredGbPerMonth: 'traffic to readers, GB a month' },
};

export const containerRepository: Capability<ContainerRepository> = {
  name: 'container-repository',
  summary: 'A private repository of container images.',
  defaultAt: 'each',
  units: { storedGb: 'images that are kept, GB' },
};

export const keyValueTable: Capability<KeyValueTable> = {
  name: 'key-value-table',
  summary: 'A durable table of items by key, without servers.',
  defaultAt: 'primary',
  units: {},
};

export const objectStorage: Capability<ObjectStorage> = {
  name: 'object-storage',
  summary: 'A private bucket for objects, encrypted and versioned.',
  defaultAt: 'primary',
  units: { storedGb: 'objects that are kept, GB' },
};

export const networkFlowLogs: Capability<NetworkFlowLogs> = {
  name: 'network-flow-logs',
  summary: 'Connections in the VPC, made and refused, are logged.',
  defaultAt: 'each',
  units: {},
};

export const threatDetection: Capability<ThreatDetection> = {
  name: 'threat-detection',
  summary: 'The account is watched for signs of intruders.',
  defaultAt: 'each',
  units: {},
};

export const webApplicationFirewall: Capability<WebApplicationFirewall> = {
  name: 'web-application-firewall',
  summary: 'Requests are inspected before they reach a load balancer or a distribution.',
  defaultAt: 'each',
  units: {},
};

export const ddosResponse: Capability<DdosResponse> = {
  name: 'ddos-response',
  summary: 'AWS helps against denial of service, and refunds what an attack makes the bill grow by.',
  defaultAt: 'primary',
  units: {},
};

export const capabilities: readonly Capability<unknown>[] = [
  privateNetwork,
  keyValueCache,
  cachePersistence,
  pubSub,
  dataStructures,
  crossVpcServices,
  crossRegionRouting,
  crossRegionServices,
  relationalDatabase,
  postgresqlDatabase,
  globalDatabase,
  auroraPostgresqlPrimary,
  auroraMysqlPrimary,
  imageScanning,
  osAndPackageScanning,
  continuousScanning,
  edgeRuntime,
  budgetAlerts,
  kubernetesCluster,
  kubernetesHub,
  kubernetesIngress,
  regexRouting,
  websocketIngress,
  grpcStreamingIngress,
  rateLimitingIngress,
  portableIngress,
  networkFlowLogs,
  threatDetection,
  webApplicationFirewall,
  ddosResponse,
  workloadIdentity,
  experimentTracking,
  contentDelivery,
  keyValueTable,
  objectStorage,
  ...awsApiServices.map((service) => awsApi(service)),
];
