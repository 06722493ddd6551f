// Runs a TypeScript program as is usual without a launcher of one's own: esbuild transpiles it at each start, and
// packages load from node_modules. `node bench/plain.js entry.ts [arguments]`
const { rmSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');

const [, , entry, ...rest] = process.argv;
const folder = path.join(__dirname, '..', 'node_modules', '.cache', 'trellis');
const outfile = path.join(folder, `plain-${process.pid}.js`);
buildSync({
  entryPoints: [path.resolve(entry)],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
});
process.argv = [process.argv[0], path.resolve(entry), ...rest];
process.on('exit', () => rmSync(outfile, { force: true }));
require(outfile);
