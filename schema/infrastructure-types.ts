/** Fixed capacity, prices of node types, and present use, as infrastructure documents give them. */
import type { Position } from './problem';

/** Amounts of one place or pod. A key that is absent was not stated: nothing is known of that dimension. */
export interface Amounts {
  readonly nodes?: number;
  readonly milliCpu?: number;
  readonly memoryBytes?: number;
  readonly storageBytes?: number;
  /** Type -> how many: `nvidia-a100`. */
  readonly accelerators?: Readonly<Record<string, number>>;
}

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** As a controller wrote it under `status`. */
export interface StatedCondition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly message?: string;
}

export interface Measured {
  readonly total?: number;
  readonly used: number;
}

/** One dimension that a site's status measures. */
export type Utilization = {
  readonly [Dimension in keyof Omit<Amounts, 'accelerators'>]?: Measured;
} & { readonly accelerators?: Readonly<Record<string, Measured>> };

export interface SiteStatus {
  readonly utilization: Utilization;
  readonly clusters?: { readonly total?: number; readonly names: readonly string[] };
  readonly conditions: readonly StatedCondition[];
}

export interface CloudStatus {
  /** USD of the month so far. */
  readonly spend?: { readonly monthlyUsd?: number; readonly byRegion: Readonly<Record<string, number>> };
  readonly clusters?: { readonly total?: number; readonly byRegion: Readonly<Record<string, number>> };
  readonly conditions: readonly StatedCondition[];
}

/** A node type that a cloud's document prices itself. */
export interface PricedNodeType {
  readonly type: string;
  /** Absent: every region of the document. */
  readonly regions?: readonly string[];
  /** Decimal string, USD for an hour of one node. */
  readonly usdPerHour: string;
  readonly allocatable: {
    readonly milliCpu: number;
    readonly memoryBytes: number;
    /** Absent: not checked. */
    readonly storageBytes?: number;
    /** Absent: not checked. */
    readonly pods?: number;
    readonly accelerators: Readonly<Record<string, number>>;
  };
}

export interface CloudPrices {
  /** Where the figures come from; printed beside every cost that rests on them. */
  readonly note: string;
  /** Decimal strings, USD. */
  readonly clusterUsdPerHour?: string;
  readonly egressUsdPerGb?: string;
  readonly nodeTypes: readonly PricedNodeType[];
}

export interface Overflow {
  /** Name of a CloudInfrastructure, which may not be there. */
  readonly target: string;
  /** Absent: any region of the target. */
  readonly regions?: readonly string[];
  /** Percent of a dimension in use from which work may go elsewhere. */
  readonly capacityThreshold: number;
  readonly maxClusters?: number;
  readonly maxMonthlyUsd?: number;
}

/** A StaticInfrastructure document: one location with fixed capacity. */
export interface StaticInfrastructure {
  readonly name: string;
  readonly provider?: string;
  readonly credentialsRef?: { readonly name: string; readonly namespace?: string };
  /** Not read; handed on to whoever provisions. */
  readonly providerConfig?: Readonly<Record<string, unknown>>;
  /** `<infrastructure>/<site>` */
  readonly location: string;
  readonly site: string;
  readonly region?: string;
  readonly zone?: string;
  readonly address: {
    readonly country?: string;
    readonly state?: string;
    readonly city?: string;
    readonly facility?: string;
  };
  readonly compliance: readonly string[];
  readonly capabilities: readonly string[];
  readonly residencyTags: readonly string[];
  readonly capacity: Amounts;
  /** Bits a second. */
  readonly egressBitsPerSecond?: number;
  /** Name as written -> round trip, milliseconds. */
  readonly latencyMsTo: Readonly<Record<string, number>>;
  readonly reservation?: {
    readonly reserved: Amounts;
    /** A service that has all labels of one of them may use what is reserved. */
    readonly selectors: readonly Readonly<Record<string, string>>[];
  };
  readonly overflow?: Overflow;
  readonly status?: SiteStatus;
  readonly position: Position;
}
