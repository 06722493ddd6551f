/**
 * `npm run bench`: measures all cases and rewrites docs/benchmarks.md. `npm run bench -- <pattern> [--write]`: those
 * cases whose name and state match, `placement 50 x 10` among them; the page is rewritten only when asked for.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../data/root';
import { cases, dropDecisions, type Case } from './cases';
import { checkFloor, writeFloor } from './floor';
import { measure, runOnce, type Measurement, type Program } from './measure';
import { measurePlacement, placementMarkdown, placementTable, type PlacementResult } from './placement';
import { markdown, terminalTable, type Result } from './report';

const launcher = 'cli/run.js';
const plainLauncher = 'bench/plain.js';

/** Floors are programs of this project; what git ignores of cdktf's output folder has room for them. */
const floorFolder = path.join(projectRoot(), 'cdktf.out', 'bench');

function run(measured: Case, folder: string, name: string): Result {
  const project = path.join(folder, 'project');
  measured.write(project);
  const ours: Program = {
    args: [launcher, 'cli/index.ts', 'synth', ...measured.words, '--chdir', project],
    ...(measured.state === 'decided' ? { before: () => dropDecisions(project) } : {}),
  };
  const first = runOnce(ours, folder);
  const written = writeFloor(project, path.join(floorFolder, name));
  const floorOf = (by: string): Program => ({
    args: [by, written.entry],
    before: () => rmSync(written.outdir, { recursive: true, force: true }),
  });
  const floors = [floorOf(plainLauncher), floorOf(launcher)];
  const [product, plain, bare] =
    measured.runs === 1 ? [first, ...measure(floors, 3, folder)] : measure([ours, ...floors], measured.runs, folder);
  checkFloor(project, written);
  return {
    measured,
    resources: written.resources,
    ours: present(product),
    floor: present(plain),
    cached: present(bare),
  };
}

function present(measurement: Measurement | undefined): Measurement {
  if (measurement === undefined) throw new Error('a program was not measured');
  return measurement;
}

/** A part that was not measured stays as it is. */
function write(results: readonly Result[], placed: readonly PlacementResult[]): void {
  const file = path.join(projectRoot(), 'docs', 'benchmarks.md');
  const [synth = '', placement = ''] = readFileSync(file, 'utf8').split(/^(?=## Placement)/m);
  const first = results.length > 0 ? markdown(results) : synth.trimEnd();
  const second = placed.length > 0 ? placementMarkdown(placed) : placement;
  writeFileSync(file, second === '' ? `${first.trimEnd()}\n` : `${first.trimEnd()}\n\n${second}`);
}

const [, , pattern = '', ...flags] = process.argv;
const scratch = mkdtempSync(path.join(os.tmpdir(), 'trellis-bench-'));
try {
  const chosen = cases.filter(({ name, state }) => new RegExp(pattern).test(`${name}, ${state}`));
  const results = chosen.map((measured, index) => {
    process.stderr.write(`${measured.name}, ${measured.state} ...\n`);
    const folder = path.join(scratch, String(index));
    mkdirSync(folder);
    const result = run(measured, folder, String(index));
    rmSync(folder, { recursive: true });
    return result;
  });
  const placed = measurePlacement(scratch, new RegExp(pattern));
  if (results.length > 0) process.stdout.write(`${terminalTable(results)}\n`);
  if (placed.length > 0) process.stdout.write(`${placementTable(placed)}\n`);
  if (pattern === '' || flags.includes('--write')) write(results, placed);
} finally {
  for (const folder of [scratch, floorFolder]) rmSync(folder, { recursive: true, force: true });
}
