/**
 * The floor of a case: a cdktf program that emits the same stacks and does nothing else.
 *
 * What is fair here: it runs under the same launcher and transpiler, imports the same bindings by the same deep paths,
 * creates one construct of the binding's class for each resource, refers to other resources through tokens wherever a
 * whole argument is such a reference, and emits the same stacks (checked). What it is spared: reading
 * and checking YAML, deciding, pricing, checking the result, summaries and locks, and thinking up its arguments: these
 * come from one JSON file, which parses faster than the source text in which a person would have written them.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { projectRoot } from '../data/root';
import { bindingOf, type Binding } from './bindings';
import { configOf, orderedByReference, type Block } from './floor-config';

const body = z.record(z.string(), z.unknown());
const table = z.record(z.string(), z.record(z.string(), body)).default({});
const stack = z.strictObject({
  '//': z.unknown(),
  terraform: z.object({ backend: z.record(z.string(), body) }),
  provider: z.strictObject({ aws: z.tuple([body]) }),
  resource: table,
  data: table,
  output: z.record(z.string(), body).default({}),
});
const backends = new Map([
  ['s3', 'S3Backend'],
  ['local', 'LocalBackend'],
]);

export interface Floor {
  /** TypeScript source, for the launcher. */
  readonly entry: string;
  /** Folder that the program writes to. */
  readonly outdir: string;
  readonly resources: number;
}

/**
 * Writes the floor of what stands in `<project>/cdktf.out` into the folder, which must lie in this project: the launcher
 * finds packages and watches sources only there.
 */
export function writeFloor(project: string, folder: string): Floor {
  const stacks = path.join(project, 'cdktf.out', 'stacks');
  const bindings = new Map<string, Binding>([['provider', bindingOf('provider', 'aws')]]);
  let resources = 0;
  const programs = readdirSync(stacks)
    .sort()
    .map((name) => {
      const emitted = stack.parse(JSON.parse(readFileSync(path.join(stacks, name, 'cdk.tf.json'), 'utf8')));
      const found: Block[] = [];
      for (const [kind, types] of [
        ['data', emitted.data],
        ['resource', emitted.resource],
      ] as const) {
        for (const [type, byId] of Object.entries(types)) {
          const key = kind === 'data' ? `data.${type}` : type;
          bindings.set(key, bindings.get(key) ?? bindingOf(kind, type));
          for (const [id, given] of Object.entries(byId)) found.push({ type: key, id, given });
        }
      }
      resources += found.length;
      const [[kind, config]] = z.tuple([z.tuple([z.string(), body])]).parse(Object.entries(emitted.terraform.backend));
      const provider = { type: 'provider', id: 'aws', given: emitted.provider.aws[0] };
      const blocks = [provider, ...orderedByReference(found)];
      const known = new Set(found.map(({ type, id }) => `${type}.${id}`));
      return {
        name,
        backend: { class: backends.get(kind), config: configOf(config, new Set()) },
        blocks: blocks.map(({ type, id, given }) => ({ type, id, config: configOf(given, known) })),
        outputs: Object.fromEntries(Object.entries(emitted.output).map(([id, given]) => [id, configOf(given, known)])),
      };
    });
  mkdirSync(folder, { recursive: true });
  const data = path.join(folder, 'floor.json');
  const outdir = path.join(folder, 'out');
  const entry = path.join(folder, 'floor.ts');
  writeFileSync(data, JSON.stringify(programs));
  writeFileSync(entry, source(bindings, data, outdir));
  return { entry, outdir, resources };
}

function source(bindings: ReadonlyMap<string, Binding>, data: string, outdir: string): string {
  const sorted = [...bindings].sort(([a], [b]) => (a < b ? -1 : 1));
  const imports = sorted.map(([, { name, path: from }]) => `import { ${name} } from '${from}';`);
  const classes = sorted.map(([type, { name }]) => `  ${JSON.stringify(type)}: ${name},`);
  const helper = path.join(projectRoot(), 'bench', 'floor-run.js');
  return [
    "import * as cdktf from 'cdktf';",
    ...imports,
    `import { run } from ${JSON.stringify(helper)};`,
    `const classes = {\n${classes.join('\n')}\n};`,
    `run(cdktf, classes, ${JSON.stringify(data)}, ${JSON.stringify(outdir)});`,
    '',
  ].join('\n');
}

/**
 * The floor must have written what the product did: another result would be another task. The stacks are compared as
 * data, without the remarks at their head, because the product prints them itself.
 */
export function checkFloor(project: string, { outdir }: Floor): void {
  const stacks = path.join(project, 'cdktf.out', 'stacks');
  for (const name of readdirSync(stacks)) {
    const [ours, bare] = [stacks, path.join(outdir, 'stacks')].map((folder) => {
      const text = readFileSync(path.join(folder, name, 'cdk.tf.json'), 'utf8');
      return { ...body.parse(JSON.parse(text)), '//': undefined };
    });
    if (!isDeepStrictEqual(ours, bare)) {
      throw new Error(`The floor of ${project} emits something else for ${name}: compare ${outdir}`);
    }
  }
}
