/** Which parts of a listener and its rules go together. */
import { defaultActionOf, forwardsOf, type Action, type Groups, type Listener } from './listeners';
import { sortedEntries, type Breach } from './names';

function given(values: readonly unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}

function checkAction(which: Action, path: readonly string[], groups: Groups, isTls: boolean): readonly Breach[] {
  const forwards = forwardsOf(which);
  const known = Object.keys(groups).sort().join(', ') || 'none';
  return [
    {
      when: given([which.forward, which.fixedResponse]) !== 1,
      path,
      message: 'An action is exactly one of forward and fixedResponse.',
    },
    {
      when: which.forward !== undefined && (forwards.length === 0 || forwards.length > 10),
      path: [...path, 'forward', 'targetGroups'],
      message: `forward takes 1 to 10 target groups and has ${forwards.length}.`,
    },
    {
      when: forwards.length > 0 && forwards.every(([, weight]) => weight === 0),
      path: [...path, 'forward', 'targetGroups'],
      message: 'All weights are 0, so nothing would get the traffic: give one of them a weight from 1 to 999.',
    },
    ...forwards.flatMap(([name]) => {
      const group = groups[name];
      const at = [...path, 'forward', 'targetGroups', name];
      if (group === undefined) {
        const message = `The service has no target group ${name}; it has: ${known}. A target group serves one service alone.`;
        return [{ when: true, path: at, message }];
      }
      const isTcp = group.type !== 'LAMBDA' && group.config.protocol === 'TCP';
      return [
        {
          when: isTls && !isTcp,
          path: at,
          message: `A TLS_PASSTHROUGH listener forwards to target groups of protocol TCP; ${name} is ${group.type === 'LAMBDA' ? 'of type LAMBDA' : (group.config.protocol ?? 'HTTPS')}.`,
        },
        {
          when: !isTls && isTcp,
          path: at,
          message: `${name} has protocol TCP, which only a TLS_PASSTHROUGH listener forwards to.`,
        },
      ];
    }),
  ];
}

function checkMatch(
  { method, pathMatch, headerMatches }: Listener['rules'][string]['match'],
  path: readonly string[],
): readonly Breach[] {
  const headers = sortedEntries(headerMatches);
  return [
    {
      when: method === undefined && pathMatch === undefined && headers.length === 0,
      path,
      message: 'A rule that matches everything is the defaultAction: name a method, pathMatch or headerMatches.',
    },
    {
      when: pathMatch !== undefined && given([pathMatch.exact, pathMatch.prefix]) !== 1,
      path: [...path, 'pathMatch'],
      message: 'pathMatch takes exactly one of exact and prefix.',
    },
    {
      when: headers.length > 5,
      path: [...path, 'headerMatches'],
      message: `A rule matches at most 5 headers and this one has ${headers.length}.`,
    },
    ...headers.map(([name, { exact, prefix, contains }]) => ({
      when: given([exact, prefix, contains]) !== 1,
      path: [...path, 'headerMatches', name],
      message: `The match of header ${name} takes exactly one of exact, prefix and contains.`,
    })),
  ];
}

/** Faults of one listener of a service with these target groups. */
export function checkListener(listener: Listener, groups: Groups): readonly Breach[] {
  const isTls = listener.protocol === 'TLS_PASSTHROUGH';
  const rules = sortedEntries(listener.rules);
  const fallback = defaultActionOf(listener, groups);
  return [
    {
      when: isTls && rules.length > 0,
      path: ['rules'],
      message: 'A TLS_PASSTHROUGH listener has no rules, because Lattice cannot read what it passes on.',
    },
    {
      when: isTls && fallback.forward === undefined,
      path: ['defaultAction'],
      message: 'A TLS_PASSTHROUGH listener must forward: name a target group of protocol TCP in defaultAction.',
    },
    ...checkAction(fallback, ['defaultAction'], groups, isTls),
    ...rules.flatMap(([name, { priority, match: matched, action: then }]) => {
      const other = rules.find(([earlier, rule]) => earlier < name && rule.priority === priority);
      return [
        {
          when: other !== undefined,
          path: ['rules', name, 'priority'],
          message: `Rule ${other?.[0] ?? ''} has priority ${priority} already; each is taken once in a listener.`,
        },
        ...checkMatch(matched, ['rules', name, 'match']),
        ...checkAction(then, ['rules', name, 'action'], groups, isTls),
      ];
    }),
  ];
}
