/** The page of what checkov still says of emitted stacks, and why. test/checkov.test.ts holds it against a run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../data/root';
import { escapeMarkdown, markdownTable } from '../stacks/markdown';

const file = z.object({
  version: z.string(),
  findings: z.array(
    z.object({ check: z.string(), asks: z.string(), modules: z.array(z.string()).min(1), reason: z.string() }),
  ),
});

export function knownFindings(): z.infer<typeof file> {
  return file.parse(JSON.parse(readFileSync(path.join(projectRoot(), 'docs', 'checkov.json'), 'utf8')));
}

export function checkovPage(): string {
  const { version, findings } = knownFindings();
  const columns = ['Check', 'Asks for', 'Modules', 'Why it is not so'].map((title) => ({ title, align: 'left' as const }));
  const rows = findings.map(({ check, asks, modules, reason }) => [
    check,
    escapeMarkdown(asks),
    modules.map((name) => `[\`${name}\`](modules/${name}.md)`).join(', '),
    escapeMarkdown(reason),
  ]);
  return `# What checkov says

[checkov](https://www.checkov.io) ${version} (\`--framework terraform_json\`) reads the stacks of the example environments
and those of each module alone, with its defaults or inputs that show more of it. Everything else that it looks at passes. What it still says stands here
with the reason; generated from docs/checkov.json.

\`test/checkov.test.ts\` compares this with a run wherever checkov is on PATH: a finding that is new, or no longer there,
fails it. It is not needed to use or to build Trellis: \`pip install checkov==${version}\`.

${markdownTable(columns, rows)}
`;
}
