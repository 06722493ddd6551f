/** Ways to have a database: Serverless v2, or one option for each instance class. */
import { asRange } from '../amounts';
import {
  auroraMysqlPrimary,
  auroraPostgresqlPrimary,
  globalDatabase,
  postgresqlDatabase,
  relationalDatabase,
} from '../capabilities';
import { counted, instancesOf, keyCost, logsCost, reasonAgainst, sizes, type Size } from '../aurora-cluster';
import type { AwsFacts, Capability, CostLine, Option, Site } from '../module';
import type { Inputs } from './inputs';

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html, the lower of the two limits of storage */
const mostStorageGiB = 128 * 1024;

export const provides = [
  relationalDatabase,
  postgresqlDatabase,
  globalDatabase,
  auroraPostgresqlPrimary,
  auroraMysqlPrimary,
];

export function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const against = reasonAgainst(given, site);
  const readers = instancesOf(given, site.availability) - 1;
  const who = readers === 0 ? 'a writer alone' : `a writer and ${counted(readers, 'reader')}`;
  return sizes(given, site, facts).map((size): Option => {
    const unavailable = size.unavailable ?? against;
    return {
      key: size.key,
      label: `${size.label}, ${who}`,
      units: { min: 1, max: 1 },
      supplies: { memoryGiB: size.memoryGiB, vcpu: size.vcpu, storageGiB: mostStorageGiB },
      provides: providedBy(given, size, site, facts),
      identity: [given.engine, given.databaseName, given.masterUsername].join('/'),
      cost: [...size.cost, ...usageCost(given)],
      ...(unavailable === undefined ? {} : { unavailable }),
    };
  });
}

/** A global database takes neither burstable classes nor regions where the engine has none. */
function providedBy(given: Inputs, size: Size, site: Site, facts: AwsFacts): readonly Capability<unknown>[] {
  const { engine, globalPrimary } = given;
  const leads = globalPrimary && !size.burstable && facts.auroraGlobal(engine, site.region) === 'supported';
  const databases = engine === 'aurora-mysql' ? [relationalDatabase] : [relationalDatabase, postgresqlDatabase];
  if (!leads) return databases;
  return [...databases, globalDatabase, engine === 'aurora-mysql' ? auroraMysqlPrimary : auroraPostgresqlPrimary];
}

function usageCost({ expected }: Inputs): readonly CostLine[] {
  const { storageGiB, ioMillionPerMonth, logGbPerMonth } = expected;
  const backups = asRange(expected.backupStorageGiB);
  return [
    {
      name: 'Storage',
      price: 'aurora.storage.gbMonth',
      fixed: asRange(storageGiB),
      perDemand: { storageGiB: 1 },
      basis: 'one volume for all instances, six copies of it included',
    },
    {
      name: 'Storage I/O',
      price: 'aurora.io.million',
      fixed: asRange(ioMillionPerMonth),
      perDemand: { ioMillionPerMonth: 1 },
      basis: 'expected reads and writes of storage',
    },
    ...(backups.high === 0
      ? []
      : [
          {
            name: 'Backups',
            price: 'aurora.backup.gbMonth',
            fixed: backups,
            basis: 'expected backups beyond the size of the database',
          },
        ]),
    ...logsCost(logGbPerMonth),
    keyCost,
    { name: 'Secret of the master user', price: 'secretsManager.secret.month', fixed: 1 },
  ];
}
