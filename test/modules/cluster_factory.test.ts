import { facts } from '../../data';
import { clusterFactory } from '../../modules/cluster_factory';
import type { Situation } from '../../modules/module';
import { emitHalves, multiAz, named, optionsOf, problemsOf, quote, singleAz } from './kubernetes.fixtures';

const situation: Situation = { availability: 'single-az', maxRegions: 1, needs: [], patterns: [] };

describe('options', () => {
  test('a quote reads like one', () => {
    expect(quote(named(optionsOf(clusterFactory), 'm6i.xlarge'), 3)).toMatchInlineSnapshot(`
     "Control plane                             730 cluster-hour            73.00
     Nodes m6i.xlarge                         2190 instance-hour          420.48
     Volumes of the nodes                      150 GB-month                12.00
     Key for Secrets                             1 key-month                1.00
     Control-plane logs                          5 GB                       2.50
     Total                                                                508.98"
    `);
  });

  test('a node holds what EKS leaves of it, without what every cluster runs', () => {
    expect(named(optionsOf(clusterFactory), 'm6i.large').supplies).toEqual({ vcpu: 1.58, memoryGiB: 6.545, gpu: 0 });
    expect(named(optionsOf(clusterFactory), 'g4dn.12xlarge').supplies).toMatchObject({ gpu: 4 });
  });

  test('room for pods of the cluster itself is an input', () => {
    const held = (systemPods: unknown) => named(optionsOf(clusterFactory, { systemPods }), 'm6i.large').supplies;
    expect(held({ cpuMilli: 0, memoryMiB: 0 })).toEqual({ vcpu: 1.93, memoryGiB: 6.741, gpu: 0 });
    expect(held({ cpuMilli: 850, memoryMiB: 1224 })).toEqual({ vcpu: 1.08, memoryGiB: 5.545, gpu: 0 });
    expect(held({ cpuMilli: 16000 }).vcpu).toBe(0);
  });

  test('burstable nodes stay out of what must stay up', () => {
    const burstable = (options: ReturnType<typeof optionsOf>): number =>
      options.filter(({ key }) => key.startsWith('t3.')).length;
    expect(burstable(optionsOf(clusterFactory, {}, singleAz))).toBe(3);
    expect(burstable(optionsOf(clusterFactory, {}, multiAz))).toBe(0);
    expect(burstable(optionsOf(clusterFactory, { burstable: true }, multiAz))).toBe(3);
  });

  test('least and most nodes', () => {
    const units = (inputs: unknown, site = singleAz) => optionsOf(clusterFactory, inputs, site)[0]?.units;
    expect(units({})).toEqual({ min: 1, max: 450 });
    expect(units({}, multiAz)).toEqual({ min: 2, max: 450 });
    expect(units({ minSize: 3, maxSize: 6 })).toEqual({ min: 3, max: 6 });
  });

  test('older families stand in where a region has no other', () => {
    const site = { location: 'aws/eu-south-2', region: 'eu-south-2', availability: 'multi-az' as const };
    const keys = clusterFactory.options(clusterFactory.inputs.parse({}), site, facts).map(({ key }) => key);
    expect(keys).toContain('m5.large');
    expect(keys).not.toContain('m6i.large');
  });

  test('pinned types say why they cannot be had', () => {
    const reasons = optionsOf(clusterFactory, { instanceTypes: ['m6i.large', 'm6g.large', 'x9.large'] }).map(
      ({ key, unavailable }) => [key, unavailable],
    );
    expect(reasons).toEqual([
      ['m6g.large', 'm6g.large is arm64 and arch is x86_64'],
      ['m6i.large', undefined],
      ['x9.large', 'x9.large is not an instance type that is known here'],
    ]);
  });

  test('groups that are given are the size, and cost what their nodes do', () => {
    const options = optionsOf(clusterFactory, { nodeGroups: { 'm6i.xlarge': 2, 'g4dn.xlarge': 1 } });
    expect(options.map(({ key, label, units }) => ({ key, label, units }))).toEqual([
      { key: 'node-groups', label: 'EKS 1.35 on 1 x g4dn.xlarge, 2 x m6i.xlarge', units: { min: 1, max: 1 } },
    ]);
    expect(options[0]?.supplies).toEqual({ vcpu: 10.71, memoryGiB: 41.215, gpu: 1 });
    expect(quote(named(options, 'node-groups'), 1)).toMatchInlineSnapshot(`
     "Control plane                             730 cluster-hour            73.00
     Nodes g4dn.xlarge                         730 instance-hour          383.98
     Volumes of the nodes                       50 GB-month                 4.00
     Nodes m6i.xlarge                         1460 instance-hour          280.32
     Volumes of the nodes                      100 GB-month                 8.00
     Key for Secrets                             1 key-month                1.00
     Control-plane logs                          5 GB                       2.50
     Total                                                                752.80"
    `);
    expect(optionsOf(clusterFactory, { nodeGroups: { 'm6g.large': 1 } })[0]?.unavailable).toBe(
      'm6g.large is arm64 and arch is x86_64',
    );
    expect(optionsOf(clusterFactory, { nodeGroups: {} })[0]?.label).toBe('EKS 1.35 on no nodes');
  });

  test('as a host it costs the same as with those groups', () => {
    const inputs = clusterFactory.inputs.parse({});
    const kinds = clusterFactory.hosting.nodeKinds(inputs, singleAz, facts);
    const kind = kinds.find(({ type }) => type === 'g4dn.xlarge');
    expect(kind?.allocatable).toEqual({
      cpuMilli: 3570,
      memoryMiB: 14281,
      storageMiB: 45056,
      pods: 26,
      'accelerator/nvidia-t4': 1,
    });
    const requests = { cpuMilli: 3000, memoryMiB: 1024, 'accelerator/nvidia-t4': 1 };
    const sized = clusterFactory.hosting.withHosted(inputs, {
      nodes: { 'g4dn.xlarge': 1 },
      zonedNodes: {},
      requests,
      hub: true,
    });
    const cost = [...clusterFactory.hosting.instanceCost(inputs), ...(kind?.cost ?? [])];
    const [option] = clusterFactory.options(sized, singleAz, facts);
    expect(option?.supplies).toMatchObject({ vcpu: 0.57, memoryGiB: 12.946 });
    const byPrice = (lines: readonly { price: string; fixed?: unknown }[]) =>
      lines.map(({ price, fixed }) => [price, fixed]).sort();
    expect(byPrice(option?.cost ?? [])).toEqual(byPrice(cost));
  });

  test('nodes of zones count beside the others, and want as many zones of the network', () => {
    const inputs = clusterFactory.hosting.withHosted(clusterFactory.inputs.parse({}), {
      nodes: { 'm6i.large': 1 },
      zonedNodes: { 'm6i.large': [1, 0, 2] },
      requests: {},
      hub: true,
    });
    const [option] = clusterFactory.options(inputs, singleAz, facts);
    expect(option?.label).toBe('EKS 1.35 on 4 x m6i.large');
    expect(clusterFactory.needs(inputs)).toMatchObject([{ atLeast: { privateZones: 3 } }]);
    expect(clusterFactory.zoneParts(inputs, singleAz, facts, { option: 'node-groups', units: 1 })).toMatchObject([
      { what: 'worker nodes', zones: 2 },
    ]);
  });

  test('only a hub gives the hub', () => {
    const names = (hub: boolean) => optionsOf(clusterFactory, { hub })[0]?.provides.map(({ name }) => name);
    expect(names(true)).toEqual(['kubernetes-cluster', 'kubernetes-hub']);
    expect(names(false)).toEqual(['kubernetes-cluster']);
  });
});

test('bad inputs say what is allowed', () => {
  expect(problemsOf(clusterFactory, { version: '1.35.2' })).toEqual(['version: must be a minor version such as 1.35']);
  expect(problemsOf(clusterFactory, { minSize: 4, maxSize: 2 })).toEqual(['maxSize: is below minSize, which is 4']);
  expect(problemsOf(clusterFactory, { zonedNodeGroups: { 'm6i.large': [1] } })).toEqual([
    'zonedNodeGroups: stands beside nodeGroups: give that too',
  ]);
  expect(problemsOf(clusterFactory, { endpointPublicAccess: true })).toEqual([
    'publicAccessCidrs: endpointPublicAccess is on: name the ranges that may reach the endpoint',
  ]);
  expect(problemsOf(clusterFactory, { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] })).toEqual([
    'publicAccessCidrs.0: must not be the whole internet',
  ]);
  expect(problemsOf(clusterFactory, { publicAccessCidrs: ['203.0.113.0/24'] })).toEqual([
    'publicAccessCidrs: has no effect while endpointPublicAccess is off',
  ]);
  expect(
    problemsOf(clusterFactory, {
      accessEntries: {
        ops: { principalArn: 'arn:aws:iam::111122223333:role/ops', policy: 'cluster-admin', namespaces: ['team'] },
      },
    }),
  ).toEqual([
    'accessEntries.ops.namespaces: cluster-admin holds for the whole cluster: leave namespaces out, or take admin',
  ]);
});

describe('clusters side by side', () => {
  const faults = (instances: Readonly<Record<string, unknown>>) =>
    clusterFactory.checkInstances(
      Object.fromEntries(Object.entries(instances).map(([name, one]) => [name, clusterFactory.inputs.parse(one)])),
    );

  test('one of them is the hub', () => {
    expect(faults({ research: {}, serving: { hub: false } })).toEqual([]);
    expect(faults({ research: { hub: false }, serving: { hub: false } })).toEqual([]);
    expect(faults({ serving: {}, research: {}, tools: {} })).toEqual([
      {
        path: ['serving'],
        message:
          'must have hub: false: research is the hub of its region already, and a cluster is one unless told otherwise',
      },
      {
        path: ['tools'],
        message:
          'must have hub: false: research is the hub of its region already, and a cluster is one unless told otherwise',
      },
    ]);
  });

  test('there are at most 50', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, { hub: false }]));
    expect(faults(many(50))).toEqual([]);
    expect(faults(many(51))).toEqual([{ path: [], message: 'must name at most 50 clusters and names 51' }]);
  });
});

describe('emitted', () => {
  const request = {
    option: 'm6i.xlarge',
    units: 3,
    inputs: {
      accessEntries: {
        team: { principalArn: 'arn:aws:iam::111122223333:role/team', policy: 'edit', namespaces: ['team'] },
      },
      allowedCidrs: { vpn: '10.200.0.0/13' },
    },
    frame: {
      availability: 'multi-az',
      account: { id: '111122223333', roleArn: 'arn:aws:iam::111122223333:role/deploy' },
    },
  } as const;

  test('a cluster of three nodes', async () => {
    const { aws } = await emitHalves(clusterFactory, request);
    expect({ resource: aws.resource, data: aws.data, output: aws.output }).toMatchSnapshot();
  });

  test('a group for each of the given types', async () => {
    const { aws } = await emitHalves(clusterFactory, {
      inputs: { nodeGroups: { 'm6i.xlarge': 2, 'g4dn.xlarge': 1 } },
    });
    const groups = Object.entries(aws.resource['aws_eks_node_group'] ?? {});
    expect(
      groups.map(([id, { node_group_name: name, ami_type: image, scaling_config: size }]) => ({
        id,
        name,
        image,
        size,
      })),
    ).toMatchInlineSnapshot(`
     [
       {
         "id": "cluster_factory_nodes_us_east_1_g4dn_xlarge",
         "image": "AL2023_x86_64_NVIDIA",
         "name": "test-us-east-1-group-g4dn-xlarge",
         "size": {
           "desired_size": 1,
           "max_size": 2,
           "min_size": 1,
         },
       },
       {
         "id": "cluster_factory_nodes_us_east_1_m6i_xlarge",
         "image": "AL2023_x86_64_STANDARD",
         "name": "test-us-east-1-group-m6i-xlarge",
         "size": {
           "desired_size": 2,
           "max_size": 4,
           "min_size": 2,
         },
       },
     ]
    `);
  });

  test.each([
    [{}, undefined],
    [{ autoscaler: true }, ['scaling_config[0].desired_size']],
  ])('with %p Terraform ignores %p of its nodes', async (inputs, ignored) => {
    const { aws } = await emitHalves(clusterFactory, { inputs });
    const [group] = Object.values(aws.resource['aws_eks_node_group'] ?? {});
    expect(group?.['lifecycle']).toEqual({
      create_before_destroy: true,
      ...(ignored !== undefined && { ignore_changes: ignored }),
    });
  });

  test('a group for each zone that nodes are to stand in', async () => {
    const { aws } = await emitHalves(clusterFactory, {
      inputs: { nodeGroups: { 'm6i.large': 1 }, zonedNodeGroups: { 'm6i.large': [0, 2] } },
    });
    const groups = Object.entries(aws.resource['aws_eks_node_group'] ?? {});
    expect(
      groups.map(([id, { node_group_name: name, subnet_ids: subnets, scaling_config: size }]) => ({
        id,
        name,
        subnets,
        size,
      })),
    ).toMatchInlineSnapshot(`
     [
       {
         "id": "cluster_factory_nodes_us_east_1_m6i_large",
         "name": "test-us-east-1-group-m6i-large",
         "size": {
           "desired_size": 1,
           "max_size": 2,
           "min_size": 1,
         },
         "subnets": [
           "subnet-private-az1",
           "subnet-private-az2",
           "subnet-private-az3",
         ],
       },
       {
         "id": "cluster_factory_nodes_us_east_1_m6i_large_zone_2",
         "name": "test-us-east-1-group-m6i-large-zone-2",
         "size": {
           "desired_size": 2,
           "max_size": 4,
           "min_size": 2,
         },
         "subnets": [
           "subnet-private-az2",
         ],
       },
     ]
    `);
  });

  test('an addons stack that logs in and holds nothing', async () => {
    const { addons } = await emitHalves(clusterFactory, request);
    expect({ ...addons, '//': undefined }).toMatchSnapshot();
  });

  test('trust in a service account names the issuer in its conditions', async () => {
    const { aws } = await emitHalves(clusterFactory);
    const trust = String(aws.resource['aws_iam_role']?.['cluster_factory_cni_role_us_east_1']?.['assume_role_policy']);
    const issuer =
      '${replace(aws_eks_cluster.cluster_factory_cluster_us_east_1.identity[0].oidc[0].issuer, "https://", "")}';
    expect(trust).toContain(`"${issuer}:sub":"system:serviceaccount:kube-system:aws-node"`);
    expect(trust).toContain(`"${issuer}:aud":"sts.amazonaws.com"`);
  });

  test('the role that applies gets in once, whatever the inputs say of it', async () => {
    const roleArn = 'arn:aws:iam::111122223333:role/deploy';
    const frame = { account: { id: '111122223333', roleArn } };
    const entries = async (accessEntries: unknown) => {
      const { aws } = await emitHalves(clusterFactory, { frame, inputs: { accessEntries } });
      return Object.keys(aws.resource['aws_eks_access_entry'] ?? {});
    };
    expect(await entries({})).toEqual(['cluster_factory_access_us_east_1_deploy_role']);
    expect(await entries({ ci: { principalArn: roleArn, policy: 'cluster-admin' } })).toEqual([
      'cluster_factory_access_us_east_1_ci',
    ]);
  });

  test.each([
    ['g4dn.xlarge', {}, 'AL2023_x86_64_NVIDIA'],
    ['m6i.large', {}, 'AL2023_x86_64_STANDARD'],
    ['m6g.large', { arch: 'arm64' }, 'AL2023_ARM_64_STANDARD'],
  ])('%s starts from the image of its kind', async (option, inputs, image) => {
    const { aws } = await emitHalves(clusterFactory, { option, inputs });
    expect(aws.resource['aws_eks_node_group']?.['cluster_factory_nodes_us_east_1']).toMatchObject({ ami_type: image });
  });

  test('a retiring cluster lets go of its protection', async () => {
    const { aws } = await emitHalves(clusterFactory, { phase: 'retiring' });
    const cluster = aws.resource['aws_eks_cluster']?.['cluster_factory_cluster_us_east_1'];
    expect(cluster).toMatchObject({ deletion_protection: false });
    expect(cluster).not.toHaveProperty('lifecycle');
  });
});

describe('controls', () => {
  const closed = clusterFactory.controls(clusterFactory.inputs.parse({}));
  const open = clusterFactory.controls(
    clusterFactory.inputs.parse({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] }),
  );
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'secrets-encryption',
      { encryption_config: { provider: { key_arn: 'arn' }, resources: ['secrets'] } },
      { encryption_config: { provider: { key_arn: 'arn' }, resources: [] } },
    ],
    [
      'no-creator-admin',
      { access_config: { authentication_mode: 'API', bootstrap_cluster_creator_admin_permissions: false } },
      { access_config: { authentication_mode: 'API' } },
    ],
    ['deletion-protection', { deletion_protection: true }, {}],
    [
      'imds-v2',
      { metadata_options: { http_tokens: 'required', http_put_response_hop_limit: 1 } },
      { metadata_options: { http_tokens: 'optional', http_put_response_hop_limit: 1 } },
    ],
    [
      'encrypted-volumes',
      { block_device_mappings: [{ ebs: { encrypted: 'true' } }] },
      { block_device_mappings: [{ ebs: {} }] },
    ],
    [
      'private-endpoint',
      { vpc_config: { endpoint_private_access: true, endpoint_public_access: false } },
      { vpc_config: { endpoint_private_access: true, endpoint_public_access: true } },
    ],
    [
      'limited-public-endpoint',
      { vpc_config: { public_access_cidrs: ['203.0.113.0/24'] } },
      { vpc_config: { endpoint_public_access: true } },
    ],
    ['audit-logs', { enabled_cluster_log_types: ['audit'] }, { enabled_cluster_log_types: ['api'] }],
    ['key-rotation', { enable_key_rotation: true }, {}],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = [...closed, ...open].find((one) => one.id === id);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });
});

test('an idle cluster is advised against, one that is asked for is not', () => {
  const advice = (needs: readonly string[]) =>
    clusterFactory.avoidWhen.flatMap((rule) =>
      'holds' in rule && rule.holds({ ...situation, needs }) ? [rule.text] : [],
    );
  expect(advice(['key-value-cache'])).toHaveLength(1);
  expect(advice(['kubernetes-cluster'])).toEqual([]);
  expect(advice(['rate-limiting-ingress'])).toEqual([]);
});
