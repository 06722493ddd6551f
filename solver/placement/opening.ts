/**
 * From the relaxation to whole places: pools are opened and closed one after another, each time where the point is nearest
 * to it, and the rest follows; then HiGHS makes services whole, of which few are left between places.
 */
import type { PoolColumns } from './formulate';
import { isUsed, type StandingProgramme } from './standing';
import type { Left } from './time';

const ROUNDS = 100;
/** A pool with so little of a cluster is closed, with others like it, and one with so much is open. */
const LITTLE = 0.1;
const MOST = 0.95;
/** From so much of a cluster on the fullest pool is opened before the emptiest one is closed. */
const RATHER_OPEN = 0.4;
/** A service that the point puts in a cloud by so much stays there. */
const SETTLED = 0.999;
const NOBODY = 1e-6;
/** A gap at which services are whole enough. */
const CLOSE = 0.001;
const NODES = 5_000;

interface Undecided {
  readonly index: number;
  readonly pool: PoolColumns;
  readonly clusters: number;
}

/** A point by column of the formulation, with services whole; undefined where none was found in time. */
export async function openedAndWhole(
  standing: StandingProgramme,
  start: readonly number[],
  left: Left,
  wholeSeconds: number,
): Promise<readonly number[] | undefined> {
  const { instance, formulation } = standing;
  const values = await opened(standing, start, left);
  for (const { single, index } of instance.services) {
    for (const { x, place } of formulation.stands[index] ?? [])
      if (single && instance.places[place]?.kind === 'cloud' && (values[x] ?? 0) > SETTLED) standing.narrow(x, 1, 1);
  }
  return standing.whole({ nodes: NODES, seconds: Math.min(left(), wholeSeconds), gap: CLOSE });
}

async function opened(standing: StandingProgramme, start: readonly number[], left: Left): Promise<readonly number[]> {
  const { formulation } = standing;
  let values = start;
  const decided = new Set<number>();
  for (let round = 0; round < ROUNDS && left() > 0; round++) {
    const open = undecidedAt(standing, values, decided);
    if (open.length === 0) break;
    for (const { index, pool, clusters } of nextOf(open)) {
      decided.add(index);
      if (clusters >= RATHER_OPEN) openPool(standing, index, pool);
      else closePool(standing, index);
    }
    const point = await standing.solve(left());
    // Some service has nowhere to go: what is closed stays closed, and the programme says so.
    if (point === undefined) break;
    values = standing.valuesOf(point.values);
    standing.includeBroken(values);
    if (process.env['DBG']) console.log('open', round, (point.value / 1e6).toFixed(1), open.length, left().toFixed(2));
  }
  void formulation;
  return values;
}

function undecidedAt(standing: StandingProgramme, values: readonly number[], decided: ReadonlySet<number>): Undecided[] {
  const { pools, stands } = standing.formulation;
  const replicas = pools.map(() => 0);
  for (const own of stands)
    for (const { pool, n } of own) if (pool !== undefined) replicas[pool] = (replicas[pool] ?? 0) + (values[n] ?? 0);
  return pools
    .map((pool, index) => ({ index, pool, clusters: values[pool.clusters] ?? 0 }))
    .filter(({ index, clusters }) => !decided.has(index) && ((replicas[index] ?? 0) > NOBODY || clusters > NOBODY))
    .sort((a, b) => a.clusters - b.clusters || a.index - b.index);
}

function nextOf(open: readonly Undecided[]): readonly Undecided[] {
  const little = open.filter(({ clusters }) => clusters < LITTLE);
  if (little.length > 0) return little;
  const most = open.filter(({ clusters }) => clusters > MOST);
  if (most.length > 0) return most;
  return (open[0]?.clusters ?? 1) < RATHER_OPEN ? open.slice(0, 1) : open.slice(-1);
}

function openPool(standing: StandingProgramme, index: number, pool: PoolColumns): void {
  const { formulation, instance } = standing;
  standing.narrow(pool.clusters, 1, formulation.rows.upper[pool.clusters] ?? 1);
  const modules = formulation.used[pool.place] ?? -1;
  if ((instance.places[pool.place]?.fixedMicroUsd ?? 0) > 0) standing.narrow(modules, 1, 1);
  standing.dropNeeds(standsIn(standing, index));
}

function closePool(standing: StandingProgramme, index: number): void {
  const own = standsIn(standing, index);
  for (const { stand } of own) for (const column of [stand.x, stand.n]) standing.narrow(column, 0, 0);
  standing.dropNeeds(own);
}

function standsIn(standing: StandingProgramme, index: number) {
  return standing.bins.flatMap(({ stands }) => stands.filter(({ stand }) => stand.pool === index));
}
void isUsed;
