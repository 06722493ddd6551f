/**
 * A monthly AWS budget of what spec.budget allows, and an encrypted topic that hears when the cost of the month reaches
 * the alert threshold and the whole, or is forecast to.
 *
 * On wherever spec.budget is set. It can't stop anything: the solver keeps decisions inside the budget, and this tells
 * what the bill makes of them. AWS looks at the bill some three times a day.
 *
 * The budget counts what carries the tag `trellis.dev/environment` of this environment, which AWS does only once the tag
 * is activated for cost allocation in the management account; until then it counts nothing and no alert comes. Cost that
 * no tag can be put on, such as some data transfer and support, is never counted. Where the account holds nothing else,
 * `covers: account` counts all of it and needs no tag.
 *
 * Topic and key stand in us-east-1, where Budgets itself lives, whichever region is the primary one.
 *
 * https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 */
import { topicKeyCost } from '../alerts';
import { budgetAlerts } from '../capabilities';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

export const budgets = {
  name: 'budgets',
  title: 'AWS Budgets',
  summary: 'A monthly budget of the environment, with alerts when its cost reaches it or will.',
  category: 'governance',
  lifecycle: 'ready',
  toggle: 'on',
  needsBudget: true,
  scope: 'environment',
  // An environment has one budget.
  multiple: false,
  stateful: false,
  services: ['budgets', 'sns', 'kms'],
  provides: [budgetAlerts],
  quotas: {},
  inputs,
  useWhen: [{ text: 'spec.budget is set, and people should know what the bill makes of it' }],
  avoidWhen: [{ text: 'budgets of the organisation watch over the account already' }],
  conflicts: {},
  rules: [
    {
      kind: 'matches',
      resource: 'aws_budgets_budget',
      argument: 'name',
      pattern: '^[^:\\\\]{1,100}$',
      says: 'at most 100 characters, without : and \\',
      source: 'https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html',
    },
    {
      kind: 'one-of',
      resource: 'aws_budgets_budget',
      argument: 'notification.notification_type',
      values: ['ACTUAL', 'FORECASTED'],
      source: 'https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html: the policy of the topic, with aws:SourceAccount and aws:SourceArn; topic and budget in one account.',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-budgets-budget.html: at most five notifications, each with one topic.',
    'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html: only the management account activates tags.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/budgets_budget: a filter by tag is TagKeyValue with user:<key>$<value>.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/ce_cost_allocation_tag: it can take a day until a tag may be activated.',
    'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/budgets-managing-costs.html: the first two budgets of an account are free, and an older state of the page charges 0.02 USD a day for each further one. The price data have no such price, so the budget itself counts as free.',
  ],
  controls,
  needs: () => [],
  options: ({ kmsKeyId }) => [
    {
      key: 'monthly',
      label: 'monthly budget',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [budgetAlerts],
      cost: topicKeyCost(kmsKeyId),
    },
  ],
  load: () => import('./build'),
} satisfies Module<Inputs>;
