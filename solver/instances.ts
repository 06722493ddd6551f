/** Variables and rows of instances: which option, how many units, pins, conflicts, and what the lock holds. */
import type { Module } from '../modules/module';
import type { ModuleIntent } from '../schema/types';
import type { Candidate, PricedOption } from './candidates';
import type { Demand } from './demands';
import { plus, presence, SCALE, type Draft, type InstanceVariables, type OptionVariable } from './draft';
import { STRUCTURE, type Clause } from './requirements';
import type { Term } from './model';

type Amount = Demand['amount'];

interface Asked {
  readonly capability: string;
  readonly amount: Amount;
  /** Where the provider must stand; absent: anywhere. */
  readonly location?: string;
}

/** All sizes that are asked for: by the environment and its services, and by instances if they stand. */
function askedSizes(candidates: readonly Candidate[], demands: readonly Demand[]): Asked[] {
  const ofInstances = candidates.flatMap(({ module, instance, site, options }) =>
    [...module.needs(instance.inputs), ...options.flatMap(({ option }) => option.needs ?? [])].flatMap(
      ({ capability, at, demand }): Asked[] => {
        if (demand === undefined) return [];
        const here = at === 'each' ? { location: site.location } : {};
        return [{ capability: capability.name, amount: demand, ...here }];
      },
    ),
  );
  return [...demands, ...ofInstances];
}

function askedOf({ module, site }: Candidate, sizes: readonly Asked[]): Amount[] {
  return sizes
    .filter(({ capability }) => module.provides.some(({ name }) => name === capability))
    .filter(({ location }) => location === undefined || location === site.location)
    .map(({ amount: size }) => size);
}

/** A number of units beyond which nothing is gained: all demand that could ever meet the option. */
function usefulUnits(priced: PricedOption, asked: readonly Amount[]): number {
  const { supplies, units } = priced.option;
  let useful = units.min;
  for (const [unit, supply] of Object.entries(supplies)) {
    const total = asked.reduce((sum, amounts) => sum + scaledDemand(amounts[unit] ?? 0), 0);
    const perUnit = scaledSupply(supply);
    if (perUnit > 0) useful = Math.max(useful, Math.ceil(total / perUnit));
  }
  return Math.min(units.max, useful);
}

/** Rounded up: a demand is never met by rounding. */
export function scaledDemand(amount: number): number {
  return Math.ceil(Number((amount * SCALE).toFixed(6)));
}

/** Rounded down. */
export function scaledSupply(amount: number): number {
  return Math.floor(Number((amount * SCALE).toFixed(6)));
}

function optionVariables(
  draft: Draft,
  candidate: Candidate,
  region: number,
  priced: PricedOption,
  asked: readonly Amount[],
): OptionVariable {
  const { key, units } = priced.option;
  const name = `${candidate.key}/${key}`;
  const held = draft.heldByKey.get(candidate.key);
  const lockedUnits = held?.option === key ? held.units : units.min;
  const most = Math.max(usefulUnits(priced, asked), Math.min(lockedUnits, units.max));
  const binary = draft.binary(`option/${name}`);
  const cost = draft.cost[region];
  if (cost === undefined) throw new Error(`no region ${region}`);
  const perUnit = priced.perUnitMicroUsd;
  const base = priced.fixedMicroUsd;
  if (most === units.min) {
    cost.push({ variable: binary, coefficient: base + perUnit * units.min });
    return { priced, binary, minUnits: units.min };
  }
  const count = draft.integer(`units/${name}`, 0, most);
  cost.push({ variable: binary, coefficient: base }, { variable: count, coefficient: perUnit });
  draft.row([...plus([count]), ...plus([binary], -units.min)], { lower: 0 }, STRUCTURE);
  draft.row([...plus([count]), ...plus([binary], -most)], { upper: 0 }, STRUCTURE);
  return { priced, binary, units: count, minUnits: units.min };
}

/** Terms for the amount that an option supplies or uses: fixed when chosen, and so much a unit. */
export function amount(option: OptionVariable, fixed: number, perUnit: number): Term[] {
  if (option.units === undefined) return plus([option.binary], fixed + perUnit * option.minUnits);
  return [...(fixed === 0 ? [] : plus([option.binary], fixed)), ...plus([option.units], perUnit)];
}

/** In explain mode a candidate without options gets one that a fact forbids, so that a conflict can name the fact. */
function withFact(draft: Draft, candidate: Candidate): Candidate {
  if (candidate.unavailable === undefined || draft.input.mode !== 'explain') return candidate;
  const option = {
    key: 'unavailable',
    label: 'unavailable',
    units: { min: 1, max: 1 },
    supplies: {},
    provides: candidate.module.provides,
    cost: [],
  };
  return {
    ...candidate,
    options: [{ option, lines: [], spares: [], fixedMicroUsd: 0, perUnitMicroUsd: 0, rates: new Map() }],
  };
}

export function addInstances(draft: Draft, candidates: readonly Candidate[], demands: readonly Demand[]): void {
  const sizes = askedSizes(candidates, demands);
  for (const [region, { location }] of draft.regions.entries()) {
    for (const found of candidates.filter(({ site }) => site.location === location)) {
      const candidate = withFact(draft, found);
      const asked = askedOf(candidate, sizes);
      const options = candidate.options.map((priced) => optionVariables(draft, candidate, region, priced, asked));
      const instance: InstanceVariables = { candidate, region, options };
      draft.instances.push(instance);
      // What is retiring stands in its region whether or not the environment still uses it.
      const retiring = draft.heldByKey.get(candidate.key)?.retiring === true;
      const used = retiring ? [] : plus(draft.used.slice(region, region + 1), -1);
      draft.row([...presence(instance), ...used], { upper: retiring ? 1 : 0 }, STRUCTURE);
      if (candidate.unavailable !== undefined && options.length > 0) {
        const fact = draft.clause({
          name: `unavailable/${candidate.key}`,
          kind: 'fact',
          sentence: candidate.unavailable,
        });
        draft.row(presence(instance), { upper: 0 }, fact);
      }
      scopeRows(draft, instance);
      toggleRows(draft, instance);
      heldRows(draft, instance);
    }
  }
  unusablePins(draft);
  conflictRows(draft);
  exclusiveRows(draft);
}

/** Whether an environment has it in one region, the primary one. */
function hasOnePlace({ scope, global: isGlobal }: Module<unknown>): boolean {
  return scope === 'environment' || isGlobal === true;
}

/** What an environment has once stands in its primary region; what extends that stands in every other one. */
function scopeRows(draft: Draft, instance: InstanceVariables): void {
  const { module, key } = instance.candidate;
  if (!hasOnePlace(module) && module.scope !== 'secondary') return;
  if (draft.heldByKey.get(key)?.retiring === true) return;
  const requirement = draft.clause({
    name: `scope/${module.name}`,
    kind: 'fact',
    sentence: `${module.name} stands ${hasOnePlace(module) ? 'in the primary region alone' : 'outside of the primary region'}`,
  });
  const primary = draft.primary.slice(instance.region, instance.region + 1);
  if (hasOnePlace(module)) draft.row([...presence(instance), ...plus(primary, -1)], { upper: 0 }, requirement);
  else draft.row([...presence(instance), ...plus(primary)], { upper: 1 }, requirement);
}

function pinned({ module, toggle, instances, path }: ModuleIntent): Clause {
  const places = [...new Set(instances.flatMap(({ locations = [] }) => locations))].join(' and ');
  if (places !== '')
    return {
      name: `placed/${places}`,
      kind: 'wish',
      sentence: `services stand in ${places} by what they request and require`,
      relax: `let them stand outside of ${places}`,
      ...(path === undefined ? {} : { path }),
    };
  return {
    name: `toggle/${module}`,
    kind: 'wish',
    sentence: path === undefined ? `${module} is ${toggle} by default` : `${module} is pinned ${toggle}`,
    relax: `set spec.modules.${module} to auto`,
    ...(path === undefined ? {} : { path }),
  };
}

/** Modules that are pinned to regions that no infrastructure lists, or that may not be used. */
function unusablePins(draft: Draft): void {
  for (const intent of draft.environment.modules) {
    const { toggle, regions, instances } = intent;
    if (toggle !== 'on' || typeof regions === 'string' || instances.length === 0) continue;
    for (const name of regions) {
      if (draft.regions.some(({ region, location }) => region === name || location === name)) continue;
      draft.row([], { lower: 1 }, draft.clause(pinned(intent)));
    }
  }
}

function toggleRows(draft: Draft, instance: InstanceVariables): void {
  const { intent, module, site, key } = instance.candidate;
  if (draft.heldByKey.get(key)?.retiring === true || intent.toggle === 'auto') return;
  // A default is not a wish: what the catalog turned on after a lock was written does not break the lock.
  if (draft.input.mode === 'check' && intent.path === undefined) return;
  const requirement = draft.clause(pinned(intent));
  if (intent.toggle === 'off') {
    draft.row(presence(instance), { upper: 0 }, requirement);
    return;
  }
  const used = plus(draft.used.slice(instance.region, instance.region + 1), -1);
  const primary = plus(draft.primary.slice(instance.region, instance.region + 1), -1);
  const regions = hasOnePlace(module) && intent.regions === 'each' ? 'primary' : intent.regions;
  // In a secondary region: used, and not the primary one.
  const less = module.scope === 'secondary' ? plus(draft.primary.slice(instance.region, instance.region + 1)) : [];
  if (regions === 'each') draft.row([...presence(instance), ...used, ...less], { lower: 0, upper: 0 }, requirement);
  else if (regions === 'primary') draft.row([...presence(instance), ...primary], { lower: 0, upper: 0 }, requirement);
  else {
    const wanted = regions.includes(site.region) || regions.includes(site.location) ? 1 : 0;
    draft.row(presence(instance), { lower: wanted, upper: wanted }, requirement);
  }
}

function heldRows(draft: Draft, instance: InstanceVariables): void {
  const held = draft.heldByKey.get(instance.candidate.key);
  if (held === undefined || held.hold === 'free') return;
  const requirement = draft.clause({
    name: `lock/${held.key}`,
    kind: 'wish',
    sentence: `the lock keeps ${held.key}${held.retiring ? ', which is being retired' : ', which must not be dropped or changed unasked'}`,
    relax: 'see `trellis solve --help` for --allow-destroy and --reoptimise',
  });
  // Inputs may have changed the identity of the very option that is locked.
  const same = instance.options.filter(({ priced }) => held.retiring || priced.option.identity === held.identity);
  if (held.hold === 'stays') {
    draft.row(plus(same.map(({ binary }) => binary)), { lower: 1 }, requirement);
    return;
  }
  const option = same.find(({ priced }) => priced.option.key === held.option);
  draft.row(plus(option === undefined ? [] : [option.binary]), { lower: 1 }, requirement);
  if (option?.units !== undefined)
    draft.row(plus([option.units]), { lower: held.units, upper: held.units }, requirement);
}

/** Two instances that each serve every need of one capability in a region. */
function exclusiveRows(draft: Draft): void {
  const claims = draft.instances.flatMap((instance) => {
    const options = instance.options.filter(({ priced }) => priced.option.exclusive === true);
    const names = new Set(options.flatMap(({ priced }) => priced.option.provides.map(({ name }) => name)));
    return [...names].map((name) => ({ instance, name, options: options.filter((option) => gives(option, name)) }));
  });
  for (const [index, claim] of claims.entries()) {
    const { instance, name, options } = claim;
    for (const rival of claims.slice(0, index)) {
      if (rival.name !== name || rival.instance === instance || rival.instance.region !== instance.region) continue;
      const { location, region } = instance.candidate.site;
      const requirement = draft.clause({
        name: `exclusive/${name}@${location}`,
        kind: 'fact',
        sentence: `one instance of ${instance.candidate.module.name} alone can give ${name} in ${region}`,
      });
      draft.row(plus([...options, ...rival.options].map(({ binary }) => binary)), { upper: 1 }, requirement);
    }
  }
}

function gives({ priced }: OptionVariable, name: string): boolean {
  return priced.option.provides.some((capability) => capability.name === name);
}

function conflictRows(draft: Draft): void {
  for (const instance of draft.instances) {
    for (const [other, reason] of Object.entries(instance.candidate.module.conflicts)) {
      for (const rival of draft.instances) {
        if (rival.region !== instance.region || rival.candidate.module.name !== other) continue;
        const requirement = draft.clause({
          name: `conflict/${instance.candidate.module.name}/${other}`,
          kind: 'fact',
          sentence: `${instance.candidate.module.name} and ${other} can't stand in one region: ${reason}`,
        });
        draft.row([...presence(instance), ...presence(rival)], { upper: 1 }, requirement);
      }
    }
  }
}
