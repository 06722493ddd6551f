/** Arguments, help and streams of every command. */
import { commands } from '../../cli/commands';
import { environmentFile, inProject, Project, projectOf } from '../support/project';

const files = projectOf({
  lab: '  infrastructure: aws\n  needs:\n    - capability: private-network\n',
  other: '  infrastructure: aws\n  needs:\n    - capability: private-network\n',
});
const names = commands.map(({ usage }) => usage.split(' ')[0] ?? '');

let project: Project;
beforeAll(() => {
  project = new Project(files);
});
afterAll(() => project.dispose());

test('--help lists every command on stdout and tells the exit codes', async () => {
  const { code, out, err } = await project.run(['--help']);
  expect([code, err]).toEqual([0, '']);
  for (const { usage, summary } of commands) {
    expect(out).toContain(usage.split(' ')[0]);
    expect(out.replace(/\s+/g, ' ')).toContain(summary);
  }
  expect(out).toContain('Exit codes: 0 done, 1 error, 2 changes');
});

test.each(names)('%s --help names all its options, and the global ones', async (name) => {
  const { code, out, err } = await project.run([name, '--help']);
  expect([code, err]).toEqual([0, '']);
  const command = commands.find(({ usage }) => usage.split(' ')[0] === name);
  const options = (command?.options ?? []).map(({ flags }) => flags);
  for (const flags of [...options, '-e, --env <name>', '--json', '--no-color', '--chdir <folder>'])
    expect(out).toContain(flags);
  expect(out).toContain(`Usage: trellis ${name}`);
});

describe('wrong use exits with 64, tells why on stderr and changes nothing', () => {
  test.each([
    { args: [], says: 'Usage: trellis' },
    { args: ['synht'], says: "error: unknown command 'synht'\n(Did you mean synth?)" },
    { args: ['synth', '--frozn'], says: "error: unknown option '--frozn'\n(Did you mean --frozen?)" },
    { args: ['synth', 'lab'], says: "error: too many arguments for 'synth'" },
    { args: ['list', '--write'], says: "error: unknown option '--write'" },
    { args: ['confirm-removed'], says: "error: missing required argument 'environment'" },
    { args: ['solve', '--env'], says: "error: option '-e, --env <name>' argument missing" },
    { args: ['solve', '--stop-after', 'soon'], says: '--stop-after takes a positive number of seconds, not soon.' },
    { args: ['solve', '--stop-after', '0'], says: '--stop-after takes a positive number of seconds, not 0.' },
    {
      args: ['schema', 'lock'],
      says: 'There is no schema of lock: environment, defaults and infrastructure have one.',
    },
  ])('$args', async ({ args, says }) => {
    const before = project.files();
    const ran = await project.run(args);
    expect([ran.code, ran.out]).toEqual([64, '']);
    expect(ran.err).toContain(says);
    expect(ran.files).toEqual(before);
  });
});

describe('--env', () => {
  test.each(['validate', 'solve', 'synth', 'explain', 'cost'])('%s refuses an unknown name', async (name) => {
    const { code, out, err } = await project.run([name, '--env', 'lba']);
    expect([code, out, err]).toEqual([
      1,
      '',
      'Unknown environment "lba" in this project. Did you mean "lab"? Allowed: lab, other. [unknown-environment]\n',
    ]);
  });

  test.each([
    { args: ['validate', '--env', 'lab'], shows: ['lab'] },
    { args: ['--env', 'lab', 'validate'], shows: ['lab'] },
    { args: ['validate', '-e', 'other'], shows: ['other'] },
    { args: ['validate', '--env', 'lab', '--env', 'other'], shows: ['lab', 'other'] },
    { args: ['validate', '--env=other,lab'], shows: ['lab', 'other'] },
    { args: ['validate'], shows: ['lab', 'other'] },
  ])('$args', async ({ args, shows }) => {
    const { code, out } = await project.run(args);
    expect(code).toBe(0);
    const [, ...rows] = out.trimEnd().split('\n');
    expect(rows.map((row) => row.split(' ')[0])).toEqual(shows);
  });

  test('only the environments that were asked for are read and written', () =>
    inProject({ ...files, [environmentFile('broken')]: 'kind: [' }, async (own) => {
      expect((await own.run(['synth'])).code).toBe(1);
      const { files: after } = await own.done(['synth', '--env', 'lab']);
      expect([...after.keys()].filter((file) => !(file in files) && file !== environmentFile('broken'))).toEqual([
        'cdktf.out/manifest.json',
        'cdktf.out/stacks/lab/SUMMARY.md',
        'cdktf.out/stacks/lab/cdk.tf.json',
        'cdktf.out/stacks/lab/versions.tf.json',
        'environments/lab.lock.json',
        'environments/network.lock.json',
      ]);
    }));
});

describe('--chdir', () => {
  test('runs on another folder, relative to the current one', () =>
    inProject({}, (elsewhere) =>
      inProject(files, async (own) => {
        const here = await own.done(['explain', 'lab']);
        const { root } = own;
        const there = await own.done(['explain', 'lab', '--chdir', root], { cwd: elsewhere.root });
        const relative = await own.done(['--chdir', root.split('/').at(-1) ?? '', 'explain', 'lab'], {
          cwd: root.split('/').slice(0, -1).join('/'),
        });
        expect(there.out).toBe(here.out);
        expect(relative.out).toBe(here.out);
        expect(elsewhere.files().size).toBe(0);
      }),
    ));

  test('a folder that is no project is an error', async () => {
    const { code, out, err } = await project.run(['validate', '--chdir', 'environments']);
    expect([code, out, err]).toEqual([
      1,
      '',
      "There is no folder environments/ in the project's folder. [missing-folder]\n",
    ]);
  });
});

describe('colours', () => {
  const escape = '\u001B[';

  test('are there on terminals alone', async () => {
    expect((await project.done(['explain', 'lab'], { colours: true })).out).toContain(escape);
    expect((await project.done(['explain', 'lab'])).out).not.toContain(escape);
  });

  test.each([
    { args: ['--no-color'], env: {} },
    { args: [], env: { NO_COLOR: '1' } },
  ])('go with $args $env', async ({ args, env }) => {
    const plain = await project.done(['explain', 'lab']);
    const ran = await project.done(['explain', 'lab', ...args], { colours: true, env });
    expect(ran.out).toBe(plain.out);
  });

  test('stay with an empty NO_COLOR', async () => {
    const { out } = await project.done(['explain', 'lab'], { colours: true, env: { NO_COLOR: '' } });
    expect(out).toContain(escape);
  });
});
