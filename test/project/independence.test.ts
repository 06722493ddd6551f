/**
 * Each module of the catalog on, off and auto in each example environment, with its lock at hand: only its own addresses
 * change, and those of modules that it newly needs or no longer needs.
 */
import { isMap, parseDocument } from 'yaml';
import { registry } from '../../modules';
import type { Toggle } from '../../modules/module';
import { destroyKey, parseLock, type Lock } from '../../solver/lock';
import { parseEmitted } from '../../stacks/emitted';
import { committedStacks, exampleNames, examples } from '../support/examples';
import { Project, environmentFile } from '../support/project';

jest.setTimeout(900_000);

const switches = ['on', 'off', 'auto'] as const satisfies readonly Toggle[];

/** Longest first: an id begins with the name of its module. */
const moduleNames = registry.modules.map(({ name }) => name).sort((a, b) => b.length - a.length);

function moduleOf(address: string): string {
  const id = address.slice(address.indexOf('.') + 1);
  return moduleNames.find((name) => id.startsWith(`${name}_`)) ?? '';
}

/** The environment's file with the module switched, whatever form it has there. */
function switched(text: string, name: string, to: Toggle): string {
  const document = parseDocument(text);
  const path = ['spec', 'modules', name];
  document.setIn(isMap(document.getIn(path)) ? [...path, 'enabled'] : path, to);
  return String(document);
}

/** Modules that the answer may change with a module: what they need, who gives the same, and on from there. */
function related(name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const one of found) {
    const module = registry.modules.find((candidate) => candidate.name === one);
    if (module === undefined) continue;
    const needed = module.needs(module.inputs.parse({})).map(({ capability }) => capability.name);
    const near = new Set([...needed, ...module.provides.map((capability) => capability.name)]);
    for (const other of registry.modules)
      if (other.provides.some((capability) => near.has(capability.name))) found.add(other.name);
  }
  return found;
}

function instancesOf({ placed }: Lock, module: string): string[] {
  return placed.filter((one) => one.module === module).map((one) => `${one.instance}@${one.location}`);
}

/** Address -> arguments, of every stack that stands: `dev/aws_vpc.network_vpc_us_east_1`. */
function resources(project: Project): ReadonlyMap<string, unknown> {
  const stacks = [...project.files()].filter(([file]) => file.endsWith('/cdk.tf.json'));
  return new Map(
    stacks.flatMap(([file, text]) => {
      const { resource } = parseEmitted(text);
      return Object.entries(resource).flatMap(([type, byId]) =>
        Object.entries(byId).map(([id, body]): [string, unknown] => [`${file.split('/').at(-2)}/${type}.${id}`, body]),
      );
    }),
  );
}

interface Outcome {
  readonly code: number;
  readonly changed: readonly string[];
}

/** Switches the module, lets it leave in its two steps where it has to, and compares what is emitted. */
async function toggle(project: Project, name: string, module: string, to: Toggle): Promise<Outcome> {
  const file = environmentFile(name);
  const lockFile = `environments/${name}.lock.json`;
  const before = project.files();
  const resourcesBefore = resources(project);
  const lockBefore = parseLock(project.read(lockFile), lockFile);
  const permitted = lockBefore.placed.filter((one) => one.module === module && one.stateful).map(destroyKey);
  const permission = to === 'off' && permitted.length > 0 ? ['--allow-destroy', ...permitted] : [];
  project.write(file, switched(project.read(file), module, to));
  try {
    let { code } = await project.run(['solve', '--env', name, ...permission]);
    if (code !== 0) {
      project.write(file, before.get(file) ?? '');
      expect(project.files()).toEqual(before);
      return { code, changed: [] };
    }
    await project.done(['synth', '--env', name]);
    if (permission.length > 0) {
      // First step: everything still stands.
      const standing = resources(project);
      for (const address of resourcesBefore.keys())
        if (moduleOf(address) === module) expect([address, standing.has(address)]).toEqual([address, true]);
      ({ code } = await project.run(['solve', '--env', name, ...permission]));
      expect(code).toBe(0);
      await project.done(['synth', '--env', name]);
    }
    const after = parseLock(project.read(lockFile), lockFile);
    // What stands in secondary regions alone is on with one region, and nowhere.
    const { scope } = registry.modules.find((one) => one.name === module) ?? {};
    const stands = to === 'on' && (scope !== 'secondary' || after.regions.length > 1);
    if (to !== 'auto') expect([module, to, instancesOf(after, module).length > 0]).toEqual([module, to, stands]);
    const now = resources(project);
    const moved = [
      ...[...now.keys()].filter((address) => !resourcesBefore.has(address)),
      ...[...resourcesBefore.keys()].filter((address) => !now.has(address)),
    ];
    const allowed = related(module);
    // Whom it serves, or no longer serves, and who serves it: rules between security groups, associations and roles come
    // and go with it at either end.
    const linked = new Set(
      [...lockBefore.serves, ...after.serves].flatMap(({ need, provider }) => {
        const [asks, gives] = [need.split('/')[0], provider.split('/')[0]];
        return asks === module ? [gives] : gives === module ? [asks] : [];
      }),
    );
    for (const address of moved) {
      const owner = moduleOf(address);
      if (linked.has(owner)) continue;
      expect([address, owner, allowed.has(owner)]).toEqual([address, owner, true]);
      expect([module, to, address, instancesOf(after, owner)]).not.toEqual([
        module,
        to,
        address,
        instancesOf(lockBefore, owner),
      ]);
    }
    for (const [address, body] of resourcesBefore)
      if (!allowed.has(moduleOf(address)) && !linked.has(moduleOf(address)))
        expect([address, now.get(address)]).toEqual([address, body]);
    return { code, changed: [...new Set(moved.map(moduleOf))].sort() };
  } finally {
    project.restore(before);
  }
}

describe.each(exampleNames())('%s', (name) => {
  let project: Project;
  beforeAll(async () => {
    project = new Project({ ...examples(), ...committedStacks() });
    await project.done(['synth']);
  });
  afterAll(() => project.dispose());

  test('toggling a module changes its own addresses alone', async () => {
    const counts = { tried: 0, impossible: 0, changed: 0 };
    for (const { name: module } of registry.modules) {
      for (const to of switches) {
        const { code, changed } = await toggle(project, name, module, to);
        counts.tried += 1;
        if (code !== 0) {
          // Something cannot be had without it, or with it: nothing was written, as checked above.
          expect([module, to, code]).toEqual([module, to, 3]);
          counts.impossible += 1;
        }
        if (changed.length > 0) counts.changed += 1;
      }
    }
    console.info(`${name}: ${JSON.stringify(counts)}`);
    expect(counts.changed).toBeGreaterThan(1);
  });
});
