import { facts } from '../../data';
import { crossRegionRouting, crossVpcServices, privateNetwork, type PrivateNetwork } from '../../modules/capabilities';
import { latticeCrossRegion } from '../../modules/lattice_cross_region';
import type { Emitted } from '../../stacks/emitted';
import { buildModule, give } from '../support/build-module';
import { serviceNetwork } from '../support/capabilities';
import { bill, site } from './network.fixtures';

function vpc(region: string, cidr: string): PrivateNetwork {
  return {
    vpcId: `vpc-of-${region}`,
    cidr,
    region,
    privateSubnetIds: [`subnet-a-${region}`, `subnet-b-${region}`],
    publicSubnetIds: [],
    privateRouteTableIds: {},
    zones: [],
  };
}

function emit(inputs: unknown = {}, region = 'eu-west-1'): Promise<Emitted> {
  return buildModule(latticeCrossRegion, {
    facts,
    inputs,
    role: 'secondary',
    region: 'eu-west-1',
    given: [
      give(privateNetwork, vpc(region, '10.1.0.0/16')),
      give(privateNetwork, vpc('us-west-2', '10.0.0.0/16'), 'primary'),
      give(crossRegionRouting, { connectionId: 'pcx-0123456789abcdef0' }),
      give(crossVpcServices, serviceNetwork('us-west-2'), 'primary'),
    ],
  });
}

describe('cost', () => {
  it('is that of the traffic, through Lattice and between the regions', () => {
    expect(bill(latticeCrossRegion, site('eu-west-1', 'multi-az'), {}, { crossRegionGbPerMonth: 500 }))
      .toMatchInlineSnapshot(`
     "Data through Lattice              500.00 GB            x 0.0275     13.75
     Traffic to the primary region     500.00 GB            x 0.02       10.00
     Total                                                               23.75"
    `);
  });

  it('counts each custom domain name once', () => {
    const customDomainNames = ['mlflow.example.com', 'feast.example.com', 'mlflow.example.com'];
    expect(bill(latticeCrossRegion, site('us-west-2', 'multi-az'), { customDomainNames }, {})).toMatchInlineSnapshot(`
     "Private hosted zones                2.00 zone-month    x 0.5         1.00
     Total                                                                1.00"
    `);
  });
});

it('needs routes to the primary region and a service network there', () => {
  expect(latticeCrossRegion.needs().map(({ capability, at }) => `${capability.name} ${at}`)).toEqual([
    'private-network each',
    'private-network primary',
    'cross-region-routing each',
    'cross-vpc-services primary',
  ]);
});

describe('what is emitted', () => {
  it('by default', async () => {
    const { resource, data, output } = await emit();
    expect({ resource, data, output }).toMatchSnapshot();
  });

  it('gives a custom domain name a zone of its own for the VPC here, and an alias of the name behind the endpoint', async () => {
    const { resource } = await emit({ customDomainNames: ['mlflow.internal.example.com'] });
    expect({ zone: resource['aws_route53_zone'], record: resource['aws_route53_record'] }).toMatchSnapshot();
  });

  it('refuses a custom domain name that no service has, and says which there are', async () => {
    await expect(emit({ customDomainNames: ['feast.internal.example.com'] })).rejects.toThrow(
      'customDomainNames has feast.internal.example.com, and vpc_lattice_core gives no service of the primary region that name; it gives: mlflow.internal.example.com.',
    );
  });

  it('makes no endpoint for the primary region itself', async () => {
    await expect(emit({}, 'us-west-2')).rejects.toThrow('the VPC of us-west-2 needs no endpoint for itself');
  });
});

test.each(['MLFLOW.example.com', 'mlflow', 'mlflow.example.com.', '*.example.com'])(
  'inputs: %s is no custom domain name',
  (name) => {
    expect(latticeCrossRegion.inputs.safeParse({ customDomainNames: [name] }).success).toBe(false);
  },
);

describe('controls', () => {
  const controls = latticeCrossRegion.controls();

  it.each([
    ['endpoint-has-security-group', { security_group_ids: ['sg'] }, true],
    ['endpoint-has-security-group', { security_group_ids: [] }, false],
    ['endpoint-has-security-group', {}, false],
    ['endpoint-admits-peers-alone', { cidr_ipv4: '10.1.0.0/16' }, true],
    ['endpoint-admits-peers-alone', { cidr_ipv4: '0.0.0.0/0' }, false],
    ['endpoint-admits-peers-alone', { prefix_list_id: 'pl-1' }, false],
  ])('%s of %p is %p', (id, argumentsOf, complies) => {
    expect(controls.find((control) => control.id === id)?.complies(argumentsOf)).toBe(complies);
  });
});

it('is avoided in one region and used where services of several call each other', () => {
  const situation = { availability: 'multi-az', maxRegions: 1, needs: [], patterns: ['service'] } as const;
  const holds = (rules: typeof latticeCrossRegion.useWhen | typeof latticeCrossRegion.avoidWhen, maxRegions: number) =>
    rules.map((rule) => 'holds' in rule && rule.holds({ ...situation, maxRegions }));
  expect(holds(latticeCrossRegion.avoidWhen, 1)).toEqual([true, false]);
  expect(holds(latticeCrossRegion.avoidWhen, 2)).toEqual([false, false]);
  expect(holds(latticeCrossRegion.useWhen, 1)).toEqual([false, false]);
  expect(holds(latticeCrossRegion.useWhen, 2)).toEqual([true, false]);
});
