/**
 * What the stack still has as it was emitted last. A lock may run ahead of it: two steps decided and none emitted would
 * take a database away in one go, and what comes back before it left would replace itself under a new name.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError, type Problem } from '../schema/problem';
import { instanceKey, type Placed } from '../solver/decision';
import { destroyKey, type Lock } from '../solver/lock';
import type { NetworkLock } from '../solver/network-lock';
import { isAddonsStackOf } from '../stacks/addons-names';
import { addressesOf, parseEmitted, type Emitted } from '../stacks/emitted';
import { logicalId } from '../stacks/names';
import { isProtected } from './guard';

export interface Standing {
  readonly text: string;
  /** Parsed when it is read: most stacks are compared as text and found the same. */
  readonly emitted: Emitted;
}

/** An environment's stack in the output folder, relative to the root; undefined where there is none. */
export function standingStack(root: string, output: string, environment: string): Standing | undefined {
  const file = `${output}/stacks/${environment}/cdk.tf.json`;
  const from = path.join(root, file);
  if (!existsSync(from)) return undefined;
  const text = readFileSync(from, 'utf8');
  return {
    text,
    get emitted() {
      return parse(text, file);
    },
  };
}

/** Folders of the output that may hold a stack, by name. */
export function stackFolders(root: string, output: string): readonly string[] {
  const stacks = path.join(root, output, 'stacks');
  return existsSync(stacks) ? readdirSync(stacks).sort() : [];
}

/** Addons stacks of the environment that were emitted, by name. `isEnvironment` tells an environment called like one. */
export function standingAddons(
  root: string,
  output: string,
  environment: string,
  isEnvironment: (name: string) => boolean,
): readonly string[] {
  return stackFolders(root, output).filter(
    (name) =>
      isAddonsStackOf(environment, name) && !isEnvironment(name) && standingStack(root, output, name) !== undefined,
  );
}

/** @throws UserError `bad-stack` where the file is not what was emitted: it says what must not vanish. */
function parse(text: string, file: string): Emitted {
  try {
    return parseEmitted(text);
  } catch {
    const message = `${file} is not what was emitted (a merge gone wrong?), and it says what must not vanish. Restore it from version control.`;
    throw new UserError([{ code: 'bad-stack', message }]);
  }
}

type Instance = Pick<Placed, 'module' | 'instance' | 'region'>;

/** Every id of an instance begins like this one and names its region. */
function prefixOf(of: Instance): string {
  return logicalId(of, '').slice(0, -of.region.length - 1);
}

/** Addresses of the instance in the stack; `others` are instances of the same module, whose ids may begin alike. */
function addressesIn(emitted: Emitted, of: Instance, others: readonly Instance[]): readonly string[] {
  const own = prefixOf(of);
  const longer = others.map(prefixOf).filter((prefix) => prefix.length > own.length && prefix.startsWith(own));
  const region = `_${of.region.replaceAll('-', '_')}`;
  return addressesOf(emitted).filter((address) => {
    const id = address.slice(address.indexOf('.') + 1);
    return id.startsWith(own) && id.includes(region) && !longer.some((prefix) => id.startsWith(prefix));
  });
}

/** Steps of `after` that presuppose an earlier one which was never emitted. */
export function skippedSteps(standing: Standing, before: Lock | undefined, after: Lock): Problem[] {
  const placed = before?.placed ?? [];
  const known = [...placed, ...after.placed];
  const addresses = (of: Placed): readonly string[] =>
    addressesIn(
      standing.emitted,
      of,
      known.filter(({ module }) => module === of.module),
    );
  const there = new Set(after.placed.map(instanceKey));
  const stood = new Set(placed.map(instanceKey));
  const problem = (of: Placed, why: string): Problem => ({
    code: 'step-not-emitted',
    message: `${destroyKey(of)} ${why} Run \`trellis synth --env ${after.environment}\`, apply, and then decide again.`,
  });
  return [
    ...placed
      .filter((one) => one.phase === 'retiring' && one.stateful && !there.has(instanceKey(one)))
      .filter((one) => addresses(one).some((address) => isProtected(standing.emitted, address)))
      .map((one) => problem(one, 'can take its second step of leaving only once the first one was emitted.')),
    ...after.placed
      .filter((one) => one.generation > 1 && one.stateful && !stood.has(instanceKey(one)))
      .filter((one) => addresses(one).length > 0)
      .map((one) => problem(one, 'was retired and can come back only once its retirement was emitted.')),
  ];
}

/** Regions that get new addresses while the stack still has those that were given back there. */
export function movedAddresses(
  { text }: Standing,
  environment: string,
  before: NetworkLock,
  after: NetworkLock,
): Problem[] {
  const held = before.environments[environment] ?? {};
  const added = Object.keys(after.environments[environment] ?? {}).filter((region) => held[region] === undefined);
  return before.released
    .filter((tombstone) => tombstone.environment === environment && added.includes(tombstone.region))
    .filter(({ cidr }) => text.includes(JSON.stringify(cidr)))
    .map(({ cidr, region }) => ({
      code: 'step-not-emitted',
      message: `${environment} gave back ${cidr} in ${region}, and its stack was last emitted with it: addresses never move. Run \`trellis synth --env ${environment}\` without the network there, apply, and then decide again.`,
    }));
}
