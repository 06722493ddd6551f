/** Whole processes, as users start them: wall time from spawn to exit, and peak memory of the node process. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../data/root';

export interface Program {
  /** Arguments of node: `['cli/run.js', 'cli/index.ts', 'synth']`. */
  readonly args: readonly string[];
  /** Undoes what a run leaves behind; not measured. */
  before?(): void;
}

export interface Measurement {
  /** Median of the runs. */
  readonly seconds: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Highest of the runs. */
  readonly peakMB: number;
  readonly runs: number;
}

const root = projectRoot();

/** A single run, without a warm-up. */
export function runOnce(program: Program, scratch: string): Measurement {
  const { seconds, peakMB } = once(program, scratch);
  return { seconds, fastest: seconds, slowest: seconds, peakMB, runs: 1 };
}

function once({ args, before }: Program, scratch: string): { readonly seconds: number; readonly peakMB: number } {
  before?.();
  const memoryFile = path.join(scratch, 'peak');
  const { CI: _, ...inherited } = process.env;
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', path.join(root, 'bench', 'memory.cjs'), ...args],
    {
      cwd: root,
      // Under CI nothing may be decided anew, which some cases measure.
      env: { ...inherited, NO_COLOR: '1', BENCH_MEMORY_FILE: memoryFile },
      encoding: 'utf8',
      maxBuffer: 1024 * 1024 * 1024,
    },
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return { seconds, peakMB: Number(readFileSync(memoryFile, 'utf8')) / 1024 };
}

/**
 * Runs the programs in turn, so that a slow minute of the machine falls on each of them. The first round fills the
 * caches and is not counted.
 */
export function measure(programs: readonly Program[], runs: number, scratch: string): readonly Measurement[] {
  const samples = programs.map((program) => {
    once(program, scratch);
    return { program, seconds: [] as number[], peakMB: [] as number[] };
  });
  for (let run = 0; run < runs; run += 1) {
    for (const sample of samples) {
      const { seconds, peakMB } = once(sample.program, scratch);
      sample.seconds.push(seconds);
      sample.peakMB.push(peakMB);
    }
  }
  return samples.map(({ seconds, peakMB }) => ({
    seconds: median(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    peakMB: Math.max(...peakMB),
    runs,
  }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
