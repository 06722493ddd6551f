/** Headers that tell browsers what a page may do. */
import { CloudfrontResponseHeadersPolicy } from '@cdktf/provider-aws/lib/cloudfront-response-headers-policy';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const policyNameLimit = 128;

/** @returns the id of the policy */
export function createHeaders(context: BuildContext<Inputs>): string {
  const { contentSecurityPolicy, strictTransportSecurity } = context.inputs;
  const policy = new CloudfrontResponseHeadersPolicy(context.scope, context.id('headers'), {
    name: context.name(policyNameLimit, 'site'),
    comment: `Security headers of a site of ${context.environment}`,
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: 'DENY', override: true },
      referrerPolicy: { referrerPolicy: 'strict-origin-when-cross-origin', override: true },
      strictTransportSecurity: { ...strictTransportSecurity, override: true },
    },
  });
  return policy.id;
}
