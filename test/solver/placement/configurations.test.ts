// What nodes hold, by worth: against enumeration, and as bounds and packings of random loads.
import { closeEngines } from '../../../solver/engines/thread';
import { configurationsOf, demandsOf, quickBound } from '../../../solver/placement/configurations';
import { fillSite } from '../../../solver/placement/fill-site';
import { Fillings } from '../../../solver/placement/fillings';
import type { NodeKind } from '../../../solver/placement/instance';
import { type Item, type Node, undominated } from '../../../solver/placement/nodes';
import { cheapestNodes, fitsInto, goodNodes, patched } from '../../../solver/placement/packing';
import { betterNodes } from '../../../solver/placement/patterns';
import { Dice } from '../random-cases';

afterAll(closeEngines);
jest.setTimeout(900_000);

const DIMENSIONS = [0, 1];
const forever = (): number => 600;

function randomKinds(dice: Dice): NodeKind[] {
  return Array.from({ length: 1 + dice.below(4) }, (_, index) => ({
    type: `type-${index}`,
    microUsd: 1_000 * (1 + dice.below(60)),
    holds: [400 + 100 * dice.below(12), 512 * (1 + dice.below(12))],
  }));
}

/** Of sizes that the first kind holds. */
function randomItems(dice: Dice, [kind]: readonly NodeKind[], most: number): Item[] {
  const [cpu = 0, memory = 0] = kind?.holds ?? [];
  return Array.from({ length: 1 + dice.below(4) }, (_, service) => ({
    service,
    count: 1 + dice.below(most),
    size: [Math.min(cpu, 50 * (1 + dice.below(8))), Math.min(memory, 256 * (1 + dice.below(6)))],
  }));
}

/** The filling that is worth most, by trying all of them. */
function mostByEnumeration(items: readonly Item[], worth: readonly number[], free: readonly number[]): number {
  const [item, ...rest] = items;
  if (item === undefined) return 0;
  const left = [...free];
  let best = 0;
  for (let count = 0; left.every((amount) => amount >= 0); count++) {
    best = Math.max(best, count * (worth[0] ?? 0) + mostByEnumeration(rest, worth.slice(1), left));
    item.size.forEach((amount, d) => (left[d] = (left[d] ?? 0) - amount));
  }
  return best;
}

function isPacked(nodes: readonly Node[], items: readonly Item[]): boolean {
  const fits = nodes.every(({ kind, holds }) =>
    kind.holds.every((whole, d) => {
      const taken = items.reduce((sum, { service, size }) => sum + (holds.get(service) ?? 0) * (size[d] ?? 0), 0);
      return taken <= whole;
    }),
  );
  const placed = (service: number): number => nodes.reduce((sum, { holds }) => sum + (holds.get(service) ?? 0), 0);
  return fits && items.every(({ service, count }) => placed(service) === count);
}

test('the knapsack of a node is that of enumeration, and its filling has that worth and fits', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const dice = new Dice(seed);
    const kinds = randomKinds(dice);
    const items = randomItems(dice, kinds, 4);
    const worth = items.map(() => dice.below(100));
    const fillings = new Fillings(items, kinds, DIMENSIONS);
    fillings.price(worth);
    for (const kind of kinds) {
      const most = mostByEnumeration(items, worth, kind.holds);
      const filling = fillings.filling(kind);
      const value = [...filling].reduce((sum, [shape, count]) => sum + count * (worth[shape] ?? 0), 0);
      expect({ seed, most: fillings.most(kind), value }).toEqual({ seed, most, value: most });
      expect(
        isPacked(
          [{ kind, holds: filling }],
          items.map((item) => ({ ...item, count: filling.get(item.service) ?? 0 })),
        ),
      ).toBe(true);
    }
  }
});

test('no nodes cost less than what a load is worth, and better nodes hold it', async () => {
  const counts = { loads: 0, tight: 0, better: 0 };
  for (let seed = 1; seed <= 120; seed++) {
    const dice = new Dice(seed);
    const kinds = undominated(randomKinds(dice));
    const items = randomItems(dice, kinds, 5);
    const fitting = kinds.filter(({ holds }) =>
      items.every(({ size }) => size.every((amount, d) => amount <= (holds[d] ?? 0))),
    );
    if (fitting.length === 0) continue;
    const exact = cheapestNodes(items, kinds, Infinity, 2_000_000);
    const start = goodNodes(items, kinds, Infinity);
    if (exact.found === undefined || exact.lower < exact.found.microUsd || start === undefined) continue;
    const { demands } = demandsOf(items);
    const found = await configurationsOf(demands, kinds, DIMENSIONS, forever);
    const optimum = exact.found.microUsd;
    expect([seed, (found?.lower ?? 0) <= optimum + 1, quickBound(demands, kinds, DIMENSIONS) <= optimum]).toEqual([
      seed,
      true,
      true,
    ]);
    const { bought, lower } = await betterNodes(items, kinds, DIMENSIONS, start, Infinity, forever);
    const nodes = bought ?? start;
    expect([seed, lower <= optimum, optimum <= nodes.microUsd, isPacked(nodes.nodes, items)]).toEqual([
      seed,
      true,
      true,
      true,
    ]);
    counts.loads++;
    if (Math.ceil(found?.lower ?? 0) >= 0.9 * optimum) counts.tight++;
    if (bought !== undefined) counts.better++;
  }
  console.info(JSON.stringify(counts));
  expect(counts.loads).toBeGreaterThan(80);
  expect(counts.tight).toBeGreaterThan(counts.loads / 3);
});

test('nodes of a similar load are patched to hold a new one, all of it and no more', () => {
  let cheaper = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const dice = new Dice(seed);
    const kinds = undominated(randomKinds(dice));
    const items = randomItems(dice, kinds, 8);
    const before = goodNodes(items, kinds, Infinity);
    if (before === undefined) continue;
    const after = items
      .map((item) => ({ ...item, count: Math.max(0, item.count + dice.below(5) - 2) }))
      .filter(({ count }) => count > 0);
    const sizeOf = (service: number): readonly number[] => items.find((item) => item.service === service)?.size ?? [];
    const nodes = patched(before.nodes, after, sizeOf, kinds);
    if (nodes === undefined) throw new Error(`seed ${seed}: not patched`);
    expect([seed, isPacked(nodes, after)]).toEqual([seed, true]);
    const anew = goodNodes(after, kinds, Infinity)?.microUsd ?? Infinity;
    if (nodes.reduce((sum, { kind }) => sum + kind.microUsd, 0) < anew) cheaper++;
  }
  expect(cheaper).toBeGreaterThan(0);
});

test('a site keeps what fits, gives up the least, and says on which node each replica stands', async () => {
  const counts = { all: 0, some: 0 };
  for (let seed = 1; seed <= 80; seed++) {
    const dice = new Dice(seed);
    const [kind] = randomKinds(dice);
    if (kind === undefined) throw new Error('no kind');
    const nodes = 1 + dice.below(3);
    const items = randomItems(dice, [kind], 6).map((item) => ({ ...item, loss: 1 + dice.below(50) }));
    const filled = await fillSite(items, { node: kind, freeNodes: nodes, shares: [] }, 600);
    const leavingNow = items.flatMap(({ service }) => (filled?.staying.includes(service) === true ? [] : [service]));
    const stays = (leaving: readonly number[]): Item[] => items.filter(({ service }) => !leaving.includes(service));
    expect(filled !== undefined && filled.nodes.length <= nodes && isPacked(filled.nodes, stays(leavingNow))).toBe(
      true,
    );
    const lossOf = (leaving: readonly number[]): number =>
      items.reduce((sum, { service, loss }) => sum + (leaving.includes(service) ? loss : 0), 0);
    const sets = Array.from({ length: 1 << items.length }, (_, set) =>
      [...items.keys()].filter((k) => ((set >> k) & 1) === 1),
    );
    const least = Math.min(
      ...sets
        .filter((leaving) => fitsInto(stays(leaving), [{ kind, count: nodes }], 2_000_000).status === 'fits')
        .map(lossOf),
    );
    expect([seed, lossOf(leavingNow)]).toEqual([seed, least]);
    if (leavingNow.length === 0) counts.all++;
    else counts.some++;
  }
  console.info(JSON.stringify(counts));
  expect(Math.min(counts.all, counts.some)).toBeGreaterThan(10);
});
