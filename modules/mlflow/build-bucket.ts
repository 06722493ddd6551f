/** Where artifacts lie: private, versioned, encrypted with the module's key, and for TLS alone. */
import type { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { Account } from '../build-alert-topic';
import { createBucket, lifecycleRule } from '../build-bucket';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

export function createArtifactBucket(context: BuildContext<Inputs>, account: Account, key: KmsKey): S3Bucket {
  const { inputs, retiring } = context;
  const { noncurrentDays, transitionDays: days } = inputs;
  const { bucket, allow } = createBucket(context, account, {
    role: 'artifacts',
    about: ['mlflow'],
    versioned: true,
    kmsKeyArn: key.arn,
    // A bucket that holds artifacts goes only after both steps of a retirement.
    forceDestroy: retiring,
    lifecycleRules: [
      lifecycleRule('replaced', { noncurrentVersionExpiration: [{ noncurrentDays }] }),
      ...(days === undefined
        ? []
        : [
            {
              id: 'infrequent',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              transition: [{ days, storageClass: 'STANDARD_IA' }],
            },
          ]),
    ],
  });
  allow();
  return bucket;
}
