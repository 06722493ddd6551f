/**
 * The last gate before stacks are written. `prevent_destroy` protects a resource only while its block is there, so a
 * block that vanishes with its protection still on would be destroyed by the next apply.
 */
import type { Problem } from '../schema/problem';
import { addressesOf, type Emitted } from '../stacks/emitted';

export function isProtected(emitted: Emitted, address: string): boolean {
  const [type = '', name = ''] = address.split('.');
  const body: unknown = emitted.resource?.[type]?.[name];
  if (typeof body !== 'object' || body === null || !('lifecycle' in body)) return false;
  const { lifecycle } = body;
  return (
    typeof lifecycle === 'object' &&
    lifecycle !== null &&
    'prevent_destroy' in lifecycle &&
    lifecycle.prevent_destroy === true
  );
}

/** One problem for each address that was protected in `before` and is gone in `after`, unless it is allowed. */
export function vanished(file: string, before: Emitted, after: Emitted, allowed: readonly string[]): Problem[] {
  const there = new Set(addressesOf(after));
  return addressesOf(before)
    .filter((address) => !there.has(address) && isProtected(before, address) && !allowed.includes(address))
    .map((address) => ({
      code: 'destroy-not-allowed',
      message:
        `${file}: ${address} is protected and would vanish. Retire its instance in two steps (\`trellis solve --allow-destroy\`), ` +
        'each of them emitted and applied; where the lock has gone further than that, restore it from version control. ' +
        `Or let this one address go with \`trellis synth --allow-destroy ${address}\`.`,
    }));
}
