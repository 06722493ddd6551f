/**
 * The cheapest decision by trying them all: which regions, which primary one, where services run, what stands in each
 * region in which option and number, and who serves whom. It knows no model, no rows and no engine. Rules carry the
 * names of the clauses that state them, so that a claimed conflict can be tried with all other rules left out.
 */
import type { CloudRegion, Environment, ModuleIntent } from '../../schema/types';
import type { Module } from '../../modules/module';
import type { World } from '../../solver/world';
import { asksOf, type Ask, type Layout } from './enumerate-asks';
import { cellsOf, regionsOf, thousandths, type Cell, type State } from './enumerate-cells';
import { brokenBy, layoutsOf } from './enumerate-layouts';
import { limitsOf, type Limit } from './enumerate-limits';

/** First the sum by which soft budgets are exceeded, then expected cost; micro-USD. */
export interface Best {
  readonly excessMicroUsd: number;
  readonly microUsd: number;
}

/** `same`: option and units; `option`: the same option in any number; `identity`: any option of the same identity. */
export interface Held {
  readonly option: string;
  readonly units: number;
  readonly identity?: string;
  readonly hold: 'same' | 'option' | 'identity';
}

export interface Rules {
  /** Clauses that are left out. */
  ignores(clause: string): boolean;
  /** Any answer will do: cost is not looked at. */
  readonly any: boolean;
  /** What a lock holds, by instance key. */
  readonly held: ReadonlyMap<string, Held>;
  readonly primary?: string;
}

export const ALL_RULES: Rules = { ignores: () => false, any: false, held: new Map() };

/** Choices that are tried before an instance counts as too large to enumerate. */
const MOST_STEPS = 4_096;

interface Stood {
  readonly cell: Cell;
  readonly state: State;
}

type Scope = Module<unknown>['scope'];
type Wish = 'may' | 'must' | 'must not';

class TooLarge extends Error {}

/** Whoever stands in a region and serves every need of its kind there. */
function isOwner({ cell, state }: Stood, location: string, { capabilities }: Ask): boolean {
  return state.exclusive && cell.region.location === location && capabilities.every((name) => state.provides.has(name));
}

class Search {
  best: Best | undefined;
  private steps = 0;
  private readonly cells: ReadonlyMap<string, readonly Cell[]>;
  private readonly limits: readonly Limit[];
  private readonly spent = new Map<string, number>();
  private readonly regions: readonly CloudRegion[];

  constructor(
    private readonly environment: Environment,
    private readonly world: World,
    private readonly rules: Rules,
  ) {
    this.regions = regionsOf(environment, world);
    this.cells = cellsOf(environment, world, rules.ignores);
    this.limits = limitsOf(environment, world, rules.ignores);
  }

  run(): Best | undefined {
    const { environment, world, rules } = this;
    for (const layout of layoutsOf(environment, world)) {
      const homeless = [...rules.held.keys()].filter((key) => !layout.used.includes(key.slice(key.indexOf('@') + 1)));
      const broken = [
        ...brokenBy(layout, environment, world),
        ...homeless.map((key) => `lock/${key}`),
        ...(rules.primary === undefined || rules.primary === layout.primary ? [] : ['lock/primary']),
      ];
      if (!broken.some((clause) => this.binds(clause))) this.stand(layout, this.cellsIn(layout), 0, []);
    }
    return this.best;
  }

  private cellsIn({ used }: Layout): Cell[] {
    return used.flatMap((location) => this.cells.get(location) ?? []);
  }

  private binds(clause: string): boolean {
    return !this.rules.ignores(clause);
  }

  /** Chooses a state for each cell in turn, or none. */
  private stand(layout: Layout, cells: readonly Cell[], index: number, stood: readonly Stood[]): void {
    if (this.hopeless()) return;
    const cell = cells[index];
    if (cell === undefined) {
      this.serveAll(layout, stood);
      return;
    }
    const { location } = cell.region;
    const presence = this.presence(cell, layout);
    if (presence === 'impossible') return;
    if (presence !== 'must') this.stand(layout, cells, index + 1, stood);
    if (presence === 'must not') return;
    for (const state of this.statesOf(cell)) {
      if (!this.fits({ cell, state }, stood)) continue;
      this.spend(location, state.microUsd);
      this.stand(layout, cells, index + 1, [...stood, { cell, state }]);
      this.spend(location, -state.microUsd);
    }
  }

  private wish({ module, toggle, regions }: ModuleIntent, region: CloudRegion, layout: Layout, scope: Scope): Wish {
    if (toggle === 'auto' || !this.binds(`toggle/${module}`)) return 'may';
    if (toggle === 'off') return 'must not';
    const primary = region.location === layout.primary;
    if (regions === 'primary') return primary ? 'must' : 'must not';
    if (regions === 'each') {
      if (scope === 'environment') return primary ? 'must' : 'must not';
      return scope === 'secondary' && primary ? 'must not' : 'must';
    }
    return regions.includes(region.region) || regions.includes(region.location) ? 'must' : 'must not';
  }

  private presence({ key, module, intent, region }: Cell, layout: Layout): Wish | 'impossible' {
    const wish = this.wish(intent, region, layout, module.scope);
    const { scope } = module;
    const bound = (scope === 'environment' || scope === 'secondary') && this.binds(`scope/${module.name}`);
    const elsewhere = bound && (region.location === layout.primary) !== (scope === 'environment');
    const must = wish === 'must' || (this.rules.held.has(key) && this.binds(`lock/${key}`));
    if (elsewhere || wish === 'must not') return must ? 'impossible' : 'must not';
    return must ? 'must' : 'may';
  }

  private statesOf(cell: Cell): readonly State[] {
    const held = this.rules.held.get(cell.key);
    if (held === undefined || !this.binds(`lock/${cell.key}`)) return cell.states;
    const { units, option, identity, hold } = held;
    if (hold === 'identity') return cell.states.filter((state) => state.identity === identity);
    return cell.states.filter((state) => state.key === option && (hold === 'option' || state.units === units));
  }

  private fits({ cell, state }: Stood, stood: readonly Stood[]): boolean {
    const { location, quotas } = cell.region;
    const there = stood.filter((one) => one.cell.region.location === location);
    const clash = there.some(
      ({ cell: { module } }) =>
        (module.name in cell.module.conflicts && this.binds(`conflict/${cell.module.name}/${module.name}`)) ||
        (cell.module.name in module.conflicts && this.binds(`conflict/${module.name}/${cell.module.name}`)),
    );
    const doubled = there.some(
      (one) =>
        one.state.exclusive &&
        state.exclusive &&
        [...state.provides].some((name) => one.state.provides.has(name) && this.binds(`exclusive/${name}@${location}`)),
    );
    if (clash || doubled) return false;
    return Object.entries(quotas).every(([quota, limit]) => {
      if (!this.binds(`quota/${location}/${quota}`)) return true;
      const held = this.world.commitments.map((commitment) => commitment.quotas[location]?.[quota] ?? 0);
      const own = [...there.map((one) => one.state), state].map(({ consumes }) => consumes.get(quota) ?? 0);
      return own.every((use) => use === 0) || [...held, ...own].reduce((sum, use) => sum + use, 0) <= limit;
    });
  }

  private serveAll(layout: Layout, stood: readonly Stood[]): void {
    const own = stood.flatMap(({ cell, state }) =>
      [
        ...cell.module.needs(cell.inputs).map((need) => ({ need, as: '' })),
        ...state.needs.map((need) => ({ need, as: `${state.key}/` })),
      ].map(({ need, as }): { ask: Ask; asker: Cell } => {
        const name = need.capability.name;
        const at = { each: [cell.region.location], primary: [layout.primary], any: layout.used }[need.at];
        return {
          asker: cell,
          ask: {
            clause: `module-need/${cell.key}/${as}${name}${need.instance === undefined ? '' : `:${need.instance}`}/${need.at}`,
            capabilities: [name],
            amount: need.demand ?? {},
            places: at,
            counts: false,
            ...(need.instance === undefined ? {} : { instance: need.instance }),
          },
        };
      }),
    );
    const asks = asksOf(this.environment, layout).map((ask): { ask: Ask; asker?: Cell } => ({ ask }));
    // What need not be served may be all the same, where that makes a region count.
    const optional = this.least() > 1 && this.binds('regions/min');
    const binding = [...asks, ...own].filter(({ ask }) => this.binds(ask.clause) || (ask.counts && optional));
    const load = new Map<Cell, Map<string, number>>();
    this.serve(layout, stood, binding, 0, load, new Set());
  }

  private serve(
    layout: Layout,
    stood: readonly Stood[],
    asks: readonly { readonly ask: Ask; readonly asker?: Cell }[],
    index: number,
    load: Map<Cell, Map<string, number>>,
    counted: ReadonlySet<string>,
  ): void {
    if (this.hopeless()) return;
    const next = asks[index];
    if (next === undefined) {
      if (this.enoughRegions(layout, counted)) this.record();
      return;
    }
    const { ask, asker } = next;
    if (!this.binds(ask.clause)) this.serve(layout, stood, asks, index + 1, load, counted);
    const after = (location: string): ReadonlySet<string> => (ask.counts ? new Set([...counted, location]) : counted);
    for (const { cell, state } of stood) {
      const { location } = cell.region;
      if (cell === asker || !ask.places.includes(location)) continue;
      if (ask.instance !== undefined && !cell.key.includes(`/${ask.instance}@`)) continue;
      if (!ask.capabilities.every((name) => state.provides.has(name))) continue;
      const before = load.get(cell) ?? new Map<string, number>();
      const loaded = new Map(before);
      for (const [unit, amount] of Object.entries(ask.amount))
        loaded.set(unit, (loaded.get(unit) ?? 0) + thousandths(amount));
      if ([...loaded].some(([unit, total]) => total > (state.supplies.get(unit) ?? Infinity))) continue;
      const owners = stood.filter((other) => other.cell !== cell && other.cell !== asker);
      if (!state.exclusive && owners.some((other) => isOwner(other, location, ask))) continue;
      const asked = ask.capabilities[0] ?? '';
      const cost = state.rates
        .filter(({ of }) => of === undefined || of.includes(asked))
        .reduce((sum, { unit, microUsd }) => sum + Math.round((ask.amount[unit] ?? 0) * microUsd), 0);
      load.set(cell, loaded);
      this.spend(location, cost);
      this.serve(layout, stood, asks, index + 1, load, after(location));
      this.spend(location, -cost);
      load.set(cell, before);
    }
    const free = (place: string): boolean => !stood.some((other) => other.cell !== asker && isOwner(other, place, ask));
    for (const location of ask.places.filter((place) => this.committed(place, ask) && free(place)))
      this.serve(layout, stood, asks, index + 1, load, after(location));
  }

  private committed(location: string, { capabilities, instance }: Ask): boolean {
    if (instance !== undefined) return false;
    const { account } = this.environment;
    const region = this.regions.find((one) => one.location === location)?.region;
    return this.world.commitments.some(
      ({ accountId, accountModules }) =>
        account !== undefined &&
        accountId === account.id &&
        accountModules.some(
          (held) => held.region === region && capabilities.every((name) => held.capabilities.includes(name)),
        ),
    );
  }

  /** A region counts when it hosts something that a need or a service asked for there. */
  private enoughRegions({ used, primary, hosts }: Layout, served: ReadonlySet<string>): boolean {
    const { services } = this.environment;
    const least = this.least();
    const counting = new Set([...served, ...hosts.values()]);
    if (services.some(({ at }) => at === 'primary')) counting.add(primary);
    const everywhere =
      services.some(({ at }) => at === 'each') || this.environment.needs.some(({ at }) => at === 'each');
    return least <= 1 || (everywhere ? used.length : counting.size) >= least || !this.binds('regions/min');
  }

  private least(): number {
    const { regions, requires } = this.environment;
    return requires.availability === 'multi-region' ? Math.max(2, regions.min) : regions.min;
  }

  private spend(location: string, microUsd: number): void {
    this.spent.set(location, (this.spent.get(location) ?? 0) + microUsd);
  }

  private now(): Best | undefined {
    let excessMicroUsd = 0;
    for (const { covers, microUsd, hard } of this.limits) {
      const over = [...this.spent].reduce((sum, [at, cost]) => sum + (covers.has(at) ? cost : 0), 0) - microUsd;
      if (over > 0 && hard) return undefined;
      if (over > 0) excessMicroUsd += over;
    }
    return { excessMicroUsd, microUsd: [...this.spent.values()].reduce((sum, cost) => sum + cost, 0) };
  }

  /** Costs only grow, so what is no better than the best so far stays so. */
  private hopeless(): boolean {
    const { best } = this;
    if (this.steps++ > MOST_STEPS) throw new TooLarge();
    if (best !== undefined && this.rules.any) return true;
    const now = this.now();
    if (now === undefined) return true;
    if (best === undefined) return false;
    const excess = now.excessMicroUsd - best.excessMicroUsd;
    return excess > 0 || (excess === 0 && now.microUsd >= best.microUsd);
  }

  private record(): void {
    this.best = this.now() ?? this.best;
  }
}

/** `none` where nothing meets the rules; `too large` where there are too many choices to try them all. */
export function cheapest(
  environment: Environment,
  world: World,
  rules: Rules = ALL_RULES,
): Best | 'none' | 'too large' {
  try {
    return new Search(environment, world, rules).run() ?? 'none';
  } catch (error) {
    if (error instanceof TooLarge) return 'too large';
    throw error;
  }
}
