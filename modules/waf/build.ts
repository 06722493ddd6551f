/** Constructs of waf. */
import { Wafv2WebAcl, type Wafv2WebAclRule } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Wafv2WebAclLoggingConfiguration } from '@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration';
import { readAccount } from '../build-alert-topic';
import { createLogGroup } from '../build-log-group';
import { contentDelivery, httpLoadBalancer, webApplicationFirewall } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const webAclNameLimit = 128;

/** Where AWS keeps what belongs to CloudFront. */
const globalRegion = 'us-east-1';

/** Logged as `REDACTED`: sessions and passwords are not for logs. */
const redactedHeaders = ['authorization', 'cookie'];

export function aws(context: BuildContext<Inputs>): void {
  const { inputs, scope } = context;
  const isRegional = inputs.protects === 'load-balancer';
  const region = isRegional ? context.chosen.region : globalRegion;
  const name = context.name(webAclNameLimit, inputs.protects);
  const acl = new Wafv2WebAcl(scope, context.id('web_acl'), {
    region,
    name,
    description: `In front of the ${inputs.protects} of ${context.environment}`,
    scope: isRegional ? 'REGIONAL' : 'CLOUDFRONT',
    defaultAction: { allow: {} },
    rule: rulesOf(inputs),
    visibilityConfig: measured(name),
  });
  const logs = createLogGroup(context, readAccount(context), {
    prefix: 'aws-waf-logs-',
    about: `${inputs.protects} requests`,
    region,
    retentionInDays: inputs.logging.retentionInDays,
    kmsKeyId: inputs.logging.kmsKeyId,
  });
  new Wafv2WebAclLoggingConfiguration(scope, context.id('logging'), {
    region,
    resourceArn: acl.arn,
    logDestinationConfigs: [logs.arn],
    redactedFields: redactedHeaders.map((header) => ({ singleHeader: { name: header } })),
  });
  if (isRegional) context.require(httpLoadBalancer).attachWebAcl(acl.arn);
  else context.require(contentDelivery).attachWebAcl(acl.arn);
  context.provide(webApplicationFirewall, { webAclArn: acl.arn });
  context.output('web_acl_arn', acl.arn, `Web ACL in front of the ${inputs.protects}`);
}

/** The rate limit first: what floods is not worth inspecting. Statements in Terraform's names: cdktf hands them on as they are. */
function rulesOf({ rateLimit, managedRuleGroups, countOnly }: Inputs): Wafv2WebAclRule[] {
  const { enabled, limit, evaluationWindowSec } = rateLimit;
  const rate: Wafv2WebAclRule = {
    name: 'rate-limit',
    priority: 0,
    action: { block: {} },
    statement: {
      rate_based_statement: { limit, evaluation_window_sec: evaluationWindowSec, aggregate_key_type: 'IP' },
    },
    visibilityConfig: measured('rate-limit'),
  };
  const groups = managedRuleGroups.map((group, index): Wafv2WebAclRule => ({
    name: group,
    priority: index + 1,
    overrideAction: countOnly ? { count: {} } : { none: {} },
    statement: { managed_rule_group_statement: { vendor_name: 'AWS', name: group } },
    visibilityConfig: measured(group),
  }));
  return enabled ? [rate, ...groups] : groups;
}

function measured(metricName: string): Wafv2WebAclRule['visibilityConfig'] {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
