/** Ways to keep what MLflow records: in the environment's database, or in one of its own, by instance class. */
import { asRange } from '../amounts';
import { experimentTracking, postgresqlDatabase, privateNetwork } from '../capabilities';
import type { AwsFacts, CostLine, DatabaseInstanceClass, Option, Site } from '../module';
import type { Inputs } from './inputs';

export const provides = [experimentTracking];

/** Key of the option that has no database of its own. */
export const shared = 'shared';

const hoursPerMonth = 730;

const common = { units: { min: 1, max: 1 }, supplies: {}, provides };

/** Classes that are chosen unasked: their prices for PostgreSQL are known in many regions. */
const steadyClasses = ['db.m5.large', 'db.m5.xlarge', 'db.m6g.large', 'db.m6g.xlarge'];
const burstableClasses = ['db.t3.micro', 'db.t3.small', 'db.t3.medium', 'db.t3.large', 'db.t4g.micro', 'db.t4g.medium'];

export function options(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const own = given.database === 'shared' ? [] : ownOptions(given, site, facts);
  return given.database === 'own' ? own : [...own, sharedOption(given)];
}

function sharedOption(given: Inputs): Option {
  return {
    ...common,
    key: shared,
    label: 'MLflow in the database of the environment',
    identity: shared,
    needs: [
      {
        capability: postgresqlDatabase,
        at: 'each',
        demand: { memoryGiB: given.databaseMemoryGiB, storageGiB: given.databaseStorageGiB },
      },
    ],
    cost: baseCosts(given),
  };
}

function ownOptions(given: Inputs, site: Site, facts: AwsFacts): readonly Option[] {
  const { instanceClass } = given;
  const found = facts.databaseInstanceClasses().filter((one) => isCandidate(one, given));
  if (instanceClass === undefined || found.length > 0) return found.map((one) => ownOption(one, given, site));
  const unknown = { class: instanceClass, memoryGiB: 0 };
  return [{ ...ownOption(unknown, given, site), unavailable: `${instanceClass} is not a class that is known for RDS` }];
}

function isCandidate(one: DatabaseInstanceClass, given: Inputs): boolean {
  const { instanceClass, databaseMemoryGiB, burstable } = given;
  if (!one.rds) return false;
  if (instanceClass !== undefined) return one.class === instanceClass;
  const chosen = burstable ? [...steadyClasses, ...burstableClasses] : steadyClasses;
  return chosen.includes(one.class) && one.memoryGiB >= databaseMemoryGiB;
}

function ownOption(
  { class: name, memoryGiB }: Pick<DatabaseInstanceClass, 'class' | 'memoryGiB'>,
  given: Inputs,
  { availability }: Site,
): Option {
  const copies = availability === 'multi-az' ? 2 : 1;
  const what = copies === 1 ? '1 instance' : '1 instance and its standby';
  const small = memoryGiB < given.databaseMemoryGiB;
  return {
    ...common,
    key: name,
    label: `MLflow on PostgreSQL ${name}${copies === 1 ? '' : ' with a standby'}`,
    identity: 'own',
    needs: [{ capability: privateNetwork, at: 'each' }],
    cost: [
      {
        name: `PostgreSQL ${name}`,
        price: `rds.postgres.${name}.hour`,
        fixed: copies * hoursPerMonth,
        basis: `${what} x ${hoursPerMonth} h`,
      },
      {
        name: `PostgreSQL storage, ${given.storageType}`,
        price: given.storageType === 'gp3' ? 'rds.storage.gp3.gbMonth' : 'rds.postgres.storage.gp2.gbMonth',
        fixed: copies * given.databaseStorageGiB,
        basis: `${what} x ${given.databaseStorageGiB} GB`,
      },
      ...(given.expected.logGbPerMonth === 0
        ? []
        : [
            {
              name: 'Logs of PostgreSQL',
              price: 'cloudwatch.logs.ingestGb',
              fixed: given.expected.logGbPerMonth,
              basis: 'expected logs',
            },
          ]),
      { name: 'Secret of the master user', price: 'secretsManager.secret.month', fixed: 1 },
      ...baseCosts(given),
    ],
    ...(small ? { unavailable: `${name} has less than the ${given.databaseMemoryGiB} GiB of databaseMemoryGiB` } : {}),
  };
}

function baseCosts({ expected }: Inputs): readonly CostLine[] {
  return [
    {
      name: 'Artifacts',
      price: 's3.standard.gbMonth',
      fixed: asRange(expected.artifactGb),
      perDemand: { artifactGb: 1 },
      basis: 'expected artifacts and what needs ask for',
    },
    {
      name: 'Writes of artifacts',
      price: 's3.put.millionRequests',
      fixed: asRange(expected.writeMillionPerMonth),
      basis: 'expected uploads and listings',
    },
    {
      name: 'Reads of artifacts',
      price: 's3.get.millionRequests',
      fixed: asRange(expected.readMillionPerMonth),
      basis: 'expected downloads',
    },
    { name: 'KMS key', price: 'kms.key.month', fixed: 1 },
  ];
}
