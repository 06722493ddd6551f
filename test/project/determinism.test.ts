/** The same files give the same bytes: twice, elsewhere, in another order, alone or together, with or without the CLI. */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { projectRoot } from '../../data/root';
import { exampleNames, examples, unlocked } from '../support/examples';
import { cloud, inProject, type Files, type Project } from '../support/project';

jest.setTimeout(900_000);

const manifest = 'cdktf.out/manifest.json';
const runner = path.join(projectRoot(), 'cli', 'run.js');

/** Every file but the list that cdktf-cli takes of the last run. */
function outputs(project: Project): ReadonlyMap<string, string> {
  return new Map([...project.files()].filter(([file]) => file !== manifest));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

function synthesised(files: Files, args: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
  return inProject(files, async (project) => {
    await project.done(['synth', ...args]);
    return outputs(project);
  });
}

let first: ReadonlyMap<string, string>;
beforeAll(async () => {
  first = await synthesised(unlocked());
});

test('in another folder, from files that were made in another order', async () => {
  const reversed = Object.fromEntries(Object.entries(unlocked()).reverse());
  expect(await synthesised(reversed)).toEqual(first);
});

test('twice in one folder, and from a folder beside it', () =>
  inProject(unlocked(), async (project) => {
    await project.done(['synth']);
    const once = outputs(project);
    await project.done(['synth'], {});
    await inProject({}, (elsewhere) => project.done(['synth', '--chdir', project.root], { cwd: elsewhere.root }));
    expect([once, outputs(project)]).toEqual([first, first]);
  }));

test('from the locks alone, which are then left as they are', () =>
  inProject(Object.fromEntries([...first].filter(([file]) => file.startsWith('environments/'))), async (project) => {
    await project.done(['synth', '--frozen']);
    expect(outputs(project)).toEqual(first);
  }));

test('one environment after the other, in any order', () =>
  inProject(examples(), async (project) => {
    await project.done(['synth']);
    const together = outputs(project);
    project.remove('cdktf.out');
    for (const name of [...exampleNames()].reverse()) await project.done(['synth', '--env', name]);
    expect(outputs(project)).toEqual(together);
  }));

describe('with the keys of every map in another order', () => {
  // The defaults, an infrastructure and environments alike; comments go.
  const turned = Object.fromEntries(
    Object.entries(unlocked()).map(([file, text]) => [file, stringify(reversed(parse(text)))]),
  );

  test('stacks and decisions are the same', async () => {
    const after = await synthesised(turned);
    for (const [file, text] of first) {
      if (file.startsWith('cdktf.out/')) expect([file, after.get(file)]).toEqual([file, text]);
      else if (file.endsWith('.json')) expect(JSON.parse(after.get(file) ?? '')).toEqual(JSON.parse(text));
    }
  });

  test('locks still hold, to the byte', () =>
    inProject({ ...Object.fromEntries(first), ...turned }, async (project) => {
      const before = outputs(project);
      await project.done(['synth', '--check']);
      await project.done(['synth', '--frozen']);
      expect(outputs(project)).toEqual(before);
    }));
});

test('beside an infrastructure that nothing uses', () =>
  inProject(unlocked(), async (project) => {
    const file = 'environments/infrastructure/unused.yaml';
    project.write(file, cloud(['us-east-1', 'eu-west-1']).replace('name: aws', 'name: unused'));
    await project.done(['synth']);
    project.remove(file);
    expect(outputs(project)).toEqual(first);
  }));

describe('as processes of their own', () => {
  test('the command line writes the same bytes', () =>
    inProject(unlocked(), (project) => {
      execFileSync(process.execPath, [path.join(projectRoot(), 'cli', 'trellis.js'), 'synth'], {
        cwd: project.root,
        env: { ...process.env, CI: '', TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8' },
        stdio: 'pipe',
      });
      expect(outputs(project)).toEqual(first);
    }));

  test('the cdktf app writes the same stacks from the locks, and nothing else', () =>
    inProject(Object.fromEntries(first), (project) => {
      project.remove('cdktf.out');
      execFileSync(process.execPath, [runner, 'main.ts'], { cwd: project.root, stdio: 'pipe' });
      expect(outputs(project)).toEqual(first);
      expect(JSON.parse(project.read(manifest))).toMatchObject({
        stacks: Object.fromEntries(exampleNames().map((name) => [name, { name }])),
      });
    }));

  test('the cdktf app never decides', () =>
    inProject(unlocked(), (project) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [runner, 'main.ts'], {
        cwd: project.root,
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain('[no-lock]');
      expect(project.has('cdktf.out')).toBe(false);
    }));
});
