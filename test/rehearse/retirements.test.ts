/**
 * Each stateful module of the catalog as it leaves: decided and emitted by us, applied by Terraform. First the step in
 * which resources stay and protection goes, then the one in which they go; nothing that is protected goes with them.
 */
import path from 'node:path';
import { z } from 'zod';
import { folderSource, formatDiagnostic, rehearseTransition, type StackFiles, type Transition } from '../../rehearse';
import { destroyKey } from '../../solver/lock';
import { environment, environmentFile, inProject, projectOf, type Project } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { requiredInputs } from '../support/workload-samples';
import { standable } from '../support/standable';

jest.setTimeout(900_000);

const stateful = standable()
  .filter((module) => module.stateful)
  .map(({ name, scope }) => ({ name, scope }));

const lockFile = 'environments/prod.lock.json';
const placedSchema = z.object({ module: z.string(), instance: z.string(), location: z.string() });

/** What others may stand on and can't be had without inputs. */
const withInputs = 'load_balancer';

/** What the retired module stood on stays: only its own toggle changes. */
function spec(module: string, toggle: 'on' | 'off', scope: string): string {
  const count = scope === 'secondary' ? 2 : 1;
  return `  infrastructure: aws
  regions: { min: ${count}, max: ${count}, primary: us-east-1 }
  needs: [{ capability: private-network }]
  modules:
    ${module}: ${JSON.stringify({ enabled: toggle, inputs: toggle === 'on' ? requiredInputs(module) : {} })}
${module === withInputs ? '' : `    ${withInputs}: ${JSON.stringify({ enabled: 'auto', inputs: requiredInputs(withInputs) })}\n`}`;
}

async function emit(project: Project, text: string, solve: readonly string[]): Promise<readonly StackFiles[]> {
  project.write(environmentFile('prod'), environment('prod', text));
  await project.done(['solve', '--env', 'prod', ...solve]);
  await project.done(['synth', '--env', 'prod']);
  const source = folderSource(path.join(project.root, 'cdktf.out', 'stacks'));
  return source.stacks.flatMap((name) => source.read(name) ?? []);
}

/** Keys of the module's instances in the lock. */
function instancesOf(project: Project, module: string): readonly string[] {
  const { placed } = z.object({ placed: z.array(placedSchema) }).parse(JSON.parse(project.read(lockFile)));
  return placed.filter((one) => one.module === module).map((one) => destroyKey(one));
}

function errors({ diagnostics }: Transition): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
}

describeRehearsal('retirement of each stateful module', (rig) => {
  async function step(before: readonly StackFiles[], after: readonly StackFiles[]): Promise<readonly Transition[]> {
    const transitions: Transition[] = [];
    for (const stack of before) {
      const next = after.find(({ name }) => name === stack.name);
      if (next === undefined) throw new Error(`${stack.name} is no longer emitted`);
      transitions.push(await rehearseTransition(stack, next, rig()));
    }
    return transitions;
  }

  test.each(stateful)('$name: protection goes first, then the resources', async ({ name, scope }) => {
    await inProject(projectOf({ prod: spec(name, 'on', scope) }), async (project) => {
      const standing = await emit(project, spec(name, 'on', scope), []);
      const leave = instancesOf(project, name).flatMap((key) => ['--allow-destroy', key]);
      expect(leave.length).toBeGreaterThan(0);
      const off = spec(name, 'off', scope).replace(name === 'network' ? /^ {2}needs.*\n/m : /^$/, '');
      const leaving = await emit(project, off, leave);
      const left = await emit(project, off, leave);

      const first = await step(standing, leaving);
      expect(first.flatMap(errors)).toEqual([]);
      expect(first.flatMap(({ unprotected }) => unprotected)).toEqual([]);
      expect(first.flatMap(({ released }) => released).length).toBeGreaterThan(0);
      const gone = first.flatMap(({ changes }) => changes).filter(({ action }) => action !== 'changed');
      expect(gone.filter(({ action, module }) => action !== 'created' && module === name)).toEqual([]);

      const second = await step(leaving, left);
      expect(second.flatMap(errors)).toEqual([]);
      expect(second.flatMap(({ unprotected }) => unprotected)).toEqual([]);
      const destroyed = second.flatMap(({ changes }) => changes).filter(({ action }) => action === 'destroyed');
      expect(destroyed.map(({ module }) => module)).toContain(name);
    });
  });
});
