/**
 * What is known only once the environment's stack was applied, such as the host of the database, goes to the addons
 * stack by parameters of Systems Manager: names and addresses, no secrets.
 */
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { AddonsContext, BuildContext } from '../module';
import type { Inputs } from './inputs';

const nameLimit = 900;

/** @returns what the names of the parameters begin with */
export function handOver(context: BuildContext<Inputs>, values: Readonly<Record<string, string>>): string {
  const { region } = context.chosen;
  const prefix = `/trellis/${context.name(nameLimit, 'mlflow', region)}`;
  for (const [key, value] of Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))) {
    new SsmParameter(context.scope, context.id('handover', key), {
      region,
      name: `${prefix}/${key}`,
      type: 'String',
      value,
      description: 'For the addons of the cluster',
    });
  }
  return prefix;
}

export function takeOver(context: AddonsContext<Inputs>, key: string): string {
  return new DataAwsSsmParameter(context.scope, context.id('handover', key), {
    region: context.chosen.region,
    name: `${context.published('prefix')}/${key}`,
  }).insecureValue;
}
