/**
 * End-to-end cases that double as examples: each folder of test/cases is a project, and its expected.txt is what the
 * commands print for it. `UPDATE_CASES=1 npx jest test/cases` writes expected.txt anew, to be reviewed.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { cli } from '../cli/main';
import { projectRoot } from '../data/root';
import { registry } from '../modules';
import { addressesOf, parseEmitted } from '../stacks/emitted';
import { handOffFile } from '../stacks/files';

const folder = path.join(projectRoot(), 'test/cases');
const cases = readdirSync(folder).sort();

async function run(root: string, args: readonly string[]): Promise<string> {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const code = await cli(args, { out: write, err: write, cwd: root, env: {}, colours: false, interactive: false });
  return `$ trellis ${args.join(' ')}\n${text.trimEnd()}\n(exit ${code})\n`;
}

/** Further commands of a case. */
async function also(root: string, name: string): Promise<string[]> {
  const file = path.join(folder, name, 'also.json');
  if (!existsSync(file)) return [];
  const { commands } = z
    .object({ commands: z.array(z.array(z.string())) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const texts: string[] = [];
  for (const command of commands) texts.push(await run(root, command));
  return texts;
}

function addresses(root: string): string {
  const file = path.join(root, 'cdktf.out/stacks/demo/cdk.tf.json');
  if (!existsSync(file)) return 'nothing was emitted\n';
  return `${addressesOf(parseEmitted(readFileSync(file, 'utf8'))).join('\n')}\n`;
}

/** What is handed on for infrastructures that no stack provisions. */
function handedOn(root: string): string[] {
  const stack = path.join(root, 'cdktf.out/stacks/demo');
  const folders = existsSync(stack) ? readdirSync(stack).sort() : [];
  return folders.flatMap((name) => {
    const file = path.join(stack, name, handOffFile);
    return existsSync(file) ? [`# ${name}/${handOffFile}\n${readFileSync(file, 'utf8')}`] : [];
  });
}

describe.each(cases)('%s', (name) => {
  test('prints and emits what is expected', async () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'trellis-case-'));
    try {
      cpSync(path.join(folder, name, 'environments'), path.join(root, 'environments'), { recursive: true });
      const parts = [
        await run(root, ['synth']),
        await run(root, ['explain']),
        await run(root, ['cost']),
        ...(await also(root, name)),
        addresses(root),
        ...handedOn(root),
      ];
      const text = parts.join('\n');
      const file = path.join(folder, name, 'expected.txt');
      if (process.env['UPDATE_CASES'] === '1') writeFileSync(file, text);
      expect(text).toBe(readFileSync(file, 'utf8'));
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

const modules = registry.modules.map(({ name }) => name);

/** Modules that `explain` says are on. */
function shownIn(name: string): readonly string[] {
  const text = readFileSync(path.join(folder, name, 'expected.txt'), 'utf8');
  return modules.filter((module) => new RegExp(`^  ${module}(?:  .*)?\\n    On `, 'm').test(text));
}

test('the catalog stands in one environment, every module on', () => {
  expect(shownIn('everything-on')).toEqual(modules);
});

test.each(modules)('%s is shown in a case of its own', (module) => {
  expect(cases.filter((name) => name !== 'everything-on' && shownIn(name).includes(module))).not.toEqual([]);
});
