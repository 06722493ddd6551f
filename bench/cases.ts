/** What is measured. Each case is a project folder, made anew, and one command on it. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../data/root';
import { writeLarge, writeMany } from './projects';

export interface Case {
  readonly name: string;
  /** `locked`: the decisions stand, as in CI and for every later run. `decided`: there are no locks yet. */
  readonly state: 'locked' | 'decided';
  /** Counted runs; 1 is one run without a warm-up, for what takes minutes. */
  readonly runs: number;
  /** Words after `trellis synth`. */
  readonly words: readonly string[];
  write(folder: string): void;
}

/** This project's own environments, without their locks. */
function copyOwn(folder: string): void {
  const target = path.join(folder, 'environments');
  cpSync(path.join(projectRoot(), 'environments'), target, { recursive: true });
  dropDecisions(folder);
}

const one = { words: ['--env', 'prod'], write: copyOwn, runs: 9 };
const own = { words: [], write: copyOwn, runs: 9 };
const hundred = { words: [], write: (folder: string) => writeMany(folder, 100) };
const thousand = { words: [], write: (folder: string) => writeMany(folder, 1_000) };
/** 143 services of seven resources each, and the network around them. */
const large = { words: [], write: (folder: string) => writeLarge(folder, 143), runs: 7 };

export const cases: readonly Case[] = [
  { name: 'one environment (prod)', state: 'locked', ...one },
  { name: 'one environment (prod)', state: 'decided', ...one },
  { name: 'all environments of this project', state: 'locked', ...own },
  { name: 'all environments of this project', state: 'decided', ...own },
  { name: '100 environments', state: 'locked', runs: 5, ...hundred },
  { name: '100 environments', state: 'decided', runs: 3, ...hundred },
  { name: '1,000 environments', state: 'locked', runs: 3, ...thousand },
  { name: '1,000 environments', state: 'decided', runs: 1, ...thousand },
  { name: 'one environment of 1,000 resources', state: 'locked', ...large },
  { name: 'one environment of 1,000 resources', state: 'decided', ...large },
];

/** Takes away what was decided and emitted. */
export function dropDecisions(folder: string): void {
  const environments = path.join(folder, 'environments');
  for (const file of readdirSync(environments)) {
    if (file.endsWith('.lock.json')) rmSync(path.join(environments, file));
  }
  rmSync(path.join(folder, 'cdktf.out'), { recursive: true, force: true });
}
