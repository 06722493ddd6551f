/** Constructs of shield_advanced. All of it is global: it has no region. */
import { ShieldProtection } from '@cdktf/provider-aws/lib/shield-protection';
import { ShieldSubscription } from '@cdktf/provider-aws/lib/shield-subscription';
import { ddosResponse } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from '.';

const protectionNameLimit = 128;

export function aws(context: BuildContext<Inputs>): void {
  const { inputs, scope } = context;
  const subscription = new ShieldSubscription(scope, context.id('subscription'), {
    autoRenew: inputs.autoRenew,
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  for (const [name, resourceArn] of Object.entries(inputs.protections).sort(([a], [b]) => (a < b ? -1 : 1))) {
    new ShieldProtection(scope, context.id('protection', name), {
      name: context.name(protectionNameLimit, name),
      resourceArn,
      dependsOn: [subscription],
    });
  }
  context.provide(ddosResponse, { subscriptionId: subscription.id });
  context.output('subscription_id', subscription.id, 'Shield Advanced subscription of the account');
}
