/** What a placement can't do as the documents have it, to be told beside the decision. */
import type { Environment } from '../../schema/types';
import type { World } from '../world';

/** Sites whose overflow leads nowhere: an environment uses only what it names. */
export function placementNotices({ infrastructure }: Environment, { infrastructures, sites }: World): string[] {
  return sites
    .filter(({ name }) => infrastructure.includes(name))
    .flatMap(({ name, overflow }) => {
      if (overflow === undefined || infrastructure.includes(overflow.target)) return [];
      const known = infrastructures.some((cloud) => cloud.name === overflow.target);
      const why = known ? 'spec.infrastructure does not name' : 'no document describes';
      return [`Nothing overflows from ${name}: its target is ${overflow.target}, which ${why}.`];
    });
}
