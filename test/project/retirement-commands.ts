/** The commands on a catalog of three modules: what `trellis` does, without words, and fast enough for many sequences. */
import { capabilities } from '../../modules/capabilities';
import { elasticacheMemcached } from '../../modules/elasticache_memcached';
import { elasticacheRedis } from '../../modules/elasticache_redis';
import type { Registry } from '../../modules/module';
import { network } from '../../modules/network';
import { decided, lockedOrDecided, type Preparation, type Prepared } from '../../project/prepare';
import { confirmRegions, confirmRemoval } from '../../project/remove';
import { synthesise } from '../../project/synth';
import { folders, lockTexts, openWorkspace, type Workspace } from '../../project/workspace';
import { UserError, type ExitCode } from '../../schema/problem';
import { replace } from '../../stacks/files';
import { name } from './retirement-model';

const registry: Registry = { modules: [elasticacheMemcached, elasticacheRedis, network], capabilities };

export interface SolveOptions {
  readonly allowDestroy: readonly string[];
  readonly movePrimary: boolean;
  readonly reoptimise: boolean;
}

async function exitCode(command: () => Promise<ExitCode> | ExitCode): Promise<ExitCode> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof UserError) return error.exitCode;
    throw error;
  }
}

/** What was prepared where all of it was. */
async function prepareAll(
  workspace: Workspace,
  prepare: (environment: Workspace['environments'][number]) => Promise<Preparation>,
): Promise<readonly Prepared[] | undefined> {
  const found: Prepared[] = [];
  for (const environment of workspace.environments) {
    const one = await prepare(environment);
    if (one.status !== 'prepared') return undefined;
    found.push(one);
  }
  return found;
}

export function solve(root: string, options: SolveOptions): Promise<ExitCode> {
  return exitCode(async () => {
    const workspace = openWorkspace({ root, registry, only: [] });
    const prepared = await prepareAll(workspace, (environment) => decided(workspace, environment, options));
    if (prepared === undefined) return 3;
    const names = prepared.map(({ environment }) => environment.name);
    replace(root, lockTexts(workspace, names));
    return 0;
  });
}

export function synth(root: string, allowDestroy: readonly string[]): Promise<ExitCode> {
  return exitCode(async () => {
    const workspace = openWorkspace({ root, registry, only: [] });
    const prepared = await prepareAll(workspace, (environment) => lockedOrDecided(workspace, environment));
    if (prepared === undefined) return 3;
    await synthesise(workspace, prepared, { mode: 'write', output: folders.output, locks: true, allowDestroy });
    return 0;
  });
}

export function confirmRemoved(root: string, regions: readonly string[]): Promise<ExitCode> {
  return exitCode(() => {
    const workspace = openWorkspace({ root, registry, only: [name] });
    if (regions.length === 0) confirmRemoval(workspace, name);
    else confirmRegions(workspace, name, regions);
    return 0;
  });
}
