/** Controls that budgets claims. */
import { z } from 'zod';
import { statementsOf, topicControls } from '../alerts';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const notifications = z.array(
  z.looseObject({ threshold: z.number(), subscriber_sns_topic_arns: z.array(z.string()).min(1) }),
);
const condition = z.looseObject({
  StringEquals: z.looseObject({ 'aws:SourceAccount': z.string() }),
  ArnLike: z.looseObject({ 'aws:SourceArn': z.string() }),
});

const alerts: Control = {
  id: 'budget-alerts',
  summary: 'Somebody can hear of the cost before and when it reaches the budget.',
  resource: 'aws_budgets_budget',
  complies: ({ notification }) => {
    const read = notifications.safeParse(notification);
    return read.success && read.data.some(({ threshold }) => threshold === 100);
  },
};

/** A statement that lets a service in without saying for whom would let other accounts use it as a deputy. */
function deputyControl(resource: string): Control {
  return {
    id: 'confused-deputy',
    summary: 'AWS Budgets may act for budgets of this account alone.',
    resource,
    complies: ({ policy }) => {
      const services = statementsOf(policy).filter(
        ({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('"Service"'),
      );
      return services.length > 0 && services.every(({ Condition }) => condition.safeParse(Condition).success);
    },
  };
}

export function controls({ kmsKeyId }: Inputs): readonly Control[] {
  const ownKey = kmsKeyId === undefined;
  return [
    alerts,
    deputyControl('aws_sns_topic_policy'),
    ...(ownKey ? [deputyControl('aws_kms_key')] : []),
    ...topicControls(ownKey),
  ];
}
