/**
 * Where some services stand and how some nodes are filled, decided at once: the programme of formulate.ts in which, for
 * the pools and sites of a part, whole fillings of nodes are columns instead of counts of nodes by totals.
 *
 *   y[p,f] whole         nodes of pool or site p with filling f;  sum of y[o,f] <= free nodes of site o
 *   for each shape h     sum of count(f, h) y[p,f] >= replicas of shape h that stand at p
 *
 * Its fillings are those of the placement that is to be improved, and those that are worth most by prices that are known.
 * A point of it is packed already, so that a place is chosen for what it really costs.
 */
import type { LinearRow } from '../programme';
import { siteKind } from './bins';
import { within } from './configurations';
import { type Formulation, standingAt } from './formulate';
import { type HighsLimits, type MixedProgramme, solveMixed } from './highs';
import type { Best } from './incumbent';
import type { Cloud, Instance, NodeKind, Site } from './instance';
import { type Node, priceOf } from './nodes';
import { type FillingLibrary, type Holds, valueOf } from './nodes-programme';
import type { Part } from './parts';
import { nodesFor, shapesOn } from './patterns';
import type { Load, Pools } from './pools';
import { type Counts, loadsOf, settle } from './settle';
import { countsOf, heldAt, programmeOf } from './values';
import type { Worths } from './worths';

/** Fillings of a kind of node beside those that are in use. */
const FILLINGS = 20;

interface Filled {
  readonly place: Cloud | Site;
  /** Index into the pools of the formulation; absent at sites. */
  readonly pool?: number;
  readonly kinds: readonly NodeKind[];
  readonly fillings: readonly (Counted & { readonly column: number })[];
}

interface Counted {
  readonly kind: NodeKind;
  readonly holds: Holds;
  /** Nodes of the placement that is to be improved. */
  readonly used: number;
}

export class Refill {
  constructor(
    private readonly pools: Pools,
    private readonly formulation: Formulation,
    private readonly library: FillingLibrary,
    private readonly worths: Worths,
  ) {}

  private get instance(): Instance {
    return this.pools.instance;
  }

  /** Counts of a point, with its packing made known to the pools; undefined where none was found. */
  async solve(best: Best, part: Part, limits: HighsLimits): Promise<Counts | undefined> {
    const { instance, formulation } = this;
    const { programme, filled } = this.programme(best, part);
    const sub = heldAt(instance, formulation, programme, best.counts, part.services);
    const start = await this.startOf(best, programme, filled, limits);
    const answer = await solveMixed(sub.programme, limits, {}, start && sub.reduced(start));
    if (!('values' in answer) || answer.values === undefined) return undefined;
    const point = sub.pointOf(answer.values);
    const counts = countsOf(instance, formulation, point);
    return this.pack(counts, filled, point) ? counts : undefined;
  }

  /** The placement as a point: what follows from services and fillings is HiGHS's. */
  private async startOf(
    best: Best,
    programme: MixedProgramme,
    filled: readonly Filled[],
    limits: HighsLimits,
  ): Promise<readonly number[] | undefined> {
    const { instance, formulation } = this;
    const lower = [...programme.lower];
    const upper = [...programme.upper];
    for (const { fillings } of filled) {
      for (const { column, used } of fillings) {
        lower[column] = used;
        upper[column] = used;
      }
    }
    const sub = heldAt(instance, formulation, { ...programme, lower, upper }, best.counts, new Set());
    const answer = await solveMixed(sub.programme, limits);
    return 'values' in answer && answer.values !== undefined ? sub.pointOf(answer.values) : undefined;
  }

  private programme(
    best: Best,
    part: Part,
  ): { readonly programme: MixedProgramme; readonly filled: readonly Filled[] } {
    const { instance, formulation } = this;
    const base = programmeOf(formulation);
    const lower = [...base.lower];
    const upper = [...base.upper];
    const cost = [...base.cost];
    const whole = [...base.whole];
    const column = (price: number, most: number): number => {
      lower.push(0);
      upper.push(most);
      whole.push(true);
      return cost.push(price) - 1;
    };
    const inUse = this.nodesInUse(best);
    const inClouds = [...inUse.values()].flat();
    const filled: Filled[] = [];
    /** Node column of a pool -> columns of fillings of that kind. */
    const instead = new Map<number, readonly number[]>();
    const isNode = new Set<number>();
    for (const [index, pool] of formulation.pools.entries()) {
      const place = instance.places[pool.place];
      if (place?.kind !== 'cloud') continue;
      const here = inUse.get(`${pool.place} ${pool.overflowOf ?? ''}`) ?? [];
      if (!part.pools.has(index)) {
        this.hold(pool, here, lower, upper);
        continue;
      }
      const kinds = pool.nodes.map(({ kind }) => kind);
      const most = Math.max(0, ...pool.nodes.map((node) => upper[node.column] ?? 0));
      const fillings = this.fillingsOf(pool.place, kinds, here, inClouds).map((each) => ({
        ...each,
        column: column(each.kind.microUsd, most),
      }));
      filled.push({ place, pool: index, kinds, fillings });
      for (const node of pool.nodes) {
        isNode.add(node.column);
        upper[node.column] = 0;
        const own = fillings.filter(({ kind }) => kind.type === node.kind.type);
        instead.set(node.column, own.map((each) => each.column)); // prettier-ignore
      }
    }
    const rows = formulation.rows.list.flatMap(({ clause, columns, coefficients, lower: least, upper: most }) => {
      const isPacked = clause === 'nodes' && columns.some((each) => isNode.has(each));
      return isPacked ? [] : [withFillings({ variables: columns, coefficients, lower: least, upper: most }, instead)];
    });
    for (const index of part.sites) {
      const place = instance.places[index];
      const kind = place?.kind === 'static' ? siteKind(place) : undefined;
      if (place?.kind !== 'static' || kind === undefined || place.freeNodes === Infinity) continue;
      const here = (inUse.get(`${index} `) ?? []).map(({ holds }) => ({ kind, holds }));
      const fillings = this.fillingsOf(index, [kind], here, []).map((each) => ({
        ...each,
        column: column(0, place.freeNodes),
      }));
      filled.push({ place, kinds: [kind], fillings });
      const variables = fillings.map((each) => each.column);
      rows.push({ variables, coefficients: variables.map(() => 1), lower: -Infinity, upper: place.freeNodes });
    }
    for (const own of filled) rows.push(...this.loadRows(own));
    this.keepOut(part, upper);
    return { programme: { lower, upper, cost, whole, rows }, filled };
  }

  /** Nodes and clusters stay as they are. */
  private hold(pool: Formulation['pools'][number], used: readonly Node[], lower: number[], upper: number[]): void {
    const fix = (column: number, value: number): void => {
      lower[column] = value;
      upper[column] = value;
    };
    for (const { kind, column } of pool.nodes) fix(column, used.filter((node) => node.kind.type === kind.type).length);
    fix(pool.clusters, used.length === 0 ? 0 : Math.max(1, Math.ceil(used.length / pool.nodesPerCluster)));
  }

  /** Services that may move do so within the part. */
  private keepOut(part: Part, upper: number[]): void {
    for (const service of part.services) {
      for (const { place, pool, x, n } of this.formulation.stands[service] ?? []) {
        if (pool === undefined ? part.sites.has(place) || !this.isPacked(place) : part.pools.has(pool)) continue;
        upper[x] = 0;
        upper[n] = 0;
      }
    }
  }

  private isPacked(place: number): boolean {
    const site = this.instance.places[place];
    return site?.kind === 'static' && site.node !== undefined && site.freeNodes < Infinity;
  }

  private loadRows({ place, pool, fillings }: Filled): LinearRow[] {
    const { instance, formulation } = this;
    const loads = new Map<number, { variables: number[]; coefficients: number[] }>();
    const rowOf = (shape: number): { variables: number[]; coefficients: number[] } => {
      const row = loads.get(shape) ?? { variables: [], coefficients: [] };
      loads.set(shape, row);
      return row;
    };
    const here = pool === undefined ? standingAt(instance, formulation, place.index) : formulation.standsIn[pool];
    for (const { service, stand } of here ?? []) {
      const row = rowOf(service.shape);
      row.variables.push(stand.n);
      row.coefficients.push(-stand.replicasPerUnit);
    }
    for (const { holds, column } of fillings) {
      for (const [shape, count] of holds) {
        const row = rowOf(shape);
        row.variables.push(column);
        row.coefficients.push(count);
      }
    }
    return [...loads.values()].map((row) => ({ ...row, lower: 0, upper: Infinity }));
  }

  /** Those in use here or in other clouds, and of each kind the ones that are worth most by the last prices. */
  private fillingsOf(
    place: number,
    kinds: readonly NodeKind[],
    here: readonly Node[],
    elsewhere: readonly Node[],
  ): Counted[] {
    const { instance, worths, library } = this;
    const found = new Map<string, Counted>();
    const add = (kind: NodeKind | undefined, holds: Holds, used: number): void => {
      if (kind === undefined) return;
      const key = `${kind.type} ${[...holds].sort(([a], [b]) => a - b).join(' ')}`;
      found.set(key, { kind, holds, used: used + (found.get(key)?.used ?? 0) });
    };
    const sizes = instance.shapes.map((size) => ({ size }));
    // Fillings are exact by what is measured alone, and a type of the same name may be smaller here.
    const addClipped = (kind: NodeKind | undefined, holds: Holds): void =>
      add(kind, kind === undefined ? holds : within(kind, holds, sizes).holds, 0);
    const shapesOf = (node: Node): Holds => shapesOn(node, (service) => instance.services[service]?.shape);
    const own = ({ kind }: Node): NodeKind | undefined => kinds.find(({ type }) => type === kind.type);
    for (const node of here) add(own(node), shapesOf(node), 1);
    for (const node of elsewhere) addClipped(own(node), shapesOf(node));
    const worth = worths.at(place).at(-1) ?? [];
    for (const kind of kinds) {
      const valued = [...library.of(kind)].map((holds) => ({ holds, value: valueOf(holds, worth) }));
      for (const { holds } of valued.sort((a, b) => b.value - a.value).slice(0, FILLINGS)) addClipped(kind, holds);
    }
    return [...found.values()];
  }

  /** `place pool` -> nodes. */
  private nodesInUse({ counts }: Best): Map<string, readonly Node[]> {
    const { pools, instance } = this;
    const found = new Map<string, readonly Node[]>();
    for (const { place, overflowOf, load, choice } of settle(pools, counts).found?.pools ?? []) {
      const at = instance.places[place];
      const fit = at?.kind === 'static' ? pools.into(at, load) : undefined;
      const nodes = choice?.bought?.nodes ?? (fit?.status === 'fits' ? fit.nodes : []);
      found.set(`${place} ${overflowOf ?? ''}`, nodes);
    }
    return found;
  }

  /** Makes the packing of a point known; false where a filling holds less than it should. */
  private pack(counts: Counts, filled: readonly Filled[], point: readonly number[]): boolean {
    const { instance, pools, formulation } = this;
    const loads = loadsOf(instance, counts);
    const shapeOf = new Map(instance.services.map(({ index, shape }) => [index, shape]));
    for (const { place, pool, kinds, fillings } of filled) {
      const here: Load = loads.get(place.index) ?? new Map<number, number>();
      const load =
        pool === undefined
          ? here
          : new Map([...here].filter(([service]) =>
              (formulation.stands[service] ?? []).some((stand) => stand.pool === pool && Math.round(point[stand.x] ?? 0) > 0))); // prettier-ignore
      if (load.size === 0) continue;
      const items = pools.items(load, place.kind === 'cloud' ? place : undefined);
      const copies = fillings.map(({ column }) => Math.round(point[column] ?? 0));
      const nodes = nodesFor(items, shapeOf, fillings, copies, kinds);
      if (nodes === undefined) return false;
      if (place.kind === 'static') pools.offerFit(place, load, { status: 'fits', nodes });
      else pools.offer(place, load, 0, { nodes, microUsd: priceOf(nodes) });
    }
    return true;
  }
}

/** Columns of fillings beside the columns of nodes that they stand for. */
function withFillings(row: LinearRow, instead: ReadonlyMap<number, readonly number[]>): LinearRow {
  if (!row.variables.some((each) => instead.has(each))) return row;
  const variables = [...row.variables];
  const coefficients = [...row.coefficients];
  row.variables.forEach((variable, k) => {
    for (const column of instead.get(variable) ?? []) {
      variables.push(column);
      coefficients.push(row.coefficients[k] ?? 0);
    }
  });
  return { ...row, variables, coefficients };
}
