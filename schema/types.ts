/** The intent, as it leaves the loader: merged with the defaults, validated, plain and readonly. */
import type { At, Range, Toggle } from '../modules/module';
import type { CloudPrices, CloudStatus } from './infrastructure-types';
import type { Position } from './problem';

/** Keys from the document's root: `['spec', 'needs', 0, 'capability']`. */
export type KeyPath = readonly (string | number)[];

export interface Requirements {
  /** Programmes that a location must declare: `SOC2`. */
  readonly compliance: readonly string[];
  /** Residency tag of the location's country or union: `eu`, `us`, `de`. */
  readonly residency?: string;
  /** Location capabilities that the infrastructure document declares: `gpu`. */
  readonly capabilities: readonly string[];
}

export interface NeedIntent {
  readonly capability: string;
  readonly at: At;
  /** Further capabilities that the same provider must give. */
  readonly with: readonly string[];
  readonly demand: Readonly<Record<string, number>>;
  readonly path: KeyPath;
}

export interface Edge {
  /** Name of the service that is talked to. */
  readonly service: string;
  /** `pod-to-pod`: inside the cluster network. `service`: service-level routing between VPCs. */
  readonly pattern: 'pod-to-pod' | 'service';
  /** From each region in which the source runs. */
  readonly gbPerMonth: Range;
  /** Round trip, milliseconds. */
  readonly maxLatencyMs?: number;
  /** Who answers where the target is placed in several locations. Absent: the nearest. */
  readonly reach?: 'nearest' | 'all';
  readonly path: KeyPath;
}

/** What the solver places a service by. */
export interface PlacementIntent {
  /** Of one replica. */
  readonly requests: {
    readonly milliCpu: number;
    readonly memoryBytes: number;
    readonly storageBytes: number;
    /** Type or Kubernetes name -> devices: `nvidia-a100`, `nvidia.com/gpu`. */
    readonly accelerators: Readonly<Record<string, number>>;
  };
  /** Globs over regions, sites and locations. Empty: any. */
  readonly regions: readonly string[];
  /** Absent: all replicas stand in one location. */
  readonly spread?: { readonly over: 'locations' | 'zones'; readonly least: number };
  readonly keepWith: readonly string[];
  readonly keepApart: readonly string[];
  readonly priority: number;
}

export interface ServiceIntent {
  readonly name: string;
  readonly at: At;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly requires: Requirements;
  readonly needs: readonly NeedIntent[];
  readonly talksTo: readonly Edge[];
  /** Absent: the service runs where `at` says. Present: `at` is `any`, and `replicas` are all there are. */
  readonly placement?: PlacementIntent;
  /** Set once the service is placed: the locations where it runs, some of which no region of AWS may be. */
  readonly places?: readonly string[];
  readonly path: KeyPath;
}

export interface InstanceIntent {
  readonly name: string;
  /** As the module's schema gave them, defaults filled in. */
  readonly inputs: unknown;
  /** Locations where it may stand. Absent: any. */
  readonly locations?: readonly string[];
  readonly path: KeyPath;
}

export interface ModuleIntent {
  readonly module: string;
  readonly toggle: Toggle;
  /** Where a pinned module stands: in each region used, in the primary one, or in these. */
  readonly regions: 'each' | 'primary' | readonly string[];
  readonly instances: readonly InstanceIntent[];
  /** Absent: the environment does not name the module and its own default holds. */
  readonly path?: KeyPath;
}

export type StateIntent =
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly region: string;
      readonly key: string;
      readonly kmsKeyId?: string;
    }
  | { readonly kind: 'local'; readonly path: string };

export interface PriceRule {
  /** Price key or a glob over price keys: `elasticache.valkey.*`. */
  readonly key: string;
  /** Absent: every region. */
  readonly region?: string;
  /** Exactly one of the two. */
  readonly usd?: string;
  readonly discountPercent?: number;
  /** Where the figure comes from; printed beside every cost that rests on it. */
  readonly note: string;
  readonly path: KeyPath;
}

export interface Environment {
  readonly name: string;
  readonly account?: { readonly id: string; readonly roleArn?: string };
  readonly state: StateIntent;
  readonly tags: Readonly<Record<string, string>>;
  /** Names of infrastructure documents. */
  readonly infrastructure: readonly string[];
  readonly regions: {
    readonly min: number;
    readonly max?: number;
    readonly allowed?: readonly string[];
    readonly primary: string;
  };
  readonly budget?: {
    readonly monthlyUsd: number;
    readonly alertThresholdPercent: number;
    readonly hardLimit: boolean;
  };
  readonly requires: Requirements & { readonly availability: 'single-az' | 'multi-az' | 'multi-region' };
  readonly needs: readonly NeedIntent[];
  /** One entry for every module of the registry, named or not. */
  readonly modules: readonly ModuleIntent[];
  readonly services: readonly ServiceIntent[];
  readonly network: {
    /** Pool that VPCs are cut from. */
    readonly pool: string;
    /** Prefix length of each region's VPC. */
    readonly prefixLength: number;
    /** Region -> CIDR given by hand. */
    readonly cidrs: Readonly<Record<string, string>>;
    /** Ranges that must stay free: on-premises, other clouds. */
    readonly reserved: readonly string[];
    /** Absent: the one that environments share. VPCs of different spaces may overlap, and are never connected. */
    readonly addressSpace?: string;
  };
  readonly prices: readonly PriceRule[];
  /** A locked stateless choice moves only when that saves at least so much a month. */
  readonly minSavingUsd: number;
  /** Where a value was set: the environment's file, or the defaults. The nearest known parent where the path itself is not written. */
  where(path: KeyPath): Position;
}

/** One region of a CloudInfrastructure document, its defaults applied. */
export interface CloudRegion {
  /** `<infrastructure>/<region>` */
  readonly location: string;
  readonly infrastructure: string;
  readonly region: string;
  readonly compliance: readonly string[];
  readonly capabilities: readonly string[];
  readonly residencyTags: readonly string[];
  readonly budget?: { readonly monthlyUsd: number; readonly hardLimit: boolean };
  /** Availability zones that may be used. Absent: those that are published. */
  readonly zones?: number;
  /** Quota name -> limit: `maxVpcs`. */
  readonly quotas: Readonly<Record<string, number>>;
  readonly position: Position;
}

export interface CloudInfrastructure {
  readonly name: string;
  readonly provider: string;
  readonly budget?: {
    readonly monthlyUsd: number;
    readonly alertThresholdPercent: number;
    readonly hardLimit: boolean;
  };
  readonly regions: readonly CloudRegion[];
  readonly credentialsRef?: { readonly name: string; readonly namespace?: string };
  /** Absent: the list prices of AWS, and nothing that is known of others. */
  readonly prices?: CloudPrices;
  /** Absent: nothing is known of present use. */
  readonly status?: CloudStatus;
  readonly position: Position;
}
