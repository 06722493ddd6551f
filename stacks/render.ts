/** From plain data to the files of the stacks, in memory: nothing is written where users look. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import type { AwsFacts, Registry } from '../modules/module';
import { addonsFrame, addonsStackName } from './addons-names';
import type { LoadedModule } from './build';
import { checkStack } from './checks';
import { parseEmitted } from './emitted';
import type { StackFrame, StackInput } from './frame';
import { forgetKept } from './kept';
import { EnvironmentStack } from './stack';
import { MemorySynthesizer } from './synthesizer';

/** Write-only arguments, which keep passwords out of state, came with Terraform 1.11. */
const versions = { terraform: { required_version: '>= 1.11' } };

export interface Rendered {
  /** Path relative to the output folder, with forward slashes -> text. Sorted. */
  readonly files: ReadonlyMap<string, string>;
  /** cdktf-cli's list of the stacks of this run. */
  readonly manifest: string;
}

/**
 * Emits one stack for each input through one cdktf app.
 *
 * @param folders absolute folders of this machine that no value may name
 * @throws UserError where a user's text can't be written; Error for a bug of a module or of this folder.
 */
export async function render(
  inputs: readonly StackInput[],
  registry: Registry,
  facts: AwsFacts,
  folders: readonly string[] = [],
): Promise<Rendered> {
  const modules = await loadModules(inputs, registry);
  const sorted = [...inputs].sort((a, b) => (a.frame.environment < b.frame.environment ? -1 : 1));
  // cdktf insists on a folder of its own, in which it leaves the manifest.
  const working = mkdtempSync(path.join(tmpdir(), 'trellis-'));
  try {
    const app = new App({ outdir: working, stackTraces: false });
    const environments = withoutCreationStacks(() =>
      sorted.map((input) => {
        const stack = new EnvironmentStack(app, input, modules, facts);
        forgetKept(stack, input, registry);
        return { input, stack };
      }),
    );
    const addons = await addonsStacks(app, environments, modules);
    const emitting = withoutCreationStacks(() => {
      const made = [
        ...environments.map(({ input, stack }) => ({
          name: input.frame.environment,
          frame: input.frame,
          stack,
          summary: [input],
        })),
        ...addons.map((one) => ({ ...one, summary: [] })),
      ].map((one) => ({ ...one, synthesizer: new MemorySynthesizer(one.stack) }));
      app.synth();
      return made.sort((a, b) => (a.name < b.name ? -1 : 1));
    });
    const files = new Map<string, string>();
    for (const { name, frame, stack, summary, synthesizer } of emitting) {
      const folder = `stacks/${name}`;
      checkStack(stack, { ...frame, environment: name }, synthesizer.text, [working, ...folders]);
      for (const input of summary) files.set(`${folder}/SUMMARY.md`, input.summary(parseEmitted(synthesizer.text)));
      files.set(`${folder}/cdk.tf.json`, synthesizer.text);
      files.set(`${folder}/versions.tf.json`, `${JSON.stringify(versions, null, 2)}\n`);
    }
    return { files, manifest: readFileSync(path.join(working, 'manifest.json'), 'utf8') };
  } finally {
    rmSync(working, { recursive: true });
  }
}

interface AddonsOf {
  readonly name: string;
  readonly frame: StackFrame;
  readonly stack: TerraformStack;
}

/**
 * A stack for the addons of each cluster, and an empty one for each that had some once. All come after their
 * environment. Their providers are loaded only for who has a cluster.
 */
async function addonsStacks(
  app: App,
  environments: readonly { readonly input: StackInput; readonly stack: EnvironmentStack }[],
  modules: ReadonlyMap<string, LoadedModule>,
): Promise<readonly AddonsOf[]> {
  const having = environments.filter(
    ({ input, stack }) => stack.clusters.length > 0 || (input.formerAddons ?? []).length > 0,
  );
  if (having.length === 0) return [];
  const { AddonsStack, EmptiedAddonsStack } = await import('./addons');
  return withoutCreationStacks(() =>
    having.flatMap(({ input: { frame, formerAddons = [] }, stack: environment }) => {
      const standing = environment.clusters.map((one) => {
        const name = addonsStackName(frame.environment, one.cluster.name);
        return { name, stack: new AddonsStack(app, frame, one, modules) };
      });
      const gone = formerAddons
        .filter((name) => !standing.some((one) => one.name === name))
        .map((name) => ({ name, stack: new EmptiedAddonsStack(app, frame, name) }));
      return [...standing, ...gone].map(({ name, stack }) => {
        stack.addDependency(environment);
        return { name, stack, frame: addonsFrame(frame, name) };
      });
    }),
  );
}

/**
 * cdktf formats a stack trace for every token, to be shown where a token can't be resolved; that is a tenth of the time
 * of a run. Stacks of errors are formatted when they are read, after this.
 */
function withoutCreationStacks<T>(work: () => T): T {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = () => '';
  try {
    return work();
  } finally {
    // Absent is not the same as undefined: only then does V8 format stacks itself.
    if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Error.prepareStackTrace = before;
  }
}

/** Loads the builds of the modules that stand somewhere, and of no other. */
async function loadModules(
  inputs: readonly StackInput[],
  registry: Registry,
): Promise<ReadonlyMap<string, LoadedModule>> {
  const names = [...new Set(inputs.flatMap(({ placed }) => placed.map(({ module }) => module)))].sort();
  const loading = names.map(async (name): Promise<[string, LoadedModule]> => {
    const module = registry.modules.find((candidate) => candidate.name === name);
    if (module === undefined) throw new Error(`the registry has no module ${name}`);
    return [name, { module, builds: await module.load() }];
  });
  return new Map(await Promise.all(loading));
}
