import { z } from 'zod';
import { facts } from '../../data';
import { contentDelivery, httpLoadBalancer } from '../../modules/capabilities';
import { waf } from '../../modules/waf';
import { managedRuleGroups } from '../../modules/waf/rule-groups';
import { emptyStack, formatDiagnostic, rehearse, rehearseTransition } from '../../rehearse';
import { addressesOf, type Emitted } from '../../stacks/emitted';
import { asFiles } from '../rehearse/stack';
import { buildModule, give, type BuildRequest } from '../support/build-module';
import { describeRehearsal } from '../support/rig';
import { quote } from './quote';

interface Built {
  readonly emitted: Emitted;
  /** How often a web ACL was put in front of the provider. */
  readonly attached: number;
}

const key = 'arn:aws:kms:us-east-1:111122223333:key/0b5e5a4e-0000-4000-8000-000000000000';

/** With a load balancer and a distribution at hand that only count; `protects` says which of them is taken. */
async function build(inputs: unknown = {}, request: Partial<BuildRequest> = {}): Promise<Built> {
  let attached = 0;
  const attachWebAcl = (): void => {
    attached += 1;
  };
  const region = request.region ?? 'us-east-1';
  const arn = `arn:aws:elasticloadbalancing:${region}:111122223333:loadbalancer/app/test/0123456789abcdef`;
  const balancer = give(httpLoadBalancer, {
    region,
    arn,
    dnsName: `test.${region}.elb.amazonaws.com`,
    hostedZoneId: 'Z35SXDOTRQ7X7K',
    listenerArn: arn.replace(':loadbalancer/', ':listener/'),
    takePriority: () => undefined,
    securityGroupId: 'sg-0123456789abcdef0',
    arnSuffix: 'app/test/0123456789abcdef',
    attachWebAcl,
  });
  const site = give(contentDelivery, {
    distributionArn: 'arn:aws:cloudfront::111122223333:distribution/E0123456789ABC',
    domainName: 'd0123456789abc.cloudfront.net',
    attachWebAcl,
  });
  const given = waf.inputs.parse(inputs).protects === 'static-site' ? [site] : [balancer];
  const emitted = await buildModule(waf, { facts, inputs, given, ...request });
  return { emitted, attached };
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = waf.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function all(emitted: Emitted, type: string): Record<string, unknown>[] {
  return Object.values(emitted.resource[type] ?? {});
}

const acting = z.array(z.looseObject({ action: z.unknown().optional(), override_action: z.unknown().optional() }));

/** Keys that carry capitals, at any depth: Terraform has none. */
function capitals(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => capitals(item, at));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(/[A-Z]/.test(name) ? [`${at}${name}`] : []),
    ...capitals(inner, `${at}${name}.`),
  ]);
}

test('USD a month', () => {
  expect(quote(waf.options(waf.inputs.parse({})), 'us-east-1')).toMatchInlineSnapshot(`
   "web-acl in us-east-1
     Web ACL, 5 a web-ACL-month                                5.00      5.00      5.00
     Rules and rule groups, 1 a rule-month                     4.00      4.00      4.00
     Requests inspected, 0.6 a million requests                0.60      6.00     60.00
     Logs taken in, 0.5 a GB                                   0.50      2.50     15.00
     Logs kept, 0.03 a GB-month                                0.36      1.80     10.80
     Key of the logs, 1 a key-month                            1.00      1.00      1.00
     a month                                                  11.46     20.30     95.80"
  `);
  const small = { managedRuleGroups: [], logging: { kmsKeyId: key, retentionInDays: 30, logGbPerMonth: 0 } };
  expect(quote(waf.options(waf.inputs.parse(small)), 'eu-west-1')).toMatchInlineSnapshot(`
   "web-acl in eu-west-1
     Web ACL, 5 a web-ACL-month                                5.00      5.00      5.00
     Rules and rule groups, 1 a rule-month                     1.00      1.00      1.00
     Requests inspected, 0.6 a million requests                0.60      6.00     60.00
     Logs taken in, 0.57 a GB                                  0.00      0.00      0.00
     Logs kept, 0.03 a GB-month                                0.00      0.00      0.00   assumed
     a month                                                   6.60     12.00     66.00"
  `);
});

test('inputs say what was got and what is allowed', () => {
  const found = [
    { protects: 'api' },
    { managedRuleGroups: ['AWSManagedRulesBotControlRuleSet'] },
    { managedRuleGroups: ['AWSManagedRulesPHPRuleSet', 'AWSManagedRulesPHPRuleSet'] },
    { managedRuleGroups: Object.keys(managedRuleGroups) },
    { managedRuleGroups: [], rateLimit: { enabled: false } },
    { rateLimit: { limit: 5, evaluationWindowSec: 30 } },
    { logging: { retentionInDays: 100, kmsKeyId: 'alias/logs' } },
  ].flatMap(problemsOf);
  expect(found.join('\n')).toMatchInlineSnapshot(`
   "protects: Invalid option: expected one of "load-balancer"|"static-site"
   managedRuleGroups.0: Invalid option: expected one of "AWSManagedRulesCommonRuleSet"|"AWSManagedRulesAdminProtectionRuleSet"|"AWSManagedRulesKnownBadInputsRuleSet"|"AWSManagedRulesSQLiRuleSet"|"AWSManagedRulesLinuxRuleSet"|"AWSManagedRulesUnixRuleSet"|"AWSManagedRulesWindowsRuleSet"|"AWSManagedRulesPHPRuleSet"|"AWSManagedRulesWordPressRuleSet"|"AWSManagedRulesAmazonIpReputationList"|"AWSManagedRulesAnonymousIpList"
   managedRuleGroups: each may be named once
   managedRuleGroups: take 1977 capacity units together, and a web ACL has 1500: leave one out
   managedRuleGroups: name a rule group, or leave rateLimit on: a web ACL without rules inspects nothing
   rateLimit.limit: Too small: expected number to be >=10
   rateLimit.evaluationWindowSec: Invalid option: expected one of 60|120|300|600
   logging.retentionInDays: Invalid option: expected one of 1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1096|1827|2192|2557|2922|3288|3653
   logging.kmsKeyId: must be the ARN of a KMS key"
  `);
});

describe('emitted', () => {
  test('in front of a load balancer, in its region', async () => {
    const { emitted, attached } = await build({}, { region: 'eu-west-1' });
    expect({ resource: emitted.resource, output: emitted.output }).toMatchSnapshot();
    expect(attached).toBe(1);
  });

  test('in front of a distribution: in us-east-1, wherever the instance is', async () => {
    const { emitted, attached } = await build({ protects: 'static-site' }, { region: 'eu-west-1' });
    expect(all(emitted, 'aws_wafv2_web_acl').map(({ scope, region }) => [scope, region])).toEqual([
      ['CLOUDFRONT', 'us-east-1'],
    ]);
    const regions = Object.values(emitted.resource).flatMap((byId) => Object.values(byId).map(({ region }) => region));
    expect(new Set(regions)).toEqual(new Set(['us-east-1']));
    expect(attached).toBe(1);
  });

  test('statements are in the names of Terraform, since cdktf does not turn them', async () => {
    const { emitted } = await build();
    expect(all(emitted, 'aws_wafv2_web_acl').flatMap((acl) => capitals(acl['rule']))).toEqual([]);
  });

  test('counted only, managed rules let everything through; the rate limit blocks', async () => {
    const { emitted } = await build({ countOnly: true });
    const rules = all(emitted, 'aws_wafv2_web_acl').flatMap(({ rule }) => acting.parse(rule));
    expect(rules.map(({ action, override_action: override }) => action ?? override)).toEqual([
      { block: {} },
      { count: {} },
      { count: {} },
      { count: {} },
    ]);
    expect(waf.controls(waf.inputs.parse({ countOnly: true })).map(({ id }) => id)).not.toContain(
      'web-application-firewall',
    );
  });

  test('leaving, its log group loses its protection', async () => {
    const { emitted } = await build({}, { phase: 'retiring' });
    expect(all(emitted, 'aws_cloudwatch_log_group').map((one) => one['deletion_protection_enabled'])).toEqual([false]);
  });
});

describeRehearsal('a web ACL', (rig) => {
  test.each(['load-balancer', 'static-site'])('for a %s is applied, and retires in two steps', async (protects) => {
    const on = asFiles((await build({ protects })).emitted, protects);
    const retiring = asFiles((await build({ protects }, { phase: 'retiring' })).emitted, protects);
    const { status, steps } = await rehearse(on, rig());
    expect(steps.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    expect(status).toBe('passed');
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([...first.diagnostics, ...second.diagnostics].map(formatDiagnostic)).toEqual([]);
    expect(new Set(first.changes.map(({ action }) => action))).toEqual(new Set(['changed']));
    expect(second.unprotected).toEqual([]);
    expect(second.changes).toHaveLength(addressesOf((await build({ protects })).emitted).length);
  });
});
