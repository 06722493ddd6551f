/** The checker finds what is wrong with an answer, and answers do not depend on the order of a problem's lists. */
import { placementProblem } from '../../../bench/placement-problems';
import { closeEngines } from '../../../solver/engines/thread';
import { answerViolations, placementViolations } from '../../../solver/placement/check';
import { place } from '../../../solver/placement/place';
import type { Placement, PlacementProblem } from '../../../solver/placement/problem';
import { randomProblem } from './random-problems';

afterAll(closeEngines);

async function placed(count: number): Promise<{ problem: PlacementProblem; placement: Placement }[]> {
  const found: { problem: PlacementProblem; placement: Placement }[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const problem = randomProblem(seed);
    if (problem.services.length < 2 || !problem.locations.some(({ kind }) => kind === 'cloud')) continue;
    const answer = await place({ ...problem, held: [] });
    if (answer.status === 'optimal' && answer.placement.pools.some(({ clusters }) => clusters > 0))
      found.push({ problem: { ...problem, held: [] }, placement: answer.placement });
  }
  return found;
}

type Fault = readonly [string, (placement: Placement) => Placement];

const first = <T>(items: readonly T[], change: (item: T) => T): T[] =>
  items.map((item, index) => (index === 0 ? change(item) : item));

const cloudFirst = ({ pools }: Placement): Placement['pools'] => [...pools].sort((a, b) => b.clusters - a.clusters);

const faults: readonly Fault[] = [
  ['a dearer total', (of) => ({ ...of, costMicroUsd: of.costMicroUsd + 1 })],
  ['a cheaper objective', (of) => ({ ...of, objectiveMicroUsd: of.objectiveMicroUsd - 1 })],
  ['a cluster too few', (of) => ({ ...of, pools: first(cloudFirst(of), (pool) => ({ ...pool, clusters: 0 })) })],
  [
    'a bin too few',
    (of) => ({ ...of, pools: first(cloudFirst(of), (pool) => ({ ...pool, bins: pool.bins.slice(1) })) }),
  ],
  ['a node too few', (of) => ({ ...of, pools: first(cloudFirst(of), (pool) => ({ ...pool, nodes: {} })) })],
  [
    'a fuller bin',
    (of) => ({
      ...of,
      pools: first(cloudFirst(of), (pool) => ({
        ...pool,
        bins: first(pool.bins, (bin) => ({ ...bin, holds: { ...bin.holds, s0: 1_000 } })),
      })),
    }),
  ],
  [
    'a replica too many',
    (of) => ({ ...of, services: { ...of.services, s0: { ...of.services['s0'], 'aws/nowhere': 1 } } }),
  ],
  ['a service nowhere', (of) => ({ ...of, services: { ...of.services, s0: {} } })],
  [
    'overflow that is none',
    (of) => ({ ...of, overflowed: [...of.overflowed, { service: 's0', site: 'a', location: 'b' }] }),
  ],
];

test('what is wrong is found', async () => {
  for (const { problem, placement } of await placed(40)) {
    expect(placementViolations(problem, placement)).toEqual([]);
    for (const [name, fault] of faults)
      expect({ name, found: placementViolations(problem, fault(placement)).length > 0 }).toEqual({ name, found: true });
  }
});

test('services stand in as many zones as they are to, and nodes in fewer are found', async () => {
  const problem = placementProblem(24, 6, 1);
  const zoned = { ...problem, services: problem.services.map((each) => ({ ...each, zonesAtPlace: 3 })) };
  const answer = await place(zoned, { stopAfterSeconds: 20 });
  if (answer.status !== 'optimal' && answer.status !== 'feasible') throw new Error(answer.status);
  const { placement } = answer;
  expect(answerViolations(zoned, answer)).toEqual([]);
  for (const zone of [1, 9, undefined]) {
    const pools = placement.pools.map((pool) => ({
      ...pool,
      bins: pool.bins.map(({ zone: _, ...bin }) => ({ ...bin, ...(zone !== undefined && { zone }) })),
    }));
    expect(placementViolations(zoned, { ...placement, pools }).join()).toMatch(/zones/);
  }
}, 60_000);

test('the order of lists means nothing', async () => {
  for (let seed = 0; seed < 60; seed++) {
    const problem = randomProblem(seed);
    const answer = await place(problem);
    const turned = {
      ...problem,
      services: [...problem.services].reverse(),
      locations: [...problem.locations].reverse(),
      infrastructures: [...problem.infrastructures].reverse(),
    };
    const again = await place(turned);
    expect(again.status).toBe(answer.status);
    if (answer.status === 'optimal' && again.status === 'optimal') expect(again.placement).toEqual(answer.placement);
  }
});

test('an answer of some size keeps every rule, and its bound holds', async () => {
  const problem = placementProblem(24, 6, 1);
  const answer = await place(problem, { stopAfterSeconds: 30 });
  expect(['optimal', 'feasible']).toContain(answer.status);
  expect(answerViolations(problem, answer)).toEqual([]);
});
