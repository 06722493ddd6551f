import { facts } from '../../data';
import { privateNetwork, type PrivateNetwork } from '../../modules/capabilities';
import { vpcPeering } from '../../modules/vpc_peering';
import type { Emitted } from '../../stacks/emitted';
import { buildModule, give } from '../support/build-module';
import { bill, site } from './network.fixtures';

function vpc(region: string, cidr: string, zones: readonly string[]): PrivateNetwork {
  return {
    vpcId: `vpc-of-${region}`,
    cidr,
    region,
    privateSubnetIds: [],
    publicSubnetIds: [],
    privateRouteTableIds: Object.fromEntries(zones.map((zone) => [zone, `rtb-of-${zone}`])),
    zones,
  };
}

function emit(given: unknown = {}): Promise<Emitted> {
  return buildModule(vpcPeering, {
    facts,
    inputs: given,
    role: 'secondary',
    region: 'eu-west-1',
    given: [
      give(privateNetwork, vpc('eu-west-1', '10.1.0.0/16', ['euw1-az1', 'euw1-az2'])),
      give(privateNetwork, vpc('us-west-2', '10.0.0.0/16', ['usw2-az1', 'usw2-az2', 'usw2-az3']), 'primary'),
    ],
  });
}

it('costs the traffic that leaves the region and nothing else', () => {
  expect(bill(vpcPeering, site('eu-west-1', 'multi-az'), {}, { crossRegionGbPerMonth: 500 })).toMatchInlineSnapshot(`
   "Traffic to the primary region     500.00 GB            x 0.02       10.00
   Total                                                               10.00"
  `);
  expect(bill(vpcPeering, site('eu-west-1', 'multi-az'), {}, {})).toMatch(/^Total +0\.00$/);
});

it('needs a network on both sides', () => {
  expect(vpcPeering.needs().map(({ capability, at }) => `${capability.name} ${at}`)).toEqual([
    'private-network each',
    'private-network primary',
  ]);
});

describe('what is emitted', () => {
  it('by default', async () => {
    const { resource, output } = await emit();
    expect({ resource, output }).toMatchSnapshot();
  });

  it('leaves host names alone where told to', async () => {
    const { resource } = await emit({ allowRemoteVpcDnsResolution: false });
    expect(resource).not.toHaveProperty('aws_vpc_peering_connection_options');
  });

  it('routes from every private table of both sides to the other VPC', async () => {
    const { resource } = await emit();
    const routes = Object.values(resource['aws_route'] ?? {}).map(
      (route) =>
        `${String(route['region'])} ${String(route['route_table_id'])} ${String(route['destination_cidr_block'])}`,
    );
    expect(routes.sort()).toEqual([
      'eu-west-1 rtb-of-euw1-az1 10.0.0.0/16',
      'eu-west-1 rtb-of-euw1-az2 10.0.0.0/16',
      'us-west-2 rtb-of-usw2-az1 10.1.0.0/16',
      'us-west-2 rtb-of-usw2-az2 10.1.0.0/16',
      'us-west-2 rtb-of-usw2-az3 10.1.0.0/16',
    ]);
  });

  it('does not peer a region with itself', async () => {
    const same = vpc('eu-west-1', '10.1.0.0/16', ['euw1-az1']);
    const itself = buildModule(vpcPeering, {
      facts,
      region: 'eu-west-1',
      role: 'secondary',
      given: [give(privateNetwork, same), give(privateNetwork, same, 'primary')],
    });
    await expect(itself).rejects.toThrow("the VPC of eu-west-1 can't be peered with itself");
  });
});

describe('controls', () => {
  const controls = vpcPeering.controls({ allowRemoteVpcDnsResolution: true });

  it.each([
    ['peering-routes-are-narrow', { vpc_peering_connection_id: 'pcx', destination_cidr_block: '10.0.0.0/16' }, true],
    ['peering-routes-are-narrow', { vpc_peering_connection_id: 'pcx', destination_cidr_block: '0.0.0.0/0' }, false],
    ['peering-routes-are-narrow', { nat_gateway_id: 'nat', destination_cidr_block: '0.0.0.0/0' }, true],
    ['peering-resolves-privately', { requester: { allow_remote_vpc_dns_resolution: true } }, true],
    ['peering-resolves-privately', { requester: { allow_remote_vpc_dns_resolution: false } }, false],
    ['peering-resolves-privately', {}, false],
  ])('%s of %p is %p', (id, argumentsOf, complies) => {
    expect(controls.find((control) => control.id === id)?.complies(argumentsOf)).toBe(complies);
  });

  it('claim nothing of host names where resolution is off', () => {
    expect(vpcPeering.controls({ allowRemoteVpcDnsResolution: false }).map(({ id }) => id)).toEqual([
      'peering-routes-are-narrow',
    ]);
  });

  it('hold for what is emitted', async () => {
    const { resource } = await emit();
    for (const control of controls) {
      const subjects = Object.values(resource[control.resource] ?? {});
      expect(subjects.length).toBeGreaterThan(0);
      expect(subjects.every((one) => control.complies(one))).toBe(true);
    }
  });
});
