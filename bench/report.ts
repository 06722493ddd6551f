/** The figures as a table on the terminal and as docs/benchmarks.md. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { z } from 'zod';
import { projectRoot } from '../data/root';
import type { Case } from './cases';
import type { Measurement } from './measure';

export interface Result {
  readonly measured: Case;
  readonly resources: number;
  readonly ours: Measurement;
  /** The bare program as it usually runs: transpiled by esbuild at each start. */
  readonly floor: Measurement;
  /** The bare program under the product's launcher, with its bundle and code cache. */
  readonly cached: Measurement;
}

const head = [
  'case',
  'locks',
  'resources',
  'runs',
  's',
  'MB',
  'floor s',
  'floor MB',
  'x floor',
  'cached floor s',
  'x cached',
];

function row({ measured, resources, ours, floor, cached }: Result): string[] {
  return [
    measured.name,
    measured.state === 'locked' ? 'there' : 'none yet',
    resources.toLocaleString('en-US'),
    String(ours.runs),
    seconds(ours),
    ours.peakMB.toFixed(0),
    seconds(floor),
    floor.peakMB.toFixed(0),
    (ours.seconds / floor.seconds).toFixed(2),
    seconds(cached),
    (ours.seconds / cached.seconds).toFixed(2),
  ];
}

/** Median, with the fastest and the slowest run where they are further apart than a tenth. */
function seconds({ seconds: median, fastest, slowest }: Measurement): string {
  const spread = slowest - fastest > median / 10 ? ` (${fastest.toFixed(2)} to ${slowest.toFixed(2)})` : '';
  return `${median.toFixed(2)}${spread}`;
}

export function terminalTable(results: readonly Result[]): string {
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const result of results) table.push(row(result));
  return table.toString();
}

function versionOf(name: string): string {
  const file = path.join(projectRoot(), 'node_modules', name, 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

export function markdown(results: readonly Result[]): string {
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  const shape = `${os.cpus().length} cores, ${memory} GiB of memory, ${process.arch}, Node.js ${process.versions.node}`;
  const numbers = head.map((_, index) => (index < 2 ? '---' : '---:'));
  const lines = [head, numbers, ...results.map(row)].map((cells) => `| ${cells.join(' | ')} |`);
  return `# Benchmarks

\`npm run bench\` measures and rewrites this page. Machine: ${shape}; cdktf ${versionOf('cdktf')},
@cdktf/provider-aws ${versionOf('@cdktf/provider-aws')}. Figures from another machine, or from a busy one, do not compare.

${lines.join('\n')}

- A run is a whole process as users start it, \`node cli/run.js cli/index.ts synth --chdir <project>\`: start of node, the
  launcher with its caches filled, reading, deciding or checking the lock, emitting, summaries, writing. Seconds are the
  median of the runs after one that is not counted (a single run is not preceded by one); with the fastest and the
  slowest where they differ by more than a tenth. MB is the highest peak of the node process over the runs.
- \`locks: there\` is every run after the first one, and each run in CI. \`none yet\` decides each environment anew.
- The floor is a bare cdktf program that emits the same resources, checked to be equal. It is transpiled by esbuild, as
  the product is, at each start, as such programs usually are; \`cached floor\` runs it under the product's launcher, which
  keeps the bundle and V8's code cache. It imports the same bindings, makes one construct for each resource, with tokens for references, and synthesises. It
  reads no YAML, decides nothing, prices nothing, checks nothing and writes no summary and no lock.
- The environments of the larger cases are generated, four kinds in turn; \`bench/projects.ts\` has them.
`;
}
