/** What may stand in a region: each instance of each module, in each option and number of units, with its price. */
import type { Environment, Requirements } from '../../schema/types';
import type { CloudRegion, ModuleIntent } from '../../schema/types';
import type { Module, Need, Option } from '../../modules/module';
import type { Prices, World } from '../../solver/world';

export interface State {
  readonly key: string;
  readonly identity?: string;
  readonly units: number;
  readonly provides: ReadonlySet<string>;
  /** Supply by unit of demand, in thousandths. */
  readonly supplies: ReadonlyMap<string, number>;
  readonly consumes: ReadonlyMap<string, number>;
  readonly needs: readonly Need[];
  readonly microUsd: number;
  /** Micro-USD for one unit of demand, of one capability or of any. */
  readonly rates: readonly { readonly unit: string; readonly of?: readonly string[]; readonly microUsd: number }[];
  readonly exclusive: boolean;
}

export interface Cell {
  /** `module/instance@location` */
  readonly key: string;
  readonly module: Module<unknown>;
  readonly intent: ModuleIntent;
  readonly inputs: unknown;
  readonly region: CloudRegion;
  readonly states: readonly State[];
}

export function thousandths(amount: number): number {
  return Math.round(amount * 1000);
}

function stateOf(option: Option, units: number, region: string, prices: Prices): State | undefined {
  let microUsd = 0;
  const rates: State['rates'][number][] = [];
  for (const { price, fixed = 0, perUnit = 0, perDemand = {}, demandOf } of option.cost) {
    const found = prices.find(price, region);
    if (found === undefined) return undefined;
    const usd = Number(found.usd);
    const quantity = (typeof fixed === 'number' ? fixed : fixed.expected) + perUnit * units;
    microUsd += Math.round(usd * quantity * 1e6);
    const of = demandOf === undefined ? {} : { of: demandOf.map(({ name }) => name) };
    for (const [unit, rate] of Object.entries(perDemand)) rates.push({ unit, microUsd: usd * rate * 1e6, ...of });
  }
  return {
    key: option.key,
    ...(option.identity === undefined ? {} : { identity: option.identity }),
    units,
    provides: new Set(option.provides.map(({ name }) => name)),
    supplies: new Map(Object.entries(option.supplies).map(([unit, supply]) => [unit, thousandths(supply) * units])),
    consumes: new Map(
      Object.entries(option.consumes ?? {}).map(([quota, use]) => [
        quota,
        (use.fixed ?? 0) + (use.perUnit ?? 0) * units,
      ]),
    ),
    needs: option.needs ?? [],
    microUsd,
    rates,
    exclusive: option.exclusive === true,
  };
}

/** What stands for an instance that can't be had, once the fact that forbids it is left out of a conflict. */
function imagined(module: Module<unknown>): State {
  const provides = new Set(module.provides.map(({ name }) => name));
  const nothing = new Map<string, number>();
  return {
    key: 'unavailable',
    units: 1,
    provides,
    supplies: nothing,
    consumes: nothing,
    needs: [],
    microUsd: 0,
    rates: [],
    exclusive: false,
  };
}

export function regionsOf({ infrastructure }: Environment, { infrastructures }: World): CloudRegion[] {
  return infrastructures
    .filter(({ name, provider }) => provider === 'aws' && infrastructure.includes(name))
    .flatMap(({ regions }) => regions);
}

export function cellsOf(
  environment: Environment,
  world: World,
  ignores: (clause: string) => boolean,
): ReadonlyMap<string, readonly Cell[]> {
  const prices = world.prices(environment.prices);
  const availability = environment.requires.availability === 'single-az' ? 'single-az' : 'multi-az';
  const owned = (module: Module<unknown>, region: string): boolean =>
    module.scope === 'account' &&
    world.commitments.some(
      ({ accountId, accountModules }) =>
        environment.account !== undefined &&
        accountId === environment.account.id &&
        accountModules.some((held) => held.module === module.name && held.region === region),
    );
  const cell = (intent: ModuleIntent, name: string, inputs: unknown, region: CloudRegion): Cell => {
    const module = world.registry.modules.find((one) => one.name === intent.module);
    if (module === undefined) throw new Error(intent.module);
    const key = `${module.name}/${name}@${region.location}`;
    const site = { location: region.location, region: region.region, availability } as const;
    const offered = module.services.every((service) => world.offers(service, region.region));
    const options = offered
      ? module.options(inputs, site, world.facts).filter(({ unavailable }) => unavailable === undefined)
      : [];
    const known = options.flatMap((option) => {
      const numbers = Array.from({ length: option.units.max - option.units.min + 1 }, (_, k) => option.units.min + k);
      return numbers.flatMap((units) => stateOf(option, units, region.region, prices) ?? []);
    });
    const could = known.length === 0 && ignores(`unavailable/${key}`) ? [imagined(module)] : known;
    const states = owned(module, region.region) && !ignores(`account/${module.name}`) ? [] : could;
    return { key, module, intent, inputs, region, states };
  };
  return new Map(
    regionsOf(environment, world).map((region) => [
      region.location,
      environment.modules.flatMap((intent) =>
        intent.instances.map(({ name, inputs }) => cell(intent, name, inputs, region)),
      ),
    ]),
  );
}

/** Names of the clauses by which a location fails requirements. */
export function unmet(name: string, requires: Requirements, region: CloudRegion): string[] {
  return [
    ...requires.compliance
      .filter((programme) => !region.compliance.includes(programme))
      .map((programme) => `${name}/compliance/${programme}`),
    ...(requires.residency === undefined || region.residencyTags.includes(requires.residency)
      ? []
      : [`${name}/residency`]),
    ...requires.capabilities
      .filter((capability) => !region.capabilities.includes(capability))
      .map((capability) => `${name}/capability/${capability}`),
  ];
}
