/** Ways to have a copy of the database in a secondary region: Serverless v2, or one option for each instance class. */
import { asRange } from '../amounts';
import { counted, instancesOf, keyCost, logsCost, reasonAgainst, sizes } from '../aurora-cluster';
import { globalDatabase } from '../capabilities';
import type { AwsFacts, CostLine, Option, Site } from '../module';
import type { Inputs } from './inputs';

export const provides = [globalDatabase];

export function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const against = reasonAgainst(given, site) ?? regionAgainst(given, site, facts);
  const readers = counted(instancesOf(given, site.availability), 'reader');
  return sizes({ ...given, burstable: false }, site, facts).map((size): Option => {
    const burstable = size.burstable
      ? `${size.key} is burstable, and a global database takes no such class`
      : undefined;
    const unavailable = size.unavailable ?? burstable ?? against;
    return {
      key: size.key,
      label: `${size.label}, ${readers}`,
      units: { min: 1, max: 1 },
      supplies: { replicaMemoryGiB: size.memoryGiB, replicaVcpu: size.vcpu },
      provides,
      identity: given.engine,
      cost: [...size.cost, ...usageCost(given)],
      ...(unavailable === undefined ? {} : { unavailable }),
    };
  });
}

function regionAgainst({ engine }: Inputs, { region }: Site, facts: AwsFacts): string | undefined {
  switch (facts.auroraGlobal(engine, region)) {
    case 'supported':
      return undefined;
    case 'not available':
      return `Aurora Global Database is not available for ${engine} in ${region}`;
    case 'unknown':
      return `it is not known whether Aurora Global Database takes ${engine} in ${region}`;
  }
}

function usageCost({ expected }: Inputs): readonly CostLine[] {
  const { storageGiB, ioMillionPerMonth, replicatedWriteMillionPerMonth, logGbPerMonth } = expected;
  return [
    {
      name: 'Storage',
      price: 'aurora.storage.gbMonth',
      fixed: asRange(storageGiB),
      perDemand: { replicaStorageGiB: 1 },
      basis: 'a volume of its own in each region',
    },
    {
      name: 'Storage I/O',
      price: 'aurora.io.million',
      fixed: asRange(ioMillionPerMonth),
      perDemand: { replicaIoMillionPerMonth: 1 },
      basis: 'expected reads of storage here',
    },
    {
      name: 'Replicated writes',
      price: 'aurora.globalDatabase.millionReplicatedWrites',
      fixed: asRange(replicatedWriteMillionPerMonth),
      perDemand: { replicatedWriteMillionPerMonth: 1 },
      basis: 'expected writes that are copied to this region',
    },
    ...logsCost(logGbPerMonth),
    keyCost,
  ];
}
