/** Random small catalogs: needs go from later tiers to earlier ones, so that none needs itself. */
import type { Capability, Module, Need, Option, Site } from '../../modules/module';
import { cache, crossRegion, crossRegionServices, crossVpc, fake, network, structures } from './fake-module';
import type { Dice } from './random-cases';

type Tier = 0 | 1 | 2;

function provided(dice: Dice, tier: Tier): readonly Capability<unknown>[] {
  if (tier === 0) return [network];
  if (tier === 1) return dice.chance(50) ? [cache, structures] : [cache];
  return dice.pick([[crossVpc], [crossRegion], [crossVpc, crossRegion], [crossVpc, crossRegionServices]]);
}

function needs(dice: Dice, tier: Tier): readonly Need[] {
  const at = (): Need['at'] => dice.pick(['each', 'each', 'primary', 'any']);
  const sized = (unit: string): Pick<Need, 'demand'> => ({ demand: { [unit]: dice.pick([0.5, 1, 2]) } });
  const ofNetwork = { capability: network, at: at(), ...dice.maybe(40, () => sized('internetGbPerMonth')) };
  const ofCache = { capability: cache, at: at(), ...dice.maybe(60, () => sized('memoryGiB')) };
  if (tier === 0) return [];
  if (tier === 1) return dice.chance(50) ? [ofNetwork] : [];
  return [...(dice.chance(50) ? [ofNetwork] : []), ...(dice.chance(30) ? [ofCache] : [])];
}

function randomOption(dice: Dice, key: string, provides: Option['provides'], stateful: boolean): Option {
  const units = provides.flatMap((one) => Object.keys(one.units));
  const min = dice.pick([1, 1, 1, 2]);
  const amount = (): number => dice.pick([0, 0, 1, 2, 3, 5, 8, 13]);
  const price = (): string => `${dice.chance(3) ? 'none' : dice.pick(['usd', 'vary'])}:${amount()}`;
  return {
    key,
    label: key,
    units: { min, max: min + dice.pick([0, 0, 0, 1, 2]) },
    supplies: Object.fromEntries(dice.some(50, units).map((unit) => [unit, dice.pick([0.5, 1, 2, 3, 5, 8])])),
    provides: provides.filter((one, index) => index === 0 || one !== structures || key === 'large' || dice.chance(60)),
    cost: [
      { name: 'base', price: price(), fixed: 1 },
      ...(dice.chance(50) ? [{ name: 'units', price: price(), perUnit: 1 }] : []),
      ...dice.some(35, units).map((unit) => ({
        name: 'traffic',
        price: price(),
        perDemand: { [unit]: 0.5 },
        ...dice.maybe(30, () => ({ demandOf: [dice.pick(provides)] })),
      })),
    ],
    ...dice.maybe(10, () => ({ exclusive: true as const })),
    ...dice.maybe(30, () => ({ consumes: { slots: { fixed: dice.below(2), perUnit: dice.below(2) } } })),
    ...dice.maybe(5, () => ({ unavailable: 'it is not sold' })),
    ...dice.maybe(stateful ? 70 : 0, () => ({ identity: dice.pick(['one', 'two']) })),
  };
}

function randomModule(dice: Dice, name: string, tier: Tier, most: number): Module<unknown> {
  const provides = provided(dice, tier);
  const stateful = dice.chance(35);
  const keys = ['large', 'medium', 'small'].slice(0, 1 + dice.below(most));
  const found = keys.map((key) => randomOption(dice, key, provides, stateful));
  const scarce = dice.chance(15) ? keys[0] : undefined;
  const asked = needs(dice, tier);
  return fake(name, {
    provides,
    stateful,
    scope: dice.chance(60) ? 'location' : dice.pick(tier === 2 ? ['account', 'secondary'] : ['account', 'environment']),
    multiple: dice.chance(15),
    services: dice.chance(15) ? ['rare'] : [],
    quotas: { slots: 'slots' },
    needs: () => asked,
    options: (_, { region }: Site) => found.filter(({ key }) => key !== scarce || region.startsWith('us')),
  });
}

export function randomModules(dice: Dice, regions: number): Module<unknown>[] {
  const tiers: Tier[] = [0, 1, dice.pick([1, 2]), ...dice.some(50, [2, 1] as const)];
  const kept = dice.chance(93) ? tiers : tiers.slice(1);
  const modules = kept.map((tier, index) => randomModule(dice, `module_${index}`, tier, regions === 1 ? 3 : 2));
  return modules.map((module, index) => {
    const rival = modules[index - 1];
    return rival !== undefined && dice.chance(8)
      ? { ...module, conflicts: { [rival.name]: 'both take one port' } }
      : module;
  });
}
