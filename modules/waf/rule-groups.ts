/** Rule groups that AWS manages, and the capacity that each takes of a web ACL. */

/**
 * Web ACL capacity units by group, in the order of https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html.
 * Groups that are charged beyond that of a rule (Bot Control, account takeover and account creation, DDoS) are left out.
 */
export const managedRuleGroups = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesWordPressRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
} as const;

export type ManagedRuleGroup = keyof typeof managedRuleGroups;

/** Above it each request costs more: https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html */
export const freeCapacity = 1500;

/** Of a rate-based rule that counts by address. */
export const rateCapacity = 2;

/** Log4Shell and its like, the OWASP basics, and addresses known for attacks. */
export const defaultGroups: readonly ManagedRuleGroup[] = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
];

export function capacityOf(groups: readonly ManagedRuleGroup[], hasRateLimit: boolean): number {
  return groups.reduce((sum, name) => sum + managedRuleGroups[name], hasRateLimit ? rateCapacity : 0);
}
