/** Inputs of aurora. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { mostInstances } from '../aurora-cluster';
import {
  allowedSecurityGroupIdsInput,
  applyImmediatelyInput,
  backupRetentionInput,
  backupWindowInput,
  clusterParametersInput,
  engines,
  instanceClassInput,
  instanceParametersInput,
  logGbInput,
  logRetentionInput,
  maintenanceWindowInput,
  scalingInput,
} from '../aurora-inputs';

/**
 * Versions that are used when `engineVersion` is left out, both with long-term support:
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Updates.LTS.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Update.SpecialVersions.html
 */
export const defaultEngineVersions = {
  'aurora-postgresql': '17.7',
  'aurora-mysql': '8.0.mysql_aurora.3.10.5',
} as const;

/** Major versions under standard support that log in by IAM, join global databases and run Serverless v2. */
const acceptedVersions = {
  'aurora-postgresql': { pattern: /^(15|16|17)\.[0-9]+$/, says: '15.x, 16.x or 17.x' },
  'aurora-mysql': { pattern: /^8\.0\.mysql_aurora\.3\.[0-9]{2}\.[0-9]+$/, says: '8.0.mysql_aurora.3.xx.x' },
} as const;

/** Words that an engine keeps for itself, or for a user of its own, as a master user's name. */
const reservedNames: readonly string[] = ['admin', 'postgres', 'rdsadmin', 'root', 'mysql', 'user', 'public'];

export const inputs = z
  .strictObject({
    engine: z
      .enum(engines)
      .default('aurora-postgresql')
      .describe(
        'aurora-postgresql or aurora-mysql; aurora-postgresql when left out. A change would replace the database and is refused.',
      ),
    engineVersion: z
      .string()
      .optional()
      .describe(
        `Engine version, as ${defaultEngineVersions['aurora-postgresql']}; left out, ${defaultEngineVersions['aurora-postgresql']} or ${defaultEngineVersions['aurora-mysql']}. A higher one upgrades in place; in a global database that is for aurora_global to say, and the version reached there is to be set here as well before the copies go.`,
      ),
    allowMajorVersionUpgrade: z
      .boolean()
      .default(false)
      .describe('Whether engineVersion may go to another major version; false when left out.'),
    autoMinorVersionUpgrade: z
      .boolean()
      .default(false)
      .describe(
        'Whether AWS installs new minor versions; false when left out, as AWS advises for versions with long-term support.',
      ),
    instanceClass: instanceClassInput,
    burstable: z
      .boolean()
      .optional()
      .describe(
        'Whether burstable classes (t3) may be chosen, which slow down without CPU credits and join no global database; left out, only with single-az.',
      ),
    instances: z
      .int()
      .min(1)
      .max(mostInstances)
      .optional()
      .describe(
        'Instances, the writer and up to 15 readers that it fails over to, spread over the zones; left out, 2 with multi-az and 1 without.',
      ),
    serverlessv2ScalingConfiguration: scalingInput,
    databaseName: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be at most 63 lower-case letters, digits and underscores')
      .default('app')
      .describe('Database that is created with the cluster; app when left out. A change would replace the cluster.'),
    masterUsername: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,15}$/, 'must be at most 16 lower-case letters, digits and underscores')
      .refine((name) => !reservedNames.includes(name), 'is reserved by the engine')
      .default('dbadmin')
      .describe('Name of the master user; dbadmin when left out. A change would replace the cluster.'),
    masterPasswordVersion: z
      .int()
      .min(1)
      .default(1)
      .describe('Raise it by one for a new master password, in the database and in its secret; 1 when left out.'),
    globalPrimary: z
      .boolean()
      .default(true)
      .describe(
        'Whether this database may be the one that aurora_global copies to other regions; true when left out. Among several databases of an environment set it on one.',
      ),
    port: z
      .int()
      .min(1150)
      .max(65535)
      .optional()
      .describe('Port that clients connect to, 1150 to 65535; left out, 5432 for PostgreSQL and 3306 for MySQL.'),
    clusterParameters: clusterParametersInput,
    instanceParameters: instanceParametersInput,
    backupRetentionPeriod: backupRetentionInput,
    preferredBackupWindow: backupWindowInput,
    preferredMaintenanceWindow: maintenanceWindowInput,
    applyImmediately: applyImmediatelyInput,
    enableHttpEndpoint: z
      .boolean()
      .default(false)
      .describe('Whether SQL may be sent over the RDS Data API; false when left out.'),
    logRetentionInDays: logRetentionInput,
    allowedSecurityGroupIds: allowedSecurityGroupIdsInput,
    expected: z
      .strictObject({
        storageGiB: amountInput
          .default({ low: 5, expected: 10, high: 20 })
          .describe('Data beside what needs ask for, GiB; 5 to 20 with 10 expected when left out.'),
        ioMillionPerMonth: amountInput
          .default({ low: 5, expected: 10, high: 20 })
          .describe(
            'Reads and writes of storage beside what needs ask for, millions a month; 5 to 20 with 10 expected when left out.',
          ),
        backupStorageGiB: amountInput
          .default(0)
          .describe('Backups beyond the size of the database, which is free, GiB; 0 when left out.'),
        logGbPerMonth: logGbInput,
      })
      .prefault({})
      .describe('What is expected of usage, for the cost alone: a number, or low, expected and high ones.'),
  })
  .superRefine(({ engine, engineVersion }, context) => {
    if (engineVersion === undefined) return;
    const { pattern, says } = acceptedVersions[engine];
    if (pattern.test(engineVersion)) return;
    const message = `${engineVersion} is not accepted for ${engine}, which takes ${says}`;
    context.addIssue({ code: 'custom', path: ['engineVersion'], message });
  });

export type Inputs = z.infer<typeof inputs>;
