import path from 'node:path';
import { projectRoot } from '../../data/root';
import { folderSource, formatDiagnostic, inPairs, rehearse, type Rehearsal } from '../../rehearse';
import { describeRehearsal } from '../support/rig';

jest.setTimeout(900_000);

const source = folderSource(path.join(projectRoot(), 'cdktf.out', 'stacks'));

test('the examples are emitted', () => {
  expect(source.stacks).toEqual(expect.arrayContaining(['dev', 'prod', 'qa', 'sandbox']));
});

describeRehearsal('example environments', (rig) => {
  let answers: readonly Rehearsal[];

  beforeAll(async () => {
    const stacks = source.stacks.flatMap((name) => source.read(name) ?? []);
    answers = await inPairs(stacks, (stack) => rehearse(stack, rig()));
  });

  test.each(source.stacks)('%s is applied, settles and is destroyed', (name) => {
    const answer = answers.find(({ stack }) => stack === name);
    expect(answer?.steps.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    expect(answer?.status).toBe('passed');
    expect(answer?.steps.map((step) => step.name).at(-1)).toBe('destroy');
  });
});
