/** Inputs of elasticache_redis. */
import { z } from 'zod';
import {
  allowedSecurityGroupIdsInput,
  applyImmediatelyInput,
  burstableInput,
  maintenanceWindowInput,
  nodeTypeInput,
  notificationTopicArnInput,
  snapshotWindowInput,
} from '../elasticache-inputs';

/** Nodes in a cluster-mode group before a quota increase: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Shards.html */
export const maxNodes = 90;

/** Replicas of one shard, same page. */
export const maxReplicas = 5;

/** `reserved-memory-percent`: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html */
export const defaultReservedPercent = 25;

/** Versions that are used when `engineVersion` is left out. */
export const defaultEngineVersions = { valkey: '8.2', redis: '7.1' } as const;

/** Versions with IAM authentication (7.0 and later) that AWS has under each name, in families known to exist. */
const acceptedVersions = { valkey: /^(7\.2|8\.[0-9]+)$/, redis: /^7\.[01]$/ } as const;

/** All keys, all channels and all commands but the dangerous ones (FLUSHALL, KEYS, CONFIG); clients ask for INFO. */
const defaultAccessString = 'on ~* &* +@all -@dangerous +info';

const user = z.strictObject({
  accessString: z
    .string()
    .regex(/^(on|off) /, 'must begin with on or off')
    .default(defaultAccessString)
    .describe(`What the user may do, as an ACL; "${defaultAccessString}" when left out.`),
});

const log = z.strictObject({
  destination: z.string().min(1).describe('Name of the CloudWatch log group or of the Firehose stream.'),
  destinationType: z
    .enum(['cloudwatch-logs', 'kinesis-firehose'])
    .default('cloudwatch-logs')
    .describe('Service that takes the log: cloudwatch-logs or kinesis-firehose; cloudwatch-logs when left out.'),
  logFormat: z
    .enum(['json', 'text'])
    .default('json')
    .describe('Format of the lines: json or text; json when left out.'),
});

export const inputs = z
  .strictObject({
    engine: z
      .enum(['valkey', 'redis'])
      .optional()
      .describe(
        'Engine: valkey or redis (Redis OSS); left out, the cheaper one. From valkey to redis rebuilds the cache.',
      ),
    engineVersion: z
      .string()
      .optional()
      .describe(
        'Version 7.0 or later, with engine alone; left out, valkey 8.2 or redis 7.1. Only upwards: lower rebuilds.',
      ),
    nodeType: nodeTypeInput,
    burstable: burstableInput,
    clusterMode: z
      .enum(['enabled', 'disabled'])
      .default('enabled')
      .describe(
        'Whether data is spread over shards; enabled when left out. Disabled is for clients without the cluster protocol.',
      ),
    numNodeGroups: z
      .int()
      .min(1)
      .max(maxNodes)
      .optional()
      .describe('Number of shards, 1 to 90 divided by the nodes of a shard; left out, as many as the memory takes.'),
    replicasPerNodeGroup: z
      .int()
      .min(0)
      .max(maxReplicas)
      .optional()
      .describe('Replicas of each shard, 0 to 5; left out, 1 with multi-az and none without.'),
    reservedMemoryPercent: z
      .int()
      .min(0)
      .max(90)
      .default(defaultReservedPercent)
      .describe('Share of each node kept for snapshots and failover, 0 to 90 percent; 25 when left out.'),
    maxmemoryPolicy: z
      .enum([
        'volatile-lru',
        'allkeys-lru',
        'volatile-lfu',
        'allkeys-lfu',
        'volatile-random',
        'allkeys-random',
        'volatile-ttl',
        'noeviction',
      ])
      .default('volatile-lru')
      .describe(
        'What goes when memory is full; volatile-lru when left out: the least recently used of keys that expire.',
      ),
    users: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,15}$/, 'a name of at most 16 lower-case letters, digits and hyphens')
          .refine((name) => name !== 'default', 'default is the name of the built-in user'),
        user,
      )
      .refine((users) => Object.keys(users).length > 0, 'name at least one user, or nobody can log in')
      .default({ app: { accessString: defaultAccessString } })
      .describe('Users that log in by IAM, at least one: name -> what it may do; one user app when left out.'),
    kmsKeyId: z
      .string()
      .regex(/^arn:[a-z-]+:kms:/, 'must be the ARN of a KMS key')
      .optional()
      .describe('ARN of the KMS key for data at rest; left out, a key that AWS owns. A change rebuilds the cache.'),
    snapshotRetentionLimit: z
      .int()
      .min(0)
      .max(35)
      .default(7)
      .describe('Days that daily snapshots are kept, 0 to 35; 7 when left out, one of them free, and 0 takes none.'),
    snapshotWindow: snapshotWindowInput,
    maintenanceWindow: maintenanceWindowInput,
    autoMinorVersionUpgrade: z
      .boolean()
      .default(true)
      .describe(
        'Whether AWS installs new minor versions; true when left out. Raise engineVersion to what runs afterwards.',
      ),
    applyImmediately: applyImmediatelyInput,
    notificationTopicArn: notificationTopicArnInput,
    logDeliveryConfiguration: z
      .strictObject({
        'slow-log': log.optional().describe('Commands that took long; left out, not delivered.'),
        'engine-log': log.optional().describe('What the engine itself logs; left out, not delivered.'),
      })
      .default({})
      .describe('Where slow-log and engine-log go; left out, nowhere.'),
    allowedSecurityGroupIds: allowedSecurityGroupIdsInput,
  })
  .superRefine(({ engine, engineVersion }, context) => {
    if (engineVersion === undefined) return;
    const message =
      engine === undefined
        ? 'a version belongs to an engine: set engine too'
        : acceptedVersions[engine].test(engineVersion)
          ? undefined
          : `${engineVersion} is not accepted for ${engine}: valkey is 7.2 or 8.x, redis is 7.0 or 7.1`;
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['engineVersion'], message });
  });

export type Inputs = z.infer<typeof inputs>;
