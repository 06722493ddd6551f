/** What can be told of an infrastructure without calling it: conditions, spend, use and alerts. */
import type { ConditionStatus } from '../../schema/infrastructure-types';

export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  /** Why, in a sentence. */
  readonly message: string;
}

/** `hard`: nothing new may be provisioned. `soft`: over the budget, which is allowed. `near`: past a threshold. */
export interface Alert {
  readonly level: 'hard' | 'soft' | 'near';
  /** Name of the infrastructure, or id of the location. */
  readonly subject: string;
  readonly message: string;
}

export interface SpendLimit {
  readonly microUsd: number;
  readonly hard: boolean;
  /** Percent of the limit from which an alert is raised. */
  readonly alertThresholdPercent: number;
}

export interface RegionSpend {
  /** A region, or what a bill has beside regions: `global`, `NoRegion`. */
  readonly region: string;
  /** Whether the infrastructure document has it. */
  readonly listed: boolean;
  /** Of the month so far. Absent: not known. */
  readonly spendMicroUsd?: number;
  readonly limit?: SpendLimit;
  readonly clusters?: number;
  readonly maxClusters?: number;
}

export interface CloudReport {
  readonly kind: 'CloudInfrastructure';
  readonly provider: string;
  /** Where the spend was read, and of which month. Absent: no spend is known. */
  readonly source?: string;
  readonly spendMicroUsd?: number;
  readonly limit?: SpendLimit;
  readonly clusters?: number;
  /** Those of the document by name, then the others. */
  readonly regions: readonly RegionSpend[];
}

export interface Use {
  /** `cores`, `memory`, `accelerator nvidia-a100` */
  readonly dimension: string;
  readonly unit: 'count' | 'millicores' | 'bytes';
  /** Absent: not stated, so not checked. */
  readonly total?: number;
  /** Absent: not known. */
  readonly used?: number;
  /** Kept back for critical work. */
  readonly reserved?: number;
}

export interface SiteReport {
  readonly kind: 'StaticInfrastructure';
  readonly provider?: string;
  readonly location: string;
  readonly use: readonly Use[];
  readonly clusters?: number;
}

export type InfrastructureReport = (CloudReport | SiteReport) & {
  readonly name: string;
  /** Environments that name it. */
  readonly usedBy: readonly string[];
  /** Sites in use that overflow to it. */
  readonly overflowOf: readonly string[];
  readonly conditions: readonly Condition[];
  readonly alerts: readonly Alert[];
  /** What does not agree in the document. */
  readonly notes: readonly string[];
};

/** Spend of a month by region, out of a bill. */
export interface Costs {
  /** `costs.json, 2026-11, UnblendedCost, estimated` */
  readonly source: string;
  readonly microUsdByRegion: ReadonlyMap<string, number>;
}
