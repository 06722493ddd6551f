import { buildSync } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../data';

const root = projectRoot();

/** Packages that are loaded with the file: through all imports but `import()` and those of types alone. */
function loadedWith(file: string): readonly string[] {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    splitting: true,
    format: 'esm',
    outdir: 'out',
    platform: 'node',
    packages: 'external',
  });
  const packages = new Set<string>();
  const seen = new Set<string>();
  const pending = [file];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { path: target, kind, external } of metafile.inputs[next]?.imports ?? []) {
      if (kind === 'dynamic-import') continue;
      if (external === true) packages.add(target);
      else pending.push(target);
    }
  }
  return [...packages].sort();
}

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .sort();
}

const modules = readdirSync(path.join(root, 'modules'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const withoutCdktf = [
  ...['solver', 'schema', 'data'].flatMap(sources),
  ...modules.map((name) => `modules/${name}/index.ts`),
  ...['modules/module.ts', 'modules/capabilities.ts', 'modules/index.ts'].filter((file) =>
    existsSync(path.join(root, file)),
  ),
];
const ofCdktf = (name: string) => /^(cdktf|constructs|@cdktf\/.+)(\/|$)/.test(name);

test.each(withoutCdktf)('%s loads without cdktf', (file) => {
  expect(loadedWith(file).filter(ofCdktf)).toEqual([]);
});

test.each(modules)('the build of %s is where cdktf comes in', (name) => {
  expect(loadedWith(`modules/${name}/build.ts`).filter(ofCdktf)).not.toEqual([]);
});
