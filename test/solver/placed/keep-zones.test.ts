/** Zones keep the names that the lock has for them. */
import { keepZones } from '../../../solver/placed/keep-zones';
import type { Bin, Placement } from '../../../solver/placement/problem';

const location = 'aws/us-east-1';

function placement(bins: readonly Bin[]): Placement {
  const nothing = { costMicroUsd: 0, objectiveMicroUsd: 0, costs: {}, traffic: [], overflowed: [], moved: [] };
  const pool = { location, clusters: 1, nodes: {}, holds: {}, bins };
  return { ...nothing, services: {}, pools: [pool], exceeded: [] };
}

const bin = (type: string, zone: number | undefined, count = 1): Bin => ({
  type,
  count,
  ...(zone !== undefined && { zone }),
  holds: { api: 1 },
});

const zonesOf = ({ pools }: Placement): unknown =>
  pools.flatMap(({ bins }) => bins.map(({ type, zone }) => [type, zone]));

const before = placement([bin('c6i.large', 1, 2), bin('m6i.large', 2), bin('t3.small', 3), bin('t3.small', undefined)]);

test('a node stands where one of its type stood, and what may be anywhere still may', () => {
  const after = placement([
    bin('m6i.large', 1),
    bin('t3.small', 2),
    bin('c6i.large', 3, 3),
    bin('r6i.large', undefined),
  ]);
  expect(zonesOf(keepZones(after, before))).toEqual([
    ['m6i.large', 2],
    ['t3.small', 3],
    ['c6i.large', 1],
    ['r6i.large', undefined],
  ]);
});

test('the most nodes stay, and without a lock nothing is renamed', () => {
  const after = placement([bin('c6i.large', 2, 2), bin('m6i.large', 1), bin('m6i.large', 2)]);
  expect(zonesOf(keepZones(after, before))).toEqual([
    ['c6i.large', 1],
    ['m6i.large', 2],
    ['m6i.large', 1],
  ]);
  expect(keepZones(after, undefined)).toBe(after);
  expect(keepZones(after, placement([]))).toEqual(after);
});
