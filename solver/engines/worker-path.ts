/** Finds the worker's file beside the sources, also from a bundle that stands somewhere below the package's root. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export function workerPath(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    if (isRoot(folder)) return path.join(folder, 'solver', 'engines', 'worker.js');
    if (folder === path.dirname(folder)) throw new Error(`no package called trellis above ${__dirname}`);
  }
}

function isRoot(folder: string): boolean {
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'trellis';
}
