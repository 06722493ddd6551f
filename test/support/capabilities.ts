/** What a module alone is given in the generic tests: outputs of the capabilities that it needs, and addresses. */
import { privateNetwork } from '../../modules/capabilities';
import type { Addresses, At, Module, Site } from '../../modules/module';
import { addressesFor } from '../modules/network.fixtures';
import { give, type Given } from './build-module';

function network(region: string): Given['outputs'] {
  const zones = ['az1', 'az2', 'az3'];
  return {
    vpcId: `vpc-${region}`,
    cidr: '10.0.0.0/16',
    region,
    privateSubnetIds: zones.map((zone) => `subnet-private-${zone}`),
    publicSubnetIds: zones.map((zone) => `subnet-public-${zone}`),
    privateRouteTableIds: Object.fromEntries(zones.map((zone) => [zone, `rtb-${zone}`])),
    zones,
  };
}

/** Capability name -> outputs of a provider in a region. A module that needs another capability adds its line. */
const samples: Readonly<Record<string, (region: string) => Given['outputs']>> = { [privateNetwork.name]: network };

function given(name: string, at: At, site: Site): Given {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`test/support/capabilities.ts has no sample of ${name}`);
  const where = at === 'primary' ? 'primary' : 'here';
  return give(
    { name, summary: '', defaultAt: 'each', units: {} },
    sample(where === 'here' ? site.region : 'us-west-2'),
    where,
  );
}

export function sampleOutputs(module: Module<unknown>, site: Site): { given: Given[]; addresses?: Addresses } {
  const needs = module.needs(module.inputs.parse({})).map(({ capability, at }) => given(capability.name, at, site));
  return module.addresses === undefined
    ? { given: needs }
    : { given: needs, addresses: addressesFor(module, site, {}) };
}
