/** Constructs of budgets. */
import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { CeCostAllocationTag } from '@cdktf/provider-aws/lib/ce-cost-allocation-tag';
import { createAlertTopic, readAccount, type Account, type Condition } from '../build-alert-topic';
import { budgetAlerts } from '../capabilities';
import type { BuildContext } from '../module';
import { environmentTag } from '../tags';
import type { Inputs } from './inputs';

/** Budgets is a global service that lives here, so its alerts do: the environment's primary region may move. */
const alertRegion = 'us-east-1';
const budgetNameLimit = 100;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, budget: limit } = context;
  if (limit === undefined) throw new Error('budgets was placed in an environment without a budget');
  const account = readAccount(context);
  const topicArn = createAlertTopic(context, account, {
    about: 'budget alerts',
    region: alertRegion,
    publisher: 'budgets.amazonaws.com',
    condition: onlyBudgetsOf(account),
    subscriptions: inputs.subscriptions,
    ...(inputs.kmsKeyId === undefined ? {} : { kmsKeyId: inputs.kmsKeyId }),
  });
  if (inputs.activateCostAllocationTag) {
    new CeCostAllocationTag(scope, context.idIn(alertRegion, 'tag'), { tagKey: environmentTag, status: 'Active' });
  }
  const thresholds = [...new Set([limit.alertThresholdPercent, 100])];
  const budget = new BudgetsBudget(scope, context.idIn(alertRegion, 'budget'), {
    name: context.name(budgetNameLimit, 'monthly'),
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: String(limit.monthlyUsd),
    limitUnit: 'USD',
    // The budget was decided on list prices before tax: credits and refunds must not hide what was spent.
    costTypes: { includeCredit: false, includeRefund: false, includeTax: false },
    ...(inputs.covers === 'account' ? {} : { costFilter: [filterOf(context.environment)] }),
    notification: [...inputs.notificationTypes].sort().flatMap((notificationType) =>
      thresholds.map((threshold) => ({
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold,
        thresholdType: 'PERCENTAGE',
        subscriberSnsTopicArns: [topicArn],
      })),
    ),
  });
  context.provide(budgetAlerts, { budgetName: budget.name, topicArn });
  context.output('budget', budget.name, 'Budget of the environment');
  context.output('topic_arn', topicArn, 'Topic that alerts of the budget are sent to');
}

/** `user:<tag>$<value>`: a tag that a user defined, and its value. */
function filterOf(environment: string): { readonly name: string; readonly values: string[] } {
  return { name: 'TagKeyValue', values: [`user:${environmentTag}$${environment}`] };
}

/** Both keys in both policies, as AWS has them for Budgets; other accounts' budgets stay out. */
function onlyBudgetsOf({ id, partition }: Account): Condition {
  return {
    StringEquals: { 'aws:SourceAccount': id },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:budgets::${id}:*` },
  };
}
