/** Who may serve what is asked for, and at what cost: variables linked to options, commitments and exclusive providers. */
import { obstacles, provides, type Ask } from './asks';
import { counts, type Candidate } from './candidates';
import { plus, type Draft, type InstanceVariables, type OptionVariable, type ServeVariable } from './draft';
import { microUsd } from './money';
import type { Term } from './model';
import { STRUCTURE } from './requirements';
import type { Commitment } from './world';

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
export class Serving {
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
      for (const option of provider.options.filter((candidate) => this.mayGive(candidate, ask))) {
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
        this.obstruct(provider, options, ask, variable);
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

  /** In explain mode an option also gives what its inputs stand in the way of; rows of those inputs forbid it. */
  private mayGive(option: OptionVariable, ask: Ask): boolean {
    return this.draft.input.mode === 'explain' ? obstacles(option, ask) !== undefined : provides(option, ask);
  }

  private obstruct(
    { candidate }: InstanceVariables,
    options: readonly OptionVariable[],
    ask: Ask,
    serve: number,
  ): void {
    const { instance, module } = candidate;
    const found = options.map((option) => ({ option, inputs: obstacles(option, ask) ?? [] }));
    for (const { input, says, instead } of found.flatMap(({ inputs }) => inputs)) {
      const path = [...instance.path, input];
      const requirement = this.draft.clause({
        name: `input/${module.name}/${instance.name}/${input}`,
        kind: 'wish',
        sentence: says,
        path,
        relax: `leave out ${path.join('.')}`,
        ...(instead === undefined ? {} : { inputs: instead }),
      });
      const free = found.filter(({ inputs }) => inputs.every((other) => other.input !== input));
      const stands = free.map(({ option }) => option.binary);
      this.draft.row([...plus([serve]), ...plus(stands, -1)], { upper: 0 }, requirement);
    }
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
