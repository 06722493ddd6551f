/**
 * The contract between a module of the catalog, the solver and the stacks.
 *
 * A module's `index.ts` states facts: pure functions of (inputs, site, data). The solver turns them into a model and
 * decides; `build.ts` (loaded on demand, the only file of a module that imports bindings) turns what was decided into
 * constructs. This file imports nothing at run time, so that the solver can be used without cdktf.
 */
import type { Construct } from 'constructs';
import type { ZodType } from 'zod';

/** What an environment says of an optional module: pinned on, pinned off, or left to the solver. */
export type Toggle = 'on' | 'off' | 'auto';

/** Where a need must be met: in the primary region, in each region that the environment uses, or in any one of them. */
export type At = 'primary' | 'each' | 'any';

/** `single-az`: one zone may take the service down. `multi-az`: no single zone may. */
export type Availability = 'single-az' | 'multi-az';

/**
 * A named thing that a module provides and others need. `Outputs` types what the provider hands to its consumers at
 * build time (tokens of resource attributes); two capabilities are the same when their names are.
 */
export interface Capability<Outputs> {
  readonly name: string;
  /** One sentence for `trellis list`. */
  readonly summary: string;
  /** Where a need of it holds when the environment file does not say. */
  readonly defaultAt: At;
  /** The units in which a need of it may be sized: name (with the unit in it) -> what it measures. */
  readonly units: Readonly<Record<string, string>>;
  /** Present in the type alone. */
  readonly outputs?: Outputs;
}

/** Something of an instance that must stand before it can: a capability, and how much of it. */
export interface Need {
  readonly capability: Capability<unknown>;
  /** `each`: in the instance's own region; `primary`: in the primary region; `any`: somewhere in the environment. */
  readonly at: At;
  /** Served by the instance of this name alone, so that a module may need several of one capability. @default any */
  readonly instance?: string;
  /** Demand by unit of the capability. */
  readonly demand?: Readonly<Record<string, number>>;
  /** What whoever serves it must have, however many it serves: `{ privateZones: 2 }`. */
  readonly atLeast?: Readonly<Record<string, number>>;
}

/** A place that the solver may choose: one cloud region of one infrastructure. */
export interface Site {
  /** `<infrastructure>/<region>` */
  readonly location: string;
  readonly region: string;
  /** Availability that the environment asks for. */
  readonly availability: Availability;
}

/** What traffic passes that AWS bounds. */
export type NetworkCarrier = 'interface-endpoint' | 'nat-gateway';

export interface Throughput {
  /** Carried at once, Gbit/s. */
  readonly startsAtGbps: number;
  /** Carried at most, as AWS scales it by itself. */
  readonly scalesToGbps: number;
  /** `NAT gateway` */
  readonly per: string;
  readonly source: string;
}

export type NetworkPath =
  | 'cloudfront-to-load-balancer'
  | 'inside-a-vpc'
  | 'to-dynamodb-by-endpoint'
  | 'to-s3-by-endpoint'
  | 'to-the-internet-by-nat'
  | 'user-to-cloudfront';

/** Sourced facts about AWS that modules may read. The implementation is in data/. */
export interface AwsFacts {
  /** Zone ids of a region (`use1-az1`): the same zone in every account, unlike zone names. */
  zoneIds(region: string): readonly string[];
  /** ElastiCache node types, smallest memory first. */
  cacheNodeTypes(): readonly CacheNodeType[];
  /** Instance classes of RDS and Aurora, smallest memory first. */
  databaseInstanceClasses(): readonly DatabaseInstanceClass[];
  /** EC2 instance types with what pods may use of them, in the order of the source. */
  ec2InstanceTypes(): readonly Ec2InstanceType[];
  /** Undefined where no offering list of the region, or nothing about the type, is known. */
  offersInstanceType(type: string, region: string): boolean | undefined;
  /** Whether Aurora Global Database runs in a region; `unknown` where no source says. */
  auroraGlobal(engine: 'aurora-mysql' | 'aurora-postgresql', region: string): 'supported' | 'not available' | 'unknown';
  throughput(carrier: NetworkCarrier): Throughput;
  /** Typical times one way or there and back, as people feel them, milliseconds. */
  typicalLatencyMs(path: NetworkPath): { readonly low: number; readonly high: number };
}

export interface CacheNodeType {
  /** `cache.r6g.large` */
  readonly type: string;
  readonly vcpu: number;
  readonly memoryGiB: number;
  readonly arch: string;
}

export interface Ec2InstanceType {
  /** `m6i.large` */
  readonly type: string;
  readonly family: string;
  readonly vcpu: number;
  readonly memoryGiB: number;
  readonly arch: string;
  readonly burstable: boolean;
  readonly bareMetal: boolean;
  readonly gpu?: { readonly count: number; readonly name: string } | undefined;
  /** What is left for pods on an EKS node, after system and kubelet reserves. */
  readonly eksAllocatableMemoryMiB?: number | undefined;
  readonly eksAllocatableCpuMilli?: number | undefined;
  /** Pods that the VPC CNI has addresses for on one node. */
  readonly eksMaxPods?: number | undefined;
}

export interface DatabaseInstanceClass {
  /** `db.r6g.large` */
  readonly class: string;
  readonly vcpu: number;
  readonly memoryGiB: number;
  readonly arch: string;
  readonly rds: boolean;
  readonly auroraMysql: boolean;
  readonly auroraPostgresql: boolean;
}

/** low <= expected <= high; the expected figure decides, the others are shown. */
export interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/**
 * One line of a price quote. Quantity = fixed + perUnit x units + sum over u of perDemand[u] x demand served in u.
 * The solver looks the price up, so that a missing price is handled alike everywhere.
 */
export interface CostLine {
  /** What is charged, as a reader of the bill would say it. */
  readonly name: string;
  /** Key of data/prices. */
  readonly price: string;
  readonly fixed?: number | Range;
  readonly perUnit?: number;
  readonly perDemand?: Readonly<Record<string, number>>;
  /** Capabilities whose needs `perDemand` counts; absent: every one that has the unit. */
  readonly demandOf?: readonly Capability<unknown>[];
  /** How the quantity comes about: `2 NAT gateways x 730 h`. */
  readonly basis?: string;
  /** Subtotal that it belongs to, whatever module it is of: `networking`. */
  readonly group?: string;
  /** Set on charges that estimates commonly leave out: its subtotal is told without and with it. */
  readonly overlooked?: true;
}

/** What an option does not provide because of an input: a conflict names the input where that stands in the way. */
export interface Withheld {
  /** Its name; were it left out, the capabilities would be provided. */
  readonly input: string;
  readonly provides: readonly Capability<unknown>[];
  /** What the input says, as a clause: `privateOnly of the network keeps calls to APIs of AWS off NAT`. */
  readonly says: string;
}

/** What an option has for each need that it serves, and none of them uses up: the zones of a network. */
export interface Extent {
  readonly amount: number;
  /** Name of the input that it comes from. */
  readonly input: string;
  /** A clause: `the network has private subnets in 1 zone`. */
  readonly says: string;
  /** Name of an input that gives as many as it is set to, where `input` is left out. */
  readonly raisedBy?: string;
}

/** One way to have a module at a site, in integer units (nodes, shards; 1 where it has no size). */
export interface Option {
  /** Stable within the module: it is written into locks. */
  readonly key: string;
  /** What a reader calls it: `Valkey on cache.t4g.small`. `describe` below adds the count. */
  readonly label: string;
  /** Word for one unit, `node`; absent where units are always 1. */
  readonly unitName?: string;
  readonly units: { readonly min: number; readonly max: number };
  /** Supply by demand unit, for one unit of this option. A unit that is not named here is unlimited. */
  readonly supplies: Readonly<Record<string, number>>;
  /** By the names that `atLeast` of needs has; what is not named is enough for any. */
  readonly has?: Readonly<Record<string, Extent>>;
  readonly provides: readonly Capability<unknown>[];
  readonly withheld?: Withheld;
  /** What must stand for an instance in this option, beside what the module needs: of other capabilities than that. */
  readonly needs?: readonly Need[];
  /**
   * Where it stands, every need of what it provides in its region is served by it: name resolution or routing leaves no
   * choice. Two such instances can't stand in one region.
   */
  readonly exclusive?: true;
  /**
   * AWS turns an instance from one option into another of the same identity in place; a change of identity replaces it,
   * which a locked stateful instance never suffers. Absent: all options are one.
   */
  readonly identity?: string;
  readonly cost: readonly CostLine[];
  /** What the same traffic or work would cost the usual way: priced like costs, told beside them and never charged. */
  readonly spares?: readonly CostLine[];
  /** Use of quotas: quota name -> amount. */
  readonly consumes?: Readonly<Record<string, { readonly fixed?: number; readonly perUnit?: number }>>;
  /** Set where the option can't be had at this site: one clause that ends a sentence. */
  readonly unavailable?: string;
}

/** Prefix length of a tier's subnets, or a share of the VPC: `large` an eighth each, `small` a sixty-fourth. */
export type TierSize = number | 'large' | 'small';

/** A tier that does not span all zones, or whose subnets were given by hand. */
export interface TierRequest {
  readonly size: TierSize;
  /** The first so many zones have a subnet of the tier. @default all */
  readonly zones?: number;
  /** Blocks in zone order. Those of zones that have no subnet yet are kept for them; what is not given is allocated. */
  readonly cidrs?: readonly string[];
}

/** A part of an instance that stands in zones of its region. */
export interface ZonePart {
  /** As a reader calls it: `NAT gateway`. */
  readonly what: string;
  /** In how many zones it stands. */
  readonly zones: number;
  /** `first`: in the first zones of the network. `any`: where AWS or a scheduler puts it. */
  readonly where: 'first' | 'any';
  /** What is lost with the only zone that it has: a clause. */
  readonly loses?: string;
}

/** Address space that an instance asks for in a region. One tier gives one subnet in each of its zones. */
export interface AddressRequest {
  /** Zones to spread over; the first so many zone ids of the region, kept in the network lock. */
  readonly zones: number;
  /** Zone ids that are taken only when the others do not suffice: services that are to come refuse them. */
  readonly zonesTakenLast?: readonly string[];
  /** Tier name -> size of each of its subnets, or more about it. */
  readonly tiers: Readonly<Record<string, TierSize | TierRequest>>;
}

/** What was allocated: kept in environments/network.lock.json and never moved. */
export interface Addresses {
  readonly cidr: string;
  /** Zone ids in the order in which they were taken. */
  readonly zones: readonly string[];
  /** Tier -> zone id -> CIDR. */
  readonly subnets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What an environment may spend, as its file says. */
export interface Budget {
  readonly monthlyUsd: number;
  /** More than 0, to 100. */
  readonly alertThresholdPercent: number;
}

/** What the solver chose. Role is where the region stands in the environment. */
export interface Chosen {
  readonly module: string;
  readonly instance: string;
  readonly location: string;
  readonly region: string;
  readonly option: string;
  readonly units: number;
  readonly role: 'primary' | 'secondary' | 'only';
}

/** What the environment looks like to a rule: known before the solver runs. */
export interface Situation {
  readonly availability: Availability;
  /** Most regions that the environment may use. */
  readonly maxRegions: number;
  /** Names of the capabilities that needs of the environment and of its services ask for. */
  readonly needs: readonly string[];
  /** Patterns of the edges between services. */
  readonly patterns: readonly string[];
}

/** When to use a module, or when not. Text is a clause: `there is one VPC and one cluster`. */
export interface Rule {
  readonly text: string;
  /** Absent: the rule is for people alone. On `avoidWhen`, true makes a pinned module warn. */
  holds?(situation: Situation): boolean;
}

/** A security control that the module claims; generic tests check it against the emitted resources. */
export interface Control {
  /** `encryption-at-rest` */
  readonly id: string;
  readonly summary: string;
  /** Terraform resource type that carries it. */
  readonly resource: string;
  /** True when the emitted arguments of one such resource comply. */
  complies(argumentsOf: Readonly<Record<string, unknown>>): boolean;
}

/**
 * What the provider or AWS refuses, or replaces a resource for, and no schema tells: `trellis rehearse` checks it.
 * Arguments are paths from the resource in Terraform's names, through blocks and lists: `default_action.forward`.
 */
export type ArgumentRule = {
  /** Terraform resource type. */
  readonly resource: string;
  /** Page of the provider or of AWS that says so. */
  readonly source: string;
} & (
  | { readonly kind: 'one-of'; readonly argument: string; readonly values: readonly (string | number)[] }
  | { readonly kind: 'matches'; readonly argument: string; readonly pattern: string; readonly says: string }
  | { readonly kind: 'not-together'; readonly arguments: readonly string[] }
  | { readonly kind: 'one-required'; readonly arguments: readonly string[] }
  | { readonly kind: 'replaces'; readonly arguments: readonly string[] }
);

/** Everything that a build may read and must report. Builds are synchronous: derive, define, expose. */
export interface BuildContext<I> {
  /** The stack. Constructs are its direct children, so that logical ids carry no hash. */
  readonly scope: Construct;
  readonly inputs: I;
  readonly chosen: Chosen;
  readonly environment: string;
  /** First step of a retirement: resources stay, deletion protection goes off, final snapshots are named. */
  readonly retiring: boolean;
  /** Zone ids to spread over, in order; from `addresses` of the module that provides the network, else of the region. */
  readonly availability: Availability;
  readonly facts: AwsFacts;
  /** Present where the module asks for addresses. */
  readonly addresses?: Addresses;
  /** Present where the environment sets one. */
  readonly budget?: Budget;
  /** Logical id `<module>[_<instance>]_<role>_<region>[_<key>]`. Asking twice for the same id is a bug and throws. */
  id(role: string, key?: string): string;
  /** The id that a role of this instance has in another region: for what its regions share and one of them makes. */
  idIn(region: string, role: string, key?: string): string;
  /**
   * An AWS name `<environment>[-<instance>]-<part>...`, cut to `limit` characters with a short digest of the whole
   * where it would be longer. A name that AWS keeps after deletion takes the generation of the instance.
   */
  name(limit: number, ...parts: readonly string[]): string;
  /**
   * Outputs of the instance that serves this one; `primary` asks for the one in the primary region, `instance` for the
   * need that names it.
   */
  require<O>(capability: Capability<O>, where?: 'here' | 'primary', instance?: string): O;
  /** Outputs of every instance in this region that gives the capability, whoever it serves; built before this one. */
  standing<O>(capability: Capability<O>): readonly O[];
  /** Hands outputs to consumers. */
  provide<O>(capability: Capability<O>, outputs: O): void;
  /** A Terraform output of the stack, `<module>[_<instance>]_<name>_<region>`. Never a secret. */
  output(name: string, value: string, description: string): void;
  /** Role that applies the stacks, where the environment names one. */
  readonly deployRoleArn?: string;
  /**
   * Has a stack for the addons of this cluster, `<environment>-addons-<cluster>`, and in it the module's own addons
   * half where it has one. `published` is what that half is told: text known at synth, a reference throws, since
   * cdktf would make remote state of it.
   */
  addons(cluster: ClusterAccess, published?: Readonly<Record<string, string>>): void;
}

/** What it takes to look a cluster up: text known at synth. */
export interface ClusterAccess {
  /** As EKS knows it. */
  readonly name: string;
  readonly region: string;
}

/** What the half of a module that stands inside a cluster may read. Its stack has the providers for that cluster. */
export interface AddonsContext<I> {
  /** The addons stack. Constructs are its direct children. */
  readonly scope: Construct;
  readonly inputs: I;
  readonly chosen: Chosen;
  readonly environment: string;
  readonly availability: Availability;
  /** `vpcId` and the private subnets are read from the cluster when the stack is applied. */
  readonly cluster: ClusterAccess & { readonly vpcId: string; readonly subnetIds: string[] };
  /** As `BuildContext.id`. */
  id(role: string, key?: string): string;
  /** As `BuildContext.name`. */
  name(limit: number, ...parts: readonly string[]): string;
  /** What the aws half handed over; a key that it did not is a bug and throws. */
  published(key: string): string;
  /** As `BuildContext.output`. */
  output(name: string, value: string, description: string): void;
}

/** A module's constructs: `aws` goes into the environment's stack, `addons` into that of the cluster it names. */
export interface Builds<I> {
  aws(context: BuildContext<I>): void;
  addons?(context: AddonsContext<I>): void;
}

/** What the second step of a retirement leaves behind, such as the key that final snapshots are encrypted with. */
export interface KeptResource {
  /** Terraform resource type. */
  readonly resource: string;
  /** Role in its logical id; it has no key. */
  readonly role: string;
}

/** A kind of node that replicas of services may be placed on. */
export interface NodeKind {
  /** Instance type. */
  readonly type: string;
  /** What pods may use of one: `cpuMilli`, `memoryMiB`, `pods`, and `accelerator/<name>` in devices. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** Of one node; `fixed` quantities alone. */
  readonly cost: readonly CostLine[];
}

/** What placement puts on one instance. */
export interface Hosted {
  /** Instance type -> nodes that may stand in any zone. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Instance type -> nodes in the first zone of the network, in the second ... */
  readonly zonedNodes: Readonly<Record<string, readonly number[]>>;
  /** Sum of what the replicas on them request, in the dimensions of `NodeKind.allocatable`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Whether addons and shared tools of the region may go there. */
  readonly hub: boolean;
}

/** How services that are placed by what they request become instances of a module. */
export interface Hosting<I> {
  nodeKinds(inputs: I, site: Site, facts: AwsFacts): readonly NodeKind[];
  /** Of an instance without its nodes; `fixed` quantities alone. */
  instanceCost(inputs: I): readonly CostLine[];
  /** Inputs of an instance that holds this. */
  withHosted(inputs: I, hosted: Hosted): I;
}

export interface InstanceFault {
  /** From the named instances on: `['research', 'hub']`. Empty: all of them together. */
  readonly path: readonly string[];
  /** What is wrong and what to change. */
  readonly message: string;
}

/** A unit of the catalog. Written as a typed object literal, checked with `satisfies Module<Inputs>`. */
export interface Module<I> {
  /** snake_case; the folder's name and the first part of every logical id. */
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  readonly category: 'network' | 'cache' | 'data' | 'compute' | 'ingress' | 'edge' | 'security' | 'ml' | 'governance';
  readonly lifecycle: 'ready' | 'deprecated';
  /** What an environment gets that does not name the module. */
  readonly toggle: Toggle;
  /** It stands on the environment's budget: without one it can't be had, and unnamed it is auto. @default false */
  readonly needsBudget?: boolean;
  /**
   * `location`: an instance a region. `secondary`: in each region but the primary one. `environment`: in the primary
   * region alone. `account`: one owner environment in an account.
   */
  readonly scope: 'location' | 'secondary' | 'environment' | 'account';
  /** Of scope `account`: AWS has it once for all regions, so it stands in the primary one alone. @default false */
  readonly global?: boolean;
  /** Whether an environment may have several named instances. */
  readonly multiple: boolean;
  /**
   * The instances that the solver may take where the environment leaves the module to it and names none: name -> inputs,
   * beside those that the environment gives. @default `main` alone
   */
  readonly autoInstances?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Faults of its named instances that show only side by side. */
  checkInstances?(instances: Readonly<Record<string, I>>): readonly InstanceFault[];
  /** Whether dropping an instance loses data or addresses that others rely on: it then leaves in two steps. */
  readonly stateful: boolean;
  /** Resources that outlive a retired instance: Terraform forgets them and AWS keeps them. */
  readonly keeps?: readonly KeptResource[];
  /** AWS services (keys of data/aws-service-regions.json) that a region must offer. */
  readonly services: readonly string[];
  readonly provides: readonly Capability<unknown>[];
  /** IPv4 ranges that it uses beside the VPC's own: no VPC is cut from them. */
  readonly keepsFree?: readonly string[];
  /** Quota names that its options consume -> what they count. */
  readonly quotas: Readonly<Record<string, string>>;
  /** Strict; every key optional or defaulted, so that `on` alone is enough. Keys are AWS's argument names in camelCase. */
  readonly inputs: ZodType<I>;
  readonly useWhen: readonly Rule[];
  readonly avoidWhen: readonly Rule[];
  /** Modules that can't stand in the same region, with the reason as a clause. */
  readonly conflicts: Readonly<Record<string, string>>;
  /** What its resources must obey beyond their schema. */
  readonly rules?: readonly ArgumentRule[];
  /** The pages that facts and arguments were checked against, and remarks where a source was found wrong. */
  readonly references: readonly string[];
  controls(inputs: I): readonly Control[];
  needs(inputs: I): readonly Need[];
  options(inputs: I, site: Site, facts: AwsFacts): readonly Option[];
  addresses?(inputs: I, site: Site, facts: AwsFacts): AddressRequest;
  /** What a reader must know of these inputs, though they are allowed: whole sentences, shown as notices. */
  cautions?(inputs: I, site: Site, facts: AwsFacts): readonly string[];
  /** What of it stands in which zones: told for each zone that could fail. */
  zoneParts?(inputs: I, site: Site, facts: AwsFacts, chosen: Pick<Chosen, 'option' | 'units'>): readonly ZonePart[];
  /** Present where placed services may run on it. */
  readonly hosting?: Hosting<I>;
  load(): Promise<Builds<I>>;
}

/** The catalog: passed as an argument, so that tests run on a few modules of their own. */
export interface Registry {
  readonly modules: readonly Module<unknown>[];
  readonly capabilities: readonly Capability<unknown>[];
  /** Name of a module that is gone -> the one that took its place. */
  readonly replaced?: Readonly<Record<string, string>>;
}
