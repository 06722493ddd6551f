/**
 * The linear relaxation of the programme with nodes that are filled, not counted by totals: the rows of `nodes` of the
 * formulation give way to fillings (nodes-programme.ts), and pools whose nodes cost the same share theirs. It holds what
 * has come in so far: columns of services at places, fillings, rows that points break.
 */
import { alikePools, cloudFillings, siteBin } from './bins';
import { type Formulation, type PoolColumns, type Stand, type Standing, standingAt } from './formulate';
import type { HighsLimits } from './highs';
import type { Instance, NodeKind, Site } from './instance';
import { NodesProgramme, type Point } from './nodes-programme';
import type { Outline } from './outline';
import { undominated } from './nodes';
import type { NamedRow, Term } from './rows';

/** What breaks a row. */
const BROKEN = 0.01;
/** Clouds that a service may stand at from the beginning: the cheapest ones, and all that cost at most this part more. */
const CHEAPEST = 2;
const DEARER = 0.03;
const NOBODY = 1e-6;
/** Times the dearest nodes for it, for a service that stands nowhere. */
const NOWHERE = 10;
/**
 * Services up to which each stand comes in with what it needs. Beyond, rows for clusters and modules would be most of the
 * programme, and what they say is a small part of what nodes cost.
 */
const FEW = 600;

/** Nodes that some pools share, or those of a site. */
export interface Bins {
  readonly bin: number;
  readonly kinds: readonly NodeKind[];
  readonly site?: Site;
  readonly pools: readonly PoolColumns[];
  /** Row that has nodes within clusters. */
  readonly counted?: number;
  readonly stands: readonly Standing[];
}

export interface StandingPoint extends Point {
  /** Values by column of the formulation. */
  readonly at: readonly number[];
}

/** Rows about two services. */
const TIES = ['latency/', 'with/', 'apart/', 'traffic/'];

const noRow: NamedRow = { clause: '', columns: [], coefficients: [], lower: 0, upper: 0 };

export class StandingProgramme {
  readonly programme: NodesProgramme;
  readonly bins: readonly Bins[];
  /** Rows of the formulation that are there. */
  readonly included: number[] = [];
  /** By column of the formulation: counts nodes by kind, or replicas of a service. */
  readonly isNode: readonly boolean[];
  readonly isStand: readonly boolean[];
  private readonly standingAt = new Map<number, Standing>();
  private readonly binsAt = new Map<number, Bins>();
  private readonly entries: readonly { readonly row: number; readonly coefficient: number }[][];
  private readonly columnOf: number[] = [];
  private readonly rowOf: number[] = [];
  private readonly nowhere: number[] = [];

  constructor(
    readonly instance: Instance,
    readonly formulation: Formulation,
    private readonly outline: Outline,
  ) {
    const { rows, pools, stands } = formulation;
    this.programme = new NodesProgramme(instance.shapes, outline.fillings);
    const isNode = rows.cost.map(() => false);
    const isStand = rows.cost.map(() => false);
    for (const { nodes } of pools) for (const { column } of nodes) isNode[column] = true;
    for (const service of instance.services) {
      for (const stand of stands[service.index] ?? []) {
        isStand[stand.x] = true;
        isStand[stand.n] = true;
        this.standingAt.set(stand.n, { service, stand });
      }
    }
    this.isNode = isNode;
    this.isStand = isStand;
    const entries: { row: number; coefficient: number }[][] = rows.cost.map(() => []);
    rows.list.forEach(({ columns, coefficients }, row) =>
      columns.forEach((column, k) => entries[column]?.push({ row, coefficient: coefficients[k] ?? 0 })),
    );
    this.entries = entries;
    this.bins = [...this.cloudBins(), ...this.siteBins()];
    for (const bins of this.bins) for (const { stand } of bins.stands) this.binsAt.set(stand.n, bins);
    this.begin();
  }

  rowAt(row: number): NamedRow {
    return this.formulation.rows.list[row] ?? noRow;
  }

  has(column: number): boolean {
    return this.columnOf[column] !== undefined;
  }

  private cloudBins(): Bins[] {
    const { instance, formulation, programme } = this;
    const tables = cloudFillings(instance);
    const otherRows = ({ nodes }: PoolColumns, kind: NodeKind): readonly { row: number; coefficient: number }[] => {
      const column = nodes.find((each) => each.kind.type === kind.type)?.column ?? -1;
      return (this.entries[column] ?? []).filter(({ row }) => !isOfNodes(this.rowAt(row)));
    };
    // Where nodes count in other rows, too (budgets, limits of overflow), each pool has its own.
    const isMetered = (pool: PoolColumns): boolean => pool.nodes.some(({ kind }) => otherRows(pool, kind).length > 0);
    const kindsOf = ({ nodeTypes }: { nodeTypes: readonly NodeKind[] }): NodeKind[] => undominated(nodeTypes);
    return alikePools(instance, formulation, kindsOf, isMetered).flatMap(({ kinds, pools: indexes }): Bins[] => {
      const pools = indexes.flatMap((index) => formulation.pools[index] ?? []);
      const [first] = pools;
      if (first === undefined) return [];
      const counted = programme.row(-Infinity, 0);
      const terms = (kind: NodeKind): Term[] => [
        [counted, 1],
        ...otherRows(first, kind).map(({ row, coefficient }): Term => [this.include(row), coefficient]),
      ];
      const bin = programme.addBins({ kinds, fillings: tables, terms });
      for (const { clusters, nodesPerCluster } of pools)
        programme.term(counted, this.columnFor(clusters), -nodesPerCluster);
      const stands = indexes.flatMap((index) => formulation.standsIn[index] ?? []);
      return [{ bin, kinds, pools, counted, stands }];
    });
  }

  private siteBins(): Bins[] {
    const { instance, formulation, programme } = this;
    return instance.places.flatMap((site): Bins[] => {
      const own = site.kind === 'static' ? siteBin(programme, instance, site) : undefined;
      if (site.kind !== 'static' || own === undefined) return [];
      const stands = standingAt(instance, formulation, site.index);
      return [{ bin: own.bin, kinds: [own.kind], site, pools: [], stands }];
    });
  }

  /** The column in the programme; it comes in with its terms in the rows that are there. */
  private columnFor(column: number): number {
    const known = this.columnOf[column];
    if (known !== undefined) return known;
    const { rows } = this.formulation;
    const own = this.programme.column(rows.cost[column] ?? 0, rows.upper[column]);
    this.columnOf[column] = own;
    for (const { row, coefficient } of this.entries[column] ?? []) {
      const at = this.rowOf[row];
      if (at !== undefined) this.programme.term(at, own, coefficient);
    }
    const standing = this.standingAt.get(column);
    const bins = this.binsAt.get(column);
    if (standing !== undefined && bins !== undefined)
      this.programme.stand(bins.bin, own, standing.service.shape, standing.stand.replicasPerUnit);
    return own;
  }

  /** The row in the programme; it comes in with all columns but those of services at places that are not there yet. */
  private include(row: number): number {
    const known = this.rowOf[row];
    if (known !== undefined) return known;
    const { columns, coefficients, lower, upper } = this.rowAt(row);
    const own = this.programme.row(lower, upper);
    columns.forEach((column, k) => {
      const at = this.columnOf[column];
      if (at !== undefined) this.programme.term(own, at, coefficients[k] ?? 0);
    });
    this.rowOf[row] = own;
    this.included.push(row);
    for (const column of columns)
      if (this.isStand[column] !== true && this.isNode[column] !== true) this.columnFor(column);
    return own;
  }

  /** What is too much for rows about clusters and modules of each service. */
  get isLarge(): boolean {
    return this.instance.services.length > FEW;
  }

  bring({ x, n }: Stand): void {
    this.columnFor(x);
    this.columnFor(n);
    if (!this.isLarge) for (const { row } of this.entries[x] ?? []) if (isNeed(this.rowAt(row))) this.include(row);
  }

  /** Places of spread services, then all; false where there are no more. */
  bringMore(): boolean {
    const { instance, formulation } = this;
    const missing = instance.services.flatMap(({ index, single }) =>
      (formulation.stands[index] ?? []).flatMap((stand) => (this.has(stand.n) ? [] : [{ stand, single }])),
    );
    const spread = missing.filter(({ single }) => !single);
    for (const { stand } of spread.length > 0 ? spread : missing) this.bring(stand);
    return missing.length > 0;
  }

  /** What must be: services stand somewhere, sites hold so much. The rest comes as it is missed. */
  private begin(): void {
    const { instance, formulation, outline, programme } = this;
    const dearest = dearestOf(instance);
    for (const [row, { clause, lower, upper, columns }] of formulation.rows.list.entries()) {
      if (clause.startsWith('capacity/') || clause.startsWith('reservation/')) this.include(row);
      if (!clause.startsWith('place/') || lower !== upper) continue;
      const [service] = columns.flatMap((column) => this.standingAt.get(column)?.service ?? []);
      const column = programme.column(dearest * NOWHERE * (service?.replicas ?? 1));
      programme.term(this.include(row), column, lower);
      this.nowhere.push(column);
    }
    for (const { index, places, leastLocations } of instance.services) {
      const prices = outline.prices[index] ?? [];
      const clouds = places.filter((place) => instance.places[place]?.kind === 'cloud');
      const levels = [...new Set(clouds.map((place) => prices[place] ?? Infinity))].sort((a, b) => a - b);
      const most = levels[CHEAPEST + Math.max(leastLocations, 1) - 2] ?? Infinity;
      const limit = Math.max(most, (levels[0] ?? 0) * (1 + DEARER));
      for (const stand of formulation.stands[index] ?? []) {
        const isSite = instance.places[stand.place]?.kind === 'static';
        if (isSite || (prices[stand.place] ?? Infinity) <= limit) this.bring(stand);
      }
    }
  }

  /** The optimum over what is there, and what the library of fillings has for it next time. */
  async solve(seconds: number): Promise<StandingPoint | 'infeasible' | undefined> {
    const point = await this.programme.solve(seconds);
    if (point === undefined || point === 'infeasible') return point;
    const at = this.valuesOf(point.values);
    for (const own of this.bins)
      if (own.site !== undefined || isUsed(own, at)) this.programme.screen(own.bin, point.duals);
    return { ...point, at };
  }

  /** By column of the formulation. */
  private valuesOf(point: readonly number[]): readonly number[] {
    return this.formulation.rows.cost.map((_, column) => point[this.columnOf[column] ?? -1] ?? 0);
  }

  dualOf(row: number, duals: readonly number[]): number {
    return duals[this.rowOf[row] ?? -1] ?? 0;
  }

  /** Whether some service stands nowhere. */
  isShort(point: readonly number[]): boolean {
    return this.nowhere.some((column) => (point[column] ?? 0) > NOBODY);
  }

  /** Brings in the rows that a point breaks; returns how many. */
  includeBroken(values: readonly number[]): number {
    let broken = 0;
    for (const [row, named] of this.formulation.rows.list.entries()) {
      if (this.rowOf[row] !== undefined || isOfNodes(named) || (this.isLarge && isLeftOut(named))) continue;
      const { columns, coefficients, lower, upper } = named;
      let value = 0;
      for (let k = 0; k < columns.length; k++) value += (values[columns[k] ?? -1] ?? 0) * (coefficients[k] ?? 0);
      if (value <= upper + BROKEN && value >= lower - BROKEN) continue;
      this.include(row);
      broken++;
    }
    return broken;
  }

  /** Narrows a column, if it is there. */
  narrow(column: number, lower: number, upper: number): void {
    const own = this.columnOf[column];
    if (own !== undefined) this.programme.bound(own, lower, upper);
  }

  /** Drops what the stands of a pool need to be there, once it is there. */
  dropNeeds(stands: readonly Standing[]): void {
    for (const { stand } of stands) {
      for (const { row } of this.entries[stand.x] ?? []) {
        const own = this.rowOf[row];
        if (own !== undefined && isNeed(this.rowAt(row))) this.programme.free(own);
      }
    }
  }

  /** Brings in what ties services to each other where they still may stand. */
  includeTies(): void {
    for (const [row, { clause, columns }] of this.formulation.rows.list.entries()) {
      if (!TIES.some((tie) => clause.startsWith(tie))) continue;
      if (columns.some((column) => this.isStand[column] === true && this.isOpen(column))) this.include(row);
    }
  }

  /** Whether a column is there and not held at 0. */
  isOpen(column: number): boolean {
    const own = this.columnOf[column];
    return own !== undefined && this.programme.most(own) > 0;
  }

  /**
   * A point with each service whole in its places, over the columns that are there, with all rules but those of overflow.
   * Nodes may be fractions.
   */
  async whole(limits: HighsLimits): Promise<readonly number[] | undefined> {
    const { rows } = this.formulation;
    for (const [row, named] of rows.list.entries()) {
      if (isOfNodes(named) || isNeed(named) || named.clause.startsWith('overflow')) continue;
      if (named.columns.some((column) => this.isStand[column] && this.has(column))) this.include(row);
    }
    const whole = new Set(this.columnOf.flatMap((own, column) => (rows.whole[column] === true ? [own] : [])));
    const point = await this.programme.solveWhole((column) => whole.has(column), limits);
    return point && this.valuesOf(point);
  }
}

/** Micro-USD of the dearest node in a cluster of its own, with the modules of its place, and of the dearest move. */
function dearestOf({ places, services }: Instance): number {
  const prices = places.map((place) => {
    if (place.kind === 'static') return place.fixedMicroUsd;
    const node = Math.max(0, ...place.nodeTypes.map(({ microUsd }) => microUsd));
    return place.fixedMicroUsd + place.clusterMicroUsd + node;
  });
  return Math.max(1, ...prices) + Math.max(0, ...services.map(({ moveMicroUsd }) => moveMicroUsd));
}

/** Rows that fillings keep by themselves. */
function isOfNodes({ clause }: NamedRow): boolean {
  return clause === 'nodes' || clause.startsWith('nodes/');
}

/** A service needs a cluster, and the modules of the place. */
function isNeed({ clause, columns }: NamedRow): boolean {
  return columns.length === 2 && (clause === 'clusters' || clause === 'used');
}

/** Rows of large problems that come in once few places are left: they are many, and say little about what nodes cost. */
function isLeftOut(row: NamedRow): boolean {
  return isNeed(row) || row.clause.startsWith('traffic/');
}

export function isUsed({ stands }: Bins, values: readonly number[]): boolean {
  return stands.some(({ stand }) => (values[stand.n] ?? 0) > NOBODY);
}
