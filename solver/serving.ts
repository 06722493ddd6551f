/** Rows of needs: every demand is served by one provider, and no provider serves more than it supplies. */
import type { Need } from '../modules/module';
import { attachedRows, complianceClause, complianceDemands } from './compliance';
import { needId } from './decision';
import { demandsOf, type Demand } from './demands';
import { counts, type Candidate } from './candidates';
import { plus, presence, type Draft, type InstanceVariables, type OptionVariable, type ServeVariable } from './draft';
import { amount, scaledDemand, scaledSupply } from './instances';
import { microUsd } from './money';
import type { Term } from './model';
import { STRUCTURE, type Clause } from './requirements';
import { whereRuns } from './regions';
import type { Commitment } from './world';

interface Ask {
  readonly need: string;
  readonly capability: string;
  readonly with: readonly string[];
  /** Name of the instance that alone may serve it. */
  readonly instance?: string;
  readonly amount: Readonly<Record<string, number>>;
  readonly demand?: Demand;
  /** Set where the asker is an instance: its own location names the serving, wherever the provider stands. */
  readonly asker?: InstanceVariables;
  /** Set where the asker asks in this option alone. */
  readonly askerOption?: OptionVariable;
  /** Set where the asker is not in the provider's region by nature. */
  readonly elsewhere?: 'primary' | 'any';
}

/** Expected cost of serving an ask, by the demand rates of an option. */
function servingCost(option: OptionVariable, ask: Ask): number {
  let sum = 0;
  for (const { line, price } of option.priced.lines) {
    if (!counts(line, ask.capability)) continue;
    for (const [unit, quantity] of Object.entries(line.perDemand ?? {}))
      sum += microUsd(price.usd, quantity * (ask.amount[unit] ?? 0));
  }
  return sum;
}

function provides(option: OptionVariable, ask: Ask): boolean {
  const names = new Set(option.priced.option.provides.map(({ name }) => name));
  return [ask.capability, ...ask.with].every((name) => names.has(name));
}

function isExclusive({ priced }: OptionVariable): boolean {
  return priced.option.exclusive === true;
}

function isExclusivelyBy({ candidate, options }: InstanceVariables, serve: ServeVariable): boolean {
  if (candidate.key !== serve.provider) return false;
  return options.every((option) => isExclusive(option) || !serve.options.includes(option.priced.option.key));
}

function isNamed({ instance }: Candidate, ask: Ask): boolean {
  return ask.instance === undefined || ask.instance === instance.name;
}

/** What is deprecated is taken only where it is pinned or locked, or where nothing else does the same in its region. */
function isOutdone(draft: Draft, provider: InstanceVariables, ask: Ask): boolean {
  const { key, module, intent } = provider.candidate;
  if (module.lifecycle !== 'deprecated' || intent.toggle === 'on' || draft.heldByKey.has(key)) return false;
  return draft.instances.some(
    ({ region, candidate, options }) =>
      region === provider.region &&
      candidate.module.lifecycle !== 'deprecated' &&
      candidate.intent.toggle !== 'off' &&
      candidate.unavailable === undefined &&
      isNamed(candidate, ask) &&
      options.some((option) => provides(option, ask)),
  );
}

function mayServe(draft: Draft, provider: InstanceVariables, ask: Ask): boolean {
  if (provider === ask.asker || !isNamed(provider.candidate, ask) || isOutdone(draft, provider, ask)) return false;
  if (draft.heldByKey.get(provider.candidate.key)?.retiring !== true) return true;
  return ask.asker !== undefined && draft.heldByKey.get(ask.asker.candidate.key)?.retiring === true;
}

/** Serving variables of an ask in a region, linked to the options that can serve it. */
class Serving {
  /** Provider key -> what was asked of it, for the supply rows. */
  readonly load = new Map<InstanceVariables, { readonly ask: Ask; readonly variable: number }[]>();

  /** Other environments that hold something of the same account. */
  private readonly shared: readonly Commitment[];

  constructor(private readonly draft: Draft) {
    const { account } = draft.environment;
    this.shared = draft.input.world.commitments.filter(
      ({ accountId, accountModules }) => accountModules.length > 0 && account !== undefined && accountId === account.id,
    );
  }

  at(region: number, ask: Ask): Term[] {
    const first = this.draft.serves.length;
    const terms = [...this.commitments(region, ask), ...this.own(region, ask)];
    this.exclude(region, ask, this.draft.serves.slice(first));
    return terms;
  }

  /** Where an exclusive provider stands, nobody else serves the ask; of two such, rows of instances allow one. */
  private exclude(region: number, ask: Ask, all: readonly ServeVariable[]): void {
    const { draft } = this;
    const serves = all.filter((serve) => !draft.instances.some((instance) => isExclusivelyBy(instance, serve)));
    for (const owner of draft.instances) {
      if (owner.region !== region || !mayServe(draft, owner, ask)) continue;
      const chosen = owner.options.filter((option) => isExclusive(option) && provides(option, ask));
      const others = serves.filter(({ provider }) => provider !== owner.candidate.key);
      if (chosen.length === 0 || others.length === 0) continue;
      const stands = plus(chosen.map(({ binary }) => binary));
      draft.row([...stands, ...plus(others.map(({ variable }) => variable))], { upper: 1 }, STRUCTURE);
    }
  }

  private own(region: number, ask: Ask): Term[] {
    const { draft } = this;
    return draft.instances.flatMap((provider) => {
      if (provider.region !== region || !mayServe(draft, provider, ask)) return [];
      const groups = new Map<number, OptionVariable[]>();
      for (const option of provider.options.filter((candidate) => provides(candidate, ask))) {
        const rate = servingCost(option, ask);
        groups.set(rate, [...(groups.get(rate) ?? []), option]);
      }
      return [...groups].map(([rate, options], group): Term => {
        const suffix = group === 0 ? '' : `#${group}`;
        const variable = draft.binary(`${this.name(region, ask)}/${provider.candidate.key}${suffix}`);
        draft.row(
          [
            ...plus([variable]),
            ...plus(
              options.map(({ binary }) => binary),
              -1,
            ),
          ],
          { upper: 0 },
          STRUCTURE,
        );
        if (rate > 0) draft.cost[region]?.push({ variable, coefficient: rate });
        this.record(
          region,
          ask,
          provider.candidate.key,
          options.map(({ priced }) => priced.option.key),
          variable,
        );
        this.load.set(provider, [...(this.load.get(provider) ?? []), { ask, variable }]);
        return { variable, coefficient: 1 };
      });
    });
  }

  /** What another environment of the account already provides in this region, at no cost to this one. */
  private commitments(region: number, ask: Ask): Term[] {
    if (ask.instance !== undefined) return [];
    const { draft } = this;
    const name = draft.regions[region]?.region;
    return this.shared.flatMap((commitment) => {
      const held = commitment.accountModules.some(
        (module) =>
          (module.region === name || this.isGlobal(module.module)) &&
          [ask.capability, ...ask.with].every((asked) => module.capabilities.includes(asked)),
      );
      if (!held) return [];
      const provider = `commitment:${commitment.environment}`;
      const elsewhere = ask.elsewhere === undefined ? '' : `@${draft.regions[region]?.location}`;
      const variable = draft.binary(`${this.name(region, ask)}/${provider}${elsewhere}`);
      draft.row([...plus([variable]), ...plus(draft.used.slice(region, region + 1), -1)], { upper: 0 }, STRUCTURE);
      this.record(region, ask, provider, [], variable);
      return [{ variable, coefficient: 1 }];
    });
  }

  private isGlobal(name: string): boolean {
    return this.draft.input.world.registry.modules.some((module) => module.name === name && module.global === true);
  }

  private location(region: number, ask: Ask): string {
    const location = ask.asker?.candidate.site.location ?? this.draft.regions[region]?.location;
    if (location === undefined) throw new Error(`no region ${region}`);
    return location;
  }

  private name(region: number, ask: Ask): string {
    const as = ask.askerOption === undefined ? '' : ` as ${ask.askerOption.priced.option.key}`;
    return `serve/${ask.need}${as}${ask.elsewhere === undefined ? '' : ` (${ask.elsewhere})`}@${this.location(region, ask)}`;
  }

  private record(region: number, ask: Ask, provider: string, options: readonly string[], variable: number): void {
    const demand = ask.demand === undefined ? {} : { demand: ask.demand };
    const asked = ask.demand ?? { amount: ask.amount, low: ask.amount, high: ask.amount };
    const location = this.location(region, ask);
    const elsewhere = ask.elsewhere === undefined ? {} : { elsewhere: ask.elsewhere };
    this.draft.serves.push({
      need: ask.need,
      capability: ask.capability,
      location,
      region,
      provider,
      options,
      variable,
      asked,
      ...elsewhere,
      ...demand,
    });
  }
}

function regionIndexes(draft: Draft): number[] {
  return [...draft.regions.keys()];
}

/** As much is served as is asked for. Only "as much" is a wish: what nobody asks for is never served. */
function balance(draft: Draft, terms: readonly Term[], asked: number, requirement: number): void {
  if (draft.input.mode !== 'explain') return draft.row(terms, { lower: asked, upper: asked }, requirement);
  draft.row(terms, { lower: asked }, requirement);
  draft.row(terms, { upper: asked }, STRUCTURE);
}

function needClause(demand: Demand): Clause {
  const sizes = Object.entries(demand.amount).map(([unit, size]) => `${unit}: ${size}`);
  const what = demand.with.length === 0 ? demand.capability : `${demand.capability} with ${demand.with.join(' and ')}`;
  return {
    name: `need/${demand.id}`,
    kind: 'wish',
    sentence: `${demand.asker} needs ${what}${sizes.length > 0 ? ` (${sizes.join(', ')})` : ''}`,
    path: demand.path,
    relax: 'drop or shrink the need',
  };
}

function demandRows(draft: Draft, serving: Serving, demand: Demand, requirement: number): void {
  const ask: Ask = { need: demand.id, capability: demand.capability, with: demand.with, amount: demand.amount, demand };
  const { activation } = demand;
  if (activation.kind === 'anywhere') {
    const served = regionIndexes(draft).flatMap((region) => serving.at(region, ask));
    balance(draft, served, 1, requirement);
    return;
  }
  if (activation.kind === 'off-primary' || activation.kind === 'to-primary') {
    betweenPlaces(draft, serving, ask, activation, requirement);
    return;
  }
  for (const region of regionIndexes(draft)) {
    const served = serving.at(region, ask);
    const used = plus(draft.used.slice(region, region + 1), -1);
    const primary = plus(draft.primary.slice(region, region + 1), -1);
    switch (activation.kind) {
      case 'each':
        balance(draft, [...served, ...used], 0, requirement);
        break;
      case 'primary':
        balance(draft, [...served, ...primary], 0, requirement);
        break;
      case 'secondary':
        balance(draft, [...served, ...used, ...plus(draft.primary.slice(region, region + 1))], 0, requirement);
        break;
      case 'service':
      case 'service-in-primary':
      case 'service-off-primary': {
        const service = draft.environment.services.find(({ name }) => name === activation.service);
        if (service === undefined) throw new Error(`no service ${activation.service}`);
        const runs = whereRuns(draft, service, region).map(({ variable }) => ({ variable, coefficient: -1 }));
        if (activation.kind === 'service') balance(draft, [...served, ...runs], 0, requirement);
        else if (activation.kind === 'service-in-primary') {
          draft.row([...served, ...runs, ...primary], { lower: -1 }, requirement);
          draft.row([...served, ...runs], { upper: 0 }, STRUCTURE);
          draft.row([...served, ...primary], { upper: 0 }, STRUCTURE);
        } else {
          draft.row([...served, ...runs, ...plus(draft.primary.slice(region, region + 1))], { lower: 0 }, requirement);
          draft.row([...served, ...runs], { upper: 0 }, STRUCTURE);
          draft.row([...served, ...plus(draft.primary.slice(region, region + 1))], { upper: 1 }, STRUCTURE);
        }
      }
    }
  }
}

/** A way out of a region to the primary one, where both ends are regions that modules can stand in. */
function betweenPlaces(
  draft: Draft,
  serving: Serving,
  ask: Ask,
  activation: Extract<Demand['activation'], { readonly location: string }>,
  requirement: number,
): void {
  const indexOf = (location: string): number => draft.regions.findIndex((region) => region.location === location);
  const region = indexOf(activation.location);
  const primary = activation.kind === 'off-primary' ? region : indexOf(activation.primary);
  if (region < 0 || primary < 0) return;
  const isPrimary = plus(draft.primary.slice(primary, primary + 1));
  const served = serving.at(region, ask);
  if (activation.kind === 'off-primary') balance(draft, [...served, ...isPrimary], 1, requirement);
  else balance(draft, [...served, ...isPrimary.map((term) => ({ ...term, coefficient: -1 }))], 0, requirement);
}

/** A need of an instance, or of one of its options: in its own region, in the primary one, or anywhere. */
function instanceNeedRows(
  draft: Draft,
  serving: Serving,
  asker: InstanceVariables,
  need: Need,
  askerOption?: OptionVariable,
): void {
  const { module, instance, site, key } = asker.candidate;
  const capability = need.capability.name;
  const option = askerOption?.priced.option;
  const ask: Ask = {
    need: needId({ module: module.name, instance: instance.name }, { capability, instance: need.instance }),
    capability,
    with: [],
    amount: need.demand ?? {},
    asker,
    ...(need.instance === undefined ? {} : { instance: need.instance }),
    ...(askerOption === undefined ? {} : { askerOption }),
  };
  const [which, what] =
    need.instance === undefined
      ? [capability, capability]
      : [`${capability}:${need.instance}`, `${capability} of an instance called ${need.instance}`];
  const requirement = draft.clause({
    name: `module-need/${key}/${option === undefined ? '' : `${option.key}/`}${which}/${need.at}`,
    kind: 'fact',
    sentence: `${module.name} in ${site.region}${option === undefined ? '' : ` as ${option.label}`} needs ${what}${need.at === 'primary' ? ' in the primary region' : ''}`,
  });
  const present = askerOption === undefined ? presence(asker, -1) : plus([askerOption.binary], -1);
  if (need.at === 'each') balance(draft, [...serving.at(asker.region, ask), ...present], 0, requirement);
  else if (need.at === 'any') {
    const served = regionIndexes(draft).flatMap((region) => serving.at(region, { ...ask, elsewhere: 'any' }));
    balance(draft, [...served, ...present], 0, requirement);
  } else {
    for (const region of regionIndexes(draft)) {
      const served = serving.at(region, { ...ask, elsewhere: 'primary' });
      const primary = plus(draft.primary.slice(region, region + 1), -1);
      draft.row([...served, ...present, ...primary], { lower: -1 }, requirement);
      draft.row([...served, ...present], { upper: 0 }, STRUCTURE);
      draft.row([...served, ...primary], { upper: 0 }, STRUCTURE);
    }
  }
}

/** What a provider supplies covers what it serves, unit by unit; a unit that an option does not name is unlimited. */
function supplyRows(draft: Draft, serving: Serving): void {
  for (const [provider, loads] of serving.load) {
    const units = new Set(provider.options.flatMap(({ priced }) => Object.keys(priced.option.supplies)));
    for (const unit of units) {
      const asked = loads
        .map(({ ask, variable }) => ({ variable, coefficient: scaledDemand(ask.amount[unit] ?? 0) }))
        .filter(({ coefficient }) => coefficient > 0);
      if (asked.length === 0) continue;
      const total = asked.reduce((sum, { coefficient }) => sum + coefficient, 0);
      const supplied = provider.options.flatMap((option) => {
        const supply = option.priced.option.supplies[unit];
        return supply === undefined ? plus([option.binary], -total) : amount(option, 0, -scaledSupply(supply));
      });
      draft.row([...asked, ...supplied], { upper: 0 }, STRUCTURE);
    }
  }
}

/** A module that is left to the solver stands only where it serves somebody. */
function idleRows(draft: Draft, serving: Serving): void {
  for (const instance of draft.instances) {
    const held = draft.heldByKey.get(instance.candidate.key);
    if (instance.candidate.intent.toggle !== 'auto' || (held !== undefined && held.hold !== 'free')) continue;
    const serves = (serving.load.get(instance) ?? []).map(({ variable }) => variable);
    draft.row([...presence(instance), ...plus(serves, -1)], { upper: 0 }, STRUCTURE);
  }
}

export function serve(draft: Draft): void {
  const serving = new Serving(draft);
  for (const demand of demandsOf(draft.environment))
    demandRows(draft, serving, demand, draft.clause(needClause(demand)));
  for (const asker of [...draft.instances]) {
    for (const need of asker.candidate.module.needs(asker.candidate.instance.inputs))
      instanceNeedRows(draft, serving, asker, need);
    for (const option of asker.options)
      for (const need of option.priced.option.needs ?? []) instanceNeedRows(draft, serving, asker, need, option);
  }
  for (const demand of complianceDemands(draft.environment, draft.input.world.complianceAsks)) {
    const requirement = draft.clause(complianceClause(demand));
    const { of } = demand.compliance;
    if (of === undefined) demandRows(draft, serving, demand, requirement);
    else attachedRows(draft, demand, of, requirement, (region, ask) => serving.at(region, ask));
  }
  supplyRows(draft, serving);
  idleRows(draft, serving);
}
