/** What cluster_factory is given in its tests. */
import type { Emitted } from '../../stacks/emitted';
import { facts } from '../../data';
import { clusterFactory } from '../../modules/cluster_factory';
import { buildModule, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';

export function emitCluster(more: Partial<BuildRequest> = {}): Promise<Emitted> {
  const site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'single-az' as const };
  return buildModule(clusterFactory, { facts, ...sampleOutputs(clusterFactory, site), ...more });
}
