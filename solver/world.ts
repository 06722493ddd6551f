/** What the solver reads beside the environment: the catalog, sourced facts, infrastructure, and what others hold. */
import type { AwsFacts, Registry } from '../modules/module';
import type { ComplianceAsk } from '../data/compliance-asks';
import type { Prices } from '../data/prices';
import type { CloudInfrastructure, PriceRule } from '../schema/types';

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
  readonly commitments: readonly Commitment[];
}
