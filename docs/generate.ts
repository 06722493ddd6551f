/**
 * Writes what the documentation says of the code: a page for each module, the reference of environment files, what
 * compliance programmes ask for, what checkov says, and the marked parts of README.md. `--check` writes nothing and fails where a page is out of date.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../data/root';
import { registry } from '../modules';
import { catalog } from '../project/catalog';
import { environmentJsonSchema, infrastructureJsonSchema } from '../schema/json-schema';
import { markdownTable } from '../stacks/markdown';
import { outdated, replace } from '../stacks/files';
import { checkovPage } from './checkov-page';
import { compliancePage } from './compliance-page';
import { modulePage } from './module-page';
import { reference, referenceOfKinds } from './reference';
import { run } from './run';

const root = projectRoot();

function catalogTable(): string {
  const columns = ['Module', 'Use case', 'USD a month from', 'When to enable', 'Default', 'Status'];
  const rows = catalog(registry).map(({ name, summary, cost, useWhen, toggle, lifecycle }) => [
    `[\`${name}\`](docs/modules/${name}.md)`,
    summary,
    cost,
    useWhen[0] ?? '',
    `\`${toggle}\``,
    lifecycle,
  ]);
  return markdownTable(columns.map((title) => ({ title, align: 'left' as const })), rows);
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Marked parts of README.md by name. */
async function parts(): Promise<ReadonlyMap<string, string>> {
  const environment = readFileSync(path.join(root, 'environments/dev.yaml'), 'utf8');
  return new Map([
    ['environment', fenced('yaml', environment)],
    ['synth', fenced('text', await run(root, ['synth', '--frozen']))],
    ['explain', fenced('text', await run(root, ['explain', 'dev']))],
    ['cost', fenced('text', await run(root, ['cost', 'dev']))],
    ['catalog', catalogTable()],
    ['help', fenced('text', await run(root, ['--help']))],
  ]);
}

function filled(text: string, byName: ReadonlyMap<string, string>): string {
  return text.replace(/(<!-- generated: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g, (_, begin: string, name: string, end: string) => {
    const part = byName.get(name);
    if (part === undefined) throw new Error(`README.md asks for a part ${name} that nobody writes`);
    return `${begin}${part}${end}`;
  });
}

async function pages(): Promise<Map<string, string>> {
  const modules = registry.modules.map((module): [string, string] => [`docs/modules/${module.name}.md`, modulePage(module, catalog(registry))]);
  const readme = filled(readFileSync(path.join(root, 'README.md'), 'utf8'), await parts());
  return new Map([
    ...modules,
    ['docs/checkov.md', checkovPage()],
    ['docs/compliance.md', compliancePage(registry)],
    ['docs/infrastructure.md', referenceOfKinds('Infrastructure documents', infrastructureJsonSchema(registry))],
    ['docs/environment.md', reference('Environment files', environmentJsonSchema(registry))],
    ['README.md', readme],
  ]);
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const files = await pages();
  const changed = check ? outdated(root, files) : replace(root, files);
  for (const file of changed) process.stderr.write(`${check ? 'out of date: ' : 'wrote '}${file}\n`);
  if (check && changed.length > 0) {
    process.stderr.write('Run `npm run docs` and commit what it writes.\n');
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  throw error;
});
