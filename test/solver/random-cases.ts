/** Random small environments in random small worlds, every feature mixed; the same for the same seed. */
import type { Capability } from '../../modules/module';
import type { Environment, ModuleIntent, NeedIntent, ServiceIntent } from '../../schema/types';
import type { Commitment, Price, World } from '../../solver/world';
import * as make from '../support/environment';
import { randomNumbers } from '../../solver/random-numbers';
import { cache, catalog, crossRegion, crossVpc, network, structures } from './fake-module';
import { randomModules } from './random-modules';

type Given = readonly Capability<unknown>[];

export interface RandomCase {
  readonly environment: Environment;
  readonly world: World;
}

export class Dice {
  private readonly random: (below: number) => number;

  constructor(seed: number) {
    this.random = randomNumbers(seed);
  }

  /** From 0 to `below` - 1. */
  below(below: number): number {
    return this.random(below);
  }

  chance(percent: number): boolean {
    return this.random(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.random(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  some<T>(percent: number, items: readonly T[]): T[] {
    return items.filter(() => this.chance(percent));
  }

  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.random(1_000_000) }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }

  /** The entry in so many percent of cases; spread into an object. */
  maybe<T extends object>(percent: number, entry: () => T): T | Record<string, never> {
    return this.chance(percent) ? entry() : {};
  }
}

const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2'] as const;

/** `usd:<n>` costs n; `vary:<n>` n times the region's factor; of `none:<n>` no price is known. */
function prices(factors: readonly number[]): World['prices'] {
  const find = (key: string, region: string): Price | undefined => {
    const [kind, amount] = key.split(':');
    if (kind === 'none') return undefined;
    const factor = factors[REGIONS.findIndex((name) => name === region)] ?? 1;
    return { usd: String(Number(amount) * (kind === 'vary' ? factor : 1)), unit: 'unit', source: 'test 2026-01-01' };
  };
  return () => ({ find });
}

function randomNeed(dice: Dice, given: Given, index: number, owner: readonly string[]): NeedIntent {
  const asked = dice.chance(97) ? dice.pick(given) : dice.pick([network, cache, structures, crossVpc, crossRegion]);
  const units = Object.keys(asked.units);
  return make.need(asked.name, {
    at: dice.pick(['each', 'each', 'primary', 'any']),
    with: asked === cache && given.includes(structures) && dice.chance(25) ? [structures.name] : [],
    demand: Object.fromEntries(dice.some(70, units).map((unit) => [unit, dice.pick([0.5, 0.5, 1, 2, 3])])),
    path: ['spec', ...owner, 'needs', index],
  });
}

function distinct(needs: readonly NeedIntent[]): NeedIntent[] {
  return needs.filter((one, at) => needs.findIndex(({ capability }) => capability === one.capability) === at);
}

function requirements(dice: Dice, percent: number): Environment['requires'] {
  return {
    compliance: dice.some(percent, ['SOC2']),
    ...dice.maybe(percent / 2, () => ({ residency: 'us' })),
    capabilities: dice.some(percent / 2, ['gpu']),
    availability: dice.chance(4) ? 'multi-region' : 'single-az',
  };
}

function randomServices(dice: Dice, given: Given): ServiceIntent[] {
  const names = ['api', 'web', 'feed'].slice(0, dice.pick([0, 0, 1, 1, 2, 2, 3]));
  const placed = names.map((name) => ({ name, at: dice.pick(['each', 'primary', 'any'] as const) }));
  return placed.map(({ name, at }) =>
    make.service(name, {
      at,
      requires: requirements(dice, 5),
      needs: distinct(
        Array.from({ length: dice.pick([0, 1, 1]) }, (_, index) => randomNeed(dice, given, index, ['services', name])),
      ),
      talksTo: dice
        .some(
          40,
          names.filter((other) => other !== name),
        )
        .map((target, index) => {
          const expected = dice.pick([0, 1, 2]);
          return {
            service: target,
            pattern: dice.chance(given.includes(crossVpc) ? 40 : 3) ? 'service' : 'pod-to-pod',
            gbPerMonth: { low: 0, expected, high: expected * 2 },
            ...dice.maybe(30, () => ({ maxLatencyMs: dice.pick([5, 60, 200]) })),
            path: ['spec', 'services', name, 'talksTo', index],
          };
        }),
    }),
  );
}

function randomIntents(dice: Dice, base: readonly ModuleIntent[], used: readonly string[]): ModuleIntent[] {
  return base.map((intent) => {
    const toggle = dice.chance(80) ? 'auto' : dice.pick(['on', 'on', 'off'] as const);
    const listed = dice.some(60, used);
    const regions = dice.pick(['each', 'primary', listed.length === 0 ? 'each' : listed] as const);
    return { ...intent, toggle, regions: toggle === 'on' ? regions : 'each' };
  });
}

function randomCommitments(
  dice: Dice,
  modules: World['registry']['modules'],
  regions: readonly string[],
): Commitment[] {
  const names = dice.chance(35) ? ['shared', 'other'].slice(0, dice.pick([1, 1, 2])) : [];
  return names.map((environment) => ({
    environment,
    accountId: dice.pick(['111111111111', '111111111111', '222222222222']),
    accountModules: modules
      .filter(({ scope }) => scope === 'account')
      .flatMap(({ name, provides }) =>
        dice
          .some(60, regions)
          .map((region) => ({ module: name, region, capabilities: provides.map((one) => one.name) })),
      ),
    microUsdByLocation: Object.fromEntries(
      dice.some(50, regions).map((region) => [`aws/${region}`, dice.below(10) * 1_000_000]),
    ),
    quotas: Object.fromEntries(dice.some(40, regions).map((region) => [`aws/${region}`, { slots: dice.below(3) }])),
  }));
}

/** Regions of one infrastructure, or of two. */
function randomInfrastructures(dice: Dice): World['infrastructures'] {
  const names = dice.shuffle(REGIONS).slice(0, dice.pick([1, 1, 2, 2, 2, 3]));
  const second = dice.chance(15) ? names.length - 1 : names.length;
  const regions = names.map((name, index) => {
    const infrastructure = index < second ? 'aws' : 'more';
    return make.region(name, {
      location: `${infrastructure}/${name}`,
      infrastructure,
      compliance: dice.some(80, ['SOC2']),
      capabilities: dice.some(70, ['gpu']),
      residencyTags: name.startsWith('us') || dice.chance(50) ? ['us'] : ['eu'],
      quotas: dice.chance(30) ? { slots: dice.below(5) } : {},
      ...dice.maybe(18, () => ({ budget: { monthlyUsd: dice.below(40), hardLimit: dice.chance(50) } })),
    });
  });
  return ['aws', 'more'].map((name) =>
    make.infrastructure(
      regions.filter(({ infrastructure }) => infrastructure === name),
      {
        name,
        ...dice.maybe(15, () => ({
          budget: { monthlyUsd: dice.below(60), alertThresholdPercent: 80, hardLimit: dice.chance(50) },
        })),
      },
    ),
  );
}

export function randomCase(seed: number): RandomCase {
  const dice = new Dice(seed);
  const infrastructures = randomInfrastructures(dice);
  const regions = infrastructures.flatMap((one) => one.regions.map(({ region }) => region));
  const registry = catalog(...randomModules(dice, regions.length));
  const closed = dice.some(20, regions);
  const distances = new Map(REGIONS.map((region) => [region as string, dice.pick([10, 50, 100])]));
  const unmeasured = dice.chance(15);
  const world = make.world(registry, {
    prices: prices([3, 1, 2]),
    offers: (_, region) => !closed.includes(region),
    latencyMs: (from, to) =>
      from === to ? 1 : unmeasured ? undefined : (distances.get(from) ?? 0) + (distances.get(to) ?? 0),
    infrastructures,
    commitments: randomCommitments(dice, registry.modules, regions),
  });
  const environment = make.environment(registry, {
    infrastructure: infrastructures.map(({ name }) => name),
    ...dice.maybe(70, () => ({ account: { id: '111111111111' } })),
    regions: {
      min: dice.chance(regions.length > 1 ? 20 : 1) ? 2 : 1,
      primary: dice.chance(20) ? dice.pick(regions) : 'auto',
      ...dice.maybe(40, () => ({ max: dice.pick([1, 2]) })),
      ...dice.maybe(20, () => ({ allowed: dice.some(80, regions) })),
    },
    requires: requirements(dice, 8),
    needs: distinct(
      Array.from({ length: dice.chance(4) ? 0 : dice.pick([1, 1, 2, 3]) }, (_, index) =>
        randomNeed(dice, registry.capabilities, index, []),
      ),
    ),
    services: randomServices(dice, registry.capabilities),
    modules: randomIntents(
      dice,
      make.intents(registry, instancesOf(dice, registry)),
      dice.chance(90) ? regions : REGIONS,
    ),
    ...dice.maybe(40, () => ({
      budget: { monthlyUsd: 1 + dice.below(80), alertThresholdPercent: 80, hardLimit: dice.chance(50) },
    })),
  });
  return { environment, world };
}

function instancesOf(dice: Dice, registry: World['registry']): Record<string, Partial<ModuleIntent>> {
  const several = registry.modules.filter(({ multiple }) => multiple && dice.chance(60));
  return Object.fromEntries(
    several.map(({ name, inputs }) => {
      const instance = (one: string) => ({ name: one, inputs: inputs.parse({}), path: ['spec', 'modules', name, one] });
      return [name, { instances: [instance('blue'), instance('green')] }];
    }),
  );
}

/** One of many ways in which files change after a decision. What is stateful stays wanted. */
function edited(dice: Dice, { environment, world }: RandomCase): RandomCase {
  const resized = (needs: readonly NeedIntent[]): NeedIntent[] =>
    needs.map((need) => ({
      ...need,
      demand: Object.fromEntries(
        Object.entries(need.demand).map(([unit, amount]) => [unit, amount * dice.pick([0.5, 1, 2])]),
      ),
    }));
  const stateful = (name: string): boolean => world.registry.modules.some((one) => one.name === name && one.stateful);
  switch (dice.below(6)) {
    case 0: {
      const services = environment.services.map((service) => ({ ...service, needs: resized(service.needs) }));
      return { environment: { ...environment, needs: resized(environment.needs), services }, world };
    }
    case 1:
      return { environment: { ...environment, needs: environment.needs.slice(1) }, world };
    case 2:
      return { environment, world: { ...world, prices: prices(dice.shuffle([1, 2, 4])) } };
    case 3: {
      const budget = { monthlyUsd: 1 + dice.below(50), alertThresholdPercent: 80, hardLimit: dice.chance(50) };
      return { environment: { ...environment, budget }, world };
    }
    case 4: {
      const needs = distinct([...environment.needs, randomNeed(dice, world.registry.capabilities, 9, [])]);
      return { environment: { ...environment, needs }, world };
    }
    default: {
      const { module } = dice.pick(environment.modules);
      const toggle = dice.pick(stateful(module) ? (['auto', 'on'] as const) : (['auto', 'on', 'off'] as const));
      const modules = environment.modules.map((intent) =>
        intent.module === module ? { ...intent, toggle, regions: 'each' as const } : intent,
      );
      return { environment: { ...environment, modules }, world };
    }
  }
}

export function later(before: RandomCase, seed: number): RandomCase {
  const dice = new Dice(seed);
  const first = { ...before, environment: { ...before.environment, minSavingUsd: dice.pick([0, 1, 3, 10]) } };
  return dice.chance(50) ? edited(dice, first) : edited(dice, edited(dice, first));
}
