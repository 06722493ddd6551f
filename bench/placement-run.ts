/** One measured run: `<services> <locations> <seed> <seconds> ours|highs`. Prints one line of JSON. */
import { closeEngines } from '../solver/engines/thread';
import { answerViolations } from '../solver/placement/check';
import { formulate } from '../solver/placement/formulate';
import { solveMixed } from '../solver/placement/highs';
import { instanceOf } from '../solver/placement/instance';
import { place } from '../solver/placement/place';
import { Pools } from '../solver/placement/pools';
import { settle } from '../solver/placement/settle';
import { countsOf, programmeOf } from '../solver/placement/values';
import { placementProblem } from './placement-problems';
import type { PlacementFigures } from './placement';

const [, , services, locations, seed, seconds, by] = process.argv;

async function ours(): Promise<Omit<PlacementFigures, 'cpuSeconds' | 'seconds'>> {
  const problem = placementProblem(Number(services), Number(locations), Number(seed));
  const answer = await place(problem, { stopAfterSeconds: Number(seconds) });
  const broken = answerViolations(problem, answer);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  if (answer.status === 'infeasible' || answer.status === 'undecided') return { status: answer.status };
  const cost = answer.placement.objectiveMicroUsd;
  return { status: answer.status, cost, bound: answer.status === 'optimal' ? cost : answer.boundMicroUsd };
}

/** The same programme, and nothing else. */
async function plainHighs(): Promise<Omit<PlacementFigures, 'cpuSeconds' | 'seconds'>> {
  const instance = instanceOf(placementProblem(Number(services), Number(locations), Number(seed)));
  const formulation = formulate(instance);
  const programme = programmeOf(formulation);
  const answer = await solveMixed(programme, { nodes: 2 ** 31 - 1, seconds: Number(seconds), gap: 0 });
  if (answer.status === 'infeasible' || answer.status === 'ended') return { status: answer.status };
  if (answer.values === undefined) return { status: 'undecided', bound: answer.bound };
  const cost = answer.values.reduce((sum, value, j) => sum + value * (programme.cost[j] ?? 0), 0);
  const packed = settle(new Pools(instance, 500), countsOf(instance, formulation, answer.values)).found?.objective;
  const status = answer.status === 'optimal' ? 'optimal' : 'feasible';
  return { status, cost, bound: answer.bound, ...(packed !== undefined && { packed }) };
}

async function main(): Promise<void> {
  const start = performance.now();
  const before = process.cpuUsage();
  const figures = await (by === 'ours' ? ours() : plainHighs());
  const { user, system } = process.cpuUsage(before);
  const times = { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
  process.stdout.write(`${JSON.stringify({ ...figures, ...times })}\n`);
  await closeEngines();
}

void main();
