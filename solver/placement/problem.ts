/**
 * What is placed where: plain readonly data. Money is whole micro-USD a month; amounts of resources are whole numbers.
 */
import type { Limit } from '../model';

/**
 * Dimension -> whole amount: `cpuMilli`, `memoryMiB`, `storageMiB`, `pods`, and `accelerator/<type>` in devices.
 * A replica takes one pod without saying so.
 */
export type Resources = Readonly<Record<string, number>>;

export const ACCELERATOR = 'accelerator/';
export const PODS = 'pods';

export interface Budget {
  readonly monthlyMicroUsd: number;
  /** Spent already by what is not placed here. */
  readonly spentMicroUsd: number;
  /** `hard` is never exceeded; `soft` is, with a warning. */
  readonly limit: 'hard' | 'soft';
}

interface Place {
  /** `<infrastructure>/<region or site>`, unique. */
  readonly id: string;
  readonly infrastructure: string;
  readonly region: string;
  readonly compliance: readonly string[];
  readonly capabilities: readonly string[];
  readonly residency: readonly string[];
  /** Availability zones that replicas can be spread over, at least 1. Nodes of static places are in none of them. */
  readonly zones: number;
  /** Of the modules that the place needs as soon as anything is placed there. */
  readonly fixedMicroUsd: number;
  /** Of a GB that leaves for any other place. */
  readonly egressMicroUsdPerGb: number;
  readonly budget?: Budget;
  /** Why nothing may be placed here now, in words: lost, without prices. */
  readonly closed?: string;
}

export interface NodeType {
  readonly type: string;
  readonly microUsd: number;
  /** What pods may use of one node. An accelerator that is not named is not there; another dimension is not checked. */
  readonly allocatable: Resources;
}

export interface CloudPlace extends Place {
  readonly kind: 'cloud';
  readonly nodeTypes: readonly NodeType[];
  /** Control plane of one cluster. */
  readonly clusterMicroUsd: number;
  /** Clusters that may still be made. Absent: no limit. */
  readonly maxClusters?: number;
  /** Absent: no limit. */
  readonly maxNodesPerCluster?: number;
}

export interface Reservation {
  readonly amount: Resources;
  /** A service that has all labels of one of these may use it. */
  readonly selectors: readonly Readonly<Record<string, string>>[];
}

export interface Overflow {
  /** Name of the CloudInfrastructure that takes what does not fit. */
  readonly target: string;
  /** Of the target. Absent: all. */
  readonly regions?: readonly string[];
  /** A service overflows only where it would bring some dimension past so many percent of capacity. */
  readonly thresholdPercent: number;
  readonly maxClusters?: number;
  readonly maxMonthlyMicroUsd?: number;
}

export interface StaticPlace extends Place {
  readonly kind: 'static';
  /** All that is there. A dimension that is left out is unconstrained and not checked. */
  readonly capacity: Resources;
  readonly nodes?: number;
  /** Size of one node, for bin packing. Absent: only totals are checked. */
  readonly perNode?: Resources;
  /** In use by others. */
  readonly used: Resources;
  readonly usedNodes: number;
  readonly reservations: readonly Reservation[];
  readonly overflow?: Overflow;
}

export type PlacementLocation = CloudPlace | StaticPlace;

export interface Infrastructure {
  readonly name: string;
  readonly budget?: Budget;
}

export interface Traffic {
  /** Name of the service that is talked to. */
  readonly to: string;
  /** From all replicas of the source together; counted to a thousandth. */
  readonly gbPerMonth: number;
  /** Round trip. A latency that is not known is too long; within one place it is 0. */
  readonly maxLatencyMs?: number;
  /**
   * Who answers where the target stands in several places. `nearest`: any place of it can take every call.
   * `all`: every replica takes an equal share, those beside the caller first; latency holds to each place of it.
   */
  readonly reach: 'nearest' | 'all';
}

export interface PlacedService {
  readonly name: string;
  readonly replicas: number;
  /** Of one replica. */
  readonly requests: Resources;
  readonly labels: Readonly<Record<string, string>>;
  readonly requires: {
    readonly compliance: readonly string[];
    readonly capabilities: readonly string[];
    readonly residency: readonly string[];
    /** Globs over a place's region or id, one of which must match. Empty: anywhere. */
    readonly regions: readonly string[];
  };
  /** Absent: all replicas stand in one place. */
  readonly spread?: { readonly over: 'locations' | 'zones'; readonly least: number };
  /**
   * Zones of each cloud place that its replicas there stand in at least, as far as there are so many replicas and zones.
   * Default: those of a spread over zones, else 1.
   */
  readonly zonesAtPlace?: number;
  /** Names of services that stand in the same places. */
  readonly keepWith: readonly string[];
  /** Names of services that stand in none of the same places. */
  readonly keepApart: readonly string[];
  /** Higher ones stay on static capacity where costs are equal, and are the last to be left out. */
  readonly priority: number;
  readonly talksTo: readonly Traffic[];
}

/** Where a service stands now. */
export interface Held {
  readonly service: string;
  readonly places: Readonly<Record<string, number>>;
  /** `pinned`: stays. `preferred`: moves only where that saves at least `minSavingMicroUsd`. */
  readonly keep: 'pinned' | 'preferred';
  readonly minSavingMicroUsd: number;
}

export interface PlacementProblem {
  readonly infrastructures: readonly Infrastructure[];
  readonly locations: readonly PlacementLocation[];
  readonly services: readonly PlacedService[];
  /** From place id -> to place id -> milliseconds, both ways; absent: not known. */
  readonly latencyMs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly held: readonly Held[];
}

/** Nodes that hold the same. */
export interface Bin {
  /** Node type, or `node` at a static place. */
  readonly type: string;
  readonly count: number;
  /** Of the cloud place, from 1. Absent: any will do. */
  readonly zone?: number;
  /** Service -> replicas on each of these nodes. */
  readonly holds: Readonly<Record<string, number>>;
}

/** Clusters and nodes for one purpose at one place. What overflows from a site runs in clusters of its own. */
export interface Pool {
  readonly location: string;
  /** Id of the static place whose overflow this is. */
  readonly overflowOf?: string;
  /** 0 at static places, where clusters cost nothing and are not counted. */
  readonly clusters: number;
  /** Node type -> count. Empty where a static place has no known node size. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Service -> replicas. */
  readonly holds: Readonly<Record<string, number>>;
  /** Where each replica stands. Empty where a static place has no known node size. */
  readonly bins: readonly Bin[];
}

export interface LocationCost {
  readonly nodesMicroUsd: number;
  readonly clustersMicroUsd: number;
  readonly fixedMicroUsd: number;
  readonly trafficMicroUsd: number;
}

export interface TrafficCost {
  readonly from: string;
  readonly to: string;
  /** Place that the traffic leaves. */
  readonly location: string;
  readonly microUsd: number;
}

/** A service that is not allowed at a place, and why. */
export interface Exclusion {
  readonly service: string;
  readonly location: string;
  readonly reason: string;
}

export interface Placement {
  readonly costMicroUsd: number;
  /** Cost, and what decides between placements of nearly equal cost: moves at their least saving, ranks of priority. */
  readonly objectiveMicroUsd: number;
  /** Service -> place -> replicas. */
  readonly services: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly pools: readonly Pool[];
  /** Place -> its costs; places in use alone. */
  readonly costs: Readonly<Record<string, LocationCost>>;
  readonly traffic: readonly TrafficCost[];
  readonly overflowed: readonly { readonly service: string; readonly site: string; readonly location: string }[];
  /** Services that left a place that they were held at. */
  readonly moved: readonly string[];
  /** Soft budgets that are exceeded: `budget/<infrastructure>` or `budget/<place>`. */
  readonly exceeded: readonly { readonly budget: string; readonly byMicroUsd: number }[];
}

interface Common {
  readonly excluded: readonly Exclusion[];
  /** Dimensions that somebody requests and a place does not state. */
  readonly unchecked: readonly { readonly location: string; readonly dimension: string }[];
}

/** Something that a conflict can name: `budget/aws`, `capacity/dc-east/us-east-dc1/cpuMilli`, `compliance/api/HIPAA`. */
export interface PlacementClause {
  readonly name: string;
  readonly sentence: string;
  /** What to change so that it no longer stands in the way. */
  readonly relax: string;
}

/** A location that would make everything fit. */
export interface RequiredProperties {
  readonly compliance: readonly string[];
  readonly capabilities: readonly string[];
  readonly residency: readonly string[];
  /** Glob over region names. Absent: anywhere. */
  readonly region?: string;
  /** Least capacity for the services below. */
  readonly capacity: Resources;
  readonly services: readonly string[];
}

export interface PlacementRelaxation {
  readonly clause: PlacementClause;
  /** Cost of the answer once the clause is left out; not always the lowest one where a search was cut short. */
  readonly costMicroUsd: number;
}

export interface PlacementConflict {
  /** These cannot hold together. */
  readonly clauses: readonly PlacementClause[];
  /** True when each of them was shown to be needed. */
  readonly minimal: boolean;
  /** Each is enough by itself; cheapest first. */
  readonly relaxations: readonly PlacementRelaxation[];
  /** Where none is: what else cannot hold together, without any clause of those before. */
  readonly others: readonly (readonly PlacementClause[])[];
  /** Absent: no single new location would be enough, or that was not decided. */
  readonly requiredProperties?: RequiredProperties;
}

/** `optimal` and `infeasible` are said only when proved. Costs and bounds are of the objective. */
export type PlacementAnswer = Common &
  (
    | { readonly status: 'optimal'; readonly placement: Placement }
    | {
        readonly status: 'feasible';
        readonly placement: Placement;
        /** Proved lower bound on the objective. */
        readonly boundMicroUsd: number;
        /** (objective - bound) / objective, 0 to 1. */
        readonly gap: number;
        readonly limit: Limit;
      }
    | { readonly status: 'infeasible'; readonly conflict: PlacementConflict }
    | { readonly status: 'undecided'; readonly limit: Limit }
  );
