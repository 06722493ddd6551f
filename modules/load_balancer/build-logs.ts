/** Where access logs go: a private bucket that the service of load balancers writes to, for TLS alone. */
import type { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { readAccount } from '../build-alert-topic';
import { createBucket, lifecycleRule } from '../build-bucket';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

export interface LogBucket {
  readonly bucket: string;
  /** The load balancer can't log before it stands. */
  readonly policy: S3BucketPolicy;
}

export function createLogBucket(context: BuildContext<Inputs>): LogBucket {
  const { inputs, retiring } = context;
  const { region } = context.chosen;
  const account = readAccount(context);
  const { bucket, allow } = createBucket(context, account, {
    role: 'logs',
    about: ['alb-logs'],
    versioned: false,
    forceDestroy: retiring,
    lifecycleRules: [lifecycleRule('old', { expiration: [{ days: inputs.accessLogsDays }] })],
  });
  const policy = allow([
    {
      Sid: 'LoadBalancers',
      Effect: 'Allow',
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${bucket.arn}/AWSLogs/${account.id}/*`,
      Condition: {
        ArnLike: {
          'aws:SourceArn': `arn:${account.partition}:elasticloadbalancing:${region}:${account.id}:loadbalancer/*`,
        },
      },
    },
  ]);
  return { bucket: bucket.bucket, policy };
}
