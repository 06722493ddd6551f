/** What a retired instance leaves behind: Terraform forgets it, and AWS keeps it. */
import type { TerraformStack } from 'cdktf';
import type { Registry } from '../modules/module';
import { instanceKey } from '../solver/decision';
import type { StackInput } from './frame';
import { logicalId } from './names';

/**
 * Writes a `removed` block for each kept resource of an instance that was retired and has not come back. The blocks
 * stay: of what is no longer in the state they say nothing, and nobody has to know when they were applied.
 * https://developer.hashicorp.com/terraform/language/block/removed
 */
export function forgetKept(stack: TerraformStack, { placed, retired = [] }: StackInput, registry: Registry): void {
  const standing = new Set(placed.map(instanceKey));
  const addresses = retired
    .filter((one) => !standing.has(instanceKey(one)))
    .flatMap((one) => {
      const keeps = registry.modules.find(({ name }) => name === one.module)?.keeps ?? [];
      const region = one.location.slice(one.location.indexOf('/') + 1);
      return keeps.map(({ resource, role }) => `${resource}.${logicalId({ ...one, region }, role)}`);
    });
  const removed = [...new Set(addresses)].sort().map((from) => ({ from, lifecycle: { destroy: false } }));
  if (removed.length > 0) stack.addOverride('removed', removed);
}
