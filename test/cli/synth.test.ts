/** `trellis synth` and the cdktf app: what they write, and when they write nothing. */
import { environment, environmentFile, inProject, projectOf, type Files, type Project } from '../support/project';

const network = '  needs:\n    - capability: private-network\n';
const lab = `  infrastructure: aws\n${network}`;
const files = projectOf({ lab });
const stack = 'cdktf.out/stacks/lab/cdk.tf.json';
const lock = 'environments/lab.lock.json';
const written = [
  'cdktf.out/stacks/lab/SUMMARY.md',
  stack,
  'cdktf.out/stacks/lab/versions.tf.json',
  lock,
  'environments/network.lock.json',
];

function inSynthesised<T>(given: Files, use: (project: Project) => Promise<T>): Promise<T> {
  return inProject(given, async (project) => {
    await project.done(['synth']);
    return use(project);
  });
}

describe('writing', () => {
  test('a table on stdout, what was written on stderr', () =>
    inProject(files, async (project) => {
      const { code, out, err, files: after } = await project.run(['synth']);
      expect(code).toBe(0);
      expect(out).toMatchInlineSnapshot(`
       "environment  regions    modules on  USD a month  budget  status
       lab          us-east-1  network           37.05    none  optimal
       "
      `);
      expect(err).toBe(written.map((file) => `wrote ${file}\n`).join(''));
      expect([...after.keys()]).toEqual([...Object.keys(files), 'cdktf.out/manifest.json', ...written].sort());
      expect(after.get('cdktf.out/stacks/lab/versions.tf.json')).toBe(
        '{\n  "terraform": {\n    "required_version": ">= 1.11"\n  }\n}\n',
      );
    }));

  test('a second time nothing, from the lock', () =>
    inSynthesised(files, async (project) => {
      const before = project.files();
      const { out, err, files: after } = await project.done(['synth']);
      expect(out).toContain('locked (optimal)');
      expect([err, after]).toEqual(['', before]);
    }));

  test('--detailed-exitcode tells changes apart', () =>
    inProject(files, async (project) => {
      expect((await project.run(['synth', '--detailed-exitcode'])).code).toBe(2);
      expect((await project.run(['synth', '--detailed-exitcode'])).code).toBe(0);
    }));
});

describe('--check', () => {
  test('is silent where everything is as committed', () =>
    inSynthesised(files, async (project) => {
      const before = project.files();
      const { code, err, files: after } = await project.run(['synth', '--check']);
      expect([code, err, after]).toEqual([0, '', before]);
    }));

  test.each(written.slice(0, 3))('exits with 1 and writes nothing where %s was edited', (file) =>
    inSynthesised(files, async (project) => {
      project.write(file, `${project.read(file)}\n`);
      const before = project.files();
      const { code, err, files: after } = await project.run(['synth', '--check']);
      expect([code, after]).toEqual([1, before]);
      expect(err).toBe(`out of date: ${file}\nRun \`npm run synth\` and commit what it writes.\n`);
    }),
  );

  test('exits with 1 where an output is missing', () =>
    inSynthesised(files, async (project) => {
      project.remove('cdktf.out/stacks');
      const { code, err } = await project.run(['synth', '--check']);
      expect(code).toBe(1);
      expect(err).toContain(`out of date: ${stack}\n`);
    }));

  test('exits with 1 where the lock no longer fits', () =>
    inSynthesised(files, async (project) => {
      project.write(
        environmentFile('lab'),
        environment('lab', `${lab}    - capability: key-value-cache\n      memoryGiB: 1\n`),
      );
      const before = project.files();
      const { code, err, files: after } = await project.run(['synth', '--check']);
      expect([code, after]).toEqual([1, before]);
      expect(err).toMatchInlineSnapshot(`
       "environments/lab.lock.json no longer fits: environment lab needs key-value-cache (memoryGiB: 1), and the locked decision does not meet that. Run \`trellis solve --env lab\` and review what it changes. [stale-lock]
       "
      `);
    }));
});

describe('--frozen', () => {
  test.each([
    { args: ['--frozen'], env: {} },
    { args: [], env: { CI: 'true' } },
    { args: [], env: { CI: '1' } },
  ])('a missing lock is an error: $args $env', ({ args, env }) =>
    inProject(files, async (project) => {
      const { code, out, err, files: after } = await project.run(['synth', ...args], { env });
      expect([code, out, [...after.keys()]]).toEqual([1, '', Object.keys(files).sort()]);
      expect(err).toBe(
        'environments/lab.yaml:1:1: lab has no lock yet. Run `trellis solve --env lab` and commit environments/lab.lock.json. [no-lock]\n',
      );
    }),
  );

  test.each([{ CI: '' }, { CI: 'false' }, { CI: '0' }])('%j is no CI', (env) =>
    inProject(files, async (project) => {
      await project.done(['synth'], { env });
      expect(project.has(lock)).toBe(true);
    }),
  );

  test('a stale lock is an error', () =>
    inSynthesised(files, async (project) => {
      project.write(environmentFile('lab'), environment('lab', `${lab}  tags: {team: research}\n`));
      const before = project.files();
      const { code, err, files: after } = await project.run(['synth', '--frozen']);
      expect([code, after]).toEqual([1, before]);
      expect(err).toContain(
        'environments/lab.lock.json no longer fits: inputs, tags, state, account or budget have changed',
      );
      expect(err).toContain('[stale-lock]');
    }));

  test('a lock that holds is emitted and not written', () =>
    inSynthesised(files, async (project) => {
      const before = project.files();
      project.remove('cdktf.out');
      expect((await project.done(['synth', '--frozen'])).files).toEqual(before);
    }));
});

describe('all environments or none', () => {
  const broken: Readonly<Record<string, { readonly spec: string; readonly code: number }>> = {
    'an infeasible one': { spec: `${lab}  budget: {monthly: 1, hardLimit: true}\n`, code: 3 },
    'an invalid one': { spec: `${lab}  colour: red\n`, code: 1 },
    'one whose addresses do not fit': {
      spec: `${lab}  network: {pool: 10.0.0.0/16, reserved: [10.0.0.0/17]}\n`,
      code: 1,
    },
    'one that would destroy': { spec: `${lab}  modules: {network: off}\n`, code: 5 },
    'one with text that cannot be written': { spec: `${lab}  tags: {note: 'TfToken['}\n`, code: 1 },
  };

  // `alpha` is prepared before `lab`, and `zeta` after it.
  test.each(Object.keys(broken))('%s leaves every byte as it was', (name) => {
    const { spec, code } = broken[name] ?? { spec: '', code: -1 };
    return inProject(projectOf({ alpha: lab, lab, zeta: lab }), async (project) => {
      await project.done(['synth']);
      for (const other of ['alpha', 'zeta'])
        project.write(environmentFile(other), environment(other, `${lab}  tags: {team: research}\n`));
      project.write(environmentFile('lab'), environment('lab', spec));
      // A block that is allocated never moves, so the pool matters to new networks alone.
      if (name.includes('addresses')) {
        project.remove('environments/network.lock.json');
        project.remove('environments/lab.lock.json');
        project.remove('cdktf.out');
      }
      const before = project.files();
      // What Terraform cannot take is found when it is emitted.
      for (const command of name.includes('text') ? ['synth'] : ['solve', 'synth']) {
        const ran = await project.run([command]);
        expect([command, ran.code, ran.out]).toEqual([command, code, '']);
        expect(ran.files).toEqual(before);
      }
    });
  });

  test('a file that cannot be written leaves the others as they were', () =>
    inProject(projectOf({ alpha: lab, lab }), async (project) => {
      await project.done(['synth']);
      for (const name of ['alpha', 'lab'])
        project.write(environmentFile(name), environment(name, `${lab}  tags: {team: research}\n`));
      project.remove(stack);
      project.write(`${stack}/keep`, 'a folder in the place of the file');
      const before = project.files();
      await expect(project.run(['synth'])).rejects.toThrow('EISDIR');
      expect(project.files()).toEqual(before);
    }));
});
