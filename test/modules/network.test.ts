import { facts, offers, regions } from '../../data';
import { awsApiServices } from '../../modules/capabilities';
import { network } from '../../modules/network';
import type { Availability } from '../../modules/module';
import type { Emitted } from '../../stacks/emitted';
import { buildModule } from '../support/build-module';
import { addressesFor, bill, site } from './network.fixtures';

function emit(
  given: unknown,
  availability: Availability = 'single-az',
  phase: 'active' | 'retiring' = 'active',
): Promise<Emitted> {
  return buildModule(network, {
    facts,
    inputs: given,
    phase,
    frame: { availability },
    addresses: addressesFor(network, site('us-east-1', availability), given),
  });
}

function option(given: unknown, region = 'us-east-1', availability: Availability = 'single-az') {
  const [only] = network.options(network.inputs.parse(given), site(region, availability), facts);
  if (only === undefined) throw new Error('no option');
  return only;
}

describe('costs', () => {
  it('of the smallest network', () => {
    expect(bill(network, site('us-east-1', 'single-az'), {}, {})).toMatchInlineSnapshot(`
     "NAT gateways                      730.00 gateway-hour  x 0.045      32.85
     NAT data processing                10.00 GB            x 0.045       0.45
     Public IPv4 addresses of NAT      730.00 address-hour  x 0.005       3.65
     Traffic between zones              10.00 GB            x 0.01        0.10
     Total                                                               37.05"
    `);
  });

  it('of a gateway in each zone, with traffic that needs ask for', () => {
    const demand = { crossZoneGbPerMonth: 600, internetGbPerMonth: 100 };
    expect(bill(network, site('eu-central-1', 'multi-az'), {}, demand)).toMatchInlineSnapshot(`
     "NAT gateways                     2190.00 gateway-hour  x 0.052     113.88
     NAT data processing               110.00 GB            x 0.052       5.72
     Public IPv4 addresses of NAT     2190.00 address-hour  x 0.005      10.95
     Traffic out to the internet       100.00 GB            x 0.09        9.00
     Traffic between zones             800.00 GB            x 0.01        8.00
     Total                                                              147.55"
    `);
  });

  it('of a single gateway, to which other zones send across zones', () => {
    const given = { zones: 3, nat: 'single', internetGbPerMonth: 50, natReceivedGbPerMonth: 250 };
    expect(bill(network, site('us-east-1', 'multi-az'), given, { crossZoneGbPerMonth: 600 })).toMatchInlineSnapshot(`
     "NAT gateways                      730.00 gateway-hour  x 0.045      32.85
     NAT data processing               300.00 GB            x 0.045      13.50
     Public IPv4 addresses of NAT      730.00 address-hour  x 0.005       3.65
     Traffic out to the internet        50.00 GB            x 0.09        4.50
     Traffic between zones            1200.00 GB            x 0.01       12.00
     Total                                                               66.50"
    `);
  });

  it('are those of crossing zones alone without NAT', () => {
    expect(bill(network, site('us-east-1', 'single-az'), { nat: 'none' }, { crossZoneGbPerMonth: 100 })).toMatch(
      /^Traffic between zones +100\.00 GB +x 0\.01 +1\.00\nTotal +1\.00$/,
    );
  });
});

describe('the option', () => {
  it('keeps one key, so that a lock outlives a change of its inputs', () => {
    const keys = [{}, { nat: 'none' }, { nat: 'per-zone', zones: 4 }].map((given) => option(given).key);
    expect(new Set(keys)).toEqual(new Set(['vpc']));
  });

  it('follows the availability where nothing is said', () => {
    expect(option({}).label).toBe('VPC over 2 zones, one NAT gateway');
    expect(option({}, 'us-east-1', 'multi-az').label).toBe('VPC over 3 zones, a NAT gateway in each');
  });

  it('counts what quotas count', () => {
    expect(option({}, 'us-east-1', 'multi-az').consumes).toEqual({
      maxVpcs: { fixed: 1 },
      maxElasticIps: { fixed: 3 },
      maxNatGateways: { fixed: 3 },
    });
    expect(option({ nat: 'none' }).consumes).toEqual({ maxVpcs: { fixed: 1 } });
  });

  it.each([
    [{ privateZones: 3 }, 'single-az', 'private subnets are asked for in 3 zones and the network spans 2'],
    [{ privateZones: 1 }, 'multi-az', 'multi-az needs private subnets in 2 zones and privateZones says 1'],
    [{ privateZones: 1 }, 'single-az', undefined],
    [{ privateZones: 'by-availability' }, 'multi-az', undefined],
  ] as const)('with %p under %s is unavailable because %p', (given, availability, why) => {
    expect(option(given, 'us-east-1', availability).unavailable).toBe(why);
  });

  it('gives APIs of AWS by NAT unless they must be private', () => {
    const apis = (given: unknown): string[] =>
      option(given)
        .provides.map(({ name }) => name)
        .filter((name) => name.startsWith('aws-api-'));
    expect(apis({})).toHaveLength(awsApiServices.length);
    expect(apis({ privateOnly: true })).toEqual(['aws-api-dynamodb', 'aws-api-s3']);
    expect(apis({ nat: 'none' })).toEqual(['aws-api-dynamodb', 'aws-api-s3']);
  });

  it('serves no traffic to the internet without NAT', () => {
    expect(option({ nat: 'none' }).supplies).toEqual({ internetGbPerMonth: 0 });
    expect(option({}).supplies).toEqual({});
  });

  it('is unavailable where the region has fewer zones than asked for', () => {
    expect(option({ zones: 4 }, 'eu-central-1').unavailable).toBe('eu-central-1 has 3 zones and 4 are asked for');
    expect(option({ zones: 6 }).unavailable).toBeUndefined();
  });

  it.each(regions.ids())('can be had in %s with the defaults', (region) => {
    expect(network.services.every((service) => offers(service, region))).toBe(true);
    for (const availability of ['single-az', 'multi-az'] as const) {
      expect(option({}, region, availability).unavailable).toBeUndefined();
    }
  });
});

describe('cautions', () => {
  const told = (given: unknown): readonly string[] =>
    network.cautions(network.inputs.parse(given), site('us-east-1', 'single-az'), facts);
  const source = 'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html';

  it.each([
    [{}, []],
    [{ peakGbps: 5 }, []],
    [
      { peakGbps: 45 },
      [`45 Gbit/s are expected, and 1 NAT gateway can carry 5 at once and up to 100 as traffic grows (${source}).`],
    ],
    [{ peakGbps: 150 }, [`150 Gbit/s are expected, and 1 NAT gateway can carry 100 (${source}).`]],
    [
      { peakGbps: 150, nat: 'per-zone' },
      [`150 Gbit/s are expected, and 2 NAT gateways can carry 10 at once and up to 200 as traffic grows (${source}).`],
    ],
  ])('of %p', (given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});

describe('zone parts', () => {
  const parts = (given: unknown, availability: Availability) =>
    network
      .zoneParts(network.inputs.parse(given), site('us-east-1', availability), facts)
      .map(({ what, zones, loses }) => `${what} in ${zones}${loses === undefined ? '' : `: ${loses}`}`);

  it('are one gateway and one private subnet, or one of each in every zone', () => {
    const given = { zones: 2, privateZones: 'by-availability' };
    expect(parts(given, 'single-az')).toEqual([
      'public subnets in 2',
      'private subnet in 1: nothing in private subnets runs',
      'NAT gateway in 1: no private subnet reaches the internet',
    ]);
    expect(parts({ ...given, isolated: true }, 'multi-az').map((part) => part.split(':')[0])).toEqual([
      'public subnets in 2',
      'private subnets in 2',
      'isolated subnets in 2',
      'NAT gateways in 2',
    ]);
  });
});

describe('inputs', () => {
  it.each([
    { zones: 1 },
    { zones: 7 },
    { zones: 2.5 },
    { nat: 'two' },
    { internetGbPerMonth: -1 },
    { zoness: 2 },
    { privateZones: 0 },
    { publicPorts: [1024] },
    { subnets: { public: ['10.0.0.0'] } },
  ])('refuses %p', (given) => {
    expect(network.inputs.safeParse(given).success).toBe(false);
  });
});

it('takes the zones that EKS refuses last', () => {
  expect(addressesFor(network, site('us-east-1', 'multi-az'), {}).zones).toEqual(['use1-az1', 'use1-az2', 'use1-az4']);
  expect(addressesFor(network, site('us-west-1', 'single-az'), {}).zones).not.toContain('usw1-az2');
});

describe('what is emitted', () => {
  it('for two zones with one NAT gateway', async () => {
    const { resource, output } = await emit({ networkAcls: false });
    expect({ resource, output }).toMatchSnapshot();
  });

  it('is one resource a zone and tier for three zones with a gateway in each', async () => {
    const { resource } = await emit({}, 'multi-az');
    const counts = Object.entries(resource).map(([type, byId]) => `${type} ${Object.keys(byId).length}`);
    expect(counts.sort()).toEqual([
      'aws_default_security_group 1',
      'aws_eip 3',
      'aws_internet_gateway 1',
      'aws_nat_gateway 3',
      'aws_network_acl 2',
      'aws_network_acl_association 6',
      'aws_network_acl_rule 20',
      'aws_route 4',
      'aws_route_table 4',
      'aws_route_table_association 6',
      'aws_subnet 6',
      'aws_vpc 1',
      'aws_vpc_endpoint 2',
    ]);
    expect(resource['aws_route']?.['network_private_internet_route_us_east_1_use1_az2']).toMatchObject({
      route_table_id: '${aws_route_table.network_private_route_table_us_east_1_use1_az2.id}',
      nat_gateway_id: '${aws_nat_gateway.network_nat_gateway_us_east_1_use1_az2.id}',
    });
  });

  it('sends every zone to the one gateway', async () => {
    const { resource } = await emit({ zones: 3, nat: 'single' }, 'multi-az');
    const targets = Object.values(resource['aws_route'] ?? {}).flatMap((route) => route['nat_gateway_id'] ?? []);
    expect(targets).toEqual(Array(3).fill('${aws_nat_gateway.network_nat_gateway_us_east_1_use1_az1.id}'));
  });

  it('has no way out of private subnets without NAT', async () => {
    const { resource, output } = await emit({ nat: 'none' });
    expect(Object.keys(resource['aws_route'] ?? {})).toEqual(['network_public_internet_route_us_east_1']);
    expect(resource).not.toHaveProperty('aws_eip');
    expect(output).not.toHaveProperty('network_nat_public_ips_us_east_1');
  });

  it('has a private subnet in the first zone alone, with its NAT gateway there', async () => {
    const { resource } = await emit({ privateZones: 'by-availability' });
    expect(Object.keys(resource['aws_subnet'] ?? {}).sort()).toEqual([
      'network_private_subnet_us_east_1_use1_az1',
      'network_public_subnet_us_east_1_use1_az1',
      'network_public_subnet_us_east_1_use1_az2',
    ]);
    expect(Object.keys(resource['aws_route'] ?? {}).sort()).toEqual([
      'network_private_internet_route_us_east_1_use1_az1',
      'network_public_internet_route_us_east_1',
    ]);
  });

  it('gives isolated subnets the gateway endpoints and no other route', async () => {
    const { resource, output } = await emit({ isolated: true });
    const table = '${aws_route_table.network_isolated_route_table_us_east_1.id}';
    const routes = Object.values(resource['aws_route'] ?? {});
    expect(routes.filter(({ route_table_id: id }) => id === table)).toEqual([]);
    const tables = Object.values(resource['aws_route_table_association'] ?? {}).map(({ route_table_id: id }) => id);
    expect(tables.filter((id) => id === table)).toHaveLength(2);
    for (const endpoint of Object.values(resource['aws_vpc_endpoint'] ?? {}))
      expect(endpoint['route_table_ids']).toContain(table);
    expect(output).toHaveProperty('network_isolated_subnet_ids_us_east_1');
  });

  it('has a network ACL for each tier, with answers let in', async () => {
    const { resource } = await emit({ isolated: true, publicPorts: [443] });
    const rules = Object.entries(resource['aws_network_acl_rule'] ?? {}).map(([id, rule]) =>
      [
        id.replace('network_', '').replace('_network_acl_rule_us_east_1_', ' ').padEnd(24),
        rule['egress'] === true ? 'out' : 'in ',
        String(rule['rule_number']).padStart(4),
        String(rule['protocol']).padEnd(4),
        String(rule['cidr_block']).padEnd(14),
        rule['from_port'] === undefined ? '' : `${JSON.stringify([rule['from_port'], rule['to_port']])}`,
      ]
        .join(' ')
        .trimEnd(),
    );
    expect(rules.join('\n')).toMatchInlineSnapshot(`
     "isolated answers_tcp     in   200 tcp  0.0.0.0/0      [1024,65535]
     isolated out_https       out  100 tcp  0.0.0.0/0      [443,443]
     isolated out_vpc         out   90 -1   10.0.0.0/16
     isolated vpc             in    90 -1   10.0.0.0/16
     private answers_tcp      in   200 tcp  0.0.0.0/0      [1024,65535]
     private answers_udp      in   210 udp  0.0.0.0/0      [1024,65535]
     private out              out  100 -1   0.0.0.0/0
     private private_10       in   100 -1   10.0.0.0/8
     private private_100      in   110 -1   100.64.0.0/10
     private private_172      in   120 -1   172.16.0.0/12
     private private_192      in   130 -1   192.168.0.0/16
     private unreachable      in   220 icmp 0.0.0.0/0
     private vpc              in    90 -1   10.0.0.0/16
     public answers_tcp       in   200 tcp  0.0.0.0/0      [1024,65535]
     public answers_udp       in   210 udp  0.0.0.0/0      [1024,65535]
     public out               out  100 -1   0.0.0.0/0
     public port_443          in  1443 tcp  0.0.0.0/0      [443,443]
     public private_10        in   100 -1   10.0.0.0/8
     public private_100       in   110 -1   100.64.0.0/10
     public private_172       in   120 -1   172.16.0.0/12
     public private_192       in   130 -1   192.168.0.0/16
     public unreachable       in   220 icmp 0.0.0.0/0
     public vpc               in    90 -1   10.0.0.0/16"
    `);
  });

  it('gives a subnet its network ACL only when the rules stand', async () => {
    const { resource } = await emit({});
    const rules = Object.keys(resource['aws_network_acl_rule'] ?? {});
    const waited = Object.values(resource['aws_network_acl_association'] ?? {}).flatMap((one) => one['depends_on']);
    for (const id of rules) expect(waited).toContain(`aws_network_acl_rule.${id}`);
  });

  it('names the region on every resource', async () => {
    const { resource } = await emit({}, 'multi-az');
    const all = Object.values(resource).flatMap((byId) => Object.values(byId));
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(({ region }) => region !== 'us-east-1')).toEqual([]);
  });

  it.each([
    ['active', true],
    ['retiring', false],
  ] as const)('is protected or not while %s', async (phase, prevented) => {
    const { resource } = await emit({}, 'single-az', phase);
    for (const type of ['aws_vpc', 'aws_subnet', 'aws_eip']) {
      const protections = Object.values(resource[type] ?? {}).map(({ lifecycle }) => lifecycle);
      expect(protections.length).toBeGreaterThan(0);
      expect(new Set(protections.map((one) => JSON.stringify(one)))).toEqual(
        new Set([JSON.stringify({ prevent_destroy: prevented })]),
      );
    }
  });

  it('keeps every address when a zone is added', async () => {
    const [two, three] = await Promise.all([emit({ zones: 2 }), emit({ zones: 3 })]);
    for (const [type, byId] of Object.entries(two.resource)) {
      if (type === 'aws_vpc_endpoint') continue;
      expect(three.resource[type]).toMatchObject(byId);
    }
  });
});

describe('controls', () => {
  const controls = network.controls({ networkAcls: true });

  it.each([
    ['default-security-group-closed', { ingress: [], egress: [] }, true],
    ['default-security-group-closed', {}, true],
    ['default-security-group-closed', { ingress: [{ self: true }], egress: [] }, false],
    ['default-security-group-closed', { ingress: [], egress: [{ cidr_blocks: ['0.0.0.0/0'] }] }, false],
    ['no-automatic-public-address', { map_public_ip_on_launch: false }, true],
    ['no-automatic-public-address', { map_public_ip_on_launch: true }, false],
    ['no-automatic-public-address', {}, false],
    ['network-acls-let-in-no-protocol-from-anywhere', { cidr_block: '0.0.0.0/0', protocol: '-1' }, false],
    ['network-acls-let-in-no-protocol-from-anywhere', { cidr_block: '0.0.0.0/0', protocol: 'tcp' }, true],
    ['network-acls-let-in-no-protocol-from-anywhere', { cidr_block: '10.0.0.0/8', protocol: '-1' }, true],
    ['network-acls-let-in-no-protocol-from-anywhere', { cidr_block: '0.0.0.0/0', protocol: '-1', egress: true }, true],
  ])('%s of %p is %p', (id, argumentsOf, complies) => {
    expect(controls.find((control) => control.id === id)?.complies(argumentsOf)).toBe(complies);
  });

  it('hold for what is emitted', async () => {
    const { resource } = await emit({}, 'multi-az');
    for (const control of controls) {
      const subjects = Object.values(resource[control.resource] ?? {});
      expect(subjects.length).toBeGreaterThan(0);
      expect(subjects.every((one) => control.complies(one))).toBe(true);
    }
  });
});
