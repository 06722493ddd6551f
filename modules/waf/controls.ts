/** Security controls that waf claims. */
import { z } from 'zod';
import { logControls } from '../logs';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const webAcl = 'aws_wafv2_web_acl';
const visible = z.looseObject({
  cloudwatch_metrics_enabled: z.literal(true),
  sampled_requests_enabled: z.literal(true),
});
const metrics = z.object({
  visibility_config: visible,
  rule: z.array(z.looseObject({ visibility_config: visible })).min(1),
});
const acting = z
  .array(
    z.union([
      z.looseObject({ action: z.object({ block: z.object({}) }), override_action: z.undefined().optional() }),
      z.looseObject({ override_action: z.object({ none: z.object({}) }), action: z.undefined().optional() }),
    ]),
  )
  .min(1);

const inspected: Control = {
  id: 'web-application-firewall',
  summary: 'There are rules, and each of them acts.',
  resource: webAcl,
  complies: ({ rule }) => acting.safeParse(rule).success,
};

const measured: Control = {
  id: 'metrics',
  summary: 'The web ACL and each of its rules have metrics and samples.',
  resource: webAcl,
  complies: (argumentsOf) => metrics.safeParse(argumentsOf).success,
};

const logged: Control = {
  id: 'request-logs',
  summary: 'Inspected requests are logged, without cookies and credentials.',
  resource: 'aws_wafv2_web_acl_logging_configuration',
  complies: ({ log_destination_configs: destinations, redacted_fields: redacted }) =>
    z.array(z.string()).length(1).safeParse(destinations).success &&
    ['authorization', 'cookie'].every((name) => JSON.stringify(redacted ?? '').includes(`"${name}"`)),
};

export function controls({ countOnly, logging }: Inputs): readonly Control[] {
  return [...(countOnly ? [] : [inspected]), measured, logged, ...logControls(logging)];
}
