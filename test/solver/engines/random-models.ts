/** Small random models, and their answers by enumeration: arithmetic on integers and nothing else. */
import { type Model, type Point, type Row, type Term, costOf, valueOf } from '../../../solver/model';
import { randomNumbers } from '../../../solver/random-numbers';

const COSTS = [
  (random: (below: number) => number) => random(4),
  (random: (below: number) => number) => random(200) - 60,
  (random: (below: number) => number) => 1_000_000 + random(900_000_000),
  () => 0,
  () => 5_000_000,
];

/** Binaries and small general integers; equality, range and one-sided rows; ties, zero costs, big coefficients. */
export function randomModel(seed: number): Model {
  const random = randomNumbers(seed);
  const count = 2 + random(9);
  const cost = COSTS[random(COSTS.length)] ?? (() => 0);
  let points = 1;
  const variables = Array.from({ length: count }, (_, j) => {
    const lower = random(6) === 0 ? random(3) - 2 : 0;
    const wide = random(4) === 0 && points < 500;
    const upper = wide ? lower + 1 + random(6) : lower + 1;
    points *= upper - lower + 1;
    return { name: `x${j}`, lower, upper };
  });
  const scale = [1, 1, 1, 7, 1000, 1_000_003][random(6)] ?? 1;
  const middle: Point = variables.map(({ lower, upper }) => lower + random(upper - lower + 1));
  const rows = Array.from({ length: random(9) }, (_, i): Row => {
    const terms: Term[] = [];
    for (let j = 0; j < count; j++) {
      if (random(5) > 1) continue;
      const coefficient = (random(11) - 4) * scale;
      terms.push({ variable: j, coefficient });
      if (random(12) === 0) terms.push({ variable: j, coefficient: -scale });
    }
    const value = valueOf(terms, middle);
    const slack = (random(4) - (random(9) === 0 ? 3 : 0)) * scale;
    switch (random(5)) {
      case 0:
        return { terms, lower: value, upper: value, requirement: i };
      case 1:
        return { terms, lower: value - 2 * scale, upper: value + slack, requirement: i };
      case 2:
        return { terms, upper: value + slack, requirement: i };
      default:
        return { terms, lower: value - slack, requirement: i };
    }
  });
  const objective = variables.flatMap((_, j) => (random(8) === 0 ? [] : [{ variable: j, coefficient: cost(random) }]));
  return { variables, rows, objective, requirements: rows.map((_, i) => ({ name: `r${i}` })) };
}

export function holds(model: Model, point: Point): boolean {
  return model.rows.every(({ terms, lower = -Infinity, upper = Infinity }) => {
    const sum = valueOf(terms, point);
    return sum >= lower && sum <= upper;
  });
}

export interface Enumerated {
  readonly feasible: number;
  /** Absent where there is no point. */
  readonly lowest?: number;
  /** All points of the lowest cost, in lexicographic order of the variables as listed. */
  readonly cheapest: readonly Point[];
}

export function enumerate(model: Model): Enumerated {
  let feasible = 0;
  let lowest = Infinity;
  let cheapest: Point[] = [];
  const point = model.variables.map(({ lower }) => lower);
  for (;;) {
    if (holds(model, point)) {
      feasible++;
      const cost = costOf(model, point);
      if (cost < lowest) [lowest, cheapest] = [cost, []];
      if (cost === lowest) cheapest.push([...point]);
    }
    let j = point.length - 1;
    while (j >= 0 && point[j] === model.variables[j]?.upper) {
      point[j] = model.variables[j]?.lower ?? 0;
      j--;
    }
    if (j < 0) break;
    point[j] = (point[j] ?? 0) + 1;
  }
  return feasible === 0 ? { feasible, cheapest } : { feasible, lowest, cheapest };
}

/** The same model with its variables and rows in another order; `place[j]` is where variable j went. */
export function shuffled(model: Model, seed: number): { readonly model: Model; readonly place: readonly number[] } {
  const random = randomNumbers(seed);
  const shuffle = <T>(items: readonly T[]): T[] => {
    const list = [...items];
    for (let k = list.length - 1; k > 0; k--) {
      const other = random(k + 1);
      const held = list[k];
      const swapped = list[other];
      if (held === undefined || swapped === undefined) throw new RangeError('shuffle');
      list[k] = swapped;
      list[other] = held;
    }
    return list;
  };
  const order = shuffle([...model.variables.keys()]);
  const place: number[] = [];
  order.forEach((variable, index) => (place[variable] = index));
  const moved = (terms: readonly Term[]): Term[] =>
    shuffle(terms.map(({ variable, coefficient }) => ({ variable: place[variable] ?? 0, coefficient })));
  return {
    place,
    model: {
      variables: order.flatMap((variable) => model.variables[variable] ?? []),
      rows: shuffle(model.rows.map((row) => ({ ...row, terms: moved(row.terms) }))),
      objective: moved(model.objective),
      requirements: model.requirements,
    },
  };
}
