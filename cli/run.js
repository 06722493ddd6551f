// Runs a TypeScript entry of this project: `node cli/run.js main.ts [arguments]`.
//
// esbuild bundles the sources and the packages they use into one file, kept in node_modules/.cache/trellis under a hash
// of every source and of package-lock.json, so nothing stale ever runs and there is no build step to forget. V8's code
// cache lies beside it. docs/design.md has what it saves.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const root = path.dirname(__dirname);
const folder = path.join(root, 'node_modules', '.cache', 'trellis');

// Loaded by what needs them alone, from where they are installed.
const external = ['esbuild', 'highs', 'javascript-lp-solver', '@grpc/*', 'protobufjs', '@msgpack/*'];

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files, 'package-lock.json', 'cli/run.js']) {
    const at = path.join(root, file);
    hash
      .update(file)
      .update('\0')
      .update(existsSync(at) ? readFileSync(at) : 'absent')
      .update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

/** Whole or not at all, also when several processes write the same file. A folder that can't be written costs time. */
function keep(file, contents) {
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(partial, contents);
    renameSync(partial, file);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(error.code)) throw error;
  }
}

function build(entry, listing) {
  const { outputFiles, metafile } = require('esbuild').buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    external,
    metafile: true,
    logLevel: 'error',
  });
  const sources = Object.keys(metafile.inputs).filter((file) => !/^\.\.\/|(^|\/)node_modules\//.test(file));
  const bundle = `${hashOf(sources)}.js`;
  const file = path.join(folder, bundle);
  keep(file, outputFiles[0].contents);
  const before = existsSync(listing) ? JSON.parse(readFileSync(listing, 'utf8')).bundle : bundle;
  keep(listing, JSON.stringify({ bundle, sources }));
  if (before !== bundle) for (const old of [before, `${before}.v8`]) rmSync(path.join(folder, old), { force: true });
  return { file, text: outputFiles[0].text };
}

/** The bundle of an entry, made anew when a source of the last one has changed. */
function bundleOf(entry) {
  const listing = path.join(folder, `${entry.replace(/[^\w.-]/g, '-')}.json`);
  if (!existsSync(listing)) return build(entry, listing);
  const { sources } = JSON.parse(readFileSync(listing, 'utf8'));
  const file = path.join(folder, `${hashOf(sources)}.js`);
  return existsSync(file) ? { file, text: readFileSync(file, 'utf8') } : build(entry, listing);
}

function run(entry) {
  const { file, text } = bundleOf(path.relative(root, path.resolve(root, entry)));
  const cache = `${file}.v8`;
  const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
  const script = new vm.Script(Module.wrap(text), { filename: file, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, Module.createRequire(file), module, file, path.dirname(file));
  if (cachedData === undefined || script.cachedDataRejected)
    process.on('exit', () => keep(cache, script.createCachedData()));
}

module.exports = { run };
if (require.main === module) {
  const [, , entry, ...rest] = process.argv;
  process.argv = [process.argv[0], path.resolve(root, entry), ...rest];
  run(entry);
}
