/** The second step of a retirement, before anybody took it: the stack in which what is retiring is gone. */
import type { AwsFacts, Registry } from '../modules/module';
import { instanceKey, type NetworkAllocations } from '../solver/decision';
import type { Lock } from '../solver/lock';
import { render } from '../stacks/render';
import { stackFile, type StackFiles } from './stack-files';

/** Nothing where the lock has no retiring instance. */
export async function afterRetirement(
  lock: Lock,
  addresses: NetworkAllocations,
  registry: Registry,
  facts: AwsFacts,
): Promise<StackFiles | undefined> {
  const leaving = lock.placed.filter(({ phase }) => phase === 'retiring');
  if (leaving.length === 0) return undefined;
  const gone = new Set(leaving.map(instanceKey));
  const retired = leaving.map(({ module, instance, location, generation }) => ({
    module,
    instance,
    location,
    generation,
  }));
  const input = {
    frame: { environment: lock.environment, ...lock.frame },
    placed: lock.placed.filter((placed) => !gone.has(instanceKey(placed))),
    serves: lock.serves.filter(({ provider }) => !gone.has(provider)),
    addresses,
    retired: [...lock.retired, ...retired],
    summary: () => '',
  };
  const { files } = await render([input], registry, facts);
  const text = files.get(`stacks/${lock.environment}/${stackFile}`);
  if (text === undefined) throw new Error(`${lock.environment} was not emitted`);
  return { name: lock.environment, files: new Map([[stackFile, text]]) };
}
