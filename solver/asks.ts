/** What is asked of providers, and which of their options can give it. */
import type { Extent, Withheld } from '../modules/module';
import type { Demand } from './demands';
import type { InstanceVariables, OptionVariable } from './draft';

export interface Ask {
  readonly need: string;
  readonly capability: string;
  readonly with: readonly string[];
  /** Name of the instance that alone may serve it. */
  readonly instance?: string;
  readonly amount: Readonly<Record<string, number>>;
  readonly atLeast?: Readonly<Record<string, number>>;
  readonly demand?: Demand;
  /** Set where the asker is an instance: its own location names the serving, wherever the provider stands. */
  readonly asker?: InstanceVariables;
  /** Set where the asker asks in this option alone. */
  readonly askerOption?: OptionVariable;
  /** Set where the asker is not in the provider's region by nature. */
  readonly elsewhere?: 'primary' | 'any';
}

export function provides(option: OptionVariable, ask: Ask): boolean {
  return gives(option, ask, []) && shortages(option, ask).length === 0;
}

function gives({ priced }: OptionVariable, ask: Ask, beside: Withheld['provides']): boolean {
  const names = new Set([...priced.option.provides, ...beside].map(({ name }) => name));
  return [ask.capability, ...ask.with].every((name) => names.has(name));
}

export interface Obstacle extends Pick<Extent, 'input' | 'says'> {
  /** Inputs with which it would be none, once `input` is left out. */
  readonly instead?: Readonly<Record<string, unknown>>;
}

function shortages({ priced }: OptionVariable, { atLeast = {} }: Ask): Obstacle[] {
  const { has = {} } = priced.option;
  return Object.entries(atLeast).flatMap(([name, least]): Obstacle[] => {
    const extent = has[name];
    if (extent === undefined || extent.amount >= least) return [];
    const { input, says, raisedBy } = extent;
    return [{ input, says, ...(raisedBy === undefined ? {} : { instead: { [raisedBy]: least } }) }];
  });
}

/** Inputs that alone keep an option from serving the ask; undefined where it could not serve it anyway. */
export function obstacles(option: OptionVariable, ask: Ask): Obstacle[] | undefined {
  const { withheld } = option.priced.option;
  const short = shortages(option, ask);
  if (gives(option, ask, [])) return short;
  return withheld !== undefined && gives(option, ask, withheld.provides) ? [withheld, ...short] : undefined;
}
