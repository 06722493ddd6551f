import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cases } from '../bench/cases';
import { checkFloor, writeFloor } from '../bench/floor';
import { configOf, orderedByReference } from '../bench/floor-config';
import { writeLarge, writeMany } from '../bench/projects';
import { markdown } from '../bench/report';
import { projectRoot } from '../data';

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-test-'));
const floors = path.join(projectRoot(), 'cdktf.out', 'bench-test');
afterAll(() => {
  for (const written of [folder, floors]) rmSync(written, { recursive: true, force: true });
});

function run(...args: readonly string[]): void {
  const { CI: _, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['cli/run.js', ...args], {
    cwd: projectRoot(),
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

const projects: readonly (readonly [string, number, (project: string) => void])[] = [
  ['four environments', 100, (project) => writeMany(project, 4)],
  ['large', 30, (project) => writeLarge(project, 2)],
];

test.each(projects)(
  'the floor of %s emits the same resources',
  (name, least, write) => {
    const project = path.join(folder, name.replace(' ', '-'));
    write(project);
    run('cli/index.ts', 'synth', '--chdir', project);
    const floor = writeFloor(project, path.join(floors, path.basename(project)));
    run(floor.entry);
    checkFloor(project, floor);
    expect(floor.resources).toBeGreaterThan(least);

    const emitted = path.join(floor.outdir, 'stacks', name === 'large' ? 'large' : 'env-0000', 'cdk.tf.json');
    writeFileSync(emitted, readFileSync(emitted, 'utf8').replace('us-east-1', 'us-east-2'));
    expect(() => checkFloor(project, floor)).toThrow('emits something else');
  },
  60_000,
);

test('arguments get the names of the bindings, maps keep their keys, references become tokens', () => {
  const given = {
    '//': {},
    vpc_id: '${aws_vpc.main.id}',
    name: '${aws_vpc.other.id}',
    depends_on: ['aws_eip.a'],
    tags: { my_tag: 'x' },
    rule: [{ path_match: { is_exact: true }, tags: { a_b: '1' } }],
  };
  expect(configOf(given, new Set(['aws_vpc.main']))).toEqual({
    vpcId: { $ref: ['aws_vpc.main', 'id'] },
    name: '${aws_vpc.other.id}',
    dependsOn: [{ fqn: 'aws_eip.a' }],
    tags: { my_tag: 'x' },
    rule: [{ pathMatch: { isExact: true }, tags: { a_b: '1' } }],
  });
});

test('what is referred to comes first', () => {
  const a = { type: 'aws_a', id: 'x', given: { of: ['${aws_b.x.id}'] } };
  const b = { type: 'aws_b', id: 'x', given: {} };
  expect(orderedByReference([a, b])).toEqual([b, a]);
  const loop = { type: 'aws_b', id: 'x', given: { of: '${aws_a.x.id}' } };
  expect(() => orderedByReference([a, loop])).toThrow('refers to itself');
});

test('each case is measured with and without locks', () => {
  const names = [...new Set(cases.map(({ name }) => name))];
  expect(cases.map(({ name, state }) => `${name} ${state}`)).toEqual(
    names.flatMap((name) => [`${name} locked`, `${name} decided`]),
  );
});

test('a result is a row of the page, with the spread only where it is wide', () => {
  const steady = { seconds: 2, fastest: 1.95, slowest: 2.05, peakMB: 130.4, runs: 5 };
  const [measured] = cases;
  if (measured === undefined) throw new Error('no case');
  const page = markdown([
    { measured, resources: 1_029, ours: steady, floor: { ...steady, seconds: 0.8, slowest: 2.4 }, cached: steady },
  ]);
  expect(page).toContain(
    '| one environment (prod) | there | 1,029 | 5 | 2.00 | 130 | 0.80 (1.95 to 2.40) | 130 | 2.50 | 2.00 | 1.00 |',
  );
});
