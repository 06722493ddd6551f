/** What was decided: the only thing that everything after the solver reads. Plain data; the lock is its file form. */
import type { Addresses, Chosen, Range } from '../modules/module';
import type { Exclusion, Placement } from './placement/problem';
import type { KeyPath } from '../schema/types';

/** A priced line of the bill. Money is integer micro-USD a month. */
export interface CostComponent {
  /** `elasticache_redis@us-east-1`, or `services` for traffic between regions. */
  readonly owner: string;
  readonly location: string;
  readonly name: string;
  readonly priceKey: string;
  /** What one `usd` buys: `node-hour`. */
  readonly unit: string;
  /** Decimal string. */
  readonly usd: string;
  readonly quantity: Range;
  readonly microUsd: { readonly low: number; readonly expected: number; readonly high: number };
  /** `awsmap-vpc 2025-09-11`: source id and date. */
  readonly source: string;
  /** `assumed`: another region's price; `secondary`: not from AWS price data; `override`: spec.prices. */
  readonly mark?: 'assumed' | 'secondary' | 'override';
  /** Why the mark. */
  readonly note?: string;
  readonly basis?: string;
  readonly group?: string;
  readonly overlooked?: true;
}

export interface Bill {
  readonly components: readonly CostComponent[];
  /** What is spared by how things are done, beside the costs and in no sum. */
  readonly spared: readonly CostComponent[];
  /** Sums of the components. */
  readonly microUsd: { readonly low: number; readonly expected: number; readonly high: number };
}

/** Service -> location, of the services that run in one region of the solver's choice. */
export type Hosts = Readonly<Record<string, string>>;

/** Which instance serves a need at a location. */
export interface Serving {
  /** Stable id of the need: `environment/key-value-cache`, `service/feast/key-value-cache`, or as `needId` makes it. */
  readonly need: string;
  readonly location: string;
  readonly capability: string;
  /** `module/instance@location` of the provider; `commitment:<environment>` where another environment's lock provides it. */
  readonly provider: string;
}

export interface Reason {
  /** `module/<name>` or `region/<location>`. */
  readonly subject: string;
  /** On or off, and why: one sentence without file positions. */
  readonly sentence: string;
  /** Set where nobody asks for what the module gives: there is nothing to weigh. */
  readonly unasked?: true;
  /** The line of the environment that it rests on. */
  readonly path?: KeyPath;
  /** The best answer without this choice. */
  readonly runnerUp?: { readonly description: string; readonly microUsd?: number };
}

/** What becomes of an environment when one zone of a region fails. */
export interface ZoneLoss {
  readonly location: string;
  /** In the order of the network's zones, from 1. */
  readonly position: number;
  /** What is gone, and what goes with it. */
  readonly lost: readonly string[];
  /** What runs on in other zones. */
  readonly runsOn: readonly string[];
}

/** The same environment where no single zone may take it down. */
export interface Upgrade {
  readonly availability: 'multi-az';
  /** More than now, micro-USD a month. */
  readonly microUsd: number;
  /** Lines of the bill that change, with the difference. */
  readonly changes: readonly { readonly owner: string; readonly name: string; readonly microUsd: number }[];
  /** Afterwards. */
  readonly zones: readonly ZoneLoss[];
}

/** An instance as it stands in the environment, through its retirement. */
export interface Placed extends Chosen {
  /** `retiring`: first step of leaving; the resources stay, their protection goes. */
  readonly phase: 'active' | 'retiring';
  /** Raised each time the instance comes back after a retirement: AWS keeps some old names. */
  readonly generation: number;
  readonly inputs: unknown;
  readonly stateful: boolean;
  /** Of the option; AWS replaces an instance that changes it. */
  readonly identity?: string;
}

/** Services by what they request: where their replicas stand, and why nowhere else. */
export interface PlacedServices {
  readonly placement: Placement;
  readonly excluded: readonly Exclusion[];
  /** Dimensions that somebody requests and a location does not state. */
  readonly unchecked: readonly { readonly location: string; readonly dimension: string }[];
}

export interface Decision {
  readonly environment: string;
  readonly status: 'optimal' | 'feasible';
  /** Proved lower bound where the status is `feasible`. */
  readonly boundMicroUsd?: number;
  readonly primary: string;
  readonly regions: readonly {
    readonly location: string;
    readonly region: string;
    readonly role: 'primary' | 'secondary' | 'only';
  }[];
  readonly placed: readonly Placed[];
  readonly serves: readonly Serving[];
  /** Absent where no service leaves the choice of its region to the solver. */
  readonly hosts?: Hosts;
  /** Absent where no service says what it requests. */
  readonly placement?: PlacedServices;
  readonly bill: Bill;
  /** Above the soft budget by so much. */
  readonly excessMicroUsd: number;
  readonly reasons: readonly Reason[];
  readonly notices: readonly string[];
  /** Set where a single zone may take it down, and an answer exists in which none may. */
  readonly upgrade?: Upgrade;
}

/** `<module>/<instance>@<location>`: the key of an instance everywhere. */
export function instanceKey(of: {
  readonly module: string;
  readonly instance: string;
  readonly location: string;
}): string {
  return `${of.module}/${of.instance}@${of.location}`;
}

/** `elasticache_redis/main/private-network`; `ecs_service/api/key-value-table:jobs` where it names an instance. */
export function needId(
  of: { readonly module: string; readonly instance: string },
  { capability, instance }: { readonly capability: string; readonly instance?: string | undefined },
): string {
  return `${of.module}/${of.instance}/${capability}${instance === undefined ? '' : `:${instance}`}`;
}

/** The location of an instance key. */
export function locationOf(key: string): string {
  return key.slice(key.indexOf('@') + 1);
}

/** Region -> addresses, of one environment. */
export type NetworkAllocations = Readonly<Record<string, Addresses>>;
