/** The hand-off documents of an environment as files: `stacks/<environment>/<infrastructure>/placement.yaml`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { problemOf } from '../../solver/placed/problem-of';
import { handOffFile } from '../../stacks/files';
import type { Prepared } from '../prepare';
import { worldOf, type Workspace } from '../workspace';
import { handOffsOf } from './of-placement';
import { renderHandOff } from './render';
import type { HandOff } from './types';

/**
 * Paths relative to the output folder -> text. Where a document stands and nothing is placed any more, it stays, without
 * clusters, so that whoever provisions it sees what is to go.
 */
export function handOffFiles(workspace: Workspace, prepared: Prepared, output: string): ReadonlyMap<string, string> {
  const { name } = prepared.environment;
  const current = new Map(handOffs(workspace, prepared).map((one) => [one.infrastructure.name, one]));
  const standing = standingHandOffs(path.join(workspace.root, output, 'stacks', name), name);
  const left = standing.filter(({ infrastructure }) => !current.has(infrastructure.name));
  return new Map(
    [...current.values(), ...left].map((one) => [
      `stacks/${name}/${one.infrastructure.name}/${handOffFile}`,
      renderHandOff(one),
    ]),
  );
}

function handOffs(workspace: Workspace, { environment, decision, lock }: Prepared): HandOff[] {
  const { placement: placed } = decision;
  if (placed === undefined) return [];
  const world = worldOf(workspace, environment.name);
  const prices = world.prices(environment.prices);
  const problem = problemOf({ environment, world, prices, held: lock.holds.capacity ?? {}, besides: {} }, []);
  return handOffsOf({
    environment,
    clouds: workspace.infrastructures,
    sites: workspace.sites,
    problem,
    placement: placed.placement,
    proved: decision.status === 'optimal',
    excluded: placed.excluded,
    unchecked: placed.unchecked,
  });
}

const emitted = z.object({
  kind: z.literal('Placement'),
  spec: z.object({
    infrastructure: z.object({ kind: z.enum(['CloudInfrastructure', 'StaticInfrastructure']), name: z.string() }),
  }),
});

/** Documents that were emitted before, without what they held. Other files of that name are somebody else's. */
function standingHandOffs(stack: string, environment: string): HandOff[] {
  if (!existsSync(stack)) return [];
  return readdirSync(stack).flatMap((folder) => {
    const file = path.join(stack, folder, handOffFile);
    const read = existsSync(file) ? emitted.safeParse(parseDocument(readFileSync(file, 'utf8')).toJS()) : undefined;
    if (read?.success !== true || read.data.spec.infrastructure.name !== folder) return [];
    return [{ environment, infrastructure: read.data.spec.infrastructure, clusters: [], unchecked: [] }];
  });
}
