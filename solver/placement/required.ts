/**
 * The properties of one new location with which everything would fit, as few as possible, by one integer programme: the
 * model of formulate.ts with a phantom place of any capacity, near to all others and free of charge.
 *
 *   c[k] in {0,1}   the new location has property k: a compliance programme, a capability, a residency
 *   y[g] in {0,1}   its region matches the glob g; at most one
 *   x[s,phantom] <= c[k] for each property that s requires;  x[s,phantom] <= sum of y[g] over globs that s allows
 *   minimise        the number of properties, then what is placed there
 *
 * The programme knows no packing, so its answer is tried: the location is added as it would be, and everything placed.
 * Where that fails, what packing says of the point is a cut, and it is asked again.
 */
import { solve } from '../solve';
import type { Model } from '../model';
import { addCuts } from './cuts';
import { decidePlacement, PACKING_EFFORT, type PlaceOptions } from './decide';
import { matches } from './eligible';
import { formulate } from './formulate';
import { instanceOf, type Instance } from './instance';
import { Pools } from './pools';
import type { PlacedService, PlacementProblem, RequiredProperties, Resources, StaticPlace } from './problem';
import type { Rows, Term } from './rows';
import { countsOf } from './values';

const PHANTOM = 'new/location';
/** Columns above which the programme is not asked for. */
const MOST_COLUMNS = 20_000;
const ROUNDS = 8;

export async function requiredProperties(
  problem: PlacementProblem,
  options: PlaceOptions,
): Promise<RequiredProperties | undefined> {
  const instance = instanceOf(withPlace(problem, phantom(problem)));
  const formulation = formulate(instance);
  const { rows, stands } = formulation;
  if (rows.cost.length > MOST_COLUMNS) return undefined;
  const place = instance.places.findIndex(({ id }) => id === PHANTOM);
  const there = new Map(
    instance.services.flatMap(({ index, name }) => {
      const stand = (stands[index] ?? []).find((each) => each.place === place);
      return stand === undefined ? [] : [[name, stand] as const];
    }),
  );
  rows.cost.fill(0);
  const columns = propertyRows(problem, rows, (name) => there.get(name)?.x);
  const many = weighPlaced(instance, rows, (name) => there.get(name));
  for (const column of columns.values()) rows.cost[column] = many;
  const pools = new Pools(instance, PACKING_EFFORT);
  for (let round = 0; round < ROUNDS; round++) {
    const solution = await solve(modelOf(rows), { stopAfterSeconds: options.stopAfterSeconds ?? 60 });
    if (solution.status !== 'optimal') return undefined;
    const { point } = solution;
    const counts = new Map(
      [...there].flatMap(([name, { n, replicasPerUnit }]) => {
        const count = (point[n] ?? 0) * replicasPerUnit;
        return count > 0 ? [[name, count] as const] : [];
      }),
    );
    const found = required(problem, columns, point, counts);
    const { best } = await decidePlacement(withPlace(problem, asPlace(problem, found)), { ...options, gap: 1 });
    if (best !== undefined) return found;
    if (addCuts(pools, formulation, point, countsOf(instance, formulation, point)) === 0) return undefined;
  }
  return undefined;
}

/** Adds a place that is near to all others. Its id matches every service's regions where it is the phantom. */
function withPlace(problem: PlacementProblem, place: StaticPlace): PlacementProblem {
  const near = Object.fromEntries(problem.locations.map(({ id }) => [id, 0]));
  return {
    ...problem,
    locations: [...problem.locations, place],
    latencyMs: { ...problem.latencyMs, [place.id]: near },
    services: problem.services.map((service) => ({
      ...service,
      requires: { ...service.requires, regions: regionsWith(service, place) },
    })),
  };
}

function regionsWith({ requires }: PlacedService, place: StaticPlace): readonly string[] {
  const allowed = place.region === '*' || requires.regions.some((glob) => matches(glob, place.region));
  return requires.regions.length > 0 && allowed ? [...requires.regions, PHANTOM] : requires.regions;
}

function phantom({ services }: PlacementProblem): StaticPlace {
  const all = (key: 'compliance' | 'capabilities' | 'residency'): string[] => [
    ...new Set(services.flatMap(({ requires }) => requires[key])),
  ];
  return {
    kind: 'static',
    id: PHANTOM,
    infrastructure: 'new',
    region: '*',
    compliance: all('compliance'),
    capabilities: all('capabilities'),
    residency: all('residency'),
    zones: 3,
    fixedMicroUsd: 0,
    egressMicroUsdPerGb: 0,
    capacity: {},
    used: {},
    usedNodes: 0,
    reservations: [],
  };
}

function asPlace(problem: PlacementProblem, found: RequiredProperties): StaticPlace {
  const { compliance, capabilities, residency, capacity, region = 'anywhere' } = found;
  return { ...phantom(problem), compliance, capabilities, residency, capacity, region };
}

const kinds = ['compliance', 'capabilities', 'residency'] as const;

/** Property -> column. */
function propertyRows(
  problem: PlacementProblem,
  rows: Rows,
  standing: (service: string) => number | undefined,
): Map<string, number> {
  const columns = new Map<string, number>();
  const column = (property: string): number => {
    const known = columns.get(property) ?? rows.binary(`property/${property}`, 0);
    columns.set(property, known);
    return known;
  };
  const globs = [...new Set(problem.services.flatMap(({ requires }) => requires.regions))].sort();
  for (const { name, requires } of problem.services) {
    const x = standing(name);
    if (x === undefined) continue;
    for (const kind of kinds)
      for (const tag of requires[kind]) rows.atMost('property', [[x, 1], [column(`${kind}/${tag}`), -1]], 0); // prettier-ignore
    if (requires.regions.length === 0) continue;
    const allowed = globs.filter((glob) => requires.regions.some((wider) => matches(wider, glob)));
    rows.atMost('property', [[x, 1], ...allowed.map((glob): Term => [column(`region/${glob}`), -1])], 0);
  }
  const regions = [...columns].filter(([property]) => property.startsWith('region/'));
  if (regions.length > 1) rows.atMost('property', regions.map(([, y]): Term => [y, 1]), 1); // prettier-ignore
  return columns;
}

/** What is placed at the phantom counts by its share of all requests; returns more than all of it together. */
function weighPlaced(
  instance: Instance,
  rows: Rows,
  standing: (service: string) => { readonly n: number; readonly replicasPerUnit: number } | undefined,
): number {
  const totals = instance.dimensions.map((_, d) =>
    instance.services.reduce((sum, { request, replicas }) => sum + replicas * (request[d] ?? 0), 0),
  );
  let all = 1;
  for (const { name, request, replicas } of instance.services) {
    const stand = standing(name);
    if (stand === undefined) continue;
    const share = request.reduce((sum, amount, d) => sum + amount / Math.max(1, totals[d] ?? 1), 0);
    const weight = Math.max(1, Math.round(1_000_000 * share)) * stand.replicasPerUnit;
    rows.cost[stand.n] = weight;
    all += weight * (replicas / stand.replicasPerUnit);
  }
  return all;
}

function modelOf(rows: Rows): Model {
  return {
    variables: rows.names.map((name, index) => ({ name: `${name}#${index}`, lower: 0, upper: rows.upper[index] ?? 0 })),
    rows: rows.list.map(({ columns, coefficients, lower, upper }) => ({
      terms: columns.map((variable, k) => ({ variable, coefficient: coefficients[k] ?? 0 })),
      ...(lower > -Infinity && { lower }),
      ...(upper < Infinity && { upper }),
      requirement: 0,
    })),
    objective: rows.cost.flatMap((coefficient, variable) => (coefficient === 0 ? [] : [{ variable, coefficient }])),
    requirements: [{ name: 'placement' }],
  };
}

function required(
  problem: PlacementProblem,
  columns: ReadonlyMap<string, number>,
  point: readonly number[],
  counts: ReadonlyMap<string, number>,
): RequiredProperties {
  const has = [...columns].flatMap(([property, column]) => ((point[column] ?? 0) > 0 ? [property] : []));
  const of = (kind: string): string[] =>
    has.flatMap((property) => (property.startsWith(`${kind}/`) ? [property.slice(kind.length + 1)] : [])).sort();
  const [region] = of('region');
  const capacity: Record<string, number> = {};
  for (const { name, requests } of problem.services) {
    for (const [dimension, amount] of Object.entries(requests)) {
      const total = (capacity[dimension] ?? 0) + amount * (counts.get(name) ?? 0);
      if (total > 0) capacity[dimension] = total;
    }
  }
  return {
    compliance: of('compliance'),
    capabilities: of('capabilities'),
    residency: of('residency'),
    ...(region !== undefined && { region }),
    capacity: capacity satisfies Resources,
    services: [...counts.keys()].sort(),
  };
}
