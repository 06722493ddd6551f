/** Where artifacts of components lie. */
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { Account } from '../build-alert-topic';
import * as buckets from '../build-bucket';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

export function createBucket(context: BuildContext<Inputs>, account: Account): S3Bucket {
  const { kmsKeyId, noncurrentDays } = context.inputs;
  const { bucket, allow } = buckets.createBucket(context, account, {
    role: 'artifacts',
    about: ['greengrass'],
    versioned: true,
    ...(kmsKeyId === undefined ? {} : { kmsKeyArn: kmsKeyId }),
    // A bucket that holds artifacts goes only after both steps of a retirement.
    forceDestroy: context.retiring,
    lifecycleRules: [buckets.lifecycleRule('replaced', { noncurrentVersionExpiration: [{ noncurrentDays }] })],
  });
  allow();
  return bucket;
}
