/** The catalog: one line a module. */
import { aurora } from './aurora';
import { auroraGlobal } from './aurora_global';
import { awsLoadBalancerController } from './aws_load_balancer_controller';
import { budgets } from './budgets';
import { capabilities } from './capabilities';
import { clusterFactory } from './cluster_factory';
import { dynamodbTable } from './dynamodb_table';
import { ecrScanning } from './ecr_scanning';
import { elasticacheMemcached } from './elasticache_memcached';
import { elasticacheRedis } from './elasticache_redis';
import { flowLogs } from './flow_logs';
import { greengrassV2 } from './greengrass_v2';
import { guardduty } from './guardduty';
import { ingressNginx } from './ingress_nginx';
import { interfaceEndpoints } from './interface_endpoints';
import { latticeCrossRegion } from './lattice_cross_region';
import { irsaMlWorkloads } from './irsa_ml_workloads';
import { mlflow } from './mlflow';
import type { Registry } from './module';
import { network } from './network';
import { s3Bucket } from './s3_bucket';
import { shieldAdvanced } from './shield_advanced';
import { staticSite } from './static_site';
import { vpcLatticeCore } from './vpc_lattice_core';
import { vpcPeering } from './vpc_peering';
import { waf } from './waf';

export const registry: Registry = {
  modules: [
    aurora,
    auroraGlobal,
    awsLoadBalancerController,
    budgets,
    clusterFactory,
    dynamodbTable,
    ecrScanning,
    elasticacheMemcached,
    elasticacheRedis,
    flowLogs,
    greengrassV2,
    guardduty,
    ingressNginx,
    interfaceEndpoints,
    latticeCrossRegion,
    irsaMlWorkloads,
    mlflow,
    network,
    s3Bucket,
    shieldAdvanced,
    staticSite,
    vpcLatticeCore,
    vpcPeering,
    waf,
  ],
  capabilities,
  replaced: { irsa_mlflow: irsaMlWorkloads.name },
};
