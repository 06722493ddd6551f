/** Inputs of aurora_global. */
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

export const inputs = z.strictObject({
  engine: z
    .enum(engines)
    .default('aurora-postgresql')
    .describe(
      'Engine of the database that is copied: aurora-postgresql or aurora-mysql; aurora-postgresql when left out.',
    ),
  engineVersion: z
    .string()
    .regex(/^[0-9]+(\.[0-9a-z_]+)+$/, 'must look like 17.7 or 8.0.mysql_aurora.3.10.5')
    .optional()
    .describe(
      'A higher version, to which all members are upgraded in turn. AWS refuses it while the global database is being made: leave it out until that stands, and the version of the primary database holds.',
    ),
  instanceClass: instanceClassInput,
  instances: z
    .int()
    .min(1)
    .max(mostInstances)
    .optional()
    .describe(
      'Readers in each secondary region, 1 to 16, spread over the zones; left out, 2 with multi-az and 1 without.',
    ),
  serverlessv2ScalingConfiguration: scalingInput,
  enableGlobalWriteForwarding: z
    .boolean()
    .default(false)
    .describe(
      'Whether secondary regions take writes and forward them to the primary one; false when left out. Schema changes are never forwarded.',
    ),
  autoMinorVersionUpgrade: z
    .boolean()
    .default(false)
    .describe('Whether AWS installs new minor versions; false when left out: the global cluster decides.'),
  clusterParameters: clusterParametersInput,
  instanceParameters: instanceParametersInput,
  backupRetentionPeriod: backupRetentionInput,
  preferredBackupWindow: backupWindowInput,
  preferredMaintenanceWindow: maintenanceWindowInput,
  applyImmediately: applyImmediatelyInput,
  logRetentionInDays: logRetentionInput,
  allowedSecurityGroupIds: allowedSecurityGroupIdsInput,
  expected: z
    .strictObject({
      storageGiB: amountInput
        .default({ low: 5, expected: 10, high: 20 })
        .describe('Data that is copied beside what needs ask for, GiB; 5 to 20 with 10 expected when left out.'),
      ioMillionPerMonth: amountInput
        .default({ low: 2, expected: 5, high: 10 })
        .describe(
          'Reads of storage in each secondary region beside what needs ask for, millions a month; 2 to 10 with 5 expected when left out.',
        ),
      replicatedWriteMillionPerMonth: amountInput
        .default({ low: 2, expected: 5, high: 10 })
        .describe(
          'Writes that are copied to each secondary region beside what needs ask for, millions a month; 2 to 10 with 5 expected when left out.',
        ),
      logGbPerMonth: logGbInput,
    })
    .prefault({})
    .describe(
      'What is expected of usage in each secondary region, for the cost alone: a number, or low, expected and high ones.',
    ),
});

export type Inputs = z.infer<typeof inputs>;
