/** Runs checkov on emitted stacks where it is on PATH, and holds what it says against docs/checkov.json. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { facts } from '../data';
import { knownFindings } from '../docs/checkov-page';
import { registry } from '../modules';
import { committedStacks } from './support/examples';
import { buildStacks } from './support/build-module';
import { sampleOutputs } from './support/capabilities';
import { sampleInputs } from './support/workload-samples';

const isThere = spawnSync('checkov', ['--version']).status === 0;
const describeChecked = isThere ? describe : describe.skip;
const site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'multi-az' } as const;

/** Inputs under which a module emits what it does not by default. */
const further: Readonly<Record<string, unknown>> = { ecr_scanning: { repositories: { app: {} } } };

const report = z.object({
  summary: z.object({ passed: z.number(), parsing_errors: z.number() }),
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

function moduleOf(resource: string): string {
  const id = resource.slice(resource.indexOf('.') + 1);
  const names = registry.modules.map(({ name }) => name).filter((name) => id.startsWith(`${name}_`));
  return names.sort((a, b) => b.length - a.length)[0] ?? resource;
}

async function writeStacks(folder: string): Promise<number> {
  let count = 0;
  const write = (name: string, text: string): void => {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'cdk.tf.json'), text);
    count += 1;
  };
  for (const [file, text] of Object.entries(committedStacks()))
    if (file.endsWith('cdk.tf.json')) write(`example-${file.split('/')[2] ?? ''}`, text);
  for (const module of registry.modules) {
    const inputs = further[module.name] ?? sampleInputs(module);
    const given = sampleOutputs(module, site, inputs);
    const frame = { availability: site.availability };
    const stacks = await buildStacks(module, { facts, inputs, frame, role: 'secondary', ...given });
    for (const [name, stack] of stacks) write(`${module.name}-${name}`, JSON.stringify(stack));
  }
  return count;
}

test('every finding that is known is of a module that is there', () => {
  const names = registry.modules.map(({ name }) => name);
  const { findings } = knownFindings();
  for (const { modules } of findings) for (const name of modules) expect(names).toContain(name);
  const each = findings.flatMap(({ check, modules }) => modules.map((name) => `${check} ${name}`));
  expect(new Set(each).size).toBe(each.length);
});

describeChecked('checkov', () => {
  test('says of emitted stacks what docs/checkov.md has a reason for, and nothing else', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'trellis-checkov-'));
    try {
      expect(await writeStacks(folder)).toBeGreaterThan(registry.modules.length);
      const args = [
        '-d',
        folder,
        '--framework',
        'terraform_json',
        '--compact',
        '--quiet',
        '--skip-download',
        '--soft-fail',
      ];
      const out = execFileSync('checkov', [...args, '-o', 'json'], { encoding: 'utf8', maxBuffer: 1e9, stdio: 'pipe' });
      const { summary, results } = report.parse(JSON.parse(out));
      expect(summary.parsing_errors).toBe(0);
      expect(summary.passed).toBeGreaterThan(100);
      const said = results.failed_checks.map(({ check_id: check, resource }) => `${check} ${moduleOf(resource)}`);
      const known = knownFindings().findings.flatMap(({ check, modules }) => modules.map((name) => `${check} ${name}`));
      expect([...new Set(said)].sort()).toEqual([...known].sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
