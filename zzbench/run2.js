// Runs a TypeScript entry of this project: `node cli/run.js main.ts [arguments]`.
// esbuild bundles the project's own sources in about 20 ms (packages stay outside), so there is no build step to
// forget and nothing stale to run. Bundles are named by content and written whole, so processes may share the folder.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = '/work/main';

function run(entry) {
  const { outputFiles } = require('esbuild').buildSync({
    entryPoints: [path.resolve(root, entry)],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
  });
  const { contents } = outputFiles[0];
  const folder = path.join(root, 'node_modules', '.cache', 'trellis');
  const file = path.join(folder, `${createHash('sha256').update(contents).digest('hex').slice(0, 32)}.js`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, contents);
    renameSync(partial, file);
  }

  require(file);
}

module.exports = { run };
if (require.main === module) {
  const [, , entry, ...rest] = process.argv;
  process.argv = [process.argv[0], path.resolve(root, entry), ...rest];
  run(entry);
}
