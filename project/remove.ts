/** The end of an environment, or of its network in a region: it was applied that nothing stands there, and somebody says so. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import { UserError } from '../schema/problem';
import { confirmReleased, release } from '../solver/addresses';
import { addressesOf } from '../stacks/emitted';
import { removeStack, replace, standingStacks } from '../stacks/files';
import { standingAddons, standingStack } from './standing';
import { environmentPath, folders, forget, lockFile, lockTexts, type Workspace } from './workspace';

function refuse(code: string, message: string): never {
  throw new UserError([{ code, message }], 5);
}

/** Paths that were removed, relative to the root. @throws UserError (5) where something may still stand. */
export function confirmRemoval(workspace: Workspace, environment: string): string[] {
  const { root, locks } = workspace;
  const lock = locks.get(environment);
  if (existsSync(environmentPath(workspace, environment)))
    refuse(
      'still-wanted',
      `${folders.environments}/${environment}.yaml still asks for ${environment}. Delete it first, then synth and apply the emptied stack. Addresses of a single region are confirmed with \`trellis confirm-removed ${environment} <region>\`.`,
    );
  if (lock !== undefined && lock.placed.length > 0)
    refuse(
      'not-empty',
      `The lock of ${environment} still holds ${lock.placed.length} instances. Run \`trellis synth --env ${environment}\`, apply, and confirm when it is empty.`,
    );
  const isEnvironment = (name: string): boolean => locks.has(name) || existsSync(environmentPath(workspace, name));
  const all = [environment, ...standingAddons(root, folders.output, environment, isEnvironment)];
  for (const name of all) {
    const stack = standingStack(root, folders.output, name);
    const standing = stack === undefined ? 0 : addressesOf(stack.emitted).length;
    if (standing > 0)
      refuse(
        'not-empty',
        `The stack of ${name} was last emitted with ${standing} resources. Run \`trellis synth --env ${environment}\`, apply the emptied stack, and confirm then.`,
      );
  }
  forget(workspace, environment, confirmReleased(release(workspace.networkLock, environment), environment));
  const output = path.join(root, folders.output);
  const stacks = standingStacks(output, all);
  for (const name of stacks) removeStack(output, name);
  return [lockFile(environment), ...stacks.map((name) => `${folders.output}/stacks/${name}`)];
}

/**
 * Frees the addresses that the environment gave back in these regions; returns them.
 * @throws UserError (5) where nothing was given back, or the stack still has it.
 */
export function confirmRegions(workspace: Workspace, environment: string, regions: readonly string[]): string[] {
  const text = standingStack(workspace.root, folders.output, environment)?.text ?? '';
  const free = regions.flatMap((region) => {
    const blocks = workspace.networkLock.released
      .filter((tombstone) => tombstone.environment === environment && tombstone.region === region)
      .map(({ cidr }) => cidr);
    if (blocks.length === 0)
      refuse(
        'nothing-released',
        `${environment} has given back no addresses in ${region}: retire what holds them first.`,
      );
    for (const block of blocks.filter((one) => text.includes(JSON.stringify(one))))
      refuse(
        'not-empty',
        `The stack of ${environment} was last emitted with ${block}. Run \`trellis synth --env ${environment}\`, apply, and confirm then.`,
      );
    return blocks;
  });
  workspace.networkLock = confirmReleased(workspace.networkLock, environment, regions);
  replace(workspace.root, lockTexts(workspace, []));
  return free;
}
