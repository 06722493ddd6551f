/** One listener of a service and its rules. */
import { VpclatticeListener } from '@cdktf/provider-aws/lib/vpclattice-listener';
import { VpclatticeListenerRule } from '@cdktf/provider-aws/lib/vpclattice-listener-rule';
import type { VpclatticeService } from '@cdktf/provider-aws/lib/vpclattice-service';
import type { VpclatticeTargetGroup } from '@cdktf/provider-aws/lib/vpclattice-target-group';
import type { BuildContext } from '../module';
import type { Inputs } from '.';
import { forwardsOf, portOf, type Action, type Listener } from './listeners';
import { keyOf, sortedEntries } from './names';

type Context = BuildContext<Inputs>;

interface ListenerPart {
  readonly service: VpclatticeService;
  readonly name: string;
  readonly key: string;
  readonly listener: Listener;
  readonly fallback: Action;
  readonly groups: ReadonlyMap<string, VpclatticeTargetGroup>;
}

export function buildListener(
  context: Context,
  { service, name, key, listener, fallback, groups }: ListenerPart,
): void {
  const { scope, chosen } = context;
  const { region } = chosen;
  const { protocol } = listener;
  const otherwise = actionOf(fallback, groups);
  const built = new VpclatticeListener(scope, context.id('listener', keyOf(name, key)), {
    region,
    name: key,
    protocol,
    port: portOf(listener),
    serviceIdentifier: service.id,
    // The provider takes several forward blocks here and one in a rule, and reads the first of them.
    defaultAction: 'forward' in otherwise ? { forward: [otherwise.forward] } : otherwise,
  });
  for (const [rule, { priority, match, action }] of sortedEntries(listener.rules)) {
    new VpclatticeListenerRule(scope, context.id('listener_rule', keyOf(name, key, rule)), {
      region,
      name: rule,
      priority,
      serviceIdentifier: service.id,
      listenerIdentifier: built.listenerId,
      match: { httpMatch: matchOf(match) },
      action: actionOf(action, groups),
    });
  }
}

function actionOf(action: Action, groups: ReadonlyMap<string, VpclatticeTargetGroup>) {
  if (action.fixedResponse !== undefined) return { fixedResponse: action.fixedResponse };
  const targetGroups = forwardsOf(action).map(([name, weight]) => {
    const group = groups.get(name);
    if (group === undefined) throw new Error(`the schema let an unknown target group ${name} through`);
    return { targetGroupIdentifier: group.id, weight };
  });
  return { forward: { targetGroups } };
}

function matchOf({ method, pathMatch, headerMatches }: Listener['rules'][string]['match']) {
  const headers = sortedEntries(headerMatches).map(([name, { caseSensitive, ...match }]) => ({
    name,
    caseSensitive,
    match,
  }));
  return {
    ...(method === undefined ? {} : { method }),
    ...(pathMatch === undefined ? {} : { pathMatch: splitPath(pathMatch) }),
    ...(headers.length === 0 ? {} : { headerMatches: headers }),
  };
}

function splitPath({ caseSensitive, ...match }: NonNullable<Listener['rules'][string]['match']['pathMatch']>) {
  return { caseSensitive, match };
}
