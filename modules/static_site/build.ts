/** Constructs of static_site. CloudFront is global: what stands there names no region. */
import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { readAccount } from '../build-alert-topic';
import { createBucket, lifecycleRule } from '../build-bucket';
import { contentDelivery } from '../capabilities';
import type { BuildContext } from '../module';
import { certify, pointNames } from './build-domain';
import { createHeaders } from './build-headers';
import { deliverLogs } from './build-logs';
import type { Inputs } from './inputs';

const accessNameLimit = 64;
const originId = 'files';

/** CachingOptimized: no cookies, headers and queries in the key, compressed, for a day. */
const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, retiring } = context;
  const account = readAccount(context);
  const { bucket, allow } = createBucket(context, account, {
    role: 'files',
    about: ['site'],
    versioned: true,
    forceDestroy: retiring && inputs.forceDestroy,
    lifecycleRules: [
      lifecycleRule('replaced', { noncurrentVersionExpiration: [{ noncurrentDays: inputs.noncurrentDays }] }),
    ],
  });
  const access = new CloudfrontOriginAccessControl(scope, context.id('access'), {
    name: context.name(accessNameLimit, 'site'),
    description: `Files of a site of ${context.environment}`,
    originAccessControlOriginType: 's3',
    signingBehavior: 'always',
    signingProtocol: 'sigv4',
  });
  const errors = Object.entries(inputs.customErrorResponse).sort(([a], [b]) => (a < b ? -1 : 1));
  const distribution = new CloudfrontDistribution(scope, context.id('distribution'), {
    enabled: true,
    isIpv6Enabled: true,
    httpVersion: 'http2and3',
    comment: `Site of ${context.environment}`,
    priceClass: inputs.priceClass,
    defaultRootObject: inputs.defaultRootObject,
    ...(inputs.aliases.length === 0 ? {} : { aliases: [...inputs.aliases].sort() }),
    origin: [{ originId, domainName: bucket.bucketRegionalDomainName, originAccessControlId: access.id }],
    defaultCacheBehavior: {
      targetOriginId: originId,
      viewerProtocolPolicy: 'redirect-to-https',
      allowedMethods: ['GET', 'HEAD'],
      cachedMethods: ['GET', 'HEAD'],
      compress: true,
      cachePolicyId: cachingOptimized,
      responseHeadersPolicyId: createHeaders(context),
    },
    ...(errors.length === 0
      ? {}
      : { customErrorResponse: errors.map(([code, response]) => ({ errorCode: Number(code), ...response })) }),
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    viewerCertificate: certify(context),
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  allow([
    {
      Sid: 'CloudFront',
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: `${bucket.arn}/*`,
      Condition: { StringEquals: { 'aws:SourceArn': distribution.arn } },
    },
  ]);
  pointNames(context, distribution);
  if (inputs.logging.enabled) deliverLogs(context, account, distribution, inputs.logging.expirationDays);
  context.provide(contentDelivery, {
    distributionArn: distribution.arn,
    domainName: distribution.domainName,
    attachWebAcl(webAclArn) {
      if (distribution.webAclIdInput !== undefined) throw new Error('a distribution takes one web ACL');
      distribution.webAclId = webAclArn;
    },
  });
  context.output('bucket', bucket.bucket, 'Bucket that files are uploaded to');
  context.output('distribution', distribution.id, 'Distribution to invalidate when files are replaced');
  context.output('domain_name', distribution.domainName, 'Name that CloudFront gives the site');
}
