/** Modules, regions and whole environments that come and go, decided and emitted as users do it. */
import { registry } from '../../modules';
import {
  emptyStack,
  formatDiagnostic,
  inPairs,
  rehearseTransition,
  type StackFiles,
  type Transition,
} from '../../rehearse';
import { requiredInputs } from '../support/workload-samples';
import { parseEmitted } from '../../stacks/emitted';
import { coveringRows, type Row } from '../support/covering';
import { inProject, projectOf } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { standable } from '../support/standable';
import { textFiles } from './stack';

jest.setTimeout(900_000);

type Toggle = 'on' | 'off';

const needed = new Set(
  registry.modules.flatMap((module) => module.needs(module.inputs.parse({})).map(({ capability }) => capability.name)),
);
/** Modules that no other one stands on: those may be switched alone. */
const optional = standable().filter(({ provides }) => !provides.some(({ name }) => needed.has(name)));
/** The others stand throughout, so that a module that is switched on does not bring them along. */
const standing = standable()
  .filter((module) => !optional.includes(module))
  .map(({ name }) => switched(name, 'on'));

function switched(name: string, enabled: Toggle): string {
  return `    ${name}: ${JSON.stringify({ enabled, inputs: requiredInputs(name) })}\n`;
}

const conflicting = (one: string, other: string): boolean =>
  registry.modules.some(({ name, conflicts }) => name === one && other in conflicts);

const rows = coveringRows<Toggle>(
  optional.map(({ name }) => name),
  ['on', 'off'],
  ([a, v], [b, w]) => v === 'off' || w === 'off' || !(conflicting(a, b) || conflicting(b, a)),
);

function spec(toggles: Row<Toggle>, regions: 1 | 2): string {
  const modules = Object.entries(toggles).map(([name, toggle]) => switched(name, toggle));
  const needs = '  needs:\n    - capability: private-network\n';
  return `  infrastructure: [aws]\n  budget: {monthly: 100000}\n  regions: {min: ${regions}, max: ${regions}, primary: us-east-1}\n${needs}  modules:\n${[...standing, ...modules].join('')}`;
}

function emit(toggles: Row<Toggle>, regions: 1 | 2 = 2): Promise<StackFiles> {
  return inProject(projectOf({ test: spec(toggles, regions) }), async (project) => {
    await project.done(['synth']);
    return textFiles(project.read('cdktf.out/stacks/test/cdk.tf.json'));
  });
}

function told({ diagnostics }: Transition): readonly string[] {
  return diagnostics.map(formatDiagnostic);
}

const everything: Row<Toggle> = Object.fromEntries(optional.map(({ name }) => [name, 'on']));
const withoutConflicts: Row<Toggle> = Object.fromEntries(
  Object.entries(everything).map(([name, toggle], index, all) => [
    name,
    all.slice(0, index).some(([before]) => conflicting(name, before) || conflicting(before, name)) ? 'off' : toggle,
  ]),
);

test('every pair of toggles of every two modules stands in some row', () => {
  const pairs = new Set(
    rows.flatMap((row) =>
      Object.entries(row).flatMap(([a, v]) =>
        Object.entries(row).flatMap(([b, w]) => (a < b ? [`${a} ${v} ${b} ${w}`] : [])),
      ),
    ),
  );
  const [count] = [optional.length];
  const forbidden = optional.flatMap(({ name: a }) =>
    optional.filter(({ name: b }) => a < b && (conflicting(a, b) || conflicting(b, a))),
  ).length;
  expect(pairs.size).toBe((count * (count - 1) * 4) / 2 - forbidden);
});

/** What a provider makes for one that it serves names it, or refers to it: a role for its pods, an association. */
function isMadeFor(names: readonly string[], address: string, around: readonly (StackFiles | undefined)[]): boolean {
  const [type = '', id = ''] = address.split('.');
  const bodies = around.map((stack) =>
    stack === undefined
      ? ''
      : JSON.stringify(parseEmitted(stack.files.get('cdk.tf.json') ?? '{}').resource[type]?.[id] ?? ''),
  );
  return names.some((name) => id.includes(`_${name}_`) || bodies.some((body) => body.includes(`.${name}_`)));
}

describeRehearsal('modules and regions that come and go', (rig) => {
  let stacks: readonly StackFiles[];
  let steps: readonly Transition[];

  beforeAll(async () => {
    const emitted: StackFiles[] = [];
    for (const row of rows) emitted.push(await emit(row));
    stacks = emitted;
    steps = await inPairs([...stacks.keys()].slice(1), (index) => {
      const [before, after] = [stacks[index - 1], stacks[index]];
      if (before === undefined || after === undefined) throw new Error(`no row ${index}`);
      return rehearseTransition(before, after, rig());
    });
  });

  test.each(rows.slice(1).map((row, index) => ({ row, index, number: index + 2, text: Object.values(row).join(' ') })))(
    'row $number, toggles $text: only what was switched comes and goes',
    ({ row, index }) => {
      const switched = Object.keys(row).filter((name) => rows[index]?.[name] !== row[name]);
      const step = steps[index];
      expect(step === undefined ? undefined : told(step)).toEqual([]);
      const action = (module = '') => (row[module] === 'on' ? 'created' : 'destroyed');
      // Another module may change in place: an Aurora that is to lead a global database takes another class.
      const around = [stacks[index], stacks[index + 1]];
      const others = step?.changes.filter(({ module = '', address, action: what }) =>
        switched.includes(module)
          ? what !== action(module)
          : what !== 'changed' && !isMadeFor(switched, address, around),
      );
      expect(others).toEqual([]);
      // What has only a Kubernetes half stands in another stack.
      const modules = new Set(
        step?.changes.filter(({ action: what }) => what !== 'changed').map(({ module }) => module),
      );
      expect(modules.size).toBeGreaterThan(0);
      expect(switched.some((name) => modules.has(name))).toBe(true);
    },
  );

  test('a region is added, and dropped again', async () => {
    const [one, two] = [await emit(withoutConflicts, 1), await emit(withoutConflicts, 2)];
    const [added, dropped] = await inPairs([0, 1], (index) =>
      index === 0 ? rehearseTransition(one, two, rig()) : rehearseTransition(two, one, rig()),
    );
    if (added === undefined || dropped === undefined) throw new Error('both were asked for');
    expect([...told(added), ...told(dropped)]).toEqual([]);
    const moved = ({ changes }: Transition) => changes.filter(({ action }) => action !== 'changed');
    expect(new Set(moved(added).map(({ action }) => action))).toEqual(new Set(['created']));
    expect(new Set(moved(dropped).map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(moved(dropped).map(({ address }) => address)).toEqual(moved(added).map(({ address }) => address));
    expect(dropped.changes.some(({ region }) => region === 'us-west-2')).toBe(true);
    expect(dropped.unprotected.length).toBeGreaterThan(0);
  });

  test('an environment is emptied', async () => {
    const stack = await emit(withoutConflicts);
    const emptied = await rehearseTransition(stack, emptyStack(stack), rig());
    expect(told(emptied)).toEqual([]);
    expect(new Set(emptied.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
  });
});
