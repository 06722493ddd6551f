/** Each module of the catalog alone, switched on and then off: a new one is rehearsed before anyone writes a test for it. */
import { facts } from '../../data';
import { registry } from '../../modules';
import type { Availability, Module } from '../../modules/module';
import { emptyStack, formatDiagnostic, rehearse, rehearseTransition, type StackFiles } from '../../rehearse';
import { addressesOf, type Emitted } from '../../stacks/emitted';
import { buildStacks } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { sampleInputs } from '../support/workload-samples';
import { describeRehearsal } from '../support/rig';
import { asFiles } from './stack';

jest.setTimeout(900_000);

const modules = registry.modules.map((module): [string, Module<unknown>] => [module.name, module]);

/** The stacks in which the module has something: the environment's, its cluster's addons, or both. */
async function emitted(module: Module<unknown>, availability: Availability): Promise<StackFiles[]> {
  const site = { location: 'aws/us-east-1', region: 'us-east-1', availability };
  const given = { inputs: sampleInputs(module), ...sampleOutputs(module, site) };
  const request = { facts, frame: { availability }, role: 'secondary' as const, ...given };
  const stacks = [...(await buildStacks(module, request)).values()].map(alone);
  return stacks
    .filter((stack) => addressesOf(stack).length > 0)
    .map((stack, index) => asFiles(stack, `${module.name}-${index}`));
}

type Body = Record<string, unknown>;

/** Outputs that a module is given may name resources of their provider to wait for, which is not in the stack. */
function alone(stack: Emitted): Emitted {
  const own = addressesOf(stack);
  for (const body of [stack.resource, stack.data].flatMap(Object.values).flatMap(Object.values<Body>)) {
    const waits = body['depends_on'];
    if (Array.isArray(waits)) body['depends_on'] = waits.filter((address) => own.includes(String(address)));
  }
  return stack;
}

describeRehearsal('each module of the catalog', (rig) => {
  test.each(modules)('%s in one zone: applied, settled, destroyed', async (_, module) => {
    const stacks = await emitted(module, 'single-az');
    expect(stacks.length).toBeGreaterThan(0);
    for (const stack of stacks) {
      const { status, steps } = await rehearse(stack, rig());
      expect(steps.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
      expect(status).toBe('passed');
    }
  });

  test.each(modules)('%s in several zones: on, then off', async (name, module) => {
    const unprotected: string[] = [];
    for (const on of await emitted(module, 'multi-az')) {
      const came = await rehearseTransition(emptyStack(on), on, rig());
      const went = await rehearseTransition(on, emptyStack(on), rig());
      expect([...came.diagnostics, ...went.diagnostics].map(formatDiagnostic)).toEqual([]);
      expect(new Set(came.changes.map(({ action }) => action))).toEqual(new Set(['created']));
      expect(new Set(went.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
      expect(went.changes.map(({ address }) => address)).toEqual(came.changes.map(({ address }) => address));
      expect(new Set(came.changes.map((change) => change.module))).toEqual(new Set([name]));
      unprotected.push(...went.unprotected);
    }
    expect(unprotected.length > 0).toBe(module.stateful);
  });
});
