/** Findings on their way to people: an EventBridge rule and an SNS topic. */
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { createAlertTopic, type Account } from '../build-alert-topic';
import type { BuildContext } from '../module';
import { severities, type Inputs } from './inputs';
import type { ScanType } from './options';

const ruleNameLimit = 64;

/** @returns the ARN of the topic */
export function sendFindings(context: BuildContext<Inputs>, account: Account, scanType: ScanType): string {
  const { region } = context.chosen;
  const { minSeverity, kmsKeyId, subscriptions } = context.inputs.findings;
  const told = severities.slice(0, severities.indexOf(minSeverity) + 1);
  const topicArn = createAlertTopic(context, account, {
    about: 'image findings',
    region,
    publisher: 'events.amazonaws.com',
    subscriptions,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  });
  const pattern = scanType === 'BASIC' ? basicPattern(told) : enhancedPattern(told);
  const rule = new CloudwatchEventRule(context.scope, context.id('findings'), {
    region,
    name: context.name(ruleNameLimit, 'image-findings'),
    description: `Findings in container images from ${minSeverity} up`,
    eventPattern: JSON.stringify(pattern),
  });
  // No role: with one, AWS may fail to deliver to an encrypted topic. The policy of the topic lets EventBridge in.
  new CloudwatchEventTarget(context.scope, context.id('findings_target'), {
    region,
    rule: rule.name,
    targetId: 'topic',
    arn: topicArn,
  });
  return topicArn;
}

/** One event a scan, with a count for each severity that was found. */
function basicPattern(told: readonly string[]): object {
  const counts = told.map((severity) => ({ 'finding-severity-counts': { [severity]: [{ numeric: ['>', 0] }] } }));
  const [only] = counts;
  return {
    source: ['aws.ecr'],
    'detail-type': ['ECR Image Scan'],
    detail: { 'scan-status': ['COMPLETE'], ...(counts.length === 1 ? only : { $or: counts }) },
  };
}

/** One event a finding. */
function enhancedPattern(told: readonly string[]): object {
  return {
    source: ['aws.inspector2'],
    'detail-type': ['Inspector2 Finding'],
    detail: { severity: told, status: ['ACTIVE'], resources: { type: ['AWS_ECR_CONTAINER_IMAGE'] } },
  };
}
