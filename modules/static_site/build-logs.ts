/** Logs of requests, delivered to a bucket that knows no ACLs, which CloudFront's older logs would need. */
import type { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudwatchLogDelivery } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery';
import { CloudwatchLogDeliveryDestination } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination';
import { CloudwatchLogDeliverySource } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-source';
import type { Account } from '../build-alert-topic';
import { createBucket, lifecycleRule } from '../build-bucket';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

/** Deliveries of CloudFront stand here, wherever the bucket does. */
const deliveryRegion = 'us-east-1';
const deliveryNameLimit = 60;

export function deliverLogs(
  context: BuildContext<Inputs>,
  account: Account,
  distribution: CloudfrontDistribution,
  days: number,
): void {
  const { scope, retiring } = context;
  const logs = createBucket(context, account, {
    role: 'logs',
    about: ['site', 'logs'],
    versioned: false,
    forceDestroy: retiring,
    lifecycleRules: [lifecycleRule('age', { expiration: [{ days }] })],
  });
  const sources = `arn:${account.partition}:logs:${deliveryRegion}:${account.id}:delivery-source:*`;
  const policy = logs.allow([
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${logs.bucket.arn}/AWSLogs/${account.id}/*`,
      Condition: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': account.id },
        ArnLike: { 'aws:SourceArn': sources },
      },
    },
  ]);
  const name = context.name(deliveryNameLimit, 'site');
  const source = new CloudwatchLogDeliverySource(scope, context.id('log_source'), {
    region: deliveryRegion,
    name,
    logType: 'ACCESS_LOGS',
    resourceArn: distribution.arn,
  });
  const destination = new CloudwatchLogDeliveryDestination(scope, context.id('log_destination'), {
    region: deliveryRegion,
    name,
    outputFormat: 'json',
    deliveryDestinationConfiguration: [{ destinationResourceArn: logs.bucket.arn }],
    dependsOn: [policy],
  });
  new CloudwatchLogDelivery(scope, context.id('log_delivery'), {
    region: deliveryRegion,
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.arn,
  });
}
