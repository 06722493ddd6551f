/** Sourced facts about AWS. Nothing is read before it is asked for; README.md names the sources. */
import type { AwsFacts } from '../modules/module';
import { cacheNodeTypes, databaseInstanceClasses, ec2InstanceTypes, offersInstanceType } from './instance-types';
import { throughput, typicalLatencyMs } from './network-limits';
import { regions } from './regions';
import { auroraGlobal } from './services';

export { complianceSnapshot } from './compliance';
export {
  complianceAsks,
  complianceAsOf,
  complianceProgrammes,
  type ComplianceAsk,
  type ComplianceProgramme,
} from './compliance-asks';
export { databaseInstanceClasses, ec2InstanceTypes, offersInstanceType } from './instance-types';
export { latencyMs, latencySource } from './latency';
export { priceKeys } from './price-list';
export { prices, type Price, type Prices } from './prices';
export { regions } from './regions';
export { projectRoot } from './root';
export { offers, offersSource } from './services';

export const facts: AwsFacts = {
  zoneIds: regions.zoneIds,
  cacheNodeTypes,
  ec2InstanceTypes,
  offersInstanceType,
  databaseInstanceClasses,
  auroraGlobal,
  throughput,
  typicalLatencyMs,
};
