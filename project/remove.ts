/** The end of an environment: its stack was emptied and applied, and somebody says so. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import { UserError } from '../schema/problem';
import { confirmReleased, release } from '../solver/addresses';
import { removeStack, standingStacks } from '../stacks/files';
import { folders, forget, lockFile, type Workspace } from './workspace';

function refuse(code: string, message: string): never {
  throw new UserError([{ code, message }], 5);
}

/** Paths that were removed, relative to the root. @throws UserError (5) where something may still stand. */
export function confirmRemoval(workspace: Workspace, environment: string): string[] {
  const { root, locks } = workspace;
  const lock = locks.get(environment);
  if (existsSync(path.join(root, folders.environments, `${environment}.yaml`)))
    refuse(
      'still-wanted',
      `${folders.environments}/${environment}.yaml still asks for ${environment}. Delete it first, then synth and apply the emptied stack.`,
    );
  if (lock !== undefined && lock.placed.length > 0)
    refuse(
      'not-empty',
      `The lock of ${environment} still holds ${lock.placed.length} instances. Run \`trellis synth --env ${environment}\`, apply, and confirm when it is empty.`,
    );
  forget(workspace, environment, confirmReleased(release(workspace.networkLock, environment), environment));
  const output = path.join(root, folders.output);
  const standing = standingStacks(output, [environment]);
  for (const name of standing) removeStack(output, name);
  return [lockFile(environment), ...standing.map((name) => `${folders.output}/stacks/${name}`)];
}
