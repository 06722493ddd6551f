/** What the cases emit, applied by Terraform: every documented example, and the whole catalog in one environment. */
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../data/root';
import { folderSource, formatDiagnostic, rehearse } from '../../rehearse';
import { inProject } from '../support/project';
import { describeRehearsal } from '../support/rig';

jest.setTimeout(900_000);

const folder = path.join(projectRoot(), 'test/cases');

describeRehearsal('the cases', (rig) => {
  test.each(readdirSync(folder).sort())('%s: what is emitted is applied, settles and is destroyed', async (name) => {
    await inProject({}, async (project) => {
      cpSync(path.join(folder, name, 'environments'), path.join(project.root, 'environments'), { recursive: true });
      const { code } = await project.run(['synth']);
      // Infeasible ones emit nothing, and expected.txt says so.
      expect([0, 3]).toContain(code);
      const source = folderSource(path.join(project.root, 'cdktf.out', 'stacks'));
      expect(source.stacks.length > 0).toBe(code === 0);
      for (const stack of source.stacks.flatMap((one) => source.read(one) ?? [])) {
        const { status, steps } = await rehearse(stack, rig());
        expect(steps.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
        expect({ stack: stack.name, status, last: steps.at(-1)?.name }).toEqual({
          stack: stack.name,
          status: 'passed',
          last: 'destroy',
        });
      }
    });
  });
});
