/** Inputs of mlflow. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import {
  applyImmediatelyInput,
  backupRetentionInput,
  backupWindowInput,
  logGbInput,
  logRetentionInput,
  maintenanceWindowInput,
} from '../aurora-inputs';
import { baseTrafficInput, chartVersionInput, valuesInput } from '../ingress';

/** The chart of this version is written for this MLflow. */
const defaultChartVersion = '1.12.0';
const defaultImageTag = '3.14.0';

/** Versions under standard support: https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html */
const defaultEngineVersion = '17';

const arn = (service: string): RegExp => new RegExp(`^arn:[a-z-]+:${service}:`);

const server = {
  chartVersion: chartVersionInput
    .default(defaultChartVersion)
    .describe(`Version of the Helm chart of community-charts; ${defaultChartVersion} when left out.`),
  imageRepository: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._/-]*$/, 'must be the name of an image without tag')
    .default('burakince/mlflow')
    .describe(
      'Image with MLflow, boto3 and psycopg2: burakince/mlflow when left out, which is that of the chart; a copy in ECR is safer.',
    ),
  imageTag: z
    .string()
    .regex(/^[0-9]+\.[0-9]+\.[0-9]+[a-z0-9.-]*$/, 'must be a version such as 3.14.0')
    .default(defaultImageTag)
    .describe(
      `Version of MLflow; ${defaultImageTag} when left out. A higher one upgrades the tables of the database first; there is no way back.`,
    ),
  minReplicas: z
    .int()
    .min(1)
    .max(50)
    .default(2)
    .describe('Fewest pods of the server, 1 to 50; 2 when left out, which survive the loss of a node.'),
  maxReplicas: z
    .int()
    .min(1)
    .max(50)
    .default(3)
    .describe(
      'Most pods that autoscaling starts, 1 to 50; 3 when left out. The cluster is sized for them; as many as minReplicas turns autoscaling off.',
    ),
  averageUtilization: z
    .int()
    .min(10)
    .max(100)
    .default(70)
    .describe('Use of the requested processor from which pods are added, 10 to 100 percent; 70 when left out.'),
  metricsServer: z
    .boolean()
    .default(true)
    .describe(
      'Whether the metrics-server addon of EKS comes along, which autoscaling reads; true when left out, false where the cluster has one.',
    ),
  cpuMilli: z
    .int()
    .min(100)
    .max(16000)
    .default(500)
    .describe('Processor that each pod requests, 100 to 16000 thousandths of a vCPU; 500 when left out.'),
  memoryMiB: z
    .int()
    .min(512)
    .max(65536)
    .default(1536)
    .describe('Memory that each pod requests and may not exceed, 512 to 65536 MiB; 1536 when left out.'),
  workers: z
    .int()
    .min(1)
    .max(32)
    .default(2)
    .describe('Processes of each pod, 1 to 32; 2 when left out. Each takes a few hundred MiB.'),
  values: valuesInput,
};

const ingress = {
  host: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a host name such as mlflow.example.com')
    .optional()
    .describe(
      'Host name that the server answers to from outside the cluster, by an Ingress; left out, it is reached from inside alone. Its DNS record is yours to make.',
    ),
  certificateArn: z
    .string()
    .regex(arn('acm'), 'must be the ARN of a certificate of ACM')
    .optional()
    .describe('Certificate for HTTPS on an ALB; left out, an ALB takes HTTP.'),
  ingressAnnotations: z
    .record(z.string(), z.string())
    .default({})
    .describe('Further annotations of the Ingress, which win over those of this module; none when left out.'),
  ingressGbPerMonth: baseTrafficInput.describe(
    'Expected traffic through the ingress where there is one, GB a month, 0 or more; 100 when left out.',
  ),
};

const database = {
  database: z
    .enum(['auto', 'own', 'shared'])
    .default('auto')
    .describe(
      'own: an RDS instance of its own; shared: a database inside the Aurora PostgreSQL of the environment; auto when left out, whichever is cheaper. Runs are not carried from one to the other.',
    ),
  databaseMemoryGiB: z
    .number()
    .min(1)
    .max(512)
    .default(1)
    .describe('Memory that the database needs for MLflow, 1 to 512 GiB; 1 when left out.'),
  databaseStorageGiB: z
    .int()
    .min(20)
    .max(16384)
    .default(20)
    .describe(
      'Data of MLflow, and the volume that an instance of its own begins with, 20 to 16384 GiB; 20 when left out.',
    ),
  maxAllocatedStorage: z
    .int()
    .min(22)
    .max(65536)
    .optional()
    .describe(
      'Size up to which RDS grows that volume by itself, GiB, a tenth more than databaseStorageGiB at least; left out, five times that.',
    ),
  storageType: z
    .enum(['gp2', 'gp3'])
    .default('gp2')
    .describe('Kind of that volume, gp2 or gp3; gp2 when left out, whose price is known in more regions.'),
  instanceClass: z
    .string()
    .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'must look like db.m6g.large')
    .optional()
    .describe(
      'Class of an instance of its own, as db.m6g.large; left out, the cheapest that holds databaseMemoryGiB. A change is made in place.',
    ),
  burstable: z
    .boolean()
    .default(true)
    .describe(
      'Whether burstable classes (t3, t4g) may be chosen, which RDS charges extra when they are busy all day; true when left out.',
    ),
  engineVersion: z
    .string()
    .regex(/^(15|16|17)(\.[0-9]+)?$/, 'must be 15, 16 or 17, or a minor version of one')
    .default(defaultEngineVersion)
    .describe(
      `PostgreSQL version of an instance of its own; ${defaultEngineVersion} when left out, any minor version.`,
    ),
  allowMajorVersionUpgrade: z
    .boolean()
    .default(false)
    .describe('Whether engineVersion may go to another major version; false when left out.'),
  backupRetentionPeriod: backupRetentionInput,
  preferredBackupWindow: backupWindowInput,
  preferredMaintenanceWindow: maintenanceWindowInput,
  applyImmediately: applyImmediatelyInput,
  logRetentionInDays: logRetentionInput,
};

const artifacts = {
  noncurrentDays: z
    .int()
    .min(1)
    .max(3650)
    .default(90)
    .describe('Days that replaced and deleted artifacts are kept, 1 to 3650; 90 when left out.'),
  transitionDays: z
    .int()
    .min(30)
    .max(3650)
    .optional()
    .describe(
      'Days after which artifacts go to Standard-IA, 30 to 3650, which is cheaper to keep and charges for reads; left out, never. The cost shown is as for Standard.',
    ),
};

const expected = z
  .strictObject({
    artifactGb: amountInput
      .default({ low: 20, expected: 100, high: 500 })
      .describe('Artifacts beside what needs ask for, replaced ones too, GB; left out, 20 to 500 with 100 expected.'),
    writeMillionPerMonth: amountInput
      .default(0.1)
      .describe('Uploads and listings of artifacts, millions a month; 0.1 when left out.'),
    readMillionPerMonth: amountInput.default(1).describe('Downloads of artifacts, millions a month; 1 when left out.'),
    logGbPerMonth: logGbInput,
  })
  .prefault({})
  .describe('What is expected of usage, for the cost alone.');

export const inputs = z
  .strictObject({ ...server, ...ingress, ...database, ...artifacts, expected })
  .superRefine((given, context) => {
    const fault = (key: keyof typeof given, message: string): void => {
      context.addIssue({ code: 'custom', path: [key], message });
    };
    if (given.maxReplicas < given.minReplicas)
      fault('maxReplicas', `is below minReplicas, which is ${given.minReplicas}`);
    if (given.host === undefined && given.certificateArn !== undefined)
      fault('certificateArn', 'has no effect without host');
    if ((given.maxAllocatedStorage ?? Infinity) < given.databaseStorageGiB * 1.1)
      fault('maxAllocatedStorage', 'must be at least a tenth more than databaseStorageGiB');
    if (given.database === 'shared' && given.instanceClass !== undefined)
      fault('instanceClass', 'has no effect while database is shared');
  });

export type Inputs = z.infer<typeof inputs>;
