/** What is emitted for a service network, read as Terraform reads it. */
import type { AwsFacts } from '../../modules/module';
import { privateNetwork } from '../../modules/capabilities';
import { vpcLatticeCore } from '../../modules/vpc_lattice_core';
import { addressesOf, type Emitted } from '../../stacks/emitted';
import { buildModule, give } from '../support/build-module';

const facts: AwsFacts = {
  zoneIds: () => ['use1-az1', 'use1-az2'],
  cacheNodeTypes: () => [],
  databaseInstanceClasses: () => [],
  ec2InstanceTypes: () => [],
  offersInstanceType: () => undefined,
  auroraGlobal: () => 'unknown',
  throughput: () => ({ startsAtGbps: 5, scalesToGbps: 100, per: 'carrier', source: 'test' }),
  typicalLatencyMs: () => ({ low: 0, high: 1 }),
};

const vpc = give(privateNetwork, {
  vpcId: '${aws_vpc.network_vpc_us_east_1.id}',
  cidr: '10.0.0.0/16',
  region: 'us-east-1',
  privateSubnetIds: ['subnet-0a', 'subnet-0b'],
  publicSubnetIds: [],
  privateRouteTableIds: {},
  zones: ['use1-az1', 'use1-az2'],
});

function build(inputs: unknown): Promise<Emitted> {
  return buildModule(vpcLatticeCore, { facts, inputs, given: [vpc] });
}

const ownCertificate = 'arn:aws:acm:us-east-1:111122223333:certificate/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
const researcher = 'arn:aws:iam::111122223333:role/researcher';

const vllmInference = {
  customDomainName: 'vllm.internal.example.com',
  certificateArn: ownCertificate,
  authType: 'AWS_IAM',
  allow: { principals: [researcher] },
  tags: { workload: 'ml-inference' },
  targetGroups: {
    'vllm-targets': {
      type: 'IP',
      config: { port: 8080, protocol: 'HTTP', healthCheck: { path: '/health' } },
      targets: { 'pod-a': { id: '10.0.16.20' }, 'pod-b': { id: '10.0.32.20', port: 8081 } },
    },
  },
  listeners: { https: { protocol: 'HTTPS', port: 443 } },
};

const featureStore = {
  targetGroups: {
    'load-balancer': {
      type: 'ALB',
      config: { port: 443, protocol: 'HTTPS' },
      targets: {
        internal: {
          id: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/feast/0123456789abcdef',
        },
      },
    },
    lookup: {
      type: 'LAMBDA',
      targets: { live: { id: 'arn:aws:lambda:us-east-1:111122223333:function:feast-lookup:live' } },
    },
  },
  allow: { organizationIds: ['o-a1b2c3d4e5'], vpcIds: ['own'] },
  listeners: {
    https: {
      defaultAction: { forward: { targetGroups: { 'load-balancer': 90, lookup: 10 } } },
      rules: {
        'online-lookup': {
          priority: 10,
          match: {
            method: 'GET',
            pathMatch: { prefix: '/online' },
            headerMatches: { 'x-tenant': { exact: 'a' }, accept: { contains: 'json', caseSensitive: false } },
          },
          action: { forward: { targetGroups: { lookup: 1 } } },
        },
        'no-admin': {
          priority: 1,
          match: { pathMatch: { prefix: '/admin' } },
          action: { fixedResponse: { statusCode: 404 } },
        },
      },
    },
  },
};

const passthrough = {
  customDomainName: 'vault.internal.example.com',
  allow: { anonymous: true, vpcIds: ['own', 'vpc-0123456789abcdef0'] },
  targetGroups: { vault: { type: 'INSTANCE', config: { protocol: 'TCP', port: 8200 } } },
  listeners: { tls: { protocol: 'TLS_PASSTHROUGH' } },
};

function only(emitted: Emitted, type: string): Readonly<Record<string, unknown>> {
  const all = Object.values(emitted.resource[type] ?? {});
  if (all.length !== 1 || all[0] === undefined) throw new Error(`${all.length} of ${type}`);
  return all[0];
}

function policyOf(emitted: Emitted, id: string): unknown {
  const policy = emitted.resource['aws_vpclattice_auth_policy']?.[id]?.['policy'];
  if (typeof policy !== 'string') throw new Error(`no policy ${id}`);
  expect(policy).not.toContain('\n');
  return JSON.parse(policy);
}

function shown({ resource, output }: Emitted): unknown {
  return { resource, output };
}

test('on with nothing is a network that refuses everybody, its VPC and its logs', async () => {
  const emitted = await build({});
  expect(shown(emitted)).toMatchSnapshot();
  expect(emitted.resource['aws_vpclattice_auth_policy']).toBeUndefined();
});

test('the inference service of the guide', async () => {
  expect(shown(await build({ services: { 'vllm-inference': vllmInference } }))).toMatchSnapshot();
});

test('a load balancer and a function behind one service', async () => {
  expect(shown(await build({ services: { 'feature-store': featureStore } }))).toMatchSnapshot();
});

test('one service more or less leaves every other address and its arguments', async () => {
  const both = await build({ services: { 'vllm-inference': vllmInference, 'feature-store': featureStore } });
  const one = await build({ services: { 'vllm-inference': vllmInference } });
  const addresses = addressesOf(one);
  expect(addressesOf(both)).toEqual(expect.arrayContaining([...addresses]));
  const gone = addressesOf(both).filter((address) => !addresses.includes(address));
  expect(gone.length).toBeGreaterThan(10);
  expect(gone.filter((address) => !address.includes('feature_store'))).toEqual([]);
  const changed = addresses.filter((address) => {
    const [type = '', id = ''] = address.split('.');
    return JSON.stringify(both.resource[type]?.[id]) !== JSON.stringify(one.resource[type]?.[id]);
  });
  expect(changed).toEqual(['aws_vpclattice_auth_policy.vpc_lattice_core_network_policy_us_east_1']);
});

test('a target group more moves neither the others nor the order of the listener', async () => {
  const targetGroups = { ...vllmInference.targetGroups, canary: { config: { port: 8080, protocol: 'HTTP' } } };
  const listeners = { https: { defaultAction: { forward: { targetGroups: { 'vllm-targets': 95, canary: 5 } } } } };
  const one = await build({ services: { 'vllm-inference': vllmInference } });
  const more = await build({ services: { 'vllm-inference': { ...vllmInference, targetGroups, listeners } } });
  expect(addressesOf(more).filter((address) => !addressesOf(one).includes(address))).toEqual([
    'aws_vpclattice_target_group.vpc_lattice_core_target_group_us_east_1_vllm_inference__canary',
  ]);
  expect(only(more, 'aws_vpclattice_listener')['default_action']).toEqual({
    forward: [
      {
        target_groups: [
          {
            target_group_identifier:
              '${aws_vpclattice_target_group.vpc_lattice_core_target_group_us_east_1_vllm_inference__canary.id}',
            weight: 5,
          },
          {
            target_group_identifier:
              '${aws_vpclattice_target_group.vpc_lattice_core_target_group_us_east_1_vllm_inference__vllm_targets.id}',
            weight: 95,
          },
        ],
      },
    ],
  });
});

test('the order of keys in the file does not reach Terraform', async () => {
  const forward = await build({ services: { 'vllm-inference': vllmInference, 'feature-store': featureStore } });
  const backward = await build({ services: { 'feature-store': featureStore, 'vllm-inference': vllmInference } });
  expect(JSON.stringify(backward)).toBe(JSON.stringify(forward));
});

test('names that meet at a hyphen stay apart', async () => {
  const group = (name: string) => ({ targetGroups: { [name]: {} } });
  const emitted = await build({ services: { a: group('b-c'), 'a-b': group('c') } });
  expect(Object.keys(emitted.resource['aws_vpclattice_target_group'] ?? {})).toEqual([
    'vpc_lattice_core_target_group_us_east_1_a__b_c',
    'vpc_lattice_core_target_group_us_east_1_a_b__c',
  ]);
});

test.each([
  ['svc', 'aws_vpclattice_service', 'env-svc-api'],
  ['tg', 'aws_vpclattice_target_group', 'env-tg-api-pods'],
  ['servicenetwork', 'aws_vpclattice_service_network', 'env-servicenetwork-lattice'],
  ['svc-of-ml-and-all-its-many-team', 'aws_vpclattice_service', 'env-svc-of-ml-and-all-its-many-team-api'],
])('an environment %s has no names that read as ids of Lattice', async (environment, type, name) => {
  const inputs = { services: { api: { targetGroups: { pods: {} } } } };
  const { resource } = await buildModule(vpcLatticeCore, { facts, inputs, given: [vpc], frame: { environment } });
  const names = Object.values(resource[type] ?? {}).map((one) => one['name']);
  expect(names).toEqual([name]);
  const refused = vpcLatticeCore.rules.flatMap((rule) =>
    rule.kind === 'matches' &&
    rule.resource === type &&
    names.some((one) => !new RegExp(rule.pattern).test(String(one)))
      ? [rule.says]
      : [],
  );
  expect(refused).toEqual([]);
});

test('passed-on connections are allowed by VPC, in the policies of network and service', async () => {
  const emitted = await build({ services: { vault: passthrough } });
  const arn = '${aws_vpclattice_service.vpc_lattice_core_service_us_east_1_vault.arn}';
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: ['vpc-lattice-svcs:Connect'],
    Resource: [arn],
    Condition: {
      StringEquals: {
        'vpc-lattice-svcs:SourceVpc': ['${aws_vpc.network_vpc_us_east_1.id}', 'vpc-0123456789abcdef0'],
      },
    },
  };
  const policy = { Version: '2012-10-17', Statement: [statement] };
  expect(policyOf(emitted, 'vpc_lattice_core_service_policy_us_east_1_vault')).toEqual(policy);
  expect(policyOf(emitted, 'vpc_lattice_core_network_policy_us_east_1')).toEqual(policy);
  expect(only(emitted, 'aws_vpclattice_target_group')['config']).toEqual({
    port: 8200,
    protocol: 'TCP',
    vpc_identifier: '${aws_vpc.network_vpc_us_east_1.id}',
  });
});

test('a service without callers has no policy and is named in none', async () => {
  const emitted = await build({ services: { quiet: {}, 'vllm-inference': vllmInference } });
  expect(Object.keys(emitted.resource['aws_vpclattice_auth_policy'] ?? {})).toEqual([
    'vpc_lattice_core_network_policy_us_east_1',
    'vpc_lattice_core_service_policy_us_east_1_vllm_inference',
  ]);
  const policy = JSON.stringify(policyOf(emitted, 'vpc_lattice_core_network_policy_us_east_1'));
  expect(policy).not.toContain('quiet');
  expect(emitted.resource['aws_vpclattice_service']?.['vpc_lattice_core_service_us_east_1_quiet']).toMatchObject({
    auth_type: 'AWS_IAM',
  });
});

test('authType NONE leaves no policy', async () => {
  const emitted = await build({ authType: 'NONE', services: { open: { authType: 'NONE' } } });
  expect(emitted.resource['aws_vpclattice_auth_policy']).toBeUndefined();
  expect(only(emitted, 'aws_vpclattice_service_network')['auth_type']).toBe('NONE');
});

test('clients by security group, one rule for each port and group', async () => {
  const emitted = await build({
    ingressPorts: [443, 80],
    clientSecurityGroupIds: ['sg-0123456789abcdef1', 'sg-0123456789abcdef0'],
  });
  const rules = emitted.resource['aws_vpc_security_group_ingress_rule'] ?? {};
  expect(Object.keys(rules)).toEqual([
    'vpc_lattice_core_ingress_us_east_1_443_sg_0123456789abcdef0',
    'vpc_lattice_core_ingress_us_east_1_443_sg_0123456789abcdef1',
    'vpc_lattice_core_ingress_us_east_1_80_sg_0123456789abcdef0',
    'vpc_lattice_core_ingress_us_east_1_80_sg_0123456789abcdef1',
  ]);
  expect(JSON.stringify(rules)).not.toContain('cidr_ipv4');
});

test('a share for accounts, units and further VPCs of the region', async () => {
  const association = { securityGroupIds: ['sg-0123456789abcdef0'] };
  const emitted = await build({
    shareWithPrincipals: ['444455556666', 'arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-cdefgh34'],
    vpcAssociations: {
      tools: { ...association, vpcIdentifier: 'vpc-0123456789abcdef0', region: 'us-east-1' },
      elsewhere: { ...association, vpcIdentifier: 'vpc-0123456789abcdef1', region: 'us-west-2' },
    },
    accessLogs: { enabled: false },
  });
  expect(addressesOf(emitted)).toEqual([
    'aws_ram_principal_association.vpc_lattice_core_share_principal_us_east_1_444455556666',
    'aws_ram_principal_association.vpc_lattice_core_share_principal_us_east_1_ou_ab12_cdefgh34',
    'aws_ram_resource_association.vpc_lattice_core_share_network_us_east_1',
    'aws_ram_resource_share.vpc_lattice_core_share_us_east_1',
    'aws_security_group.vpc_lattice_core_clients_us_east_1',
    'aws_vpc_security_group_ingress_rule.vpc_lattice_core_ingress_us_east_1_443_vpc',
    'aws_vpclattice_service_network.vpc_lattice_core_network_us_east_1',
    'aws_vpclattice_service_network_vpc_association.vpc_lattice_core_association_us_east_1',
    'aws_vpclattice_service_network_vpc_association.vpc_lattice_core_further_association_us_east_1_tools',
  ]);
  expect(only(emitted, 'aws_ram_resource_share')['allow_external_principals']).toBe(false);
});

test('a service of another region stays out', async () => {
  const emitted = await build({ services: { west: { regions: ['us-west-2'] } } });
  expect(emitted.resource['aws_vpclattice_service']).toBeUndefined();
});

describe('controls', () => {
  const clean = { services: { 'vllm-inference': vllmInference } };

  test('every control holds of what is emitted', async () => {
    const emitted = await build(clean);
    const inputs = vpcLatticeCore.inputs.parse(clean);
    const claims = vpcLatticeCore.controls(inputs);
    expect(claims.map(({ id, resource }) => `${id} ${resource}`)).toEqual([
      'iam-auth aws_vpclattice_service_network',
      'iam-auth aws_vpclattice_service',
      'access-logging aws_vpclattice_access_log_subscription',
      'encryption-in-transit aws_vpclattice_listener',
      'network-isolation aws_vpclattice_service_network_vpc_association',
    ]);
    for (const { id, resource, complies } of claims) {
      const carriers = Object.values(emitted.resource[resource] ?? {});
      expect([id, carriers.length > 0 && carriers.every(complies)]).toEqual([id, true]);
    }
  });

  test.each([
    ['iam-auth', 'aws_vpclattice_service_network', { auth_type: 'NONE' }],
    ['iam-auth', 'aws_vpclattice_service', { auth_type: 'NONE' }],
    ['iam-auth', 'aws_vpclattice_service', {}],
    ['access-logging', 'aws_vpclattice_access_log_subscription', { resource_identifier: 'sn-0' }],
    ['encryption-in-transit', 'aws_vpclattice_listener', { protocol: 'HTTP' }],
    ['network-isolation', 'aws_vpclattice_service_network_vpc_association', { security_group_ids: [] }],
    ['network-isolation', 'aws_vpclattice_service_network_vpc_association', {}],
  ])('%s is violated by %s %j', (id, resource, violating) => {
    const all = vpcLatticeCore.controls(vpcLatticeCore.inputs.parse(clean));
    const control = all.find((one) => one.id === id && one.resource === resource);
    expect(control?.complies(violating)).toBe(false);
  });

  test.each([
    [{ authType: 'NONE' }, 'iam-auth aws_vpclattice_service_network'],
    [{ authType: 'NONE', services: { open: { authType: 'NONE' } } }, 'iam-auth aws_vpclattice_service'],
    [{ accessLogs: { enabled: false } }, 'access-logging aws_vpclattice_access_log_subscription'],
    [
      { services: { plain: { listeners: { http: { protocol: 'HTTP' } } } } },
      'encryption-in-transit aws_vpclattice_listener',
    ],
  ])('%j gives a claim up', (inputs, claim) => {
    const claims = vpcLatticeCore.controls(vpcLatticeCore.inputs.parse(inputs));
    expect(claims.map(({ id, resource }) => `${id} ${resource}`)).not.toContain(claim);
  });
});
