/**
 * Static files served by CloudFront over HTTPS from locations near their readers, out of a private bucket that answers
 * CloudFront alone.
 *
 * The bucket stands in the primary region; the distribution is global, and its certificate and its logs are kept in
 * us-east-1, since CloudFront looks for them nowhere else. Files are uploaded by whoever builds them, and AWS keeps
 * serving the old ones for up to a day unless they have new names or are invalidated.
 *
 * With the name that CloudFront gives, `<id>.cloudfront.net`, CloudFront also takes TLS 1.0: a lower bound is only for
 * names of one's own. Those take a certificate, which is made and proven where `hostedZoneId` names the zone.
 *
 * It counts as stateful, since its name is lost with the distribution and others link to it. It leaves in two steps, and
 * takes its files along unless `forceDestroy` is false. A change of `aliases` keeps everything.
 *
 * It serves files alone, not an API behind the same name, and limits readers by neither country nor password. A web ACL
 * is put in front through its capability.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
import { bucketNameRule } from '../buckets';
import { contentDelivery } from '../capabilities';
import type { Module } from '../module';
import { controls } from './controls';
import { costs } from './costs';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

export const staticSite = {
  name: 'static_site',
  title: 'Static site',
  summary: 'Static files served by CloudFront over HTTPS, out of a private bucket.',
  category: 'edge',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'environment',
  multiple: true,
  stateful: true,
  services: ['cloudfront', 's3'],
  provides: [contentDelivery],
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'a web application or a site is built into files',
      holds: ({ needs }) => needs.includes(contentDelivery.name),
    },
    { text: 'readers are spread over the world' },
  ],
  avoidWhen: [{ text: 'pages are made anew for each request: a service behind a load balancer makes them' }],
  conflicts: {},
  rules: [
    bucketNameRule,
    {
      kind: 'one-of',
      resource: 'aws_cloudfront_distribution',
      argument: 'price_class',
      values: ['PriceClass_100', 'PriceClass_200', 'PriceClass_All'],
      source: 'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html',
    },
    {
      kind: 'one-of',
      resource: 'aws_acm_certificate',
      argument: 'region',
      values: ['us-east-1'],
      source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html',
    },
    {
      kind: 'one-of',
      resource: 'aws_cloudwatch_log_delivery_source',
      argument: 'region',
      values: ['us-east-1'],
      source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html',
    },
    {
      kind: 'matches',
      resource: 'aws_cloudwatch_log_delivery_source',
      argument: 'name',
      pattern: '^[A-Za-z0-9_-]{1,60}$',
      says: 'letters, digits, underscores and hyphens, at most 60',
      source: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html: CachingOptimized.',
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html: TLSv1.2_2021, for names of one's own.",
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html: logs by way of CloudWatch, in us-east-1, to a bucket in any region; JSON at no charge.',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html: the policy of the bucket.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/cloudfront_distribution',
    'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cloudfront.PriceClass.html: which locations a price class has.',
    'The first TB and ten million requests of an account in a month are free, and so are 1,000 invalidated paths; as everywhere, no allowance is taken off. Readers whom the price class leaves out are counted at the location next to them.',
    'S3 charges nothing for what CloudFront reads from it.',
  ],
  controls,
  needs: () => [],
  options: (given) => [
    {
      key: 'cloudfront',
      label: `site by CloudFront, ${given.priceClass}`,
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [contentDelivery],
      cost: costs(given),
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
