/** A model under construction, with what each variable means. */
import type { CloudRegion, Environment } from '../schema/types';
import type { Candidate, PricedOption } from './candidates';
import type { Amounts, Demand } from './demands';
import type { Model, Row, Term, Variable } from './model';
import { Clauses, type Clause } from './requirements';
import type { Prices, World } from './world';

/** Demands and supplies are counted in thousandths of their unit, so that rows stay in integers. */
export const SCALE = 1000;

export interface OptionVariable {
  readonly priced: PricedOption;
  /** 1 when the option is chosen. */
  readonly binary: number;
  /** Units when chosen; absent where they can only be `minUnits`. */
  readonly units?: number;
  readonly minUnits: number;
}

export interface InstanceVariables {
  readonly candidate: Candidate;
  /** Index into `regions`. */
  readonly region: number;
  readonly options: readonly OptionVariable[];
}

export interface ServeVariable {
  readonly need: string;
  readonly capability: string;
  /** Of the asker. */
  readonly location: string;
  /** Index of the region of the provider. */
  readonly region: number;
  /** Key of the provider: an instance, or `commitment:<environment>`. */
  readonly provider: string;
  /** Options of the provider that this variable may stand for. */
  readonly options: readonly string[];
  readonly variable: number;
  readonly demand?: Demand;
  /** How much of each unit, whoever asks. */
  readonly asked: Amounts;
  /** Set where an instance asks, and not in its own region. */
  readonly elsewhere?: 'primary' | 'any';
}

/** A locked instance and what may become of it. */
export interface Held {
  readonly key: string;
  readonly option: string;
  readonly identity?: string;
  readonly units: number;
  /** `stays`: must be there, with the same identity. `stays-as-is`: with the same option and units. `free`: a preference only. */
  readonly hold: 'free' | 'stays' | 'stays-as-is';
  /** In the first step of leaving: stands as it is and serves nothing but what leaves with it. */
  readonly retiring: boolean;
}

export interface DraftInput {
  readonly environment: Environment;
  readonly world: World;
  readonly held: readonly Held[];
  /** The locked primary location, where it binds. */
  readonly primary?: string;
  /**
   * `solve` leaves out what can't be chosen; `explain` states it as rows, so that a conflict can name it; `check` knows
   * no options but those of the lock.
   */
  readonly mode: 'solve' | 'explain' | 'check';
  /** Soft budgets as hard rows, or with an excess that costs. */
  readonly soft: 'kept' | 'exceeded' | 'ignored';
}

export class Draft {
  readonly clauses = new Clauses();
  readonly variables: Variable[] = [];
  readonly rows: Row[] = [];
  readonly instances: InstanceVariables[] = [];
  readonly serves: ServeVariable[] = [];
  readonly hosted = new Map<string, readonly number[]>();
  /** Cost terms by region index. */
  readonly cost: Term[][];
  readonly excess: Term[] = [];
  readonly used: readonly number[];
  readonly primary: readonly number[];
  readonly heldByKey: ReadonlyMap<string, Held>;

  constructor(
    readonly input: DraftInput,
    readonly prices: Prices,
    readonly regions: readonly CloudRegion[],
  ) {
    this.cost = regions.map(() => []);
    this.used = regions.map(({ location }) => this.binary(`region/${location}`));
    this.primary = regions.map(({ location }) => this.binary(`primary/${location}`));
    this.heldByKey = new Map(input.held.map((held) => [held.key, held]));
  }

  get environment(): Environment {
    return this.input.environment;
  }

  integer(name: string, lower: number, upper: number): number {
    return this.variables.push({ name, lower, upper }) - 1;
  }

  binary(name: string): number {
    return this.integer(name, 0, 1);
  }

  clause(clause: Clause): number {
    return this.clauses.add(clause);
  }

  /** `terms` within the bounds, for the sake of the requirement. */
  row(terms: readonly Term[], bounds: { readonly lower?: number; readonly upper?: number }, requirement: number): void {
    this.rows.push({ terms, ...bounds, requirement });
  }

  model(): Model {
    return {
      variables: this.variables,
      rows: this.rows,
      objective: this.cost.flat(),
      requirements: this.clauses.list,
    };
  }
}

export function plus(variables: readonly number[], coefficient = 1): Term[] {
  return variables.map((variable) => ({ variable, coefficient }));
}

/** Terms that are 1 when the instance is there. */
export function presence(instance: InstanceVariables, coefficient = 1): Term[] {
  return instance.options.map(({ binary }) => ({ variable: binary, coefficient }));
}
