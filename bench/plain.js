// Runs a TypeScript program as is usual without a launcher of one's own: esbuild transpiles it at each start, and
// packages load from node_modules. `node bench/plain.js entry.ts`
const path = require('node:path');
const { buildSync } = require('esbuild');

const entry = path.resolve(process.argv[2]);
const outfile = `${entry}.plain.js`;
buildSync({ entryPoints: [entry], outfile, bundle: true, packages: 'external', platform: 'node', target: 'node20' });
require(outfile);
