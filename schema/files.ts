/** Which files of a project's folder the loader reads. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from './source';

export const environmentsFolder = 'environments';
export const infrastructureFolder = `${environmentsFolder}/infrastructure`;
const defaultsName = '_defaults';
const suffix = '.yaml';

export interface ProjectFiles {
  /** Environment name -> file, sorted by name. */
  readonly environments: ReadonlyMap<string, string>;
  readonly defaults?: string;
  readonly infrastructure: readonly string[];
}

export function findFiles(root: string, report: Report): ProjectFiles {
  const isFolder = (folder: string): boolean =>
    statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder(environmentsFolder)) {
    report({ code: 'missing-folder', message: `There is no folder ${environmentsFolder}/ in the project's folder.` });
    return { environments: new Map(), infrastructure: [] };
  }
  const found = yamlFiles(root, environmentsFolder, report);
  const defaults = found.get(defaultsName);
  return {
    environments: new Map([...found].filter(([name]) => name !== defaultsName)),
    ...(defaults === undefined ? {} : { defaults }),
    infrastructure: isFolder(infrastructureFolder) ? [...yamlFiles(root, infrastructureFolder, report).values()] : [],
  };
}

/** Base name -> file. Hidden files are left to editors; `.yml` is refused, since it would be passed over in silence. */
function yamlFiles(root: string, folder: string, report: Report): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(join(root, folder)).sort()) {
    const file = `${folder}/${name}`;
    if (name.startsWith('.')) continue;
    if (name.endsWith(suffix)) files.set(name.slice(0, -suffix.length), file);
    if (name.endsWith('.yml')) {
      const message = `${file} is not read: rename it to ${name.slice(0, -'.yml'.length)}${suffix}.`;
      report({ code: 'unknown-file', message, position: { file, line: 1, column: 1 } });
    }
  }
  return files;
}
