/** What the solver reads beside the environment: the catalog, sourced facts, infrastructure, and what others hold. */
import type { AwsFacts, Registry } from '../modules/module';
import type { ComplianceAsk } from '../data/compliance-asks';
import type { Prices } from '../data/prices';
import type { StaticInfrastructure } from '../schema/infrastructure-types';
import type { CloudInfrastructure, CloudRegion, PriceRule } from '../schema/types';

export type { Price, Prices } from '../data/prices';

/** What another environment's lock already holds. */
export interface Commitment {
  readonly environment: string;
  readonly accountId?: string;
  /** Modules of scope `account`, by region. */
  readonly accountModules: readonly {
    readonly module: string;
    readonly region: string;
    readonly capabilities: readonly string[];
  }[];
  /** Expected cost by location, micro-USD a month. */
  readonly microUsdByLocation: Readonly<Record<string, number>>;
  /** Quota use by location and quota name. */
  readonly quotas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Use of fixed capacity by static location. Absent: none. */
  readonly capacity?: Readonly<Record<string, HeldCapacity>>;
  /** Clusters of placed services by location. Absent: none. */
  readonly clusters?: Readonly<Record<string, number>>;
}

/** Whole milli-CPUs, MiB and devices, and whole nodes. */
export interface HeldCapacity {
  readonly resources: Readonly<Record<string, number>>;
  readonly nodes: number;
}

export interface World {
  readonly registry: Registry;
  readonly facts: AwsFacts;
  readonly prices: (rules: readonly PriceRule[]) => Prices;
  /** Whether AWS offers a service in a region. */
  readonly offers: (service: string, region: string) => boolean;
  /** Round trip between regions, median; undefined where nobody measured it. */
  readonly latencyMs: (from: string, to: string) => number | undefined;
  /** What a compliance programme asks of modules; undefined where no source says. */
  readonly complianceAsks: (programme: string) => readonly ComplianceAsk[] | undefined;
  readonly infrastructures: readonly CloudInfrastructure[];
  /** Fixed capacity. */
  readonly sites: readonly StaticInfrastructure[];
  readonly commitments: readonly Commitment[];
  /** What the environment's own lock holds, which a measurement of present use includes. Absent: no lock. */
  readonly own?: Pick<Commitment, 'microUsdByLocation' | 'clusters'>;
}

/** The region of a cloud that a location is; undefined for a site, and for what no document lists. */
export function regionAt(
  { infrastructures }: Pick<World, 'infrastructures'>,
  location: string,
): { readonly cloud: CloudInfrastructure; readonly region: CloudRegion } | undefined {
  for (const cloud of infrastructures) {
    const region = cloud.regions.find((one) => one.location === location);
    if (region !== undefined) return { cloud, region };
  }
  return undefined;
}

export function isAws(world: Pick<World, 'infrastructures'>, location: string): boolean {
  return regionAt(world, location)?.cloud.provider === 'aws';
}
