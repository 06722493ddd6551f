import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of this project. Sources run bundled from node_modules/.cache, and tests run them in place, so the folder
 * is found by its package.json and not by a fixed number of steps up.
 */
export function projectRoot(): string {
  let folder = __dirname;
  while (!isProject(folder)) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`No package.json named trellis above ${__dirname}`);
    folder = parent;
  }
  return folder;
}

function isProject(folder: string): boolean {
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const contents: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof contents === 'object' && contents !== null && 'name' in contents && contents.name === 'trellis';
}
