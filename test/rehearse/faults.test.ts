import { formatDiagnostic, inPairs, rehearse, type Rehearsal } from '../../rehearse';
import { describeRehearsal } from '../support/rig';
import { faults } from './faults';
import { asFiles, soundStack, textFiles } from './stack';

jest.setTimeout(900_000);

describeRehearsal('planted faults', (rig) => {
  let answers: ReadonlyMap<string, Rehearsal>;

  beforeAll(async () => {
    const run = async ({ name, text }: (typeof faults)[number]): Promise<[string, Rehearsal]> => [
      name,
      await rehearse(textFiles(text), rig()),
    ];
    answers = new Map(await inPairs(faults, run));
  });

  test('the stack that they are planted in is sound', async () => {
    const { status, steps, resources } = await rehearse(asFiles(soundStack()), rig());
    expect(steps.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    expect(steps.map(({ name }) => name)).toEqual([
      'check',
      'init',
      'validate',
      'apply',
      'apply nothing more',
      'destroy',
    ]);
    expect({ status, resources }).toEqual({ status: 'passed', resources: 8 });
  });

  test('there are at least 25, each with a name of its own', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(25);
  });

  test.each(faults)('$name is caught by $step', ({ name, step, says }) => {
    const answer = answers.get(name);
    const last = answer?.steps.at(-1);
    expect({ status: answer?.status, step: last?.name }).toEqual({ status: 'failed', step });
    expect(last?.diagnostics.map(formatDiagnostic).join('\n')).toContain(says);
  });
});
