/** Sound prices of shapes at places, for loads as they come up (configurations.ts has what they are). */
import { configurationsOf, type Pattern } from './configurations';
import { Fillings } from './fillings';
import type { Instance, NodeKind } from './instance';
import type { Left } from './time';

/** Replicas of every shape beside the load: one that is not in it would be worth 0, and draw everybody there. */
const A_LITTLE = 1e-3;
/** Patterns found for one place begin the search at the next one with nodes of the same types. */
const MOST_PATTERNS = 400;

export class Worths {
  /** Cloud place -> vectors of prices by shape. */
  readonly found: readonly (readonly number[])[][];
  /** Type of node -> fillings by shape. */
  private readonly known = new Map<string, Map<string, ReadonlyMap<number, number>>>();

  constructor(private readonly instance: Instance) {
    this.found = instance.places.map(() => []);
  }

  /**
   * For a load, replicas by shape, on nodes of these kinds, and what else may stand there. Undefined where it can't be
   * priced, or is worth no more than what is paid.
   */
  async of(
    kinds: readonly NodeKind[],
    load: readonly number[],
    allowed: ReadonlySet<number>,
    paid: number,
    left: Left,
  ): Promise<readonly number[] | undefined> {
    const { shapes, measured } = this.instance;
    const counts = shapes.map((_, shape) => (load[shape] ?? 0) + (allowed.has(shape) ? A_LITTLE : 0));
    const wanted = [...counts.keys()].filter((shape) => (counts[shape] ?? 0) > 0);
    const numberOf = new Map(wanted.map((shape, index) => [shape, index]));
    const demands = wanted.map((shape) => ({ size: shapes[shape] ?? [], count: counts[shape] ?? 0 }));
    const start = kinds.flatMap((kind): Pattern[] =>
      [...(this.known.get(kind.type)?.values() ?? [])].slice(-MOST_PATTERNS / kinds.length).flatMap((holds) => {
        if (![...holds.keys()].every((shape) => numberOf.has(shape)) || !this.fits(kind.holds, holds)) return [];
        return [{ kind, holds: new Map([...holds].map(([shape, count]) => [numberOf.get(shape) ?? 0, count])) }];
      }),
    );
    const found = await configurationsOf(demands, kinds, measured, left, start, paid);
    if (found === undefined) return undefined;
    for (const { kind, holds } of found.patterns) {
      const whole = new Map([...holds].map(([index, count]) => [wanted[index] ?? 0, count]));
      const known = this.known.get(kind.type) ?? new Map<string, ReadonlyMap<number, number>>();
      const key = [...whole].sort(([a], [b]) => a - b).join(' ');
      this.known.set(kind.type, known.set(key, whole));
    }
    const worth = shapes.map(() => 0);
    wanted.forEach((shape, index) => (worth[shape] = found.worth[index] ?? 0));
    const value = load.reduce((sum, count, shape) => sum + count * (worth[shape] ?? 0), 0);
    return value > paid ? worth : undefined;
  }

  /** Prices that are sound elsewhere, as high as they are sound on nodes of these kinds. */
  elsewhere(kinds: readonly NodeKind[], worth: readonly number[]): readonly number[] {
    const { shapes, measured } = this.instance;
    const sizes = shapes.map((size) => ({ size }));
    return new Fillings(sizes, kinds, measured).sound(worth);
  }

  private fits(free: readonly number[], holds: ReadonlyMap<number, number>): boolean {
    const { shapes } = this.instance;
    return free.every((whole, d) => {
      let sum = 0;
      for (const [shape, count] of holds) sum += count * (shapes[shape]?.[d] ?? 0);
      return sum <= whole;
    });
  }
}
