/** The catalog: one line a module. */
import { capabilities } from './capabilities';
import { elasticacheMemcached } from './elasticache_memcached';
import { elasticacheRedis } from './elasticache_redis';
import type { Registry } from './module';
import { network } from './network';
import { vpcLatticeCore } from './vpc_lattice_core';
import { vpcPeering } from './vpc_peering';

export const registry: Registry = {
  modules: [elasticacheMemcached, elasticacheRedis, network, vpcLatticeCore, vpcPeering],
  capabilities,
};
