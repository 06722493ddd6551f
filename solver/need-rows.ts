/** Rows of needs: every demand is served by one provider, and no provider serves more than it supplies. */
import type { Need } from '../modules/module';
import type { Ask } from './asks';
import { attachedRows, complianceClause, complianceDemands } from './compliance';
import { needId } from './decision';
import { demandsOf, type Demand } from './demands';
import { plus, presence, type Draft, type InstanceVariables, type OptionVariable } from './draft';
import { amount, scaledDemand, scaledSupply } from './instances';
import type { Term } from './model';
import { whereRuns } from './regions';
import { STRUCTURE, type Clause } from './requirements';
import { Serving } from './serving';

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

/** Told where a provider may well have less: every network has private subnets in one zone. */
function leastOf({ atLeast = {} }: Need): string {
  const told = Object.entries(atLeast).filter(([, least]) => least > 1);
  return told.length === 0 ? '' : ` (${told.map(([name, least]) => `${name}: ${least}`).join(', ')})`;
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
    ...(need.atLeast === undefined ? {} : { atLeast: need.atLeast }),
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
    sentence: `${module.name} in ${site.region}${option === undefined ? '' : ` as ${option.label}`} needs ${what}${leastOf(need)}${need.at === 'primary' ? ' in the primary region' : ''}`,
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
